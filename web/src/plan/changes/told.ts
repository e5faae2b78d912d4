// What each change does, to whom and where: the records with the changes made on them in their order, as the program
// makes them. A change that does not fit is told as far as it is known; the program itself refuses it.
import { positionOf, type FacilityFeature, type SettlementFeature } from '../../api/records';
import type { Change, ChangeSet, FacilityChange, Label, List, RoadChange } from './history';
import type { Position } from './snap';

export type Tier = 'hub' | 'station' | 'point';

/** Premises as they stand with the changes. */
export interface Premises {
  id: string;
  name: string;
  tier: Tier;
  /** They serve; those that do not are candidates, planned, closed and the like. */
  active: boolean;
  at: Position | null;
  settlement: string | null;
  operators: string[];
  offers: string[];
  capacity: number | null;
  opening: number | null;
  yearly: number | null;
  universal: boolean;
  /** Made by a change, not on record. */
  made: boolean;
}

/** Yuan; null is unknown. */
export interface Cost {
  once: number | null;
  yearly: number | null;
}

/** One change with all that its row and its symbol say. */
export interface Told {
  list: List;
  at: number;
  change: Change;
  does: Label['does'];
  name: string;
  tier: Tier;
  from: Position | null;
  to: Position | null;
  /** Code of the settlement it goes to or stands in. */
  settlement: string | null;
  into: Premises | null;
  /** 需审批: a universal-service facility is closed, merged or moved. */
  needsApproval: boolean;
  approved: boolean;
  cost: Cost;
}

/** Premises as they are on record. */
export function premisesOf(feature: FacilityFeature): Premises {
  const f = feature.properties;
  return {
    id: f.id, name: f.name, tier: f.tier, active: f.status === 'active', at: positionOf(feature), settlement: f.settlement, operators: f.operators ?? [], offers: f.offers ?? [],
    capacity: f.capacity_parcels_day, opening: f.opening_cost_yuan, yearly: f.yearly_cost_yuan, universal: f.universal_service, made: false,
  };
}

/** Makes the changes one after the other and tells each; now holds all premises as they stand after them. */
export function tell(changes: ChangeSet, records: ReadonlyMap<string, FacilityFeature>, villages: ReadonlyMap<string, SettlementFeature>): { told: Told[]; now: Map<string, Premises> } {
  const changed = new Map<string, Premises>();
  const find = (id: string | undefined): Premises | null => {
    if (id === undefined) return null;
    const here = changed.get(id);
    if (here !== undefined) return here;
    const record = records.get(id);
    return record === undefined ? null : premisesOf(record);
  };
  const told = (changes.facilities ?? []).map((change, at) => {
    const before = find(change.facility);
    const village = change.settlement === undefined ? undefined : villages.get(change.settlement);
    const to = (change.location as Position | undefined) ?? (village === undefined ? null : positionOf(village));
    const into = find(change.into);
    const one: Told = {
      list: 'facilities', at, change, does: change.do, name: change.name ?? before?.name ?? change.facility, tier: change.tier ?? before?.tier ?? 'point',
      from: before?.at ?? null, to: change.do === 'add' ? to ?? before?.at ?? null : change.do === 'move' ? to : before?.at ?? null,
      settlement: change.settlement ?? (change.do === 'move' ? null : before?.settlement ?? null), into,
      needsApproval: (before?.universal ?? false) && (change.do === 'close' || change.do === 'merge' || change.do === 'move'), approved: change.approved === true, cost: costOf(change, before, into),
    };
    for (const after of afterwards(change, before, into, one)) changed.set(after.id, after);
    return one;
  });
  const now = new Map<string, Premises>();
  for (const [id, record] of records) now.set(id, changed.get(id) ?? premisesOf(record));
  for (const [id, premises] of changed) now.set(id, premises);
  return { told: [...told, ...(changes.roads ?? []).map(tellRoad)], now };
}

// afterwards are the premises that a change touches, as they are after it.
function afterwards(change: FacilityChange, before: Premises | null, into: Premises | null, told: Told): Premises[] {
  const made: Premises = before ?? {
    id: change.facility, name: told.name, tier: told.tier, active: true, at: null, settlement: null, operators: [], offers: [], capacity: null, opening: null, yearly: null, universal: false, made: true,
  };
  const taken = { ...made, operators: join(made.operators, change.operators), offers: join(made.offers, change.offers), capacity: change.capacity_parcels_day ?? made.capacity, opening: change.opening_cost_yuan ?? made.opening, yearly: change.yearly_cost_yuan ?? made.yearly };
  switch (change.do) {
    case 'add': return [{ ...taken, name: told.name, tier: told.tier, active: true, at: told.to, settlement: told.settlement }];
    case 'close': return [{ ...made, active: false }];
    case 'move': return [{ ...taken, at: told.to, settlement: change.settlement ?? null }];
    case 'upgrade': return [{ ...taken, tier: told.tier }];
    case 'merge': {
      const closed = { ...made, active: false };
      if (into === null) return [closed];
      return [closed, { ...into, operators: join(into.operators, made.operators), offers: join(into.offers, made.offers), capacity: change.capacity_parcels_day ?? into.capacity, yearly: change.yearly_cost_yuan ?? into.yearly, universal: into.universal || made.universal }];
    }
  }
}

// costOf is what a change costs once and every year, as far as it is given; what closes saves its yearly cost.
function costOf(change: FacilityChange, before: Premises | null, into: Premises | null): Cost {
  const more = (now: number | undefined, was: number | null | undefined): number | null => (now === undefined ? 0 : was === null || was === undefined ? null : now - was);
  switch (change.do) {
    case 'add': return { once: change.opening_cost_yuan ?? before?.opening ?? null, yearly: change.yearly_cost_yuan ?? before?.yearly ?? null };
    case 'close': return { once: 0, yearly: negative(before?.yearly) };
    case 'merge': {
      const grown = more(change.yearly_cost_yuan, into?.yearly);
      const saved = negative(before?.yearly);
      return { once: 0, yearly: grown === null || saved === null ? null : grown + saved };
    }
    default: return { once: change.opening_cost_yuan ?? null, yearly: more(change.yearly_cost_yuan, before?.yearly) };
  }
}

function negative(value: number | null | undefined): number | null {
  return value === null || value === undefined ? null : value === 0 ? 0 : -value;
}

function tellRoad(change: RoadChange, at: number): Told {
  const line = (change.line ?? []) as Position[];
  return {
    list: 'roads', at, change, does: change.do === 'add' ? 'road_add' : change.do === 'close' ? 'road_close' : 'road_speed', name: change.road ?? (change.way === undefined ? '' : String(change.way)), tier: 'point',
    from: line[0] ?? null, to: line.at(-1) ?? null, settlement: null, into: null, needsApproval: false, approved: false, cost: { once: null, yearly: null },
  };
}

function join(a: readonly string[], b: readonly string[] | undefined): string[] {
  return [...new Set([...a, ...(b ?? [])])];
}

/** The sum of costs, and how many changes do not say theirs; roads are not counted, the program knows no price of theirs. */
export function sumOf(told: readonly Told[]): { once: number; yearly: number; unknown: number } {
  const sum = { once: 0, yearly: 0, unknown: 0 };
  for (const { list, cost } of told) {
    if (list === 'roads') continue;
    sum.once += cost.once ?? 0;
    sum.yearly += cost.yearly ?? 0;
    if (cost.once === null || cost.yearly === null) sum.unknown++;
  }
  return sum;
}
