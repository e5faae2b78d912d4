// How far a scenario is: whether a plan answers it as it stands, and what that plan says beside the present state.
import { villagesOf } from '../api/classes';
import type { Audit, FacilityFeature, Plan, PlanHead, Scenario } from '../api/records';
import { fraction } from '../i18n/numbers';
import { changedOf, type Changed } from './premises';

type Asked = Pick<Scenario, 'area' | 'standard' | 'model' | 'travel' | 'weight' | 'profile' | 'p' | 'budget_yuan' | 'changes' | 'rules' | 'phases_yuan'>;

// said is a value as text with its keys in order; what says nothing, such as an empty list, is left out.
function said(value: unknown): string | undefined {
  if (value === undefined || value === null || value === false || value === '') return undefined;
  if (Array.isArray(value)) return value.length === 0 ? undefined : `[${value.map((one) => said(one) ?? 'null').join()}]`;
  if (typeof value !== 'object') return JSON.stringify(value);
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([key, one]) => {
    const words = said(one);
    return words === undefined ? [] : [`${JSON.stringify(key)}:${words}`];
  });
  return fields.length === 0 ? undefined : `{${fields.join()}}`;
}

/** Whether what a plan was asked is what a scenario asks now, whatever both are called. A weight or profile that the scenario leaves to the program is as the program chose it. */
export function answers(asked: Asked, scenario: Asked): boolean {
  const open = (['weight', 'profile'] as const).every((field) => scenario[field] === undefined || scenario[field] === asked[field]);
  const same = (['area', 'standard', 'model', 'travel', 'p', 'budget_yuan', 'changes', 'rules', 'phases_yuan'] as const).every((field) => said(asked[field]) === said(scenario[field]));
  return open && same;
}

/** The fields in which two scenarios differ, by name. */
export function differing(a: object, b: object): string[] {
  const of = (one: object, field: string): string | undefined => said((one as Record<string, unknown>)[field]);
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((field) => of(a, field) !== of(b, field)).sort();
}

/** The plans that belong to a scenario: first those that answer it as it stands, then its earlier ones, each newest first as they come. */
export function plansOf<P extends Pick<PlanHead, 'scenario'>>(plans: readonly P[], scenario: Scenario): P[] {
  const now = plans.filter((plan) => answers(plan.scenario, scenario));
  return [...now, ...plans.filter((plan) => plan.scenario.id === scenario.id && !now.includes(plan))];
}

/** Whether a plan is out of date for a scenario: the scenario asks something else by now, or the records have changed. */
export function outdated(plan: Pick<PlanHead, 'scenario' | 'stale'>, scenario: Scenario): boolean {
  return plan.stale || !answers(plan.scenario, scenario);
}

/** The figures of a card; null is unknown. */
export interface Figures {
  points: number | null;
  /** Share of village committees within the standard, and the people's where the standard leaves villages out. */
  coverage: number | null;
  /** Yuan a year of all premises that serve; of a three-tier plan with carriage, so that it is not of the same kind as the others. */
  yearly: number | null;
  carriage: boolean;
}

/** Whether premises serve after changes. */
export function serving(premises: ReadonlyMap<string, FacilityFeature>, changed: ReadonlyMap<string, Changed>): FacilityFeature[] {
  return [...premises.values()].filter(({ properties: { id, status } }) => {
    const now = changed.get(id);
    return now === undefined ? status === 'active' : now.action !== 'close' && now.action !== 'merge';
  });
}

/** The share of villages that an audit finds covered; of all settlements where the standard leaves villages out. */
export function coverageOf(audit: Audit): number | null {
  const counted = villagesOf(audit) ?? audit;
  return fraction(counted.covered_settlements, counted.settlements);
}

/** The figures of the premises that serve after a scenario's changes and with what a plan opens. */
export function figuresOf(premises: ReadonlyMap<string, FacilityFeature>, changes: Scenario['changes'], plan: Plan | null, coverage: number | null): Figures {
  if (plan?.network !== undefined) return { points: plan.network.joint.points.run, coverage, yearly: plan.yearly_cost_yuan, carriage: true };
  const list = changes?.facilities ?? [];
  const changed = changedOf(list, premises, new Map());
  const costs = new Map(list.filter((one) => one.yearly_cost_yuan !== undefined).map((one) => [one.do === 'merge' ? (one.into ?? '') : one.facility, one.yearly_cost_yuan ?? null]));
  const kept = serving(premises, changed).map(({ properties }) => ({ id: properties.id, tier: changed.get(properties.id)?.tier ?? properties.tier, yearly: properties.yearly_cost_yuan }));
  const fresh = [...changed.values()].filter((one) => one.action === 'add' && !premises.has(one.facility)).map((one) => ({ id: one.facility, tier: one.tier, yearly: null as number | null }));
  const all = [...kept, ...fresh];
  const opened = plan?.opened.features?.length ?? 0;
  let yearly: number | null = opened === 0 ? 0 : (plan?.yearly_cost_yuan ?? null);
  for (const one of all) {
    const cost = costs.get(one.id) ?? one.yearly;
    yearly = yearly === null || cost === null ? null : yearly + cost;
  }
  return { points: all.filter((one) => one.tier === 'point').length + opened, coverage, yearly, carriage: false };
}
