// What the page asks of the road network: roads by what is in sight, ways and service areas by what is selected.
import type { Bounds } from '../map/content';
import type { Selection } from '../ui/selection';

export interface InSight {
  bounds: Bounds;
  zoom: number;
}

/**
 * The box and zoom to ask roads for, as "west,south,east,north zoom": the box in sight widened to a grid of half its
 * width, so that small movements ask for nothing new.
 */
export function windowKey({ bounds: [west, south, east, north], zoom }: InSight): string {
  const level = Math.floor(zoom * 2) / 2;
  const grid = 2 ** Math.ceil(Math.log2(Math.max(east - west, 1e-3) / 2));
  const down = (v: number, least: number): number => Math.max(least, Math.floor(v / grid) * grid);
  const up = (v: number, most: number): number => Math.min(most, Math.ceil(v / grid) * grid);
  return `${[down(west, -180), down(south, -90), up(east, 180), up(north, 90)].map((v) => +v.toFixed(6)).join(',')} ${level}`;
}

/** How a request names the place that is selected; null for places that are no record. */
export function startOf(selection: Selection | null): { settlement: string } | { facility: string } | null {
  if (selection?.kind === 'settlement') return { settlement: selection.id };
  if (selection?.kind === 'facility') return { facility: selection.id };
  return null;
}
