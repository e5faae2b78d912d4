import { CHANGE_COLOURS, GAP_COLOURS } from '../shapes';
import { clear, fill, FONT, type Layer } from './layer';

const fills = ['towns-fill', 'towns-nodata'];
const ids = [...fills, 'towns-border', 'towns-mask', 'towns-around'];

// townsBy fills towns by class, in five colours; hatched where there is no data. Shapes that are drawn from settlements have
// dashed borders, and the mask cuts them off at the area's outline.
const townsBy = (colours: readonly [string, string, string, string, string]): Layer => ({
  ids,
  clickable: fills,
  add(map, content) {
    map.addSource('towns', { type: 'geojson', data: content.towns });
    map.addSource('towns-border', { type: 'geojson', data: content.townBorders });
    map.addSource('towns-mask', { type: 'geojson', data: content.mask });
    map.addSource('towns-around', { type: 'geojson', data: content.around });
    map.addLayer({
      id: 'towns-fill', type: 'fill', source: 'towns', filter: ['!=', ['get', 'class'], -1],
      paint: {
        'fill-color': ['match', ['get', 'class'], 0, colours[0], 1, colours[1], 2, colours[2], 3, colours[3], 4, colours[4], '#f1efe8'],
      },
    });
    map.addLayer({
      id: 'towns-nodata', type: 'fill', source: 'towns', filter: ['==', ['get', 'class'], -1],
      paint: { 'fill-antialias': false, 'fill-pattern': 'hatching' },
    });
    map.addLayer({ id: 'towns-border', type: 'line', source: 'towns-border', paint: { 'line-color': '#6b665b', 'line-width': 1, 'line-dasharray': [4, 2] } });
    map.addLayer({ id: 'towns-mask', type: 'fill', source: 'towns-mask', paint: { 'fill-antialias': false, 'fill-color': '#f0eee7' } });
    map.addLayer({ id: 'towns-around', type: 'line', source: 'towns-around', paint: { 'line-color': '#1b1b1b', 'line-width': 1.8 } });
  },
  update(map, content) {
    fill(map, 'towns', content.towns);
    fill(map, 'towns-border', content.townBorders);
    fill(map, 'towns-mask', content.mask);
    fill(map, 'towns-around', content.around);
  },
  remove(map) {
    clear(map, fills, 'towns');
    for (const id of ids.slice(fills.length)) clear(map, [id], id);
  },
});

/** Towns by their share of gaps, dark is worse. */
export const towns = townsBy(GAP_COLOURS);

/** Towns by how their share changed: orange for the worse, violet for the better, white between. */
export const townChanges = townsBy(CHANGE_COLOURS);

/** Names of towns, above all else. */
export const townNames: Layer = {
  ids: ['towns-name'],
  clickable: [],
  add(map, content) {
    map.addSource('towns-name', { type: 'geojson', data: content.townNames });
    map.addLayer({
      id: 'towns-name', type: 'symbol', source: 'towns-name',
      layout: { 'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': ['interpolate', ['linear'], ['zoom'], 8, 12, 12, 15] },
      paint: { 'text-color': '#1b1b1b', 'text-halo-color': '#ffffff', 'text-halo-width': 2 },
    });
  },
  update: (map, content) => fill(map, 'towns-name', content.townNames),
  remove: (map) => clear(map, ['towns-name'], 'towns-name'),
};
