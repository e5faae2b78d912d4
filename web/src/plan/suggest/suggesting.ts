// What the list of suggestions rests on: who is asked, what was set aside, and the steps that take a suggestion over.
import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import { get } from '../../api/client';
import type { MergeSaving, Opening, Suggestions } from '../../api/records';
import { resource, type Resource } from '../../api/resource';
import { adding, type ChangeSet, type Step } from '../changes/history';
import type { Basis, Model, Ranked } from '../model';

/** How many openings are asked for. */
export const MOST = 10;

export interface Suggesting {
  list: Resource<Suggestions>;
  /** True while the list is on show; nothing is asked for else. */
  shown: Signal<boolean>;
  /** Sites that are not to be suggested here. */
  ignored: ReadonlySignal<readonly string[]>;
  ignore(site: string): void;
  restore(): void;
}

// One for each workspace, because a resource asks as long as the page lives.
const opened = new WeakMap<object, Suggesting>();

/** The list of what is on show: it is asked for anew with each saved version. keep holds what was set aside over a reload. */
export function suggestingOf(model: Pick<Model, 'scenario' | 'basis' | 'view'>, keep: Pick<Storage, 'getItem' | 'setItem'>): Suggesting {
  const known = opened.get(model);
  if (known !== undefined) return known;
  const where = computed(() => `cuntong.ignored.${model.view.value.scenario || `baseline ${model.basis.value?.area ?? ''}`}`);
  const aside = signal<Readonly<Record<string, readonly string[]>>>({});
  const ignored = computed(() => aside.value[where.value] ?? idsOf(keep.getItem(where.value)));
  const set = (ids: readonly string[]): void => {
    aside.value = { ...aside.peek(), [where.peek()]: ids };
    try {
      keep.setItem(where.peek(), JSON.stringify(ids));
    } catch {
      // A full storage costs only what was set aside over a reload.
    }
  };
  const shown = signal(false);
  const list = resource<Suggestions>(
    () => {
      const scenario = model.scenario.value;
      if (!shown.value || model.basis.value === null || (model.view.value.scenario !== '' && scenario === null)) return null;
      return JSON.stringify([scenario === null ? model.basis.value : [scenario.id, scenario.version], ignored.value]);
    },
    (_, abort) => {
      const query = { limit: MOST, ...(ignored.peek().length === 0 ? {} : { ignore: ignored.peek().join() }) };
      const id = model.scenario.peek()?.id ?? '';
      if (id !== '') return get('/api/v1/scenarios/{id}/suggestions', { path: { id }, query, signal: abort });
      return get('/api/v1/suggestions', { query: { ...(model.basis.peek() as Basis), ...query }, signal: abort });
    },
  );
  const suggesting: Suggesting = { list, shown, ignored, ignore: (site) => set([...ignored.peek().filter((one) => one !== site), site]), restore: () => set([]) };
  opened.set(model, suggesting);
  return suggesting;
}

function idsOf(text: string | null): string[] {
  try {
    const ids = JSON.parse(text ?? '[]') as unknown;
    return Array.isArray(ids) ? ids.filter((id): id is string => typeof id === 'string') : [];
  } catch {
    return [];
  }
}

/** What a suggested site is on the map and in lists: premises on record, or the settlement that would host it. */
export function placeOf({ site, settlement }: Pick<Opening, 'site' | 'settlement'>): Pick<Ranked, 'kind' | 'id'> {
  return { kind: site === settlement ? 'settlement' : 'facility', id: site };
}

/** The openings as the map numbers them. */
export function rankedOf(openings: readonly Opening[]): Ranked[] {
  return openings.map((one) => ({ rank: one.rank, ...placeOf(one), name: one.name, at: one.location as [number, number] }));
}

/** The step that takes an opening over. */
export function opening(changes: ChangeSet, { name, changes: added }: Opening): Step {
  return adding(changes, 'facilities', { does: 'add', place: name }, ...(added ?? []));
}

/** The step that takes a merge over; approved says that the approval which it may need is at hand or asked for. */
export function merging(changes: ChangeSet, { into, changes: added, needs_approval: needed }: MergeSaving, approved: boolean): Step {
  return adding(changes, 'facilities', { does: 'merge', place: into.name }, ...(added ?? []).map((change) => (needed && approved ? { ...change, approved } : change)));
}
