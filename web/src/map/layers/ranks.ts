import { BOLD, clear, fill, type Layer } from './layer';

const SOURCE = 'ranks';
const ids = ['ranks-disc', 'ranks-number'];

/** Suggested sites with their rank, above all symbols: white on the brand's colour, so that the number is what is read. */
export const ranks: Layer = {
  ids,
  clickable: ['ranks-disc'],
  add(map, content) {
    map.addSource(SOURCE, { type: 'geojson', data: content.ranks });
    map.addLayer({
      id: 'ranks-disc', type: 'circle', source: SOURCE, layout: { 'circle-sort-key': ['-', 0, ['get', 'rank']] },
      paint: { 'circle-radius': 12, 'circle-color': '#0b4f4a', 'circle-stroke-width': 2.5, 'circle-stroke-color': '#ffffff' },
    });
    map.addLayer({
      id: 'ranks-number', type: 'symbol', source: SOURCE,
      layout: { 'text-field': ['to-string', ['get', 'rank']], 'text-font': BOLD, 'text-size': 14, 'text-allow-overlap': true, 'text-ignore-placement': true, 'symbol-sort-key': ['-', 0, ['get', 'rank']] },
      paint: { 'text-color': '#ffffff' },
    });
  },
  update: (map, content) => fill(map, SOURCE, content.ranks),
  remove: (map) => clear(map, ids, SOURCE),
};
