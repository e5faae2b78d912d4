import { clear, fill, type Layer } from './layer';

const SOURCE = 'effects';
const ids = ['effects-better', 'effects-worse'];

/** Settlements that a scenario makes better off (arrow up) or worse off (arrow down). */
export const effects: Layer = {
  ids,
  clickable: ids,
  add(map, content) {
    map.addSource(SOURCE, { type: 'geojson', data: content.effects });
    for (const verdict of ['better', 'worse']) {
      map.addLayer({
        id: `effects-${verdict}`, type: 'symbol', source: SOURCE, filter: ['==', ['get', 'verdict'], verdict],
        layout: {
          // Beside the village, where premises may stand that are changed themselves.
          'icon-image': `shape:${verdict}`, 'icon-offset': [13, -13], 'icon-allow-overlap': true, 'icon-ignore-placement': true,
          'icon-size': ['interpolate', ['linear'], ['zoom'], 8, 0.45, 10, 0.65, 13, 1],
        },
      });
    }
  },
  update: (map, content) => fill(map, SOURCE, content.effects),
  remove: (map) => clear(map, ids, SOURCE),
};
