// Where a click on the map means to put something: in the village close by, on the road close by, or where it was.
import type { LineString, MultiLineString } from 'geojson';

export type Position = [lon: number, lat: number];

/** A place within this many metres of a village's position is taken for that village. */
export const VILLAGE_METERS = 500;
/** A place within this many metres of a drawn road is put on it. */
export const ROAD_METERS = 100;
/** The mean radius of the Earth in metres, as the program has it. */
const EARTH_RADIUS = 6_371_008.8;

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Metres between two places over the ground. */
export function metersBetween([lonA, latA]: Position, [lonB, latB]: Position): number {
  const half = Math.sin(radians(latB - latA) / 2) ** 2 + Math.cos(radians(latA)) * Math.cos(radians(latB)) * Math.sin(radians(lonB - lonA) / 2) ** 2;
  return 2 * EARTH_RADIUS * Math.asin(Math.min(1, Math.sqrt(half)));
}

export interface Village {
  code: string;
  name: string;
  at: Position;
}

/** Where a click leads. meters: how far it was moved, or for a village how far off that lies; away: how far off the nearest village lies. */
export type Snapped =
  | { to: 'village'; village: Village; at: Position; meters: number }
  | { to: 'road'; village: Village | null; away: number; at: Position; meters: number }
  | { to: 'ground'; village: Village | null; away: number; at: Position; meters: number };

/** The village nearest to a place, with its distance; null where there is none. */
export function nearestVillage(place: Position, villages: Iterable<Village>): { village: Village; meters: number } | null {
  let best: { village: Village; meters: number } | null = null;
  for (const village of villages) {
    const meters = metersBetween(place, village.at);
    if (best === null || meters < best.meters || (meters === best.meters && village.code < best.village.code)) best = { village, meters };
  }
  return best;
}

/** The point of the given lines nearest to a place, on a plane that touches the Earth there; null where there is no line. */
export function nearestOnLines(place: Position, lines: Iterable<LineString | MultiLineString>): { at: Position; meters: number } | null {
  const east = radians(1) * EARTH_RADIUS * Math.cos(radians(place[1]));
  const north = radians(1) * EARTH_RADIUS;
  let best: { at: Position; meters: number } | null = null;
  for (const line of lines) {
    for (const part of line.type === 'LineString' ? [line.coordinates] : line.coordinates) {
      for (let i = 1; i < part.length; i++) {
        const [a, b] = [part[i - 1] as Position, part[i] as Position];
        const [ax, ay, bx, by] = [(a[0] - place[0]) * east, (a[1] - place[1]) * north, (b[0] - place[0]) * east, (b[1] - place[1]) * north];
        const length = (bx - ax) ** 2 + (by - ay) ** 2;
        const along = length === 0 ? 0 : Math.max(0, Math.min(1, -(ax * (bx - ax) + ay * (by - ay)) / length));
        const meters = Math.hypot(ax + along * (bx - ax), ay + along * (by - ay));
        if (best === null || meters < best.meters) best = { at: [a[0] + along * (b[0] - a[0]), a[1] + along * (b[1] - a[1])], meters };
      }
    }
  }
  return best;
}

/** Takes a place to the village within VILLAGE_METERS, or else to the road within ROAD_METERS, or leaves it. */
export function snap(place: Position, villages: Iterable<Village>, roads: Iterable<LineString | MultiLineString>): Snapped {
  const near = nearestVillage(place, villages);
  if (near !== null && near.meters <= VILLAGE_METERS) return { to: 'village', village: near.village, at: near.village.at, meters: near.meters };
  const road = nearestOnLines(place, roads);
  const [village, away] = [near?.village ?? null, near?.meters ?? 0];
  if (road !== null && road.meters <= ROAD_METERS) return { to: 'road', village, away, at: road.at, meters: road.meters };
  return { to: 'ground', village, away, at: place, meters: 0 };
}

/** A position as it is sent: seven decimals, about a centimetre. */
export function rounded([lon, lat]: Position): Position {
  return [Number(lon.toFixed(7)), Number(lat.toFixed(7))];
}
