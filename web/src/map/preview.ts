// Positions that are not on record yet, over what is: each set in a colour and size of its own, the chosen one on top with lines to
// where its places are known to be. The import's page shows by it in which datum a file is.
import type { GeoJSONSource } from 'maplibre-gl';
import type { Feature, FeatureCollection, LineString, Point } from 'geojson';
import { positionOf, type AreaFeature, type SettlementFeature } from '../api/records';
import { areasContent, boundsOf, emptyContent, settlementsContent, type Bounds } from './content';
import { open, type Options } from './engine';
import { FONT } from './layers/layer';

/** Positions under one assumption. */
export interface PositionSet {
  datum: string;
  collection: { features: { geometry: unknown; properties: { name: string; known: readonly number[] | null } }[] | null };
}

export interface Preview {
  /** Draws the sets; chosen is the datum of the one to stand out. */
  show(sets: readonly PositionSet[], chosen: string): void;
  close(): void;
}

/** The colours of the sets, those of the swatches in the table beside the map (Okabe-Ito). */
const COLOURS: Record<string, string> = { wgs84: '#0072b2', cgcs2000: '#56b4e9', gcj02: '#d55e00', bd09: '#cc79a7' };

/** How far around what is on record positions are brought into sight, in degrees. */
const MARGIN = 0.3;

/** Opens a map of what is on record; throws where the browser has no WebGL 2. */
export async function openPreview(node: HTMLElement, on: { areas: readonly AreaFeature[]; villages: readonly SettlementFeature[] }, options: Pick<Options, 'locale' | 'cooperative' | 'still'>): Promise<Preview> {
  const bounds = boundsOf(on.villages.map(positionOf).filter((at) => at !== null));
  const content = { ...emptyContent(), ...areasContent(on.areas, ''), ...settlementsContent(on.villages, new Map()) };
  const engine = await open(node, content, { ...options, bounds, pick: () => undefined, hover: () => undefined, leave: () => node.closest('section')?.querySelector<HTMLElement>('input:checked, input')?.focus(), moved: () => undefined });
  const { map } = engine;
  const none: FeatureCollection = { type: 'FeatureCollection', features: [] };
  map.addSource('given', { type: 'geojson', data: none });
  map.addSource('given-links', { type: 'geojson', data: none });
  map.addLayer({ id: 'given-links', type: 'line', source: 'given-links', paint: { 'line-color': '#111111', 'line-width': 1.2, 'line-dasharray': [2, 1.5] } });
  map.addLayer({
    id: 'given-others', type: 'circle', source: 'given', filter: ['!', ['get', 'chosen']],
    paint: { 'circle-color': 'rgba(255,255,255,0)', 'circle-radius': 3.5, 'circle-stroke-width': 1.6, 'circle-stroke-color': ['get', 'colour'] },
  });
  map.addLayer({
    id: 'given-chosen', type: 'circle', source: 'given', filter: ['get', 'chosen'],
    paint: { 'circle-color': ['get', 'colour'], 'circle-radius': 6, 'circle-stroke-width': 1.6, 'circle-stroke-color': '#111111' },
  });
  map.addLayer({
    id: 'given-name', type: 'symbol', source: 'given', minzoom: 11, filter: ['get', 'chosen'],
    layout: { 'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': 12, 'text-anchor': 'top', 'text-offset': [0, 0.8], 'text-optional': true },
    paint: { 'text-color': '#111111', 'text-halo-color': '#ffffff', 'text-halo-width': 1.6 },
  });
  let fitted = false;
  return {
    show(sets, chosen) {
      const points: Feature<Point>[] = [];
      const lines: Feature<LineString>[] = [];
      const seen: [number, number][] = [];
      for (const set of sets) {
        const is = set.datum === chosen;
        // CGCS2000 lies where WGS 84 does: one of the two would only hide the other.
        if (!is && (set.datum === 'cgcs2000' || (set.datum === 'wgs84' && chosen === 'cgcs2000'))) continue;
        for (const one of set.collection.features ?? []) {
          const geometry = one.geometry as Point;
          points.push({ type: 'Feature', geometry, properties: { name: one.properties.name, chosen: is, colour: COLOURS[set.datum] ?? '#111111' } });
          seen.push(geometry.coordinates as [number, number]);
          if (is && one.properties.known !== null) lines.push({ type: 'Feature', geometry: { type: 'LineString', coordinates: [geometry.coordinates, [...one.properties.known]] }, properties: {} });
        }
      }
      void (map.getSource('given') as GeoJSONSource | undefined)?.setData({ type: 'FeatureCollection', features: points });
      void (map.getSource('given-links') as GeoJSONSource | undefined)?.setData({ type: 'FeatureCollection', features: lines });
      // A row that lies far off by mistake does not take the rest out of sight.
      const near = seen.filter(([lon, lat]) => bounds === null || (lon > bounds[0] - MARGIN && lon < bounds[2] + MARGIN && lat > bounds[1] - MARGIN && lat < bounds[3] + MARGIN));
      const around: Bounds | null = boundsOf(near.length > 0 ? near : seen);
      if (!fitted && around !== null) engine.fit(around, false, true);
      fitted = true;
    },
    close: () => engine.close(),
  };
}
