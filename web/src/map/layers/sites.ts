import { clear, fill, type Layer } from './layer';

const SOURCE = 'sites';
const ids = ['sites-symbol'];

/** The points a plan opens. */
export const sites: Layer = {
  ids,
  clickable: ids,
  add(map, content) {
    map.addSource(SOURCE, { type: 'geojson', data: content.sites });
    map.addLayer({
      id: 'sites-symbol', type: 'symbol', source: SOURCE,
      layout: {
        'icon-image': 'shape:site', 'icon-allow-overlap': true, 'icon-ignore-placement': true,
        'icon-size': ['interpolate', ['linear'], ['zoom'], 8, 0.5, 10, 0.72, 13, 1.05],
      },
    });
  },
  update: (map, content) => fill(map, SOURCE, content.sites),
  remove: (map) => clear(map, ids, SOURCE),
};
