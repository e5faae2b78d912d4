// What the map draws, as GeoJSON built from the records. No map library here.
import type { Feature, FeatureCollection, Geometry, LineString, MultiLineString, MultiPolygon, Point, Polygon } from 'geojson';
import { kindOf, type Link } from '../tiers/network';
import { positionOf, type AreaAnswer, type AreaFeature, type Effects, type FacilityFeature, type NetworkAction, type PathAnswer, type Roads, type SettlementFeature, type SiteFeature, type TownShapes } from '../api/records';
import type { Class } from '../api/classes';

export type Bounds = [west: number, south: number, east: number, north: number];

/** Everything that is drawn, ready for the layers. */
export interface Content {
  outlines: FeatureCollection<Polygon | MultiPolygon>;
  counties: FeatureCollection<Point>;
  seats: FeatureCollection<Point>;
  villages: FeatureCollection<Point>;
  gaps: FeatureCollection<Point>;
  hub: FeatureCollection<Point>;
  station: FeatureCollection<Point>;
  point: FeatureCollection<Point>;
  /** Premises that do not serve today: candidates, planned, suspended and closed ones. */
  candidates: FeatureCollection<Point>;
  sites: FeatureCollection<Point>;
  roads: FeatureCollection<MultiLineString>;
  path: FeatureCollection<LineString>;
  reach: FeatureCollection<Polygon | MultiPolygon>;
  effects: FeatureCollection<Point>;
  /** Settlements that changes bring within the standard or put out of it, drawn over the others. */
  changed: FeatureCollection<Point>;
  /** Premises that move, where from and where to, and new roads. */
  moves: FeatureCollection<Point | LineString>;
  /** Suggested sites with their rank. */
  ranks: FeatureCollection<Point>;
  /** Premises of a three-tier plan, and carriage between them. */
  network: FeatureCollection<Point>;
  links: FeatureCollection<LineString>;
  /** Towns coloured by a share, the lines between those whose shapes are drawn, where their names stand, and what lies around all of them. */
  towns: FeatureCollection<MultiPolygon>;
  townBorders: FeatureCollection<MultiLineString>;
  townNames: FeatureCollection<Point>;
  mask: FeatureCollection<Polygon>;
  around: FeatureCollection<MultiPolygon>;
}

/** Nothing at all, to begin with. */
export function emptyContent(): Content {
  const none = <G extends Geometry>(): FeatureCollection<G> => collection<G>([]);
  return {
    outlines: none(), counties: none(), seats: none(), villages: none(), gaps: none(), hub: none(), station: none(), point: none(), candidates: none(), sites: none(), roads: none(),
    path: none(), reach: none(), effects: none(), changed: none(), moves: none(), ranks: none(), network: none(), links: none(), towns: none(), townBorders: none(), townNames: none(), mask: none(), around: none(),
  };
}

/** The shapes of towns with the class of each; a town of no class stands back. Drawn shapes reach beyond the area, so a mask covers what lies outside. */
export function townsContent(shapes: TownShapes | null, classes: ReadonlyMap<string, number>): Pick<Content, 'towns' | 'townBorders' | 'townNames' | 'mask' | 'around'> {
  const features = shapes?.features ?? [];
  const around = (shapes?.around ?? null) as MultiPolygon | null;
  const borders = (shapes?.borders ?? null) as MultiLineString | null;
  const shape = <G extends Geometry>(geometry: G | null): Feature<G>[] => (geometry === null ? [] : [{ type: 'Feature', geometry, properties: {} }]);
  return {
    towns: collection(features.map((town) => ({
      type: 'Feature', geometry: town.geometry as MultiPolygon, properties: { kind: 'town', id: town.id, name: town.properties.name, class: classes.get(town.id) ?? NO_CLASS },
    }))),
    townBorders: collection(shape(borders)),
    townNames: collection(features.map((town) => ({ type: 'Feature', geometry: { type: 'Point', coordinates: town.properties.label as [number, number] }, properties: { name: town.properties.name } }))),
    mask: collection(around === null ? [] : shape<Polygon>({ type: 'Polygon', coordinates: [WORLD, ...around.coordinates.map((polygon) => polygon[0] ?? [])] })),
    around: collection(shape(around)),
  };
}

/** Of towns that the figures say nothing about. */
export const NO_CLASS = -2;
const WORLD = [[-180, -85], [180, -85], [180, 85], [-180, 85], [-180, -85]];

/** Counties' outlines with their names, and towns' seats; chosen is the code of the area on show. */
export function areasContent(areas: readonly AreaFeature[], chosen: string): Pick<Content, 'outlines' | 'counties' | 'seats'> {
  const outlines: Feature<Polygon | MultiPolygon>[] = [];
  const counties: Feature<Point>[] = [];
  const seats: Feature<Point>[] = [];
  const single = areas.some((area) => area.properties.code === chosen && area.properties.tier === 'county');
  for (const area of areas) {
    const { code, name, tier } = area.properties;
    const geometry = area.geometry as Geometry | null;
    if (tier === 'county' && (geometry?.type === 'Polygon' || geometry?.type === 'MultiPolygon')) {
      const state = single && code !== chosen ? 'other' : 'shown';
      outlines.push({ type: 'Feature', geometry, properties: { code, name, state } });
      counties.push({ type: 'Feature', geometry: { type: 'Point', coordinates: middle(geometry) }, properties: { code, name } });
    }
    const seat = seatOf(area.properties.seat);
    if (tier === 'town' && seat !== null) {
      seats.push({ type: 'Feature', geometry: { type: 'Point', coordinates: seat }, properties: { code, name } });
    }
  }
  return { outlines: collection(outlines), counties: collection(counties), seats: collection(seats) };
}

/** Settlements with a position, the gaps apart from the rest because they are symbols and the rest circles. */
export function settlementsContent(settlements: readonly SettlementFeature[], classes: ReadonlyMap<string, Class>): Pick<Content, 'villages' | 'gaps'> {
  const villages: Feature<Point>[] = [];
  const gaps: Feature<Point>[] = [];
  for (const settlement of settlements) {
    const at = positionOf(settlement);
    if (at === null) continue;
    const { code, name, population } = settlement.properties;
    const state = classes.get(code) ?? 'outside';
    const feature: Feature<Point> = {
      type: 'Feature',
      geometry: { type: 'Point', coordinates: at },
      properties: { kind: 'settlement', id: code, name, state, weight: population ?? 0 },
    };
    (state === 'uncovered' || state === 'unreachable' || state === 'lost' ? gaps : villages).push(feature);
  }
  return { villages: collection(villages), gaps: collection(gaps) };
}

/** Facilities with a position, by tier. */
export function facilitiesContent(facilities: readonly FacilityFeature[]): Pick<Content, 'hub' | 'station' | 'point'> {
  const features: Record<'hub' | 'station' | 'point', Feature<Point>[]> = { hub: [], station: [], point: [] };
  for (const facility of facilities) {
    const at = positionOf(facility);
    if (at === null) continue;
    const { id, name, tier } = facility.properties;
    features[tier].push({ type: 'Feature', geometry: { type: 'Point', coordinates: at }, properties: { kind: 'facility', id, name } });
  }
  return { hub: collection(features.hub), station: collection(features.station), point: collection(features.point) };
}

/** Premises that do not serve today, by what they are on record. */
export function candidatesContent(facilities: readonly FacilityFeature[]): Pick<Content, 'candidates'> {
  return { candidates: collection(facilities.flatMap((facility): Feature<Point>[] => {
    const at = positionOf(facility);
    const { id, name, tier, status } = facility.properties;
    return at === null ? [] : [{ type: 'Feature', geometry: { type: 'Point', coordinates: at }, properties: { kind: 'facility', id, name, tier, state: status === 'closed' ? 'shut' : 'candidate' } }];
  })) };
}

/** A plan's new sites. */
export function sitesContent(sites: readonly SiteFeature[]): Pick<Content, 'sites'> {
  const features: Feature<Point>[] = [];
  for (const site of sites) {
    const at = positionOf(site);
    if (at !== null) {
      const { site: id, name } = site.properties;
      features.push({ type: 'Feature', geometry: { type: 'Point', coordinates: at }, properties: { kind: 'site', id, name } });
    }
  }
  return { sites: collection(features) };
}

/** Suggested sites, numbered by rank; kind and id are those of the premises or the settlement that a site is. */
export function ranksContent(ranked: readonly { rank: number; kind: 'facility' | 'settlement'; id: string; name: string; at: readonly [number, number] }[]): Pick<Content, 'ranks'> {
  return { ranks: collection(ranked.map(({ at, ...properties }) => ({ type: 'Feature', geometry: { type: 'Point', coordinates: [...at] }, properties }))) };
}

/** Roads as the API draws them; each carries its class and what the scenario does to it. */
export function roadsContent(roads: Roads | null): Pick<Content, 'roads'> {
  return { roads: collection((roads?.features ?? []) as unknown as Feature<MultiLineString>[]) };
}

/** The way from the selected place and what it reaches, where they are asked for and there are any. */
export function travelContent(path: PathAnswer | null, area: AreaAnswer | null): Pick<Content, 'path' | 'reach'> {
  const drawn = <G extends Geometry>(answer: { geometry: unknown } | null): Feature<G>[] =>
    answer === null || answer.geometry === null ? [] : [{ type: 'Feature', geometry: answer.geometry as G, properties: {} }];
  return { path: collection(drawn<LineString>(path)), reach: collection(drawn<Polygon | MultiPolygon>(area)) };
}

/** Settlements that a scenario makes better or worse off. */
export function effectsContent(effects: Effects | null): Pick<Content, 'effects'> {
  const features: Feature<Point>[] = [];
  for (const { code, name, location, verdict } of effects?.items ?? []) {
    if (location === null || verdict === 'other') continue;
    features.push({ type: 'Feature', geometry: { type: 'Point', coordinates: location }, properties: { kind: 'settlement', id: code, name, verdict } });
  }
  return { effects: collection(features) };
}

/** Settlements whose class is another with the changes of a scenario. */
export function changedContent(effects: Effects | null): Pick<Content, 'changed'> {
  return {
    changed: collection((effects?.items ?? []).flatMap(({ code, name, location, before, after }): Feature<Point>[] => {
      const state = before.class === 'covered' ? 'lost' : 'newly';
      if (location === null || (before.class === 'covered') === (after.class === 'covered')) return [];
      return [{ type: 'Feature', geometry: { type: 'Point', coordinates: location }, properties: { kind: 'settlement', id: code, name, state } }];
    })),
  };
}

/** A move of premises, a merge, or a new road, as it is drawn. */
export interface Movement {
  does: 'move' | 'into' | 'road';
  id: string;
  name: string;
  tier: 'hub' | 'station' | 'point';
  line: readonly [number, number][];
}

/** Arrows of moves and merges with the symbols at their ends, and new roads. */
export function movesContent(movements: readonly Movement[]): Pick<Content, 'moves'> {
  const features: Feature<Point | LineString>[] = [];
  for (const { does, id, name, tier, line } of movements) {
    const [from, to] = [line[0], line.at(-1)];
    if (from === undefined || to === undefined) continue;
    if (line.length > 1) features.push({ type: 'Feature', geometry: { type: 'LineString', coordinates: line as [number, number][] }, properties: { does } });
    const point = (at: [number, number], more: object): void => void features.push({ type: 'Feature', geometry: { type: 'Point', coordinates: at }, properties: { kind: 'facility', id, name, ...more } });
    if (does !== 'road' && line.length > 1) {
      const east = (to[0] - from[0]) * Math.cos(((from[1] + to[1]) / 360) * Math.PI);
      point([from[0] + 0.55 * (to[0] - from[0]), from[1] + 0.55 * (to[1] - from[1])], { does: 'arrow', bearing: (Math.atan2(east, to[1] - from[1]) * 180) / Math.PI });
    }
    if (does === 'move') {
      if (line.length > 1) point(from, { does: `${tier}-left` });
      point(to, { does: `${tier}-move` });
    }
  }
  return { moves: collection(features) };
}

/** Premises of a three-tier plan and the links that are asked for; a link without a place at both ends is left off. Faint links are all of a network. */
export function networkContent(actions: readonly Pick<NetworkAction, 'facility' | 'name' | 'tier' | 'action' | 'coordinates'>[], links: readonly Link[], placeOf: (id: string) => [number, number] | null, faint = false): Pick<Content, 'network' | 'links'> {
  const lines: Feature<LineString>[] = [];
  for (const { kind, from, to } of links) {
    const [a, b] = [placeOf(from), placeOf(to)];
    if (a !== null && b !== null) lines.push({ type: 'Feature', geometry: { type: 'LineString', coordinates: [a, b] }, properties: { link: kind, faint } });
  }
  const points = actions.flatMap((action): Feature<Point>[] => action.coordinates === null ? [] : [{
    type: 'Feature', geometry: { type: 'Point', coordinates: action.coordinates }, properties: { kind: 'facility', id: action.facility, name: action.name, does: kindOf(action) },
  }]);
  return { network: collection(points), links: collection(lines) };
}

function collection<G extends Geometry>(features: Feature<G>[]): FeatureCollection<G> {
  return { type: 'FeatureCollection', features };
}

function seatOf(seat: unknown): [number, number] | null {
  if (Array.isArray(seat) && typeof seat[0] === 'number' && typeof seat[1] === 'number') return [seat[0], seat[1]];
  return null;
}

// middle is the centre of the largest ring's extent, good enough to hang a county's name on.
function middle(geometry: Polygon | MultiPolygon): [number, number] {
  const rings = geometry.type === 'Polygon' ? [geometry.coordinates[0]] : geometry.coordinates.map((polygon) => polygon[0]);
  let largest: Bounds = [0, 0, 0, 0];
  for (const ring of rings) {
    const box = boundsOf(ring as [number, number][]);
    if (box !== null && (box[2] - box[0]) * (box[3] - box[1]) > (largest[2] - largest[0]) * (largest[3] - largest[1])) largest = box;
  }
  return [(largest[0] + largest[2]) / 2, (largest[1] + largest[3]) / 2];
}

/** The extent of positions; null where there are none. */
export function boundsOf(positions: Iterable<readonly [number, number]>): Bounds | null {
  let box: Bounds | null = null;
  for (const [lon, lat] of positions) {
    box = box === null ? [lon, lat, lon, lat] : [Math.min(box[0], lon), Math.min(box[1], lat), Math.max(box[2], lon), Math.max(box[3], lat)];
  }
  return box;
}

/** The extent of what is drawn of an area: its outlines on show, or else its villages. */
export function extentOf(content: Pick<Content, 'outlines' | 'villages' | 'gaps'>): Bounds | null {
  const positions: [number, number][] = [];
  for (const { geometry, properties } of content.outlines.features) {
    if (properties?.['state'] !== 'shown') continue;
    const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
    for (const polygon of polygons) positions.push(...((polygon[0] ?? []) as [number, number][]));
  }
  if (positions.length > 0) return boundsOf(positions);
  return boundsOf([...content.villages.features, ...content.gaps.features].map((f) => f.geometry.coordinates as [number, number]));
}
