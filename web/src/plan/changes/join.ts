// Where the end of a new road meets the roads there are. The program joins an end to what lies within 30 m of it; an end that
// a planner means to join is put on the road itself, by the roads' own lines and not by the thinned ones of the map.
import { get } from '../../api/client';
import type { MultiLineString } from 'geojson';
import { nearestOnLines, type Position } from './snap';

/** What is known of the road at an end: where it joins and how far that was, that none is near, that it is being asked; null: nothing. */
export type Foot = { at: Position; meters: number } | 'none' | 'asking' | null;

/** From a village's position the next road is looked for within this many metres. */
export const VILLAGE_TO_ROAD_METERS = 1000;
/** From the end of a drawn line, at least within so many metres, and within so many pixels of the map. */
export const END_METERS = 100;
export const END_PIXELS = 12;
const METERS_OF_A_DEGREE = 111_195;

/** Metres that a pixel of the map covers at a zoom. */
export function metersPerPixel(zoom: number, lat: number): number {
  return (78_271.517 * Math.cos((lat * Math.PI) / 180)) / 2 ** zoom;
}

/** The nearest road within a limit of a place, with the changes of a scenario; where the roads cannot be asked nothing is known. */
export async function footOf(at: Position, limit: number, scenario: string): Promise<Foot> {
  const [north, east] = [limit / METERS_OF_A_DEGREE, limit / METERS_OF_A_DEGREE / Math.cos((at[1] * Math.PI) / 180)];
  const bbox = [at[0] - east, at[1] - north, at[0] + east, at[1] + north].map((degrees) => degrees.toFixed(6)).join(',');
  try {
    const { features } = await get('/api/v1/roads', { query: { bbox, zoom: 18, ...(scenario === '' ? {} : { scenario }) } });
    const open = features.filter(({ geometry, properties }) => geometry !== null && properties.state !== 'closed' && properties.class !== 'ferry');
    const found = nearestOnLines(at, open.map(({ geometry }) => geometry as unknown as MultiLineString));
    return found !== null && found.meters <= limit ? found : 'none';
  } catch {
    return null;
  }
}
