import { BOLD, clear, fill, FONT, type Layer } from './layer';

const SEATS = 'seats';
const COUNTIES = 'counties';
const seatIDs = ['seats-name'];
const countyIDs = ['counties-name'];

/** Names of towns at their seats and of counties in their middle, drawn from the device's fonts. */
export const names: Layer = {
  ids: [...seatIDs, ...countyIDs],
  clickable: [],
  add(map, content) {
    map.addSource(SEATS, { type: 'geojson', data: content.seats });
    map.addSource(COUNTIES, { type: 'geojson', data: content.counties });
    map.addLayer({
      id: 'seats-name', type: 'symbol', source: SEATS, minzoom: 8.6,
      layout: { 'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': ['interpolate', ['linear'], ['zoom'], 8.5, 11, 12, 14], 'text-variable-anchor': ['bottom', 'top', 'left', 'right'], 'text-radial-offset': 0.9 },
      paint: { 'text-color': '#4b463c', 'text-halo-color': '#ffffff', 'text-halo-width': 1.8 },
    });
    map.addLayer({
      id: 'counties-name', type: 'symbol', source: COUNTIES, maxzoom: 11,
      layout: { 'text-field': ['get', 'name'], 'text-font': BOLD, 'text-size': 17, 'text-letter-spacing': 0.08, 'text-allow-overlap': true },
      paint: { 'text-color': '#1b1b1b', 'text-halo-color': '#ffffff', 'text-halo-width': 2.4 },
    });
  },
  update(map, content) {
    fill(map, SEATS, content.seats);
    fill(map, COUNTIES, content.counties);
  },
  remove(map) {
    clear(map, seatIDs, SEATS);
    clear(map, countyIDs, COUNTIES);
  },
};
