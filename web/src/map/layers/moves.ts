import { COLOURS } from '../shapes';
import { clear, fill, type Layer } from './layer';

const SOURCE = 'moves';
const TIERS = ['point', 'station', 'hub'] as const;
const SIZES = { point: [0.34, 0.5, 0.9], station: [0.5, 0.66, 0.98], hub: [0.8, 0.95, 1.15] } as const;
const left = TIERS.map((tier) => `moves-${tier}-left`);
const moved = TIERS.map((tier) => `moves-${tier}-move`);
const ids = ['moves-road-case', 'moves-road', 'moves-case', 'moves-line', 'moves-into', ...left, 'moves-arrow', ...moved];

/** Premises that a scenario moves: hollow where they stood, full where they go, an arrow between; arrows of merges; new roads. */
export const moves: Layer = {
  ids,
  clickable: [...left, ...moved],
  add(map, content) {
    map.addSource(SOURCE, { type: 'geojson', data: content.moves });
    const line = { 'line-cap': 'round', 'line-join': 'round' } as const;
    map.addLayer({ id: 'moves-road-case', type: 'line', source: SOURCE, filter: ['==', ['get', 'does'], 'road'], layout: line, paint: { 'line-color': '#ffffff', 'line-width': 6.5 } });
    map.addLayer({ id: 'moves-road', type: 'line', source: SOURCE, filter: ['==', ['get', 'does'], 'road'], layout: line, paint: { 'line-color': COLOURS.roadnew, 'line-width': 3.5 } });
    map.addLayer({ id: 'moves-case', type: 'line', source: SOURCE, filter: ['==', ['get', 'does'], 'move'], layout: line, paint: { 'line-color': '#ffffff', 'line-width': 4.5 } });
    map.addLayer({ id: 'moves-line', type: 'line', source: SOURCE, filter: ['==', ['get', 'does'], 'move'], layout: line, paint: { 'line-color': COLOURS.arrow, 'line-width': 2 } });
    map.addLayer({ id: 'moves-into', type: 'line', source: SOURCE, filter: ['==', ['get', 'does'], 'into'], layout: line, paint: { 'line-color': COLOURS.into, 'line-width': 2.2, 'line-dasharray': [4, 2] } });
    const symbol = (tier: (typeof TIERS)[number], does: 'left' | 'move'): void => {
      const [far, mid, near] = SIZES[tier];
      map.addLayer({
        id: `moves-${tier}-${does}`, type: 'symbol', source: SOURCE, filter: ['==', ['get', 'does'], `${tier}-${does}`],
        layout: { 'icon-image': `shape:${tier}-${does}`, 'icon-allow-overlap': true, 'icon-ignore-placement': true, 'icon-size': ['interpolate', ['linear'], ['zoom'], 8, far, 10, mid, 13, near] },
      });
    };
    for (const tier of TIERS) symbol(tier, 'left');
    map.addLayer({
      id: 'moves-arrow', type: 'symbol', source: SOURCE, filter: ['==', ['get', 'does'], 'arrow'],
      layout: { 'icon-image': 'shape:arrow', 'icon-rotate': ['get', 'bearing'], 'icon-rotation-alignment': 'map', 'icon-allow-overlap': true, 'icon-ignore-placement': true, 'icon-size': ['interpolate', ['linear'], ['zoom'], 8, 0.4, 13, 0.7] },
    });
    for (const tier of TIERS) symbol(tier, 'move');
  },
  update: (map, content) => fill(map, SOURCE, content.moves),
  remove: (map) => clear(map, ids, SOURCE),
};
