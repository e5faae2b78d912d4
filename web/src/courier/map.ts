// The map of a run: its way on the roads where that is known (dashed and straight where not), numbered discs in order, where the phone is. It asks no host for anything: no basemap, no
// glyphs, no sprites. Loaded when the courier opens it.
import { Map as LibreMap, NavigationControl, ScaleControl, setWorkerUrl, type GeoJSONSource } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import 'maplibre-gl/dist/maplibre-gl.css';
import type { Fix } from './position';
import type { Run, RunWay, StopView } from './run';

export interface Options {
  label: string;
  zoomIn: string;
  zoomOut: string;
  still: boolean;
  pick(stop: string): void;
}

export interface Engine {
  draw(run: Run, way: RunWay | null, stops: readonly StopView[], next: string | null, at: Fix | null): void;
  /** Ends when everything is drawn. */
  idle(): Promise<void>;
  close(): void;
}

const FONT = ['Noto Sans CJK SC', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', 'sans-serif'];
const REACH = 14; // pixels from a finger
export const COLOURS = { way: '#0072b2', open: '#ffffff', next: '#f0e442', done: '#009e73', failed: '#b00020', depot: '#d55e00', here: '#0b57d0' } as const;

/** Opens a map; throws where the browser has no WebGL 2. */
export async function open(container: HTMLElement, options: Options, run: Run, stops: readonly StopView[]): Promise<Engine> {
  setWorkerUrl(workerUrl);
  const map = new LibreMap({
    container,
    style: { version: 8, sources: {}, layers: [{ id: 'ground', type: 'background', paint: { 'background-color': '#f0eee7' } }] },
    bounds: boundsOf(run, stops),
    fitBoundsOptions: { padding: 40, maxZoom: 15 },
    maxZoom: 17,
    attributionControl: false,
    cooperativeGestures: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: 0,
    locale: { 'Map.Title': options.label, 'NavigationControl.ZoomIn': options.zoomIn, 'NavigationControl.ZoomOut': options.zoomOut },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.setMissingStyleImageResolver((id) => {
    const image = paint(id);
    if (image !== null) map.addImage(id, image, { pixelRatio: 2 });
  });
  map.addControl(new NavigationControl({ showCompass: false }), 'top-left');
  map.addControl(new ScaleControl({ unit: 'metric', maxWidth: 90 }), 'bottom-right');
  await new Promise<void>((done) => void (map.loaded() ? done() : map.once('load', () => done())));
  const empty = { type: 'FeatureCollection' as const, features: [] };
  for (const source of ['way', 'stops', 'here']) map.addSource(source, { type: 'geojson', data: empty });
  map.addLayer({ id: 'way', type: 'line', source: 'way', filter: ['get', 'road'], layout: { 'line-join': 'round' }, paint: { 'line-color': COLOURS.way, 'line-width': 3 } });
  map.addLayer({ id: 'straight', type: 'line', source: 'way', filter: ['!', ['get', 'road']], paint: { 'line-color': COLOURS.way, 'line-width': 3, 'line-dasharray': [2, 1.5] } });
  map.addLayer({ id: 'here', type: 'circle', source: 'here', paint: { 'circle-radius': 8, 'circle-color': COLOURS.here, 'circle-stroke-color': '#ffffff', 'circle-stroke-width': 3 } });
  map.addLayer({ id: 'stops', type: 'symbol', source: 'stops', layout: { 'icon-image': ['get', 'image'], 'icon-allow-overlap': true, 'symbol-sort-key': ['get', 'order'] } });
  map.addLayer({
    id: 'names', type: 'symbol', source: 'stops', minzoom: 11,
    layout: { 'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': 13, 'text-offset': [0, 1.2], 'text-anchor': 'top' },
    paint: { 'text-color': '#1b1b1b', 'text-halo-color': '#fffefb', 'text-halo-width': 1.6 },
  });
  map.on('click', ({ point }) => {
    const near = map.queryRenderedFeatures([[point.x - REACH, point.y - REACH], [point.x + REACH, point.y + REACH]], { layers: ['stops'] });
    const stop = near.find((f) => f.properties['stop'] !== '')?.properties['stop'] as string | undefined;
    if (stop !== undefined) options.pick(stop);
  });
  const fill = (name: string, features: GeoJSON.Feature[]): void => void (map.getSource(name) as GeoJSONSource).setData({ type: 'FeatureCollection', features });
  return {
    draw(now, way, views, next, at) {
      fill('way', linesOf(now, way, views));
      fill('stops', discsOf(now, views, next));
      fill('here', at === null ? [] : [point([at.lon, at.lat], {})]);
    },
    idle: () => new Promise((done) => void map.once('idle', () => done())),
    close: () => map.remove(),
  };
}

const point = (at: number[], properties: GeoJSON.GeoJsonProperties): GeoJSON.Feature => ({ type: 'Feature', geometry: { type: 'Point', coordinates: at }, properties });

function placesOf(run: Run, stops: readonly StopView[]): number[][] {
  const depot = run.depot_coordinates === null ? [] : [run.depot_coordinates];
  return [...depot, ...stops.flatMap(({ stop }) => (stop.coordinates === null ? [] : [stop.coordinates])), ...depot];
}

function boundsOf(run: Run, stops: readonly StopView[]): [number, number, number, number] {
  const places = placesOf(run, stops);
  const lons = places.map((p) => p[0] ?? 0);
  const lats = places.map((p) => p[1] ?? 0);
  return places.length === 0 ? [73, 18, 135, 54] : [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

function linesOf(run: Run, way: RunWay | null, stops: readonly StopView[]): GeoJSON.Feature[] {
  const line = (coordinates: number[][], road: boolean): GeoJSON.Feature => ({ type: 'Feature', geometry: { type: 'LineString', coordinates }, properties: { road } });
  if (way !== null) return way.legs.flatMap(({ geometry, road }) => (geometry === null ? [] : [line(geometry.coordinates, road)]));
  const coordinates = placesOf(run, stops);
  return coordinates.length < 2 ? [] : [line(coordinates, false)];
}

// The next stop lies above those to come, these above those that are done.
function discsOf(run: Run, stops: readonly StopView[], next: string | null): GeoJSON.Feature[] {
  const discs = run.depot_coordinates === null ? [] : [point(run.depot_coordinates, { image: 'depot', order: 1, stop: '', name: run.depot_name })];
  for (const { stop, outcome } of stops) {
    if (stop.coordinates === null || stop.reload) continue;
    const state = outcome !== null ? (outcome.kind === 'delivered' ? 'done' : 'failed') : stop.stop === next ? 'next' : 'open';
    discs.push(point(stop.coordinates, { image: `${state}:${stop.number}`, order: { done: 0, failed: 2, open: 3, next: 4 }[state], stop: stop.stop, name: stop.name }));
  }
  return discs;
}

// paint draws a symbol with the letters of the device: what a stop is shows in its shape and sign as well as in its colour.
function paint(id: string): ImageData | null {
  const [state, number = ''] = id.split(':');
  const size = state === 'next' ? 68 : 52; // twice as many as on the screen
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size;
  const context = canvas.getContext('2d');
  if (context === null) return null;
  const centre = size / 2;
  const ring = (radius: number, colour: string): void => {
    context.beginPath();
    if (state === 'depot') context.rect(centre - radius, centre - radius, 2 * radius, 2 * radius);
    else context.arc(centre, centre, radius, 0, 2 * Math.PI);
    context.fillStyle = colour;
    context.fill();
  };
  const fill = COLOURS[state as 'open' | 'next' | 'done' | 'failed' | 'depot'];
  if (fill === undefined) return null;
  ring(centre - 1, '#111111');
  ring(centre - 3, '#ffffff');
  if (state === 'open') ring(centre - 5, '#0072b2');
  ring(centre - (state === 'open' ? 9 : 7), fill);
  context.fillStyle = state === 'open' || state === 'next' ? '#111111' : '#ffffff';
  context.font = `bold ${number.length > 2 ? 20 : 26}px sans-serif`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(state === 'done' ? '✓' : state === 'failed' ? '✗' : number, centre, centre + 1);
  return context.getImageData(0, 0, size, size);
}
