import { clear, fill, FONT, UNCHANGED, type Layer } from './layer';

const SOURCE = 'gaps';
const ids = ['gaps-symbol', 'gaps-lost', 'gaps-name'];

/** Settlements that are not covered, as black triangles, those that were covered before with a red edge; they never hide one another. */
export const gaps: Layer = {
  ids,
  clickable: ['gaps-symbol', 'gaps-lost'],
  add(map, content) {
    map.addSource(SOURCE, { type: 'geojson', data: content.gaps, promoteId: 'id' });
    for (const lost of [false, true]) {
      map.addLayer({
        id: lost ? 'gaps-lost' : 'gaps-symbol', type: 'symbol', source: SOURCE, filter: [lost ? '==' : '!=', ['get', 'state'], 'lost'],
        layout: {
          'icon-image': lost ? 'shape:lost' : 'shape:gap', 'icon-allow-overlap': true, 'icon-ignore-placement': true,
          'icon-size': ['interpolate', ['linear'], ['zoom'], 8, lost ? 0.5 : 0.36, 10, lost ? 0.66 : 0.52, 13, lost ? 1 : 0.85],
          'symbol-sort-key': ['get', 'weight'],
        },
        paint: { 'icon-opacity': UNCHANGED },
      });
    }
    map.addLayer({
      id: 'gaps-name', type: 'symbol', source: SOURCE, minzoom: 10.5,
      layout: { 'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': 12, 'text-anchor': 'top', 'text-offset': [0, 0.7], 'text-optional': true },
      paint: { 'text-color': '#111111', 'text-halo-color': '#ffffff', 'text-halo-width': 1.6 },
    });
  },
  update: (map, content) => fill(map, SOURCE, content.gaps),
  remove: (map) => clear(map, ids, SOURCE),
};
