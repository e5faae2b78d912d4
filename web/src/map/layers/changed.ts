import type { Map } from 'maplibre-gl';
import type { FeatureCollection } from 'geojson';
import type { Content } from '../content';
import { COLOURS } from '../shapes';
import { clear, fill, type Layer } from './layer';

const SOURCE = 'changed';
const ids = ['changed-newly', 'changed-lost'];
// Sources whose features step back where a changed one stands.
const VILLAGES = ['villages', 'gaps'] as const;
const PREMISES = ['facilities-hub', 'facilities-station', 'facilities-point', 'candidates'] as const;

/**
 * Settlements that changes bring within the standard or put out of it, in a small source of their own: the large ones below
 * stay as they are, and only the state of those features says that they are not to be seen. Premises that changes touch are
 * drawn by other layers in the same way.
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
  },
  update(map, content) {
    fill(map, SOURCE, content.changed);
    markAll(map, content);
  },
  remove: (map) => clear(map, ids, SOURCE),
};

// markAll tells the features below which of them are drawn above: changed villages, and premises that changes touch.
function markAll(map: Map, { changed: villages, network, moves }: Content): void {
  mark(map, VILLAGES, idsOf(villages));
  mark(map, PREMISES, new Set([...idsOf(network), ...idsOf(moves)]));
}

function idsOf({ features }: FeatureCollection): Set<string> {
  return new Set(features.flatMap(({ properties }) => (typeof properties?.['id'] === 'string' && properties['id'] !== '' ? [properties['id']] : [])));
}

const marked = new WeakMap<Map, WeakMap<readonly string[], ReadonlySet<string>>>();

// mark sets the state of those that are drawn above now, and takes it back of those that are not any more.
function mark(map: Map, sources: readonly string[], after: ReadonlySet<string>): void {
  const held = marked.get(map) ?? new WeakMap<readonly string[], ReadonlySet<string>>();
  const before = held.get(sources) ?? new Set<string>();
  for (const source of sources) {
    if (map.getSource(source) === undefined) continue;
    for (const id of before) if (!after.has(id)) map.removeFeatureState({ source, id }, 'changed');
    for (const id of after) if (!before.has(id)) map.setFeatureState({ source, id }, { changed: true });
  }
  held.set(sources, after);
  marked.set(map, held);
}
