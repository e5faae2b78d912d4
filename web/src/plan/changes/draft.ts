// A change while it is being made: the fields of its form as they are typed, what is wrong with them in words, and the
// change that they come to.
import type { FacilityChange, Label, RoadChange } from './history';
import type { Foot } from './join';
import { rounded, type Position, type Snapped } from './snap';
import type { Premises, Tier, Told } from './told';

export type Does = Exclude<Label['does'], 'remove' | 'edit' | 'road_speed'>;
export const TIERS: readonly Tier[] = ['point', 'station', 'hub'];
export const OPERATORS = ['postal', 'express', 'coop', 'ecommerce'] as const;
export const OFFERS = ['pickup', 'dropoff', 'retail', 'supplies', 'payment', 'finance'] as const;
export const ROAD_CLASSES = ['national', 'provincial', 'county', 'township', 'village', 'street', 'track'] as const;
export type RoadClass = NonNullable<RoadChange['class']>;

/** The form of a change. Figures are as typed; empty is not given. */
export interface Draft {
  does: Does;
  /** Position in its list of the change that is edited; null: a new one. */
  at: number | null;
  /** ID of the premises; of new ones the ID they get. */
  facility: string;
  /** The premises are on record; new ones are not. */
  known: boolean;
  /** Code of the village; empty for none. */
  settlement: string;
  /** Where it was put on the map; null where it was not. */
  location: Position | null;
  /** It stands where it was put, and not at the village's position. */
  exact: boolean;
  /** What a click on the map led to; null where none did. */
  snapped: Snapped | null;
  into: string;
  name: string;
  tier: Tier;
  operators: readonly string[];
  offers: readonly string[];
  capacity: string;
  once: string;
  yearly: string;
  approved: boolean;
  note: string;
  line: readonly Position[];
  from: string;
  to: string;
  /** Where the first and the last point of the line join the roads there are. */
  feet: readonly [Foot, Foot];
  roadClass: RoadClass;
  road: string;
  way: number | null;
  speed: string;
}

/** An empty form. A new point takes in and hands out parcels and is run by the post, unless somebody says otherwise. */
export function blank(does: Does, more: Partial<Draft> = {}): Draft {
  return {
    does, at: null, facility: '', known: false, settlement: '', location: null, exact: false, snapped: null, into: '', name: '', tier: 'point',
    operators: does === 'add' ? ['postal'] : [], offers: does === 'add' ? ['pickup', 'dropoff'] : [], capacity: '', once: '', yearly: '', approved: false, note: '',
    line: [], from: '', to: '', feet: [null, null], roadClass: 'village', road: '', way: null, speed: '', ...more,
  };
}

/** The form of a change that is in the list already. */
export function reopen(told: Told, known: boolean): Draft {
  const figure = (value: number | undefined): string => (value === undefined ? '' : String(value));
  if (told.list === 'roads') {
    const road = told.change as RoadChange;
    return blank(told.does as Does, { at: told.at, line: (road.line ?? []) as Position[], roadClass: road.class ?? 'village', road: road.road ?? '', way: road.way ?? null, speed: figure(road.speed_kmh), note: road.note ?? '' });
  }
  const change = told.change as FacilityChange;
  const location = (change.location as Position | undefined) ?? null;
  return blank(told.does as Does, {
    at: told.at, facility: change.facility, known, settlement: change.settlement ?? '', location, exact: location !== null, into: change.into ?? '', name: change.name ?? told.name, tier: told.tier,
    operators: change.operators ?? [], offers: change.offers ?? [], capacity: figure(change.capacity_parcels_day), once: figure(change.opening_cost_yuan), yearly: figure(change.yearly_cost_yuan), approved: change.approved ?? false, note: change.note ?? '',
  });
}

/** What is wrong with a form, by the field to put right. */
export type Problem =
  | { field: 'place'; why: 'place_missing' | 'place_unlocated' }
  | { field: 'name'; why: 'name_missing' }
  | { field: 'operators'; why: 'operators_missing' }
  | { field: 'offers'; why: 'offers_missing' }
  | { field: 'capacity' | 'once' | 'yearly' | 'speed'; why: 'figure_wrong' | 'whole_wrong' | 'speed_wrong' }
  | { field: 'into'; why: 'into_missing' }
  | { field: 'approved'; why: 'approval_missing' }
  | { field: 'tier'; why: 'tier_below' }
  | { field: 'upgrade'; why: 'upgrade_nothing' }
  | { field: 'line'; why: 'line_missing' | 'line_same' | 'line_asking' | 'line_unjoined' }
  | { field: 'road'; why: 'road_missing' };

/** What a form is checked against. */
export interface Ground {
  /** The premises of the form before the change; null for new ones. */
  premises: Premises | null;
  /** Whether a village has a position on record. */
  located(code: string): boolean;
  place(code: string): Position | null;
}

/** What is wrong with a form; nothing where it can be sent. */
export function problemsOf(draft: Draft, ground: Ground): Problem[] {
  const wrong: Problem[] = [];
  const { does } = draft;
  if ((does === 'add' && !draft.known) || does === 'move') {
    const put = draft.exact && draft.location !== null;
    if (!put && draft.settlement === '') wrong.push({ field: 'place', why: 'place_missing' });
    else if (!put && !ground.located(draft.settlement)) wrong.push({ field: 'place', why: 'place_unlocated' });
  }
  if (does === 'add' && !draft.known) {
    if (draft.name.trim() === '') wrong.push({ field: 'name', why: 'name_missing' });
    if (draft.operators.length === 0) wrong.push({ field: 'operators', why: 'operators_missing' });
    if (draft.offers.length === 0) wrong.push({ field: 'offers', why: 'offers_missing' });
  }
  if (does === 'merge' && draft.into === '') wrong.push({ field: 'into', why: 'into_missing' });
  if ((does === 'close' || does === 'merge' || does === 'move') && ground.premises?.universal === true && !draft.approved) wrong.push({ field: 'approved', why: 'approval_missing' });
  if (does === 'upgrade') {
    if (ground.premises !== null && TIERS.indexOf(draft.tier) < TIERS.indexOf(ground.premises.tier)) wrong.push({ field: 'tier', why: 'tier_below' });
    const same = draft.tier === ground.premises?.tier && draft.operators.length === 0 && draft.offers.length === 0 && draft.capacity === '' && draft.yearly === '';
    if (same) wrong.push({ field: 'upgrade', why: 'upgrade_nothing' });
  }
  if (draft.capacity !== '' && !(Number(draft.capacity) >= 0)) wrong.push({ field: 'capacity', why: 'figure_wrong' });
  for (const field of ['once', 'yearly'] as const) if (draft[field] !== '' && !/^\d{1,12}$/.test(draft[field].trim())) wrong.push({ field, why: 'whole_wrong' });
  if (does === 'road_add') {
    const line = lineOf(draft, ground);
    if (line.length < 2) wrong.push({ field: 'line', why: 'line_missing' });
    else if (draft.feet.includes('asking')) wrong.push({ field: 'line', why: 'line_asking' });
    else if (draft.feet.every((foot) => foot === 'none')) wrong.push({ field: 'line', why: 'line_unjoined' });
    else if (line.every(([lon, lat]) => lon === line[0]?.[0] && lat === line[0]?.[1])) wrong.push({ field: 'line', why: 'line_same' });
    const speed = Number(draft.speed);
    if (draft.speed !== '' && !(speed >= 0.5 && speed <= 200)) wrong.push({ field: 'speed', why: 'speed_wrong' });
  }
  if (does === 'road_close' && draft.way === null && draft.road.trim() === '') wrong.push({ field: 'road', why: 'road_missing' });
  return wrong;
}

/** The line of a new road: as it was drawn, or from village to village; its ends stand on the roads that they join. */
export function lineOf(draft: Draft, ground: Pick<Ground, 'place'>): Position[] {
  const ends = [draft.from, draft.to].map((code) => (code === '' ? null : ground.place(code)));
  const line = draft.line.length > 0 ? [...draft.line] : ends.filter((at) => at !== null);
  const onRoad = (foot: Foot, at: Position): Position => (foot === null || typeof foot === 'string' ? at : foot.at);
  return line.map((at, i) => rounded(line.length < 2 ? at : i === 0 ? onRoad(draft.feet[0], at) : i === line.length - 1 ? onRoad(draft.feet[1], at) : at));
}

/** The facility change that a form without problems comes to. Only what the change uses is said. */
export function facilityChange(draft: Draft, before: Premises | null): FacilityChange {
  const { does } = draft;
  const figure = (text: string): number | undefined => (text.trim() === '' ? undefined : Number(text));
  const placed = does === 'move' || (does === 'add' && !draft.known);
  const change: FacilityChange = { do: does as FacilityChange['do'], facility: draft.facility };
  const set = (fields: Partial<FacilityChange>): void => {
    for (const [name, value] of Object.entries(fields)) {
      if (value !== undefined && value !== '' && value !== false && !(Array.isArray(value) && value.length === 0)) Object.assign(change, { [name]: value });
    }
  };
  if (placed) set({ settlement: draft.settlement, location: draft.exact && draft.location !== null ? rounded(draft.location) : undefined });
  if (does === 'add' && !draft.known) set({ name: draft.name.trim(), tier: draft.tier });
  if (does === 'add' || does === 'upgrade') set({ operators: [...draft.operators], offers: [...draft.offers] });
  if (does === 'upgrade' && draft.tier !== before?.tier) set({ tier: draft.tier });
  if (does === 'add' || does === 'upgrade' || does === 'merge') set({ capacity_parcels_day: figure(draft.capacity) });
  if (does === 'add' || does === 'upgrade' || does === 'move') set({ opening_cost_yuan: figure(draft.once) });
  if (does !== 'close') set({ yearly_cost_yuan: figure(draft.yearly) });
  if (does === 'merge') set({ into: draft.into });
  if (does === 'close' || does === 'merge' || does === 'move') set({ approved: draft.approved });
  set({ note: draft.note.trim() });
  return change;
}

/** The road change that a form without problems comes to. */
export function roadChange(draft: Draft, ground: Pick<Ground, 'place'>): RoadChange {
  const note = draft.note.trim() === '' ? {} : { note: draft.note.trim() };
  if (draft.does === 'road_add') {
    return { do: 'add', class: draft.roadClass, line: lineOf(draft, ground), ...(draft.road.trim() === '' ? {} : { road: draft.road.trim() }), ...(draft.speed === '' ? {} : { speed_kmh: Number(draft.speed) }), ...note };
  }
  return { do: 'close', ...(draft.way === null ? { road: draft.road.trim() } : { way: draft.way }), ...note };
}

/** An ID that nothing has yet for new premises in a village. */
export function freshID(settlement: string, taken: (id: string) => boolean): string {
  for (let n = 1; ; n++) {
    const id = `N-${settlement === '' ? 'new' : settlement}-${n}`;
    if (!taken(id)) return id;
  }
}
