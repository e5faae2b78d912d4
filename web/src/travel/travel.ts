// What the roads say of a place that is picked: the roads in sight, the way to its facility, what lies within a limit.
import { signal, type ReadonlySignal, type Signal } from '@preact/signals';
import { get } from '../api/client';
import type { AreaAnswer, PathAnswer, Roads } from '../api/records';
import { resource, type Resource } from '../api/resource';
import type { Selection } from '../ui/selection';
import { startOf, windowKey, type InSight } from './window';

/** What is drawn on the roads from the selected place: nothing, the way to its facility, or all that is within a limit. */
export type Show = '' | 'path' | 'area';

/** Limits of a service area: seconds or metres. */
export const LIMITS = ['s600', 's900', 's1800', 's3600', 'm2000', 'm5000'] as const;
export type AreaLimit = (typeof LIMITS)[number];

/** The part of a page's view that travel follows. */
export interface Looking {
  selection: Selection | null;
  show: Show;
  limit: AreaLimit;
}

export interface Travel {
  /** What the map has in sight; null until it stands. */
  inSight: Signal<InSight | null>;
  roads: Resource<Roads>;
  /** The way from the selected settlement, and what the selected place reaches, where they are asked for. */
  path: Resource<PathAnswer>;
  reached: Resource<AreaAnswer>;
}

/** A page that shows travel from what is picked on it. */
export interface Travelling extends Pick<Travel, 'path' | 'reached'> {
  view: ReadonlySignal<Looking>;
  go(change: Partial<Pick<Looking, 'show' | 'limit'>>): void;
}

/** Reads what show and limit an address asks for; what is unknown falls back. */
export function parseLooking(q: URLSearchParams): Pick<Looking, 'show' | 'limit'> {
  const show = q.get('show');
  return { show: show === 'path' || show === 'area' ? show : '', limit: LIMITS.find((one) => one === q.get('limit')) ?? 's1800' };
}

/** Writes them into an address; parseLooking reads them back. */
export function formatLooking(q: URLSearchParams, { show, limit }: Pick<Looking, 'show' | 'limit'>): void {
  if (show !== '') q.set('show', show);
  if (show === 'area' && limit !== 's1800') q.set('limit', limit);
}

/** Asks the roads for what a page looks at. The scenario is its ID, empty for none; a new version of it is asked for anew. */
export function openTravel(view: ReadonlySignal<Looking>, hasRoads: ReadonlySignal<boolean>, scenario: () => { id: string; version: number }): Travel {
  const inSight = signal<InSight | null>(null);
  const under = (): { scenario?: string } => (scenario().id === '' ? {} : { scenario: scenario().id });
  const of = (): string => `${scenario().id} ${scenario().version}`;
  return {
    inSight,
    roads: resource<Roads>(
      () => (hasRoads.value && inSight.value !== null ? `${windowKey(inSight.value)} ${of()}` : null),
      (key, abort) => {
        const [bbox = '', zoom = ''] = key.split(' ');
        return get('/api/v1/roads', { query: { bbox, zoom: Number(zoom), ...under() }, signal: abort });
      },
    ),
    path: resource<PathAnswer>(
      () => {
        const { show, selection } = view.value;
        return hasRoads.value && show === 'path' && selection?.kind === 'settlement' ? `${selection.id} ${of()}` : null;
      },
      (key, abort) => get('/api/v1/roads/path', { query: { settlement: key.split(' ')[0] ?? '', ...under() }, signal: abort }),
    ),
    reached: resource<AreaAnswer>(
      () => {
        const { show, selection, limit } = view.value;
        const start = startOf(selection);
        return hasRoads.value && show === 'area' && start !== null ? `${JSON.stringify(start)} ${limit} ${of()}` : null;
      },
      (_, abort) => {
        const { selection, limit } = view.peek();
        const value = Number(limit.slice(1));
        return get('/api/v1/roads/area', { query: { ...startOf(selection), ...(limit.startsWith('s') ? { limit_s: value } : { limit_m: value }), buffer_m: 200, ...under() }, signal: abort });
      },
    ),
  };
}
