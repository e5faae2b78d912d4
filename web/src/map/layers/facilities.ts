import type { ExpressionSpecification } from 'maplibre-gl';
import { COLOURS, type Shape } from '../shapes';
import { clear, fill, FONT, UNCHANGED, type Layer } from './layer';

const SYMBOLS_FROM = 10;

/** Hubs (县级中心) as stars. */
export const hubs = tier('hub', [0.8, 0.95, 1.15]);

/** Stations (乡镇站) as squares. */
export const stations = tier('station', [0.44, 0.62, 0.95]);

/** Service points (村级点) as discs; from afar, where there are thousands, as dots. */
export const points: Layer = (() => {
  const symbols = tier('point', [0.42, 0.5, 0.85], SYMBOLS_FROM);
  const dots = 'facilities-point-dot';
  return {
    ...symbols,
    ids: [dots, ...symbols.ids],
    clickable: [dots, ...symbols.clickable],
    add(map, content) {
      symbols.add(map, content);
      map.addLayer({
        id: dots, type: 'circle', source: 'facilities-point', maxzoom: SYMBOLS_FROM,
        paint: { 'circle-color': COLOURS.point, 'circle-radius': ['interpolate', ['linear'], ['zoom'], 8, 1.3, 10, 2.6], 'circle-opacity': UNCHANGED },
      }, symbols.ids[0]);
    },
    remove(map) {
      clear(map, [dots], '');
      symbols.remove(map);
    },
  };
})();

// tier is the layer of one tier of facilities; sizes are of its symbol at zoom 8, 10 and 13.
function tier(shape: Shape & ('hub' | 'station' | 'point'), [far, mid, near]: [number, number, number], minzoom = 0): Layer {
  const source = `facilities-${shape}`;
  const symbol = `${source}-symbol`;
  const name = `${source}-name`;
  const size: ExpressionSpecification = ['interpolate', ['linear'], ['zoom'], 8, far, 10, mid, 13, near];
  return {
    ids: [symbol, name],
    clickable: [symbol],
    add(map, content) {
      map.addSource(source, { type: 'geojson', data: content[shape], promoteId: 'id' });
      map.addLayer({
        id: symbol, type: 'symbol', source, minzoom,
        layout: { 'icon-image': `shape:${shape}`, 'icon-size': size, 'icon-allow-overlap': true, 'icon-ignore-placement': true },
        paint: { 'icon-opacity': UNCHANGED },
      });
      map.addLayer({
        id: name, type: 'symbol', source, minzoom: shape === 'point' ? 13 : 11.5,
        layout: { 'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': 11, 'text-anchor': 'bottom', 'text-offset': [0, -0.9], 'text-optional': true },
        paint: { 'text-color': COLOURS.name, 'text-halo-color': '#ffffff', 'text-halo-width': 1.6, 'text-opacity': UNCHANGED },
      });
    },
    update: (map, content) => fill(map, source, content[shape]),
    remove: (map) => clear(map, [symbol, name], source),
  };
}
