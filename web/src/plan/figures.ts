// The figures of cards. Each may need a plan or an audit of its own, so they are asked for one after another, and only of cards that are in sight.
import { computed, signal, type ReadonlySignal } from '@preact/signals';
import { get } from '../api/client';
import type { Audit, FacilityFeature, JobHead, Plan, Scenario } from '../api/records';
import { basisOf, hasChanges, lies, onBasis, type Model } from './model';
import { coverageOf, figuresOf, outdated, plansOf, type Figures } from './state';

/** What became of a card's figures: not asked yet, asked, there, or failed. */
export type Asked = { is: 'waiting' } | { is: 'none' } | { is: 'failed'; error: Error } | { is: 'there'; figures: Figures; before: Figures };

export interface Desk {
  /** The figures of a scenario as it stands with its newest plan. */
  of(scenario: Scenario): Asked;
  /** The figures of the present state by the basis of the active scenario; null before they are there. */
  baseline: ReadonlySignal<Figures | null>;
  /** Asks for the figures of a scenario once those before it are there. */
  want(scenario: Scenario): void;
}

interface Sides {
  plan: Plan | null;
  before: number | null;
  after: number | null;
}

/** Opens the desk where figures are asked for. It lives as long as the page. */
export function openDesk(model: Model): Desk {
  const sides = signal<ReadonlyMap<string, Sides | Error>>(new Map());
  const queue: { key: string; load: () => Promise<Sides> }[] = [];
  let busy = false;
  const note = (key: string, what: Sides | Error): void => {
    sides.value = new Map([...sides.peek(), [key, what]]);
  };
  const next = (): void => {
    const first = busy ? undefined : queue.shift();
    if (first === undefined) return;
    busy = true;
    first.load()
      .then((found) => note(first.key, found), (cause: unknown) => note(first.key, cause instanceof Error ? cause : new Error(String(cause))))
      .finally(() => {
        busy = false;
        next();
      });
  };
  // Both sides are audited by the scenario's own rule and travel; what is before its changes is the same for all that share them.
  const before = new Map<string, number | null>();
  const sidesOf = async (scenario: Scenario, id: string): Promise<Sides> => {
    const basis = basisOf(scenario);
    const key = JSON.stringify(basis);
    if (!before.has(key)) before.set(key, coverageOf(await get('/api/v1/audits', { query: basis })));
    const known = before.get(key) ?? null;
    if (id === '') return { plan: null, before: known, after: coverageOf(await get('/api/v1/audits', { query: { ...basis, scenario: scenario.id } })) };
    const plan = await get('/api/v1/plans/{id}', { path: { id } });
    // A plan that was asked by another rule says nothing beside this one.
    return { plan, before: onBasis(plan.scenario, basis) ? known : null, after: plan.after === undefined || plan.after === null ? null : coverageOf(plan.after as Audit) };
  };
  const planOf = (scenario: Scenario): string => plansOf(model.plans.state.value.value ?? [], scenario).find((plan) => plan.objective !== null)?.id ?? '';
  const keyOf = (scenario: Scenario): string => `${scenario.id} ${scenario.version} ${planOf(scenario)}`;
  const baseline = computed(() => {
    const audit = model.baseline.state.value.value;
    return audit === null ? null : figuresOf(model.facilityByID.value, undefined, null, coverageOf(audit));
  });
  // The page holds the premises of its area; a scenario of an area under it counts its own.
  const inside = computed(() => new Map<string, ReadonlyMap<string, FacilityFeature>>([[model.area.value, model.facilityByID.value]]));
  const premisesIn = (area: string): ReadonlyMap<string, FacilityFeature> => {
    const kept = inside.value;
    const areas = model.areas.state.value.value ?? [];
    let own = kept.get(area);
    if (own === undefined) {
      const codes = new Set(areas.map(({ properties }) => properties.code).filter((code) => lies(code, area, areas)));
      own = new Map([...model.facilityByID.value].filter(([, { properties: { town, county } }]) => codes.has(town ?? county ?? '')));
      kept.set(area, own);
    }
    return own;
  };
  return {
    baseline,
    of(scenario) {
      if (planOf(scenario) === '' && !hasChanges(scenario)) return { is: 'none' };
      const found = sides.value.get(keyOf(scenario));
      if (found === undefined || model.facilities.state.value.value === null || model.areas.state.value.value === null) return { is: 'waiting' };
      if (found instanceof Error) return { is: 'failed', error: found };
      const premises = premisesIn(scenario.area);
      return {
        is: 'there', figures: figuresOf(premises, found.plan?.scenario.changes ?? (found.plan === null ? scenario.changes : undefined), found.plan, found.after),
        before: figuresOf(premises, undefined, null, found.before),
      };
    },
    want(scenario) {
      const key = keyOf(scenario);
      const id = planOf(scenario);
      if ((id === '' && !hasChanges(scenario)) || sides.peek().has(key) || queue.some((one) => one.key === key)) return;
      queue.push({ key, load: () => sidesOf(scenario, id) });
      next();
    },
  };
}

/** The job that is solving a scenario; undefined for none. */
export function solving(model: Model, { id }: Scenario): JobHead | undefined {
  return (model.running.state.value.value ?? []).find(({ parameters }) => (parameters as { scenario?: string } | null)?.scenario === id);
}

/** How far a scenario is; null before its plans are known. */
export function stateOf(model: Model, scenario: Scenario): 'solving' | 'done' | 'stale' | 'draft' | null {
  if (solving(model, scenario) !== undefined) return 'solving';
  const plans = model.plans.state.value.value;
  if (plans === null) return null;
  const [first] = plansOf(plans, scenario);
  if (first === undefined) return 'draft';
  return outdated(first, scenario) ? 'stale' : 'done';
}
