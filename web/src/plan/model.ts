// What the workspace knows: the records it asked for, the active scenario, and what follows from both.
import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import { may } from '../account/account';
import { classify, gapsOf, reclassify, withLost, type Class } from '../api/classes';
import { address, change, get, RequestError } from '../api/client';
import { followJob } from '../api/jobs';
import {
  allAreas, beginning, premisesOf, scenariosOf, settlementsOf,
  type AreaFeature, type Audit, type Effects, type FacilityFeature, type Gap, type Info, type Job, type JobHead, type Listing, type Plan, type PlanHead, type Scenario, type SettlementFeature, type SiteFeature, type StandardEntry,
} from '../api/records';
import { resource, type Resource } from '../api/resource';
import type { Engine } from '../map/engine';
import { servedClasses } from '../tiers/network';
import { openTravel, type Travel } from '../travel/travel';
import type { Selection } from '../ui/selection';
import { openEditing, type Editing } from './changes/editing';
import { fieldsOf, type Fields } from './scenario';
import type { Draft } from './params';
import { outdated, plansOf } from './state';
import { NO_PLAN, type BoundView } from './view';

/** By which rule and on which travel the figures on show are reckoned. */
export interface Basis {
  area: string;
  standard: string;
  travel: 'straight' | 'road';
  profile?: string;
}

/** A suggested site on the map; kind and id are those of the premises or the settlement that it is. */
export interface Ranked {
  rank: number;
  kind: 'facility' | 'settlement';
  id: string;
  name: string;
  at: readonly [number, number];
}

export interface Model extends BoundView, Travel {
  info: Resource<Info>;
  areas: Resource<AreaFeature[]>;
  settlements: Resource<Listing<SettlementFeature>>;
  /** All premises of the area, whatever their status. */
  facilities: Resource<Listing<FacilityFeature>>;
  standards: Resource<StandardEntry[]>;
  /** All scenarios that are kept; those of the area are in scenariosHere. */
  scenarios: Resource<Scenario[]>;
  scenariosHere: ReadonlySignal<Scenario[]>;
  /** The active scenario; null for the baseline, and while it is not there yet. */
  scenario: ReadonlySignal<Scenario | null>;
  /** True where the address names a scenario that is not kept, or not for who asks. */
  missing: ReadonlySignal<boolean>;
  /** Code of the area on show: the active scenario's, or else the one chosen; empty for all that the records hold. */
  area: ReadonlySignal<string>;
  basis: ReadonlySignal<Basis | null>;
  /** The present state by the basis of the active scenario. */
  baseline: Resource<Audit>;
  /** What the active scenario's changes change for whom; nothing for the baseline and for a scenario without changes. */
  effects: Resource<Effects>;
  /** Plans of the area and of others, newest first; plansHere are those of the active scenario, what answers it as it stands before what it asked earlier. */
  plans: Resource<PlanHead[]>;
  plansHere: ReadonlySignal<PlanHead[]>;
  /** ID of the plan on show; empty for none. */
  planID: ReadonlySignal<string>;
  plan: Resource<Plan>;
  /** The plan on show once it is there. */
  shown: ReadonlySignal<Plan | null>;
  /** True where the plan on show answers what its scenario asked earlier, or records as they were. */
  stale: ReadonlySignal<boolean>;
  job: Resource<Job>;
  /** Plan jobs that are not finished, whoever asked for them; none for those who may not plan. */
  running: Resource<JobHead[]>;
  /** Fields of the active scenario that are typed and not saved, by path; null for none. */
  draft: Signal<{ scenario: string; fields: Draft } | null>;
  /** What each village is under what is on show: the plan's answer, or else the scenario's changes, against the present state. */
  classes: ReadonlySignal<Map<string, Class>>;
  /** The villages that are not covered in the present state, worst first. */
  gaps: ReadonlySignal<Gap[]>;
  sites: ReadonlySignal<SiteFeature[]>;
  settlementByCode: ReadonlySignal<Map<string, SettlementFeature>>;
  facilityByID: ReadonlySignal<Map<string, FacilityFeature>>;
  hasRoads: ReadonlySignal<boolean>;
  /** Villages that something points out, such as a check that did not pass; null for none. The drawer lists them alone and the map rings them. */
  pointed: Signal<{ title: string; codes: readonly string[] } | null>;
  /** Sites to look at that no plan opens, such as those of a point of the curve, by ID of premises or code of a settlement; null for none. */
  trial: Signal<{ title: string; ids: readonly string[] } | null>;
  /** Suggested sites that the map numbers; empty where none are on show. */
  ranked: Signal<readonly Ranked[]>;
  hovered: Signal<Selection | null>;
  /** The map, once it stands; null without one. */
  engine: Signal<Engine | null>;
  /** Word of the tool that has the map's pointer, such as that which draws; empty for none. Nothing is picked on the map then. */
  tool: Signal<string>;
  /**
   * Saves fields of the active scenario on the version on show and shows what was saved. Rejects with a RequestError: 409 where
   * somebody else saved first; reload then brings their version.
   */
  save(fields: Partial<Fields>): Promise<Scenario>;
  /** Saves the active scenario with exactly these fields; what they leave out is left to the program. Rejects as save does. */
  replace(fields: Fields): Promise<Scenario>;
  /** Accepts a plan for the active scenario, one that is out of date only where stale is true; or withdraws the acceptance. Rejects as save does. */
  accept(plan: string, stale: boolean): Promise<Scenario>;
  withdraw(): Promise<Scenario>;
  /** Puts a scenario away or takes it out again. Rejects as save does. */
  archive(scenario: Scenario, archived: boolean): Promise<Scenario>;
  /** Keeps a new scenario. */
  add(fields: Fields): Promise<Scenario>;
  /** Asks for the active scenario anew, after somebody else saved it. */
  reload(): Promise<Scenario>;
  /** Editing the active scenario: its changes as they stand here, saved or not, and the form that is open. */
  editing: Editing;
}

/** Opens the model on a view; everything loads by itself from here on. */
export function openModel(bound: BoundView): Model {
  const { view, go } = bound;
  const info = resource<Info>(() => 'info', (_, abort) => get('/api/v1/info', { signal: abort }));
  const ready = (): boolean => (info.state.value.value?.counts.settlements ?? 0) > 0;
  const areas = resource(() => (ready() ? 'areas' : null), (_, abort) => allAreas(abort));
  const standards = resource(() => (ready() ? 'standards' : null), async (_, abort) => (await get('/api/v1/standards', { signal: abort })).items ?? []);
  const scenarios = resource(() => (ready() ? 'scenarios' : null), (_, abort) => scenariosOf(abort));
  const scenario = computed(() => (scenarios.state.value.value ?? []).find(({ id }) => id === view.value.scenario) ?? null);
  const area = computed(() => scenario.value?.area ?? (view.value.area || beginning(info.state.value.value)));
  const basis = computed((): Basis | null => {
    const now = info.state.value.value;
    if (now === null || !ready() || (view.value.scenario !== '' && scenario.value === null)) return null;
    return basisOf({ standard: now.default_standard, travel: 'straight', ...scenario.value, area: area.value });
  });
  const inArea = (): string | null => basis.value?.area ?? null;

  const settlements = resource(inArea, settlementsOf);
  const facilities = resource(inArea, premisesOf);
  const baseline = resource<Audit>(
    () => (basis.value === null ? null : JSON.stringify(basis.value)),
    (key, abort) => get('/api/v1/audits', { query: JSON.parse(key) as Basis, signal: abort }),
  );
  const effects = resource<Effects>(
    () => (scenario.value === null || !hasChanges(scenario.value) ? null : `${scenario.value.id} ${scenario.value.version}`),
    (_, abort) => get('/api/v1/scenarios/{id}/effects', { path: { id: view.peek().scenario }, signal: abort }),
  );
  // Those of exactly the area, and the newest of all, so that scenarios of areas under it have theirs.
  const plans = resource(inArea, async (code, abort) => {
    const [own, all] = await Promise.all([get('/api/v1/plans', { query: { area: code }, signal: abort }), code === '' ? null : get('/api/v1/plans', { signal: abort })]);
    const found = new Map([...(own.items ?? []), ...(all?.items ?? [])].map((plan) => [plan.id, plan]));
    return [...found.values()].sort((a, b) => (a.created_at < b.created_at ? 1 : a.created_at > b.created_at ? -1 : 0));
  });
  const plansHere = computed(() => (scenario.value === null ? [] : plansOf(plans.state.value.value ?? [], scenario.value)));
  const planID = computed(() => {
    const { plan } = view.value;
    if (plan === NO_PLAN) return '';
    return plan === '' ? (plansHere.value.find((one) => one.objective !== null)?.id ?? '') : plan;
  });
  const plan = resource<Plan>(() => planID.value || null, (id, abort) => get('/api/v1/plans/{id}', { path: { id }, signal: abort }));
  const shown = computed(() => {
    const now = plan.state.value.value;
    return now !== null && now.id === planID.value ? now : null;
  });
  // The plan that the followed job made is shown, unless another scenario or another plan was chosen to be looked at.
  const job = followJob(() => view.value.job, (ended) => {
    if (view.peek().job !== ended.id) return;
    plans.retry();
    running.retry();
    const { scenario: of } = (ended.parameters ?? {}) as { scenario?: string };
    if (ended.plan_id !== null && of === view.peek().scenario && view.peek().plan === '') go({ plan: ended.plan_id });
  });

  const running = resource(() => (basis.value !== null && may('plan') ? `running ${view.value.job}` : null), async (_, abort) => {
    const states = await Promise.all((['submitted', 'running', 'stopping'] as const).map((state) => get('/api/v1/jobs', { query: { kind: 'plan', state, limit: 50 }, signal: abort })));
    return states.flatMap(({ items }) => items ?? []);
  });

  const classes = computed(() => {
    const all = (settlements.state.value.value?.items ?? []).map((one) => one.properties);
    const before = baseline.state.value.value;
    if (before === null) return new Map<string, Class>();
    const made = shown.value;
    if (made?.network !== undefined) return servedClasses(all, made, ['village']);
    const now = classify(all, before, null);
    if (made !== null && made.after !== undefined && made.after !== null) {
      const after = made.after as Audit;
      // Beside the present state, so that what the scenario's changes lose shows; a plan of another rule stands beside its own audit before.
      return basis.value !== null && onBasis(made.scenario, basis.value) ? withLost(classify(all, after, before), now) : classify(all, after, (made.before ?? null) as Audit | null);
    }
    return effects.state.value.value === null ? now : reclassify(now, effects.state.value.value.items ?? []);
  });

  const keep = (saved: Scenario): Scenario => {
    scenarios.take([...(scenarios.state.peek().value ?? []).filter(({ id }) => id !== saved.id), saved].sort((a, b) => (a.id < b.id ? -1 : 1)));
    return saved;
  };
  const active = (): Scenario => {
    const now = scenario.peek();
    if (now === null) throw new RequestError(404, '');
    return now;
  };
  const hasRoads = computed(() => (info.state.value.value?.counts.networks ?? 0) > 0);
  const travel = openTravel(view, hasRoads, () => ({ id: scenario.value?.id ?? '', version: scenario.value?.version ?? 0 }));
  const workspace: Omit<Model, 'editing'> = {
    ...bound, ...travel,
    info, areas, standards, scenarios, scenario, settlements, facilities, area, basis, baseline, effects, plans, plansHere, planID, plan, shown, job, running, classes,
    stale: computed(() => shown.value !== null && (scenario.value === null ? shown.value.stale : outdated(shown.value, scenario.value))),
    draft: signal(null),
    missing: computed(() => view.value.scenario !== '' && scenario.value === null && scenarios.state.value.value !== null && !scenarios.state.value.loading),
    scenariosHere: computed(() => (scenarios.state.value.value ?? []).filter((one) => lies(one.area, area.value, areas.state.value.value ?? []))),
    gaps: computed(() => (baseline.state.value.value === null ? [] : gapsOf(baseline.state.value.value))),
    sites: computed(() => shown.value?.opened.features ?? []),
    settlementByCode: computed(() => new Map((settlements.state.value.value?.items ?? []).map((one) => [one.properties.code, one]))),
    facilityByID: computed(() => new Map((facilities.state.value.value?.items ?? []).map((one) => [one.properties.id, one]))),
    hasRoads,
    pointed: signal(null), trial: signal(null), ranked: signal([]), hovered: signal(null), engine: signal(null), tool: signal(''),
    async replace(fields) {
      const now = active();
      return keep((await change('PUT', where(now), fields, now.version)) as Scenario);
    },
    async save(fields) {
      const now = active();
      return keep((await change('PUT', where(now), { ...fieldsOf(now), ...fields }, now.version)) as Scenario);
    },
    async accept(plan, stale) {
      const now = active();
      return keep((await change('PUT', `${where(now)}/acceptance`, { plan, stale }, now.version)) as Scenario);
    },
    async withdraw() {
      const now = active();
      return keep((await change('DELETE', `${where(now)}/acceptance`, undefined, now.version)) as Scenario);
    },
    async archive(one, archived) {
      return keep((await change('PUT', `${where(one)}/archive`, { archived }, one.version)) as Scenario);
    },
    async add(fields) {
      return keep((await change('POST', '/api/v1/scenarios', fields)) as Scenario);
    },
    async reload() {
      return keep(await get('/api/v1/scenarios/{id}', { path: { id: active().id } }));
    },
  };
  return { ...workspace, editing: openEditing(workspace, sessionStorage) };
}

function where({ id }: Scenario): string {
  return address('/api/v1/scenarios/{id}', {}, { id });
}

/** The basis of what a scenario or a plan asks. */
export function basisOf({ area, standard, travel, profile }: Pick<Scenario, 'area' | 'standard' | 'travel' | 'profile'>): Basis {
  return { area, standard, travel: travel === 'road' ? 'road' : 'straight', ...(profile === undefined || travel !== 'road' ? {} : { profile }) };
}

/** Whether what a plan was asked has a basis; a profile that the basis leaves to the program is as the program chose it. */
export function onBasis(asked: Scenario, basis: Basis): boolean {
  const own = basisOf(asked);
  // What an OSRM server measured stands beside nothing that the program measures itself.
  if (asked.travel === 'osrm') return false;
  return own.area === basis.area && own.standard === basis.standard && own.travel === basis.travel && (basis.profile === undefined || own.profile === basis.profile);
}

/** Whether a scenario changes anything on the baseline. */
export function hasChanges({ changes }: Pick<Scenario, 'changes'>): boolean {
  return changes !== undefined && (changes.date !== undefined || changes.demand_factor !== undefined || (changes.facilities ?? []).length > 0 || (changes.roads ?? []).length > 0);
}

/** Whether an area is another one or lies in it, by the areas on record; everything lies in the empty code. */
export function lies(code: string, within: string, areas: readonly AreaFeature[]): boolean {
  if (within === '') return true;
  for (let at = code, steps = 0; at !== '' && steps < 9; steps++) {
    if (at === within) return true;
    const up = areas.find(({ properties }) => properties.code === at)?.properties.parent ?? '';
    at = up;
  }
  return false;
}
