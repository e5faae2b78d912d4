// What the workspace's map draws of a state, and the legend of it.
import { term } from '../i18n/terms';
import { t } from '../i18n/i18n';
import type { Class } from '../api/classes';
import { computed, type ReadonlySignal } from '@preact/signals';
import { classify } from '../api/classes';
import { positionOf, type AreaFeature, type FacilityFeature, type Plan, type Scenario, type SettlementFeature, type SiteFeature } from '../api/records';
import { areasContent, candidatesContent, changedContent, effectsContent, emptyContent, facilitiesContent, movesContent, networkContent, ranksContent, roadsContent, settlementsContent, sitesContent, travelContent, type Content, type Movement } from '../map/content';
import type { Entry } from '../map/Legend';
import type { Shape } from '../map/shapes';
import { DOINGS, kindOf, TIERS } from '../tiers/network';
import type { Model } from './model';
import { changedOf } from './premises';
import { w } from './words';

/** One state of an area, as it is drawn: two of them beside each other make a comparison. */
export interface State {
  areas: readonly AreaFeature[];
  area: string;
  settlements: readonly SettlementFeature[];
  classes: ReadonlyMap<string, Class>;
  facilities: ReadonlyMap<string, FacilityFeature>;
  villages: ReadonlyMap<string, SettlementFeature>;
  changes: Scenario['changes'];
  sites: readonly SiteFeature[];
  network: Plan['network'];
}

/** What the map draws of a state. */
export function contentOf({ areas, area, settlements, classes, facilities, villages, changes, sites, network }: State): Content {
  const outlines = areasContent(areas, area);
  const people = settlementsContent(settlements, classes);
  if (network !== undefined) return { ...emptyContent(), ...outlines, ...people, ...networkContent(network.joint.actions, [], () => null) };
  const changed = changedOf(changes?.facilities ?? [], facilities, villages);
  const opened = new Set(sites.map((site) => site.properties.site));
  const untouched = [...facilities.values()].filter(({ properties: { id } }) => !changed.has(id) && !opened.has(id));
  return {
    ...emptyContent(), ...outlines, ...people,
    ...facilitiesContent(untouched.filter(({ properties }) => properties.status === 'active')),
    ...candidatesContent(untouched.filter(({ properties }) => properties.status !== 'active')),
    ...networkContent([...changed.values()], [], () => null),
    ...sitesContent(sites),
  };
}

/**
 * What the workspace's map draws, in parts that change apart from one another: a change of the scenario touches its own small
 * parts, never the villages and premises on record: those that it touches are drawn above them.
 */
export function liveContent(model: Model): ReadonlySignal<Content> {
  const outlines = computed(() => areasContent(model.areas.state.value.value ?? [], model.area.value));
  const records = computed(() => model.settlements.state.value.value?.items ?? []);
  // Of the present state: what changes make of it is drawn above. A plan on show has classes of its own.
  const present = computed(() => {
    const audit = model.baseline.state.value.value;
    return audit === null ? new Map<string, Class>() : classify(records.value.map((one) => one.properties), audit, null);
  });
  const planned = computed(() => model.shown.value !== null);
  const people = computed(() => settlementsContent(records.value, planned.value ? model.classes.value : present.value));
  const effects = computed(() => {
    const figures = planned.value || !model.editing.changed.value ? null : model.effects.state.value.value;
    return { ...changedContent(figures), ...effectsContent(figures) };
  });
  const changes = computed(() => (planned.value ? model.shown.value?.scenario.changes : model.editing.editor.changes.value));
  const changed = computed(() => changedOf(changes.value?.facilities ?? [], model.facilityByID.value, model.settlementByCode.value));
  const sites = computed(() => sitesOf(model));
  const onRecord = computed(() => {
    const opened = new Set(sites.value.map((site) => site.properties.site));
    const items = [...model.facilityByID.value.values()].filter(({ properties: { id } }) => !opened.has(id));
    return { ...facilitiesContent(items.filter(({ properties }) => properties.status === 'active')), ...candidatesContent(items.filter(({ properties }) => properties.status !== 'active')) };
  });
  const movements = computed(() => movementsOf(model, planned.value));
  const touched = computed(() => {
    const gone = new Set(movements.value.filter(({ does }) => does === 'move').map(({ id }) => id));
    return networkContent([...changed.value.values()].filter(({ facility }) => !gone.has(facility)), [], () => null);
  });
  const moves = computed(() => movesContent(movements.value));
  const opens = computed(() => sitesContent(sites.value));
  const ranks = computed(() => ranksContent(model.ranked.value));
  const roads = computed(() => roadsContent(model.roads.state.value.value));
  const travel = computed(() => travelContent(model.path.state.value.value, model.reached.state.value.value));
  const network = computed(() => {
    const plan = model.shown.value?.network;
    return plan === undefined ? null : networkContent(plan.joint.actions, [], () => null);
  });
  return computed(() => {
    const ground = { ...emptyContent(), ...outlines.value, ...people.value, ...roads.value, ...travel.value, ...ranks.value };
    return network.value !== null ? { ...ground, ...network.value } : { ...ground, ...effects.value, ...onRecord.value, ...touched.value, ...moves.value, ...opens.value };
  });
}

// sitesOf are the sites that the plan on show opens, or those that are tried in their place.
function sitesOf(model: Model): readonly SiteFeature[] {
  const trial = model.trial.value;
  if (trial === null) return model.sites.value;
  return trial.ids.flatMap((id) => {
    const found = model.facilityByID.value.get(id) ?? model.settlementByCode.value.get(id);
    return found === undefined ? [] : [{ geometry: found.geometry, properties: { site: id, name: found.properties.name } } as unknown as SiteFeature];
  });
}

// movementsOf are the last moves of premises, merges and new roads among the changes that are edited.
function movementsOf(model: Model, planned: boolean): Movement[] {
  if (planned) return [];
  const last = new Map<string, Movement>();
  const roads: Movement[] = [];
  for (const { does, name, tier, from, to, into, change } of model.editing.told.value) {
    if (does === 'road_add') roads.push({ does: 'road', id: '', name, tier, line: ((change as { line?: [number, number][] | null }).line ?? []) });
    if (!('facility' in change)) continue;
    const id = change.facility;
    if (does === 'close' || does === 'add') last.delete(id);
    else if (does === 'merge') last.set(id, { does: 'into', id, name, tier, line: from === null || into === null || into.at === null ? [] : [from, into.at] });
    else if (does === 'move' && to !== null) {
      // Where it stood on record; one that a change made has no such place.
      const record = model.facilityByID.value.get(id);
      const stood = record === undefined ? null : positionOf(record);
      last.set(id, { does: 'move', id, name, tier, line: stood === null ? [to] : [stood, to] });
    }
  }
  return [...last.values(), ...roads];
}

/** The entries of the legend: what is drawn, in words, and how much of it; what the area has none of is left out, but for gaps. */
export function entriesOf(content: Content): Entry[] {
  const states = new Map<string, number>();
  const note = (state: string, more = 1): void => void states.set(state, (states.get(state) ?? 0) + more);
  // What is drawn above a village counts in its place.
  const above = new Map(content.changed.features.map(({ properties }) => [properties?.['id'] as string, properties?.['state'] as string]));
  for (const { properties } of content.villages.features) note(above.get(properties?.['id'] as string) ?? (properties?.['state'] as string));
  for (const { properties } of content.gaps.features) note(above.get(properties?.['id'] as string) ?? (properties?.['state'] === 'lost' ? 'lost' : 'gap'));
  const touched = new Set([...content.network.features, ...content.moves.features].map(({ properties }) => properties?.['id'] as string));
  const left = ({ features }: Content['point']): Content['point']['features'] => features.filter(({ properties }) => !touched.has(properties?.['id'] as string));
  for (const { properties } of left(content.candidates)) note(properties?.['state'] as string);
  for (const { properties } of content.effects.features) note(properties?.['verdict'] as string);
  for (const { properties } of content.roads.features) if (properties?.['state'] !== undefined) note(`road${String(properties['state'])}`);
  const kinds = new Map<string, number>();
  for (const { properties } of [...content.network.features, ...content.moves.features]) kinds.set(properties?.['does'] as string, (kinds.get(properties?.['does'] as string) ?? 0) + 1);
  const entries: [Shape, string, number][] = [
    ['gap', t('class.uncovered'), states.get('gap') ?? 0],
    ['lost', w('plan.class_lost'), states.get('lost') ?? 0],
    ['newly', t('class.newly'), states.get('newly') ?? 0],
    ['better', t('legend.better'), states.get('better') ?? 0],
    ['worse', t('legend.worse'), states.get('worse') ?? 0],
    ['site', t('legend.site'), content.sites.features.length],
    ...TIERS.flatMap((tier) => DOINGS.map((doing): [Shape, string, number] => [kindOf({ tier, action: doing }), t('legend.premises', { tier: term('tier', tier), action: term('action', doing) }), kinds.get(`${tier}-${doing}`) ?? 0])),
    ...TIERS.flatMap((tier): [Shape, string, number][] => [
      [`${tier}-move`, w('plan.moved', { tier: term('tier', tier) }), kinds.get(`${tier}-move`) ?? 0],
      [`${tier}-left`, w('plan.left', { tier: term('tier', tier) }), kinds.get(`${tier}-left`) ?? 0],
    ]),
    ['arrow', w('plan.arrow'), kinds.get('move') ?? 0],
    ['into', term('link', 'into'), kinds.get('into') ?? 0],
    ['roadnew', t('legend.road_new'), Math.max(kinds.get('road') ?? 0, states.get('roadnew') ?? 0)],
    ['roadclosed', t('legend.road_closed'), states.get('roadclosed') ?? 0],
    ['roadspeed', t('legend.road_speed'), states.get('roadspeed') ?? 0],
    ['covered', t('class.covered'), states.get('covered') ?? 0],
    ['hub', t('tier.hub'), left(content.hub).length],
    ['station', t('tier.station'), left(content.station).length],
    ['point', t('legend.point'), left(content.point).length],
    ['candidate', w('plan.candidate'), states.get('candidate') ?? 0],
    ['shut', w('plan.shut'), states.get('shut') ?? 0],
    ['outside', t('class.outside'), states.get('outside') ?? 0],
  ];
  const shown: Entry[] = entries.filter(([shape, , amount]) => amount > 0 || (shape === 'gap' && content.villages.features.length > 0)).map(([shape, label, amount]) => ({ shape, label, count: amount }));
  const lines: [Shape, string, number][] = [['path', t('legend.path'), content.path.features.length], ['area', t('legend.area'), content.reach.features.length], ['road', t('legend.road'), content.roads.features.length]];
  return [...shown, ...lines.filter(([, , amount]) => amount > 0).map(([shape, label]) => ({ shape, label, count: null }))];
}
