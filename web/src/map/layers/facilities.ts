import type { ExpressionSpecification } from 'maplibre-gl';
import { clear, fill, FONT, type Layer } from './layer';

const SOURCE = 'facilities';
const ids = ['facilities-point', 'facilities-station', 'facilities-hub', 'facilities-name'];
const sizes: Record<string, [number, number, number]> = { point: [0.34, 0.52, 0.8], station: [0.5, 0.68, 0.95], hub: [0.8, 0.95, 1.15] };

/** Active facilities by tier: discs, squares and stars, the higher tier on top. */
export const facilities: Layer = {
  ids,
  clickable: ids.slice(0, 3),
  add(map, content) {
    map.addSource(SOURCE, { type: 'geojson', data: content.facilities });
    for (const [tier, [far, mid, near]] of Object.entries(sizes)) {
      const size: ExpressionSpecification = ['interpolate', ['linear'], ['zoom'], 8, far, 10, mid, 13, near];
      map.addLayer({
        id: `facilities-${tier}`, type: 'symbol', source: SOURCE, filter: ['==', ['get', 'tier'], tier],
        layout: { 'icon-image': `shape:${tier}`, 'icon-size': size, 'icon-allow-overlap': true, 'icon-ignore-placement': true },
      });
    }
    map.addLayer({
      id: 'facilities-name', type: 'symbol', source: SOURCE, minzoom: 12.5,
      layout: { 'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': 11, 'text-anchor': 'bottom', 'text-offset': [0, -0.9], 'text-optional': true },
      paint: { 'text-color': '#0b4f4a', 'text-halo-color': '#ffffff', 'text-halo-width': 1.6 },
    });
  },
  update: (map, content) => fill(map, SOURCE, content.facilities),
  remove: (map) => clear(map, ids, SOURCE),
};
