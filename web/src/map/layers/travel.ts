import { COLOURS } from '../shapes';
import { clear, fill, type Layer } from './layer';

const PATH = 'path';
const REACH = 'reach';
const pathIDs = ['path-case', 'path-line'];
const reachIDs = ['reach-ground', 'reach-edge'];

/** The way from a village to its facility. */
export const path: Layer = {
  ids: pathIDs,
  clickable: [],
  add(map, content) {
    map.addSource(PATH, { type: 'geojson', data: content.path });
    map.addLayer({ id: 'path-case', type: 'line', source: PATH, layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-width': 8, 'line-color': '#ffffff' } });
    map.addLayer({ id: 'path-line', type: 'line', source: PATH, layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-width': 4.5, 'line-color': COLOURS.path } });
  },
  update: (map, content) => fill(map, PATH, content.path),
  remove: (map) => clear(map, pathIDs, PATH),
};

/** What can be reached from a place within a limit. */
export const reach: Layer = {
  ids: reachIDs,
  clickable: [],
  add(map, content) {
    map.addSource(REACH, { type: 'geojson', data: content.reach });
    map.addLayer({ id: 'reach-ground', type: 'fill', source: REACH, paint: { 'fill-color': '#a6c8de', 'fill-opacity': 0.75 } });
    map.addLayer({ id: 'reach-edge', type: 'line', source: REACH, paint: { 'line-width': 1.4, 'line-color': COLOURS.path } });
  },
  update: (map, content) => fill(map, REACH, content.reach),
  remove: (map) => clear(map, reachIDs, REACH),
};
