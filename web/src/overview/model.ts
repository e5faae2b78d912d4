// What the overview page knows: the records it asked for and what follows from them and the view.
import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import { get } from '../api/client';
import { servedClasses } from '../tiers/network';
import {
  allAreas, beginning, facilitiesOf, reachOf, scenariosOf, settlementsOf,
  type AreaFeature, type Audit, type Effects, type FacilityFeature, type Frontier, type Gap, type Info, type Job, type Listing, type Network, type NetworkAction, type Plan, type PlanHead, type Reach, type Scenario, type SettlementFeature, type SiteFeature, type Why,
} from '../api/records';
import { classify, gapsOf, type Class } from '../api/classes';
import type { Axis } from '../charts/FrontierCurve';
import { areaOfJob, followJob } from '../api/jobs';
import { resource, type Resource } from '../api/resource';
import { openTravel, type Travel } from '../travel/travel';
import type { Selection } from '../ui/selection';
import { NO_PLAN, type BoundView } from './view';

export interface Model extends BoundView, Travel {
  info: Resource<Info>;
  areas: Resource<AreaFeature[]>;
  settlements: Resource<Listing<SettlementFeature>>;
  facilities: Resource<Listing<FacilityFeature>>;
  /** The present state by today's records. */
  present: Resource<Audit>;
  plans: Resource<PlanHead[]>;
  /** Every settlement's nearest facility by the audit before any plan; nothing until needReach is called for that audit. */
  reach: Resource<Map<string, Reach>>;
  needReach(): void;
  plan: Resource<Plan>;
  /** How the curve of coverage is drawn, and the curve; nothing until its tab is open. */
  curve: Signal<{ by: Axis; nested: boolean }>;
  frontier: Resource<Frontier>;
  /** Code of the area shown; empty where the store has no single top area. */
  area: ReadonlySignal<string>;
  /** ID of the plan shown; empty for none. */
  planID: ReadonlySignal<string>;
  /** True where a plan is shown and the state after it is asked for. */
  after: ReadonlySignal<boolean>;
  /** The audit on show, and the one before the plan where that is another. */
  audit: ReadonlySignal<Audit | null>;
  before: ReadonlySignal<Audit | null>;
  classes: ReadonlySignal<Map<string, Class>>;
  gaps: ReadonlySignal<Gap[]>;
  /** Codes that the plan brings within the standard; null without a plan. */
  planned: ReadonlySignal<Set<string> | null>;
  sites: ReadonlySignal<SiteFeature[]>;
  settlementByCode: ReadonlySignal<Map<string, SettlementFeature>>;
  facilityByID: ReadonlySignal<Map<string, FacilityFeature>>;
  /** True where the store has a road network; without one nothing is asked of it. */
  hasRoads: ReadonlySignal<boolean>;
  scenarios: Resource<Scenario[]>;
  /** What the scenario on show changes for whom. */
  effects: Resource<Effects>;
  /** The three-tier plan on show, whatever its tab; null where the plan on show is none. */
  tier: ReadonlySignal<{ plan: Plan; network: Network } | null>;
  /** True where the map and the inspector show that plan: its tab is open. */
  tierShown: ReadonlySignal<boolean>;
  /** What that plan does with each of its premises, by ID. */
  actionByID: ReadonlySignal<Map<string, NetworkAction>>;
  /** Why the selected village is served from where it is; asked for where a three-tier plan is shown. */
  whyVillage: Resource<Why>;
  /** Why a siting plan is as it is; asked for while its tab is open or one of its sites is looked at. */
  why: Resource<Why>;
  /** The job that is followed, asked for again until it ends. */
  job: Resource<Job>;
  /** What the pointer is over, in a list or on the map. */
  hovered: Signal<Selection | null>;
}

/** Opens the model on a view; everything loads by itself from here on. */
export function openModel(bound: BoundView): Model {
  const { view } = bound;
  const info = resource<Info>(() => 'info', (_, signal) => get('/api/v1/info', { signal }));
  const ready = computed(() => {
    const now = info.state.value.value;
    return now !== null && now.counts.settlements > 0;
  });
  const area = computed(() => view.value.area || beginning(info.state.value.value));
  const inArea = (): string | null => (ready.value ? area.value : null);

  const areas = resource(
    () => (ready.value ? 'areas' : null),
    (_, signal) => allAreas(signal),
  );
  const settlements = resource(inArea, settlementsOf);
  const facilities = resource(inArea, facilitiesOf);
  // Without an area the API lists the plans of all areas; only those of everything belong to what is shown.
  const plans = resource(inArea, async (code, signal) =>
    ((await get('/api/v1/plans', { query: { area: code }, signal })).items ?? []).filter((plan) => plan.scenario.area === code),
  );
  const planID = computed(() => {
    if (view.value.plan === NO_PLAN) return '';
    if (view.value.plan !== '') return view.value.plan;
    const tiers = view.value.tab === 'tiers';
    return (plans.state.value.value ?? []).find((plan) => plan.objective !== null && (!tiers || plan.scenario.model === TIER))?.id ?? '';
  });
  const plan = resource<Plan>(() => planID.value || null, (id, signal) => get('/api/v1/plans/{id}', { path: { id }, signal }));
  const present = resource(inArea, (code, signal) => get('/api/v1/audits', { query: { area: code }, signal }));

  const shownPlan = computed(() => {
    const now = plan.state.value.value;
    return now !== null && now.id === planID.value ? now : null;
  });
  const answered = computed(() => (shownPlan.value?.after === undefined || shownPlan.value.after === null ? null : shownPlan.value));
  const after = computed(() => view.value.after && answered.value !== null);
  const before = computed(() => (shownPlan.value?.before ?? present.state.value.value) as Audit | null);
  const audit = computed(() => (after.value ? (answered.value?.after as Audit) : before.value));
  // The list is long and only the inspector needs it, so the first call fetches it.
  const reachNeeded = signal<Audit | null>(null);
  const reach = resource(
    () => (reachNeeded.value === null ? null : reachKey(reachNeeded.value)),
    (_, signal) => reachOf(reachNeeded.peek() as Audit, signal),
  );
  const curve = signal<{ by: Axis; nested: boolean }>({ by: 'points', nested: false });
  const frontier = resource(
    () => (view.value.tab === 'frontier' && before.value !== null ? JSON.stringify(queryOf(before.value, curve.value)) : null),
    (key, signal) => get('/api/v1/frontier', { query: JSON.parse(key) as FrontierQuery, signal }),
  );
  const hasRoads = computed(() => (info.state.value.value?.counts.networks ?? 0) > 0);
  const travel = openTravel(view, hasRoads, () => ({ id: view.value.scenario, version: 0 }));
  const scenarios = resource(() => (ready.value && (info.state.value.value?.counts.scenarios ?? 0) > 0 ? 'scenarios' : null), (_, signal) => scenariosOf(signal));
  const effects = resource<Effects>(() => view.value.scenario || null, (id, signal) => get('/api/v1/scenarios/{id}/effects', { path: { id }, signal }));
  const tier = computed(() => {
    const now = shownPlan.value;
    return now?.network === undefined ? null : { plan: now, network: now.network };
  });
  const tierShown = computed(() => view.value.tab === 'tiers' && tier.value !== null);
  const whyVillage = resource<Why>(
    () => {
      const { selection } = view.value;
      return tierShown.value && selection?.kind === 'settlement' ? `${planID.value} ${selection.id}` : null;
    },
    (key, signal) => {
      const [id = '', village = ''] = key.split(' ');
      return get('/api/v1/plans/{id}/why', { path: { id }, query: { village }, signal });
    },
  );
  const why = resource<Why>(
    () => {
      const asked = view.value.tab === 'plan' || (after.value && view.value.selection !== null);
      return asked && shownPlan.value !== null && tier.value === null ? shownPlan.value.id : null;
    },
    (id, signal) => get('/api/v1/plans/{id}/why', { path: { id }, signal }),
  );
  // The plan that the followed job made is shown, if its area still is.
  const job = followJob(() => view.value.job, (ended) => {
    if (ended.plan_id === null || areaOfJob(ended) !== area.peek() || view.peek().job !== ended.id) return;
    plans.retry();
    bound.go({ plan: ended.plan_id, job: '', selection: null });
  });
  const settlementByCode = computed(() => new Map((settlements.state.value.value?.items ?? []).map((s) => [s.properties.code, s])));

  return {
    ...bound,
    info, areas, settlements, facilities, present, plans, plan, curve, frontier, reach, area, planID, after, audit, before,
    tier, tierShown, whyVillage, why, job,
    actionByID: computed(() => new Map((tier.value?.network.joint.actions ?? []).map((action) => [action.facility, action]))),
    classes: computed(() => {
      if (audit.value === null) return new Map<string, Class>();
      if (tierShown.value && tier.value !== null) {
        return servedClasses((settlements.state.value.value?.items ?? []).map((s) => s.properties), tier.value.plan, ['village']);
      }
      const all = (settlements.state.value.value?.items ?? []).map((s) => s.properties);
      return classify(all, audit.value, after.value ? before.value : null);
    }),
    gaps: computed(() => (audit.value === null ? [] : gapsOf(audit.value))),
    planned: computed(() => {
      if (answered.value === null) return null;
      const left = new Set(gapsOf(answered.value.after as Audit).map((gap) => gap.code));
      return new Set(gapsOf(answered.value.before as Audit).map((gap) => gap.code).filter((code) => !left.has(code)));
    }),
    needReach() {
      if (before.value !== null) reachNeeded.value = before.value;
    },
    sites: computed(() => shownPlan.value?.opened.features ?? []),
    settlementByCode, hasRoads, ...travel, scenarios, effects,
    facilityByID: computed(() => new Map((facilities.state.value.value?.items ?? []).map((f) => [f.properties.id, f]))),
    hovered: signal<Selection | null>(null),
  };
}

/** Model of three-tier plans. */
export const TIER = 'tier';

interface FrontierQuery {
  area: string;
  standard: string;
  travel: 'straight' | 'road';
  profile?: string;
  by: Axis;
  nested: boolean;
}

// The curve follows the standard and the travel of the audit on show.
function queryOf({ area = '', standard, travel }: Audit, { by, nested }: { by: Axis; nested: boolean }): FrontierQuery {
  const query: FrontierQuery = { area, standard, travel: travel.method as 'straight', by, nested };
  return travel.method === 'road' && travel.profile !== undefined ? { ...query, profile: travel.profile } : query;
}

/** What the curve on show was asked with; null before there is an audit. */
export function frontierQuery(model: Model): FrontierQuery | null {
  return model.before.value === null ? null : queryOf(model.before.value, model.curve.value);
}

function reachKey({ area, standard, travel, date }: Audit): string {
  return [area, standard, travel.method, date].join(' ');
}
