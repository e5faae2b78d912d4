// What a three-tier plan says, read for lists and for the map: which premises are run, what happens to each, who feeds
// whom. Nothing is reckoned here that the program has not reckoned; lists are only picked and joined.
import type { Assignment, NetworkAction, NetworkPlan, Plan } from '../api/records';
import type { Class } from '../api/classes';
import type { Selection } from '../ui/selection';

export type Tier = NetworkAction['tier'];
export type Doing = NetworkAction['action'];
export const TIERS: readonly Tier[] = ['hub', 'station', 'point'];
export const DOINGS: readonly Doing[] = ['keep', 'add', 'upgrade', 'merge', 'close'];

/** Premises of a tier with the same thing done to them, as the legend, the address and the layers name them. */
export type Kind = `${Tier}-${Doing}`;

/** Carriage between two places: village to point, point to station, point straight to a hub, station to hub; into: of a merge. */
export type LinkKind = 'serve' | 'feed' | 'direct' | 'trunk' | 'into';
export interface Link {
  kind: LinkKind;
  from: string;
  to: string;
}

export function kindOf(action: Pick<NetworkAction, 'tier' | 'action'>): Kind {
  return `${action.tier}-${action.action}`;
}

/** How many premises there are of each kind. */
export function tally(actions: readonly NetworkAction[]): Map<Kind, number> {
  const counts = new Map<Kind, number>();
  for (const action of actions) counts.set(kindOf(action), (counts.get(kindOf(action)) ?? 0) + 1);
  return counts;
}

/** The links of a network that a selection asks for: all carriage between premises without one; else what the place hangs on, and what hangs on it. */
export function linksOf(actions: ReadonlyMap<string, NetworkAction>, assignments: readonly Assignment[], selection: Selection | null): Link[] {
  const links = new Map<string, Link>();
  const add = (kind: LinkKind, from: string, to: string): void => void links.set(`${kind} ${from}`, { kind, from, to });
  const feed = (action: NetworkAction): void => {
    if (action.size === 0 || action.fed_from === undefined || action.fed_from === '') return;
    const feeder = actions.get(action.fed_from);
    if (feeder !== undefined) add(action.tier === 'station' ? 'trunk' : feeder.tier === 'hub' ? 'direct' : 'feed', action.facility, feeder.facility);
  };
  const upward = (id: string): void => {
    const seen = new Set<string>();
    for (let action = actions.get(id); action !== undefined && action.size > 0 && !seen.has(action.facility); action = actions.get(action.fed_from ?? '')) {
      seen.add(action.facility);
      feed(action);
    }
  };
  const served = selection === null ? undefined : assignments.find((one) => selection.kind === 'settlement' && one.settlement === selection.id);
  const chosen = selection === null || selection.kind === 'settlement' ? undefined : actions.get(selection.id);
  if (served !== undefined) {
    add('serve', served.settlement, served.site);
    upward(served.site);
  } else if (chosen !== undefined) {
    upward(chosen.facility);
    if (chosen.action === 'merge' && chosen.into !== undefined) add('into', chosen.facility, chosen.into);
    const below = new Set([chosen.facility]);
    for (const action of actions.values()) {
      if (action.size > 0 && action.fed_from === chosen.facility) {
        feed(action);
        if (chosen.tier === 'station') below.add(action.facility);
      }
      if (action.action === 'merge' && action.into === chosen.facility) add('into', action.facility, chosen.facility);
    }
    if (chosen.tier !== 'hub') for (const one of assignments) if (below.has(one.site)) add('serve', one.settlement, one.site);
  } else {
    for (const action of actions.values()) feed(action);
  }
  return [...links.values()];
}

/** Which villages a three-tier plan serves: covered if it does, uncovered if not; what the plan leaves out stands outside. */
export function servedClasses(settlements: readonly { code: string; kind: string }[], plan: Plan, asked: readonly string[]): Map<string, Class> {
  const served = new Set((plan.assignments ?? []).map((one) => one.settlement));
  const left = new Set(plan.network?.left_out ?? []);
  const kinds = new Set(asked);
  return new Map(settlements.map(({ code, kind }) => [code, served.has(code) ? 'covered' : left.has(code) || !kinds.has(kind) ? 'outside' : 'uncovered']));
}

/** How many villages, points and stations hang directly on each premises that is run. */
export function loadsOf(actions: readonly NetworkAction[], assignments: readonly Assignment[]): Map<string, { villages: number; points: number; stations: number }> {
  const loads = new Map(actions.map((action) => [action.facility, { villages: 0, points: 0, stations: 0 }]));
  for (const one of assignments) {
    const load = loads.get(one.site);
    if (load !== undefined) load.villages++;
  }
  for (const action of actions) {
    const load = loads.get(action.fed_from ?? '');
    if (load !== undefined && action.size > 0) action.tier === 'station' ? load.stations++ : load.points++;
  }
  return loads;
}

/** What a plan costs a year without the price of parcels left unserved; null without an answer. */
export function yearly(plan: Pick<NetworkPlan, 'objective_yuan' | 'cost'>): number | null {
  return plan.objective_yuan === null ? null : plan.objective_yuan - plan.cost.unserved_yuan;
}

/** Several plans side by side in one line, as what all operators have together; a figure that one lacks is unknown. */
export function together(plans: readonly NetworkPlan[]): { points: number; stations: number; hubs: number; km_day: number; yearly: number | null; unserved: number; parcels: number } {
  const sum = (figure: (plan: NetworkPlan) => number): number => plans.reduce((all, plan) => all + figure(plan), 0);
  const known = plans.length > 0 && plans.every((plan) => plan.objective_yuan !== null);
  return {
    points: sum((plan) => plan.points.run), stations: sum((plan) => plan.stations.run), hubs: sum((plan) => plan.hubs.run), km_day: sum((plan) => plan.km_day),
    yearly: known ? sum((plan) => yearly(plan) ?? 0) : null, unserved: sum((plan) => plan.cost.unserved_yuan), parcels: sum((plan) => plan.served_parcels_day),
  };
}
