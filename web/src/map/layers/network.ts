import type { ExpressionSpecification } from 'maplibre-gl';
import type { Doing, Kind, Tier } from '../../tiers/network';
import { COLOURS } from '../shapes';
import { clear, fill, FONT, type Layer } from './layer';

const SOURCE = 'network';

// From the ground up: what goes lies under what stays, what is new above both, points under stations under hubs.
const ORDER: readonly Doing[] = ['close', 'merge', 'keep', 'upgrade', 'add'];
const SIZES: Record<Tier, readonly [number, number, number]> = { point: [0.28, 0.42, 0.85], station: [0.5, 0.66, 0.98], hub: [0.8, 0.95, 1.15] };

const kinds: Kind[] = (['point', 'station', 'hub'] as const).flatMap((tier) => ORDER.map((doing): Kind => `${tier}-${doing}`));
const symbols = kinds.map((kind) => `network-${kind}`);
const names = ['network-point-name', 'network-name'];

/** Premises of a three-tier plan: shape and size by tier, filling and mark by what is done with them. */
export const network: Layer = {
  ids: [...symbols, ...names],
  clickable: symbols,
  add(map, content) {
    map.addSource(SOURCE, { type: 'geojson', data: content.network });
    for (const kind of kinds) {
      const [far, mid, near] = SIZES[kind.slice(0, kind.indexOf('-')) as Tier];
      const less = /-(close|merge)$/.test(kind) ? 0.68 : 1;
      map.addLayer({
        id: `network-${kind}`, type: 'symbol', source: SOURCE, filter: ['==', ['get', 'does'], kind],
        layout: {
          'icon-image': `shape:${kind}`, 'icon-allow-overlap': true, 'icon-ignore-placement': true,
          'icon-size': ['interpolate', ['linear'], ['zoom'], 8, far * less, 10, mid * less, 13, near * less],
        },
      });
    }
    const point: ExpressionSpecification = ['==', ['slice', ['get', 'does'], 0, 5], 'point'];
    for (const id of names) {
      map.addLayer({
        id, type: 'symbol', source: SOURCE, minzoom: id === 'network-name' ? 11 : 13, filter: id === 'network-name' ? ['!', point] : point,
        layout: { 'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': 11, 'text-anchor': 'bottom', 'text-offset': [0, -0.9], 'text-optional': true },
        paint: { 'text-color': COLOURS.name, 'text-halo-color': '#ffffff', 'text-halo-width': 1.6 },
      });
    }
  },
  update: (map, content) => fill(map, SOURCE, content.network),
  remove: (map) => clear(map, [...symbols, ...names], SOURCE),
};
