import type { ExpressionSpecification } from 'maplibre-gl';
import { COLOURS } from '../shapes';
import { clear, fill, FONT, type Layer } from './layer';

const SOURCE = 'roads';
const ids = ['roads-line', 'roads-ferry', 'roads-changed-case', 'roads-speed', 'roads-new', 'roads-closed', 'roads-name'];

/** Width by class at zoom 8, 11 and 14: what leads to the county is wider than what leads to a village. */
const width: ExpressionSpecification = ['interpolate', ['linear'], ['zoom'], 8, byClass(1.6, 0.9, 0.5, 0.3), 11, byClass(2.6, 1.8, 1.2, 0.8), 14, byClass(5, 4, 3, 2)];

function byClass(trunk: number, county: number, township: number, other: number): ExpressionSpecification {
  return ['match', ['get', 'class'], ['motorway', 'national', 'provincial'], trunk, 'county', county, 'township', township, other];
}

const changed = (state: string): ExpressionSpecification => ['==', ['get', 'state'], state];
const changedWidth: ExpressionSpecification = ['interpolate', ['linear'], ['zoom'], 8, 3, 14, 6];

/** The road network, thin and grey so that places stand out, and over it what a scenario does to it. */
export const roads: Layer = {
  ids,
  clickable: [],
  add(map, content) {
    map.addSource(SOURCE, { type: 'geojson', data: content.roads });
    map.addLayer({
      id: 'roads-line', type: 'line', source: SOURCE, filter: ['all', ['!', ['has', 'state']], ['!=', ['get', 'class'], 'ferry']],
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-width': width, 'line-color': ['match', ['get', 'class'], ['motorway', 'national', 'provincial'], COLOURS.road, 'county', '#a79d8b', '#c6beae'] },
    });
    map.addLayer({
      id: 'roads-ferry', type: 'line', source: SOURCE, filter: ['all', ['!', ['has', 'state']], ['==', ['get', 'class'], 'ferry']],
      paint: { 'line-width': 1.6, 'line-color': '#4f7f9c', 'line-dasharray': [3, 2] },
    });
    map.addLayer({
      id: 'roads-changed-case', type: 'line', source: SOURCE, filter: ['has', 'state'],
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-width': ['interpolate', ['linear'], ['zoom'], 8, 5, 14, 9], 'line-color': '#ffffff' },
    });
    const change = (id: string, state: string, colour: string, dash: number[] | null): void => {
      map.addLayer({
        id, type: 'line', source: SOURCE, filter: changed(state),
        paint: { 'line-width': changedWidth, 'line-color': colour, ...(dash === null ? {} : { 'line-dasharray': dash }) },
      });
    };
    change('roads-speed', 'speed', COLOURS.roadspeed, [4, 1]);
    change('roads-new', 'new', COLOURS.roadnew, null);
    change('roads-closed', 'closed', COLOURS.roadclosed, [1, 1]);
    map.addLayer({
      id: 'roads-name', type: 'symbol', source: SOURCE, minzoom: 12,
      layout: { 'symbol-placement': 'line', 'text-field': ['coalesce', ['get', 'name'], ''], 'text-font': FONT, 'text-size': 10.5, 'text-optional': true },
      paint: { 'text-color': '#6a6355', 'text-halo-color': '#ffffff', 'text-halo-width': 1.4 },
    });
  },
  update: (map, content) => fill(map, SOURCE, content.roads),
  remove: (map) => clear(map, ids, SOURCE),
};
