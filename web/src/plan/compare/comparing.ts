// What a comparison rests on: which two states, what the program says of them, and what its maps draw. All figures are the program's.
import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import { classify, withLost, type Class } from '../../api/classes';
import { get } from '../../api/client';
import type { Audit, ComparedState, Effects, SiteFeature, StateComparison, TownShapes } from '../../api/records';
import { resource, type Resource } from '../../api/resource';
import { areasContent, effectsContent, emptyContent, townsContent, type Content } from '../../map/content';
import { contentOf } from '../drawn';
import type { Model } from '../model';
import { plansOf } from '../state';
import { BASELINE } from '../view';

/** Which state is looked at: A is held against, B is held. */
export type Side = 'a' | 'b';

export interface Comparing {
  /** True while the comparison is on show; nothing is asked for else. */
  shown: Signal<boolean>;
  result: Resource<StateComparison>;
  shapes: Resource<TownShapes>;
  /** What the map of each state draws. */
  sides: Record<Side, ReadonlySignal<Content>>;
  /** What the map of differences draws. */
  difference: ReadonlySignal<Content>;
}

/** Who is compared: the scenario, its plan, and what it is held against; null where nothing can be. The present state is always A. */
export function askedOf(model: Pick<Model, 'view' | 'scenarios' | 'plans' | 'planID'>): { id: string; with: string; plan?: string; with_plan?: string } | null {
  const { scenario, compare } = model.view.value;
  if (compare === '' || (scenario === '' && compare === BASELINE)) return null;
  const newest = (id: string): string => {
    const of = (model.scenarios.state.value.value ?? []).find((one) => one.id === id);
    return of === undefined ? '' : (plansOf(model.plans.state.value.value ?? [], of).find((plan) => plan.objective !== null)?.id ?? '');
  };
  const some = (key: 'plan' | 'with_plan', id: string): object => (id === '' ? {} : { [key]: id });
  if (scenario === '') return { id: compare, with: BASELINE, ...some('plan', newest(compare)) };
  return { id: scenario, with: compare, ...some('plan', model.planID.value), ...(compare === BASELINE ? {} : some('with_plan', newest(compare))) };
}

// One for each workspace, because a resource asks as long as the page lives.
const opened = new WeakMap<object, Comparing>();

/** The comparison that the address names, asked for anew where a version or a plan is another. */
export function comparingOf(model: Model): Comparing {
  const known = opened.get(model);
  if (known !== undefined) return known;
  const shown = signal(false);
  const versions = computed(() => new Map((model.scenarios.state.value.value ?? []).map(({ id, version }) => [id, version])));
  const result = resource<StateComparison>(
    () => {
      const asked = askedOf(model);
      // Plans come a moment after scenarios; a comparison without them would be asked for twice.
      if (!shown.value || asked === null || model.plans.state.value.loading || model.scenarios.state.value.value === null) return null;
      return JSON.stringify([asked, versions.value.get(asked.id), versions.value.get(asked.with)]);
    },
    (key, abort) => {
      const [{ id, ...query }] = JSON.parse(key) as [{ id: string; with: string; plan?: string; with_plan?: string }];
      return get('/api/v1/scenarios/{id}/comparison', { path: { id }, query, signal: abort });
    },
  );
  const area = (): string | null => (shown.value && model.view.value.how === 'difference' ? (model.basis.value?.area ?? null) : null);
  const shapes = resource<TownShapes>(area, (code, abort) => get('/api/v1/dashboard/towns', { query: { area: code }, signal: abort }));
  const classes = computed((): Record<Side, Map<string, Class>> => {
    const found = result.state.value.value;
    if (found === null) return { a: new Map(), b: new Map() };
    const all = (model.settlements.state.value.value?.items ?? []).map((one) => one.properties);
    const a = classify(all, asAudit(found.a), null);
    return { a, b: withLost(classify(all, asAudit(found.b), asAudit(found.a)), a) };
  });
  const side = (which: Side): ReadonlySignal<Content> => computed(() => {
    const found = result.state.value.value;
    if (found === null) return emptyContent();
    const state = found[which];
    return contentOf({
      areas: model.areas.state.value.value ?? [], area: model.area.value, settlements: model.settlements.state.value.value?.items ?? [], classes: classes.value[which],
      facilities: model.facilityByID.value, villages: model.settlementByCode.value, changes: state.changes, sites: sitesOf(state), network: undefined,
    });
  });
  const difference = computed(() => {
    const found = result.state.value.value;
    const towns = new Map((found?.towns ?? []).map((town) => [town.code, town.class === null ? -1 : town.class + 2]));
    return { ...emptyContent(), ...areasContent(model.areas.state.value.value ?? [], model.area.value), ...townsContent(shapes.state.value.value, towns), ...effectsContent(found === null ? null : { ...found.effects, items: changedOf(found) } as unknown as Effects) };
  });
  const comparing: Comparing = { shown, result, shapes, sides: { a: side('a'), b: side('b') }, difference };
  opened.set(model, comparing);
  return comparing;
}

// asAudit gives the lists of a state the form that classes are made from.
function asAudit({ kinds, uncovered, unreachable, unlocated }: ComparedState): Audit {
  const gaps = (codes: readonly string[] | null): { code: string }[] => (codes ?? []).map((code) => ({ code }));
  return { standard_rule: { kinds }, uncovered: gaps(uncovered), unreachable: gaps(unreachable), unlocated: gaps(unlocated) } as unknown as Audit;
}

function sitesOf({ opened: sites }: ComparedState): SiteFeature[] {
  return (sites ?? []).map(({ site, name, location }) => ({ geometry: { type: 'Point', coordinates: location }, properties: { site, name } }) as unknown as SiteFeature);
}

/** The settlements that come within the standard or fall out of it, worse ones first. */
export function changedOf({ effects }: StateComparison): NonNullable<StateComparison['effects']['items']> {
  return (effects.items ?? []).filter(({ before, after }) => (before.class === 'covered') !== (after.class === 'covered'));
}
