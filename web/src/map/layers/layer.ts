// What every layer file offers: add draws it for the first time, update replaces its content, remove takes it away.
import type { ExpressionSpecification, GeoJSONSource, Map } from 'maplibre-gl';
import type { FeatureCollection } from 'geojson';
import type { Content } from '../content';

export interface Layer {
  /** Layer IDs in the style, bottom first; those that can be clicked are named in clickable. */
  ids: readonly string[];
  clickable: readonly string[];
  add(map: Map, content: Content): void;
  update(map: Map, content: Content): void;
  remove(map: Map): void;
}

/** Fonts of the device; without glyphs in the style every label is drawn from them. */
export const FONT = ['Noto Sans CJK SC', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', 'sans-serif'];
export const BOLD = ['Noto Sans CJK SC Bold', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', 'sans-serif'];

/** The opacity of what steps back where layers/changed.ts draws the same place in another state. */
export const UNCHANGED: ExpressionSpecification = ['case', ['boolean', ['feature-state', 'changed'], false], 0, 1];

const empty = (data: unknown): boolean => (data as FeatureCollection | undefined)?.features.length === 0;

/** Replaces what a source holds, unless it holds the very same already, or nothing and is given nothing: a source is parsed anew whenever it is given something. */
export function fill(map: Map, source: string, data: FeatureCollection): void {
  const held = map.getSource(source) as GeoJSONSource | undefined;
  if (held === undefined) return;
  const now = held.serialize().data;
  if (now !== data && !(empty(now) && empty(data))) void held.setData(data);
}

/** Takes layers and then their source away; an empty source stays. */
export function clear(map: Map, ids: readonly string[], source: string): void {
  for (const id of ids) if (map.getLayer(id)) map.removeLayer(id);
  if (source !== '' && map.getSource(source)) map.removeSource(source);
}
