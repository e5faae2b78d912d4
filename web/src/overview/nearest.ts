// The nearest facility of a covered settlement, which audits do not list. Only for straight lines: the same great
// circle and detour factor as the program's; the page marks the figure as about.
import { positionOf, type Audit, type Facility, type FacilityFeature } from '../api/records';

/** The program's Earth radius in metres, geo.EarthRadius. */
const EARTH_RADIUS = 6371008.8;

export interface Nearest {
  facility: Facility;
  meters: number;
}

/** The nearest active facility that counts towards the audit's standard; null where the audit does not measure by straight lines. */
export function nearestOf(at: readonly [number, number], facilities: readonly FacilityFeature[], audit: Audit): Nearest | null {
  if (audit.travel.method !== 'straight') return null;
  const factor = audit.travel.detour_factor ?? 1;
  const asked = new Set<string>(audit.standard_rule.offers ?? []);
  let best: Nearest | null = null;
  for (const feature of facilities) {
    const there = positionOf(feature);
    if (there === null || !(feature.properties.offers ?? []).some((offer) => asked.has(offer))) continue;
    const meters = Math.ceil(greatCircle(at, there) * factor);
    if (best === null || meters < best.meters) best = { facility: feature.properties, meters };
  }
  return best;
}

function greatCircle([lonA, latA]: readonly [number, number], [lonB, latB]: readonly [number, number]): number {
  const radians = Math.PI / 180;
  const half = Math.sin(((latB - latA) * radians) / 2) ** 2 + Math.cos(latA * radians) * Math.cos(latB * radians) * Math.sin(((lonB - lonA) * radians) / 2) ** 2;
  return 2 * EARTH_RADIUS * Math.asin(Math.min(1, Math.sqrt(half)));
}
