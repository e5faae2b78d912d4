import type { LinkKind } from '../../tiers/network';
import { COLOURS } from '../shapes';
import { clear, fill, type Layer } from './layer';

const SOURCE = 'links';
const STYLES: readonly [LinkKind, number, number[] | null][] = [['feed', 1.5, null], ['direct', 1.5, [4, 2.5]], ['trunk', 3.4, null], ['serve', 2, [1, 1.4]], ['into', 2, [6, 2]]];
const ids = STYLES.map(([kind]) => `links-${kind}`);

/** Who serves and feeds whom in a three-tier plan, as straight lines: they are not the ways that vehicles take. */
export const links: Layer = {
  ids,
  clickable: [],
  add(map, content) {
    map.addSource(SOURCE, { type: 'geojson', data: content.links });
    for (const [kind, width, dash] of STYLES) {
      map.addLayer({
        id: `links-${kind}`, type: 'line', source: SOURCE, filter: ['==', ['get', 'link'], kind],
        paint: { 'line-color': COLOURS[kind], 'line-opacity': ['case', ['get', 'faint'], kind === 'trunk' ? 0.8 : 0.5, 1], 'line-width': ['interpolate', ['linear'], ['zoom'], 8, ['case', ['get', 'faint'], width * 0.7, width * 1.4], 12, ['case', ['get', 'faint'], width * 1.3, width * 2]], ...(dash === null ? {} : { 'line-dasharray': dash }) },
      });
    }
  },
  update: (map, content) => fill(map, SOURCE, content.links),
  remove: (map) => clear(map, ids, SOURCE),
};
