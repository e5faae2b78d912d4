import type { Map } from 'maplibre-gl';
import { COLOURS } from '../shapes';
import { clear, fill, type Layer } from './layer';

const SOURCE = 'changed';
const ids = ['changed-newly', 'changed-lost'];
/** Sources whose features step back where a changed one stands. */
const BELOW = ['villages', 'gaps'];

/**
 * Settlements that changes bring within the standard or put out of it, in a small source of their own: the large ones below
 * stay as they are, and only the state of those features says that they are not to be seen.
 */
export const changed: Layer = {
  ids,
  clickable: ids,
  add(map, content) {
    map.addSource(SOURCE, { type: 'geojson', data: content.changed });
    map.addLayer({
      id: 'changed-newly', type: 'circle', source: SOURCE, filter: ['==', ['get', 'state'], 'newly'],
      paint: { 'circle-color': COLOURS.covered, 'circle-radius': ['interpolate', ['linear'], ['zoom'], 8, 3.2, 13, 7], 'circle-stroke-width': ['interpolate', ['linear'], ['zoom'], 8, 1.6, 13, 2.4], 'circle-stroke-color': '#111111' },
    });
    map.addLayer({
      id: 'changed-lost', type: 'symbol', source: SOURCE, filter: ['==', ['get', 'state'], 'lost'],
      layout: { 'icon-image': 'shape:lost', 'icon-allow-overlap': true, 'icon-ignore-placement': true, 'icon-size': ['interpolate', ['linear'], ['zoom'], 8, 0.5, 10, 0.66, 13, 1] },
    });
    mark(map, content.changed.features.map((one) => String(one.properties?.['id'])));
  },
  update(map, content) {
    fill(map, SOURCE, content.changed);
    mark(map, content.changed.features.map((one) => String(one.properties?.['id'])));
  },
  remove: (map) => clear(map, ids, SOURCE),
};

const marked = new WeakMap<Map, Set<string>>();

// mark tells the features below which of them are drawn here, and takes it back of those that are not any more.
function mark(map: Map, now: readonly string[]): void {
  const before = marked.get(map) ?? new Set<string>();
  const after = new Set(now);
  for (const source of BELOW) {
    if (map.getSource(source) === undefined) continue;
    for (const id of before) if (!after.has(id)) map.removeFeatureState({ source, id }, 'changed');
    for (const id of after) if (!before.has(id)) map.setFeatureState({ source, id }, { changed: true });
  }
  marked.set(map, after);
}
