import { clear, fill, type Layer } from './layer';

const SOURCE = 'outlines';
const ids = ['outlines-ground', 'outlines-line'];

/** County outlines; counties other than the chosen one stand back. */
export const outlines: Layer = {
  ids,
  clickable: [],
  add(map, content) {
    map.addSource(SOURCE, { type: 'geojson', data: content.outlines });
    map.addLayer({
      id: 'outlines-ground', type: 'fill', source: SOURCE,
      paint: { 'fill-color': ['case', ['==', ['get', 'state'], 'shown'], '#fffefb', '#f1efe8'] },
    });
    map.addLayer({
      id: 'outlines-line', type: 'line', source: SOURCE,
      paint: {
        'line-color': '#77705f',
        'line-width': ['case', ['==', ['get', 'state'], 'shown'], 1.6, 0.7],
      },
    });
  },
  update: (map, content) => fill(map, SOURCE, content.outlines),
  remove: (map) => clear(map, ids, SOURCE),
};
