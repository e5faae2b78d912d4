import type { Map } from 'maplibre-gl';
import { COLOURS } from '../shapes';
import { fill } from './layer';

const SOURCE = 'marks';

/** Rings around what is selected and what the pointer is over. */
export const marks = {
  add(map: Map): void {
    map.addSource(SOURCE, { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
    map.addLayer({
      id: 'marks-hovered', type: 'circle', source: SOURCE, filter: ['==', ['get', 'mark'], 'hovered'],
      paint: { 'circle-radius': 12, 'circle-opacity': 0, 'circle-stroke-width': 2, 'circle-stroke-color': '#111111' },
    });
    map.addLayer({
      id: 'marks-selected-edge', type: 'circle', source: SOURCE, filter: ['==', ['get', 'mark'], 'selected'],
      paint: { 'circle-radius': 13, 'circle-opacity': 0, 'circle-stroke-width': 5.5, 'circle-stroke-color': '#111111' },
    });
    map.addLayer({
      id: 'marks-selected', type: 'circle', source: SOURCE, filter: ['==', ['get', 'mark'], 'selected'],
      paint: { 'circle-radius': 14, 'circle-opacity': 0, 'circle-stroke-width': 3, 'circle-stroke-color': COLOURS.selected },
    });
  },
  update(map: Map, selected: [number, number] | null, hovered: [number, number] | null): void {
    const mark = (at: [number, number] | null, name: string) =>
      at === null ? [] : [{ type: 'Feature' as const, geometry: { type: 'Point' as const, coordinates: at }, properties: { mark: name } }];
    fill(map, SOURCE, { type: 'FeatureCollection', features: [...mark(hovered, 'hovered'), ...mark(selected, 'selected')] });
  },
};
