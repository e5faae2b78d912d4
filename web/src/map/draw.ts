// Drawing on the map, on terra-draw. Nothing of it loads before somebody edits. It knows nothing of scenarios: it tells
// where something was put, where something was dragged to, what line was drawn and which road was pointed at.
import type { Map, MapMouseEvent } from 'maplibre-gl';
import { TerraDraw, TerraDrawLineStringMode, TerraDrawPointMode, TerraDrawSelectMode, type GeoJSONStoreFeatures } from 'terra-draw';
import { TerraDrawMapLibreGLAdapter } from 'terra-draw-maplibre-gl-adapter';
import { COLOURS } from './shapes';

export type Position = [lon: number, lat: number];

/** What has the pointer: nothing but a handle to drag, places to put, a line to draw, roads to point at. */
export type Tool = '' | 'place' | 'line' | 'way';

/** A road that was pointed at: its identifier in the network, and its name if it has one. */
export interface Way {
  way: number;
  name: string;
}

export interface Told {
  placed(at: Position): void;
  dragged(at: Position): void;
  drawn(line: Position[]): void;
  /** null: no road was near. */
  pointed(way: Way | null): void;
  /** Escape: the tool is put down. */
  left(): void;
}

export interface Drawing {
  use(tool: Tool): void;
  /** Puts the handle that is dragged somewhere; null takes it away. */
  hold(at: Position | null): void;
  close(): void;
}

const WAYS = ['roads-line', 'roads-ferry', 'roads-speed'];
/** How far from the pointer a road may lie and still be meant, in pixels. */
const WAY_REACH = 8;

/** Starts drawing on a map that stands. */
export function draw(map: Map, told: Told): Drawing {
  const handle = {
    selectedPointColor: COLOURS.selected, selectedPointOpacity: 0.35, selectedPointWidth: 13, selectedPointOutlineColor: '#111111', selectedPointOutlineWidth: 2,
    pointColor: COLOURS.selected, pointOpacity: 0.35, pointWidth: 13, pointOutlineColor: '#111111', pointOutlineWidth: 2,
  } as const;
  const drawing = new TerraDraw({
    adapter: new TerraDrawMapLibreGLAdapter({ map }),
    modes: [
      new TerraDrawPointMode({ styles: { pointColor: COLOURS.selected, pointWidth: 8, pointOutlineColor: '#111111', pointOutlineWidth: 2 } }),
      new TerraDrawLineStringMode({ styles: { lineStringColor: COLOURS.roadnew, lineStringWidth: 4, closingPointColor: COLOURS.selected, closingPointOutlineColor: '#111111', closingPointOutlineWidth: 2, closingPointWidth: 7 } }),
      new TerraDrawSelectMode({ styles: handle, allowManualDeselection: false, flags: { point: { feature: { draggable: true } } }, keyEvents: null }),
    ],
  });
  drawing.start();
  drawing.setMode('select');
  let tool: Tool = '';
  let held: Position | null = null;

  const grip = (): void => {
    drawing.clear();
    if (tool !== '' || held === null) return;
    const [added] = drawing.addFeatures([{ type: 'Feature', geometry: { type: 'Point', coordinates: held }, properties: { mode: 'point' } }] as GeoJSONStoreFeatures[]);
    if (added?.valid === true && added.id !== undefined) drawing.selectFeature(added.id);
  };
  drawing.on('finish', (id, { action }) => {
    const geometry = drawing.getSnapshotFeature(id)?.geometry;
    // The library is in the middle of its own work here; what is told may change what it draws.
    queueMicrotask(() => {
      if (geometry?.type === 'Point') {
        const at = geometry.coordinates as Position;
        if (action === 'draw') {
          grip();
          told.placed(at);
        } else if (action.startsWith('drag')) told.dragged(at);
      } else if (geometry?.type === 'LineString' && action === 'draw') {
        grip();
        told.drawn(geometry.coordinates as Position[]);
      }
    });
  });

  const click = ({ point: { x, y } }: MapMouseEvent): void => {
    if (tool !== 'way') return;
    const layers = WAYS.filter((id) => map.getLayer(id));
    const found = map.queryRenderedFeatures([[x - WAY_REACH, y - WAY_REACH], [x + WAY_REACH, y + WAY_REACH]], { layers });
    const { way, name } = (found[0]?.properties ?? {}) as { way?: number; name?: string };
    told.pointed(way === undefined ? null : { way, name: name ?? '' });
  };
  const canvas = map.getCanvas();
  const press = (event: KeyboardEvent): void => {
    if (tool === '') return;
    if (event.key === 'Escape') told.left();
    else if (event.key === 'Enter' && tool === 'place') {
      const { lng, lat } = map.getCenter();
      told.placed([lng, lat]);
    } else if (event.key === 'Enter' && tool === 'way') click({ point: map.project(map.getCenter()) } as MapMouseEvent);
  };
  map.on('click', click);
  canvas.addEventListener('keydown', press);
  return {
    use(now) {
      tool = now;
      drawing.setMode(now === 'place' ? 'point' : now === 'line' ? 'linestring' : 'select');
      canvas.style.cursor = now === '' ? '' : 'crosshair';
      grip();
    },
    hold(at) {
      held = at === null ? null : [Number(at[0].toFixed(7)), Number(at[1].toFixed(7))];
      grip();
    },
    close() {
      map.off('click', click);
      canvas.removeEventListener('keydown', press);
      drawing.stop();
      canvas.style.cursor = '';
    },
  };
}
