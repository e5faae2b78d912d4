// The map itself, on MapLibre. This file and the layers are the only ones that know the library; they load apart from
// the rest of the page, so that tables stand before the map does.
//
// There is no sprite and no glyph server: outlines come from the records, symbols from shapes.ts, letters from the device. The map asks
// no host but the program's own for anything; layers/basemap.ts draws what an administrator chose under it.
import { Map as LibreMap, NavigationControl, ScaleControl, setWorkerUrl, type MapGeoJSONFeature } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import 'maplibre-gl/dist/maplibre-gl.css';
import type { Selection } from '../ui/selection';
import type { Bounds, Content } from './content';
import { underlay } from './layers/basemap';
import { hubs, points, stations } from './layers/facilities';
import { effects } from './layers/effects';
import { candidates } from './layers/candidates';
import { changed } from './layers/changed';
import { gaps } from './layers/gaps';
import { names } from './layers/names';
import { links } from './layers/links';
import { marks } from './layers/marks';
import { moves } from './layers/moves';
import { network } from './layers/network';
import { outlines } from './layers/outlines';
import { ranks } from './layers/ranks';
import { roads } from './layers/roads';
import { sites } from './layers/sites';
import { townChanges, townNames, towns } from './layers/towns';
import { path, reach } from './layers/travel';
import { villages } from './layers/villages';
import { hatching, paint, type Shape } from './shapes';

// From the ground up: what matters most for the question, the gaps and the new points, lies above what is there today.
const LAYERS = [outlines, reach, roads, links, villages, path, candidates, points, stations, gaps, changed, moves, network, sites, hubs, effects, ranks, names];
// The dashboard's: towns by their share of gaps, the gaps themselves, names.
const BOARD_LAYERS = [towns, gaps, townNames];
// A comparison's: towns by how their share changed, and the villages of another class above.
const CHANGE_LAYERS = [townChanges, effects, townNames];
/** How far from a finger or the centre a symbol may lie and still be meant, in pixels. */
const REACH = 9;
const CENTRE_REACH = 60;

export interface Options {
  /** What is drawn: the network of the planner's page, the dashboard's towns, or what a comparison changes in towns. */
  layers?: 'network' | 'board' | 'changes';
  /** Nothing lies over the map for which room is to be left. */
  bare?: boolean;
  locale: Record<string, string>;
  cooperative: boolean;
  still: boolean; // no animated movement
  bounds: Bounds | null;
  /** The bounds are what was in sight before, so nothing is left free around them. */
  exact?: boolean;
  pick(selection: Selection | null): void;
  hover(selection: Selection | null): void;
  leave(): void; // Escape on the map
  moved(bounds: Bounds, zoom: number): void; // what is in sight, after each movement
  /** A double click on something that can be picked; the map does not zoom then. Absent: it zooms. */
  twice?(selection: Selection): void;
  /** True while a tool has the pointer; nothing is picked then. Absent: never. */
  busy?(): boolean;
}

export interface Engine {
  /** The library's own map, for tools in this folder alone: drawing, and a second map that looks where this one does. */
  readonly map: LibreMap;
  draw(content: Content): void;
  mark(selected: [number, number] | null, hovered: [number, number] | null): void;
  show(layerIDs: readonly string[], visible: boolean): void;
  /** Brings a box into sight, beside the inspector where that is open, and without room for the legend where that makes room itself. */
  fit(bounds: Bounds, inspected?: boolean, bare?: boolean): void;
  goTo(at: [number, number]): void;
  close(): void;
}

/** Opens a map in a container; throws where the browser has no WebGL 2. */
export function open(container: HTMLElement, content: Content, options: Options): Promise<Engine> {
  setWorkerUrl(workerUrl);
  const layers = options.layers === 'board' ? BOARD_LAYERS : options.layers === 'changes' ? CHANGE_LAYERS : LAYERS;
  const bareMap = options.layers === 'board' || options.bare === true;
  const map = new LibreMap({
    container,
    style: { version: 8, sources: {}, layers: [{ id: 'ground', type: 'background', paint: { 'background-color': '#f0eee7' } }] },
    ...(options.bounds === null ? { center: [105, 35], zoom: 3 } : { bounds: options.bounds, fitBoundsOptions: { padding: options.exact === true ? 0 : bareMap ? BOARD_PADDING : paddingOf(container) } }),
    maxZoom: 16,
    attributionControl: false,
    cooperativeGestures: options.cooperative,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: 0,
    locale: options.locale,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.setMissingStyleImageResolver((id) => {
    if (id === 'hatching') map.addImage(id, hatching(), { pixelRatio: 2 });
    if (id.startsWith('shape:')) map.addImage(id, paint(id.slice(6) as Shape, 64), { pixelRatio: 2 });
  });
  map.addControl(new NavigationControl({ showCompass: false }), 'top-left');
  map.addControl(new ScaleControl({ unit: 'metric', maxWidth: 90 }), 'bottom-right');
  listen(map, options, layers.flatMap((layer) => layer.clickable));

  const duration = options.still ? 0 : 500;
  const engine: Engine = {
    map,
    draw: (now) => layers.forEach((layer) => layer.update(map, now)),
    mark: (selected, hovered) => marks.update(map, selected, hovered),
    show: (ids, visible) => {
      for (const id of ids) if (map.getLayer(id)) map.setLayoutProperty(id, 'visibility', visible ? 'visible' : 'none');
    },
    fit: (bounds, inspected = false, bare = false) => void map.fitBounds(bounds, { padding: bareMap ? BOARD_PADDING : paddingOf(container, inspected, bare), maxZoom: inspected ? 14 : 13, duration }),
    goTo: (at) => void map.easeTo({ center: at, zoom: Math.max(map.getZoom(), 11), duration }),
    close: () => map.remove(),
  };
  return new Promise((done) => {
    map.once('load', () => {
      layers.forEach((layer) => layer.add(map, content));
      marks.add(map);
      void underlay(map, container);
      done(engine);
    });
  });
}

const BOARD_PADDING = 28;

// paddingOf leaves room for the legend, which stands at the left of a wide map and is 250 pixels wide in English, and
// for the inspector at its right as far as the map is wide enough for both.
function paddingOf(container: HTMLElement, inspected = false, bare = false): { top: number; right: number; bottom: number; left: number } {
  const wide = container.clientWidth > 640 && !bare ? 270 : 40;
  const right = inspected && container.clientWidth > 760 ? 350 : 24;
  return { top: 24, right, bottom: bare ? 84 : 36, left: wide };
}

function listen(map: LibreMap, options: Options, clickable: readonly string[]): void {
  const at = (x: number, y: number, reach: number): Selection | null => {
    const layers = clickable.filter((id) => map.getLayer(id));
    const found = map.queryRenderedFeatures([[x - reach, y - reach], [x + reach, y + reach]], { layers });
    return selectionOf(nearest(map, found, x, y));
  };
  map.on('click', (event) => {
    if (options.busy?.() !== true) options.pick(at(event.point.x, event.point.y, REACH));
  });
  // What is under the pointer is looked for at most once a frame, and not while the map moves below it.
  let pointed = 0;
  map.on('dblclick', (event) => {
    const over = options.twice === undefined || options.busy?.() === true ? null : at(event.point.x, event.point.y, REACH);
    if (over === null) return;
    event.preventDefault();
    options.twice?.(over);
  });
  map.on('mousemove', (event) => {
    cancelAnimationFrame(pointed);
    if (options.busy?.() === true || map.isMoving()) return;
    const { x, y } = event.point;
    pointed = requestAnimationFrame(() => {
      if (options.busy?.() === true || map.isMoving()) return;
      const over = at(x, y, 3);
      map.getCanvas().style.cursor = over === null ? '' : 'pointer';
      options.hover(over);
    });
  });
  const tell = (): void => {
    const box = map.getBounds();
    options.moved([box.getWest(), box.getSouth(), box.getEast(), box.getNorth()], map.getZoom());
  };
  map.on('load', tell);
  map.on('moveend', tell);
  map.on('mouseout', () => {
    cancelAnimationFrame(pointed);
    options.hover(null);
  });
  map.getCanvas().addEventListener('keydown', (event) => {
    if (options.busy?.() === true) return;
    if (event.key === 'Enter') {
      const { clientWidth, clientHeight } = map.getCanvas();
      const picked = at(clientWidth / 2, clientHeight / 2, CENTRE_REACH);
      if (picked !== null) options.pick(picked);
    } else if (event.key === 'Escape') options.leave();
  });
}

// nearest prefers the closest symbol; of symbols on one spot the one drawn on top comes first. Where no symbol is near, it is the ground.
function nearest(map: LibreMap, found: MapGeoJSONFeature[], x: number, y: number): MapGeoJSONFeature | null {
  let best: MapGeoJSONFeature | null = found.find((feature) => feature.geometry.type !== 'Point') ?? null;
  let least = Number.POSITIVE_INFINITY;
  for (const feature of found) {
    if (feature.geometry.type !== 'Point') continue;
    const point = map.project(feature.geometry.coordinates as [number, number]);
    const away = Math.hypot(point.x - x, point.y - y);
    if (away < least - 0.5) {
      best = feature;
      least = away;
    }
  }
  return best;
}

function selectionOf(feature: MapGeoJSONFeature | null): Selection | null {
  if (feature === null) return null;
  const { kind, id } = feature.properties as { kind: Selection['kind']; id: string };
  return { kind, id };
}
