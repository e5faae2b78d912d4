import { COLOURS } from '../shapes';
import { clear, fill, FONT, UNCHANGED, type Layer } from './layer';

const SOURCE = 'villages';
const ids = ['villages-outside', 'villages-covered', 'villages-newly', 'villages-name'];

/** Settlements that are covered, newly covered by the plan, or left out by the standard, as circles. */
export const villages: Layer = {
  ids,
  clickable: ids.slice(0, 3),
  add(map, content) {
    map.addSource(SOURCE, { type: 'geojson', data: content.villages, promoteId: 'id' });
    map.addLayer({
      id: 'villages-outside', type: 'circle', source: SOURCE, filter: ['==', ['get', 'state'], 'outside'],
      paint: { 'circle-color': COLOURS.outside, 'circle-radius': ['interpolate', ['linear'], ['zoom'], 8, 1.5, 13, 4.5], 'circle-stroke-width': 0.8, 'circle-stroke-color': '#6b675e' },
    });
    map.addLayer({
      id: 'villages-covered', type: 'circle', source: SOURCE, filter: ['==', ['get', 'state'], 'covered'],
      paint: { 'circle-color': COLOURS.covered, 'circle-radius': ['interpolate', ['linear'], ['zoom'], 8, 1.9, 10, 3.2, 13, 6], 'circle-stroke-width': 0.9, 'circle-stroke-color': COLOURS.coveredEdge, 'circle-opacity': UNCHANGED, 'circle-stroke-opacity': UNCHANGED },
    });
    map.addLayer({
      id: 'villages-newly', type: 'circle', source: SOURCE, filter: ['==', ['get', 'state'], 'newly'],
      paint: { 'circle-color': COLOURS.covered, 'circle-radius': ['interpolate', ['linear'], ['zoom'], 8, 3.2, 13, 7], 'circle-stroke-width': ['interpolate', ['linear'], ['zoom'], 8, 1.6, 13, 2.4], 'circle-stroke-color': '#111111' },
    });
    map.addLayer({
      id: 'villages-name', type: 'symbol', source: SOURCE, minzoom: 11.5,
      layout: { 'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': 11, 'text-anchor': 'top', 'text-offset': [0, 0.7], 'text-optional': true },
      paint: { 'text-color': '#3a3833', 'text-halo-color': '#ffffff', 'text-halo-width': 1.4 },
    });
  },
  update: (map, content) => fill(map, SOURCE, content.villages),
  remove: (map) => clear(map, ids, SOURCE),
};
