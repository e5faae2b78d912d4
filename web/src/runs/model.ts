// The runs of a day, the one that is looked at, and what couriers said of roads, asked for again while somebody looks.
import { computed, signal, type ReadonlySignal } from '@preact/signals';
import { get, type Answer } from '../api/client';
import { namedAreas, type AreaFeature } from '../api/records';
import { resource, type Resource } from '../api/resource';
import { dayOf, type BoundView } from './view';

export type RunHead = NonNullable<Answer<'/api/v1/runs'>['items']>[number];
export type Run = Answer<'/api/v1/runs/{id}'>;
export type RunLink = NonNullable<Answer<'/api/v1/runs/{id}/links'>['items']>[number];
export type RoadReport = NonNullable<Answer<'/api/v1/road-reports'>['items']>[number];

export interface Model {
  bound: BoundView;
  /** The day that is looked at. */
  day: ReadonlySignal<string>;
  areas: Resource<AreaFeature[]>;
  runs: Resource<RunHead[]>;
  run: Resource<Run>;
  reports: Resource<RoadReport[]>;
  /** Asks for runs and the run again, as after a change. */
  again(): void;
}

const LOOK_MS = 15000;
const MOST = 5000;

/** Makes the model of the page. It lives as long as the page. */
export function makeModel(bound: BoundView): Model {
  const { view } = bound;
  const beat = signal(0);
  const day = computed(() => (view.value.date === '' ? dayOf(new Date()) : view.value.date));
  const again = (): void => void beat.value++;
  setInterval(() => {
    if (!document.hidden && document.querySelector('dialog[open]') === null) again();
  }, LOOK_MS);
  const on = (tab: string): boolean => view.value.tab === tab;
  return {
    bound, day, again,
    areas: resource(() => '', (_, abort) => namedAreas(abort)),
    runs: resource(
      () => (on('runs') ? `${day.value} ${view.value.area} ${beat.value}` : null),
      async (key, abort) => {
        const [date = '', area = ''] = key.split(' ');
        return (await get('/api/v1/runs', { query: { date, area, limit: MOST }, signal: abort })).items ?? [];
      },
    ),
    run: resource(
      () => (on('runs') && view.value.run !== '' ? `${view.value.run} ${beat.value}` : null),
      (key, abort) => get('/api/v1/runs/{id}', { path: { id: key.slice(0, key.lastIndexOf(' ')) }, signal: abort }),
    ),
    reports: resource(
      () => (on('roads') ? `${view.value.area} ${view.value.reports} ${beat.value}` : null),
      async (key, abort) => {
        const [area = '', state = ''] = key.split(' ');
        return (await get('/api/v1/road-reports', { query: { area, ...(state === '' ? {} : { state: state as RoadReport['state'] }), limit: 500 }, signal: abort })).items ?? [];
      },
    ),
  };
}
