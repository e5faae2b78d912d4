// What the workspace's map draws of a state, and the legend of it.
import { term } from '../i18n/terms';
import { t } from '../i18n/i18n';
import type { Class } from '../api/classes';
import type { AreaFeature, FacilityFeature, Plan, Scenario, SettlementFeature, SiteFeature } from '../api/records';
import { areasContent, candidatesContent, emptyContent, facilitiesContent, networkContent, settlementsContent, sitesContent, type Content } from '../map/content';
import type { Entry } from '../map/Legend';
import type { Shape } from '../map/shapes';
import { DOINGS, kindOf, TIERS } from '../tiers/network';
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

/** The entries of the legend: what is drawn, in words, and how much of it; what the area has none of is left out, but for gaps. */
export function entriesOf(content: Content): Entry[] {
  const states = new Map<string, number>();
  for (const { properties } of [...content.villages.features, ...content.gaps.features, ...content.candidates.features]) {
    const state = properties?.['state'] as string;
    states.set(state, (states.get(state) ?? 0) + 1);
  }
  const lost = states.get('lost') ?? 0;
  const kinds = new Map<string, number>();
  for (const { properties } of content.network.features) kinds.set(properties?.['does'] as string, (kinds.get(properties?.['does'] as string) ?? 0) + 1);
  const entries: [Shape, string, number][] = [
    ['gap', t('class.uncovered'), content.gaps.features.length - lost],
    ['lost', w('plan.class_lost'), lost],
    ['newly', t('class.newly'), states.get('newly') ?? 0],
    ['site', t('legend.site'), content.sites.features.length],
    ...TIERS.flatMap((tier) => DOINGS.map((doing): [Shape, string, number] => [kindOf({ tier, action: doing }), t('legend.premises', { tier: term('tier', tier), action: term('action', doing) }), kinds.get(`${tier}-${doing}`) ?? 0])),
    ['covered', t('class.covered'), states.get('covered') ?? 0],
    ['hub', t('tier.hub'), content.hub.features.length],
    ['station', t('tier.station'), content.station.features.length],
    ['point', t('legend.point'), content.point.features.length],
    ['candidate', w('plan.candidate'), states.get('candidate') ?? 0],
    ['shut', w('plan.shut'), states.get('shut') ?? 0],
    ['outside', t('class.outside'), states.get('outside') ?? 0],
  ];
  return entries.filter(([shape, , amount]) => amount > 0 || shape === 'gap').map(([shape, label, amount]) => ({ shape, label, count: amount }));
}
