// What the dashboard knows: one answer for the figures and the list, the shapes of towns for the map, and what the pickers offer.
import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import { get } from '../api/client';
import type { AreaFeature, Board, BoardGap, BoardTown, Info, StandardEntry, TownShapes } from '../api/records';
import { resource, type Resource } from '../api/resource';
import type { Selection } from '../ui/selection';
import { gapClass } from './classes';
import type { BoundView } from './view';

export interface Model extends BoundView {
  info: Resource<Info>;
  /** All areas without outlines, for the picker. */
  areas: Resource<AreaFeature[]>;
  standards: Resource<StandardEntry[]>;
  board: Resource<Board>;
  shapes: Resource<TownShapes>;
  /** The gaps that the filters leave, worst first. */
  gaps: ReadonlySignal<BoardGap[]>;
  /** Each town's class on the map, by code; -1 where there is no data. */
  classes: ReadonlySignal<Map<string, number>>;
  hovered: Signal<Selection | null>;
}

/** What the board on show was asked with; download links ask with the same. */
export function queryOf({ view }: Pick<BoundView, 'view'>) {
  const { area, standard, travel, operator } = view.value;
  return { area, ...(standard === '' ? {} : { standard }), ...(travel === 'straight' ? {} : { travel }), ...(operator === '' ? {} : { operator }) };
}

/** Opens the model on a view; everything loads by itself from here on. */
export function openModel(bound: BoundView): Model {
  const { view } = bound;
  const board = resource<Board>(
    () => JSON.stringify(queryOf(bound)),
    (key, signal) => get('/api/v1/dashboard', { query: JSON.parse(key) as ReturnType<typeof queryOf>, signal }),
  );
  const shown = computed(() => board.state.value.value);
  // Figures and list come first; what only the map and the pickers need is asked for once they are there.
  const after = (key: () => string): (() => string | null) => () => (shown.value === null ? null : key());
  const info = resource<Info>(() => 'info', (_, signal) => get('/api/v1/info', { signal }));
  const areas = resource(after(() => 'areas'), async (_, signal) => (await get('/api/v1/areas', { query: { geometry: false, limit: 5000 }, signal })).features ?? []);
  const standards = resource(after(() => 'standards'), async (_, signal) => (await get('/api/v1/standards', { signal })).items ?? []);
  const shapes = resource<TownShapes>(after(() => `shapes ${shown.value?.area ?? ''}`), (key, signal) => get('/api/v1/dashboard/towns', { query: { area: key.slice('shapes '.length) }, signal }));
  return {
    ...bound, info, areas, standards, board, shapes,
    gaps: computed(() => {
      const { town, people, unplanned } = view.value;
      return (shown.value?.gaps ?? []).filter((gap) => (town === '' || gap.town === town) && (people === 0 || (gap.population ?? -1) >= people) && (!unplanned || gap.fix === undefined));
    }),
    classes: computed(() => new Map((shown.value?.towns ?? []).map((town) => [town.code, gapClass(shareOf(town, view.value.metric))]))),
    hovered: signal<Selection | null>(null),
  };
}

/** A town's share of gaps by settlements or by residents; null where no data says. */
export function shareOf(of: Pick<BoardTown, 'gap_share' | 'gap_people_share'>, metric: 'settlements' | 'people'): number | null {
  return metric === 'people' ? of.gap_people_share : of.gap_share;
}
