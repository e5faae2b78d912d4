import { clear, fill, FONT, UNCHANGED, type Layer } from './layer';

const SOURCE = 'candidates';
const ids = ['candidates-candidate', 'candidates-shut', 'candidates-name'];

/** Premises that do not serve today: candidates with a broken edge, closed ones with a cross. */
export const candidates: Layer = {
  ids,
  clickable: ids.slice(0, 2),
  add(map, content) {
    map.addSource(SOURCE, { type: 'geojson', data: content.candidates, promoteId: 'id' });
    for (const state of ['candidate', 'shut'] as const) {
      map.addLayer({
        id: `candidates-${state}`, type: 'symbol', source: SOURCE, minzoom: 9, filter: ['==', ['get', 'state'], state],
        layout: {
          'icon-image': `shape:${state}`, 'icon-allow-overlap': true, 'icon-ignore-placement': true,
          'icon-size': ['interpolate', ['linear'], ['zoom'], 9, 0.42, 11, 0.6, 13, 0.9],
        },
        paint: { 'icon-opacity': UNCHANGED },
      });
    }
    map.addLayer({
      id: 'candidates-name', type: 'symbol', source: SOURCE, minzoom: 13,
      layout: { 'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': 11, 'text-anchor': 'bottom', 'text-offset': [0, -0.9], 'text-optional': true },
      paint: { 'text-color': '#3a3833', 'text-halo-color': '#ffffff', 'text-halo-width': 1.4, 'text-opacity': UNCHANGED },
    });
  },
  update: (map, content) => fill(map, SOURCE, content.candidates),
  remove: (map) => clear(map, ids, SOURCE),
};
