import { expect, test } from 'vitest';
import { startOf, windowKey } from './window';

test('small movements ask for the same roads, large ones and other zooms for others', () => {
  const at = (west: number, zoom: number): string => windowKey({ bounds: [west, 37.1, west + 0.9, 37.8], zoom });
  expect(at(118.02, 9.1)).toBe(at(118.1, 9.3));
  expect(at(118.02, 9.1)).not.toBe(at(119, 9.1));
  expect(at(118.02, 9.1)).not.toBe(at(118.02, 9.6));
});

test('the box asked for holds what is in sight', () => {
  const [west, south, east, north] = windowKey({ bounds: [118.03, 37.12, 118.93, 37.81], zoom: 10 }).split(' ')[0]!.split(',').map(Number);
  expect([west! <= 118.03, south! <= 37.12, east! >= 118.93, north! >= 37.81]).toEqual([true, true, true, true]);
});

test('only records are asked for by name', () => {
  expect(startOf({ kind: 'facility', id: 'a' })).toEqual({ facility: 'a' });
  expect(startOf({ kind: 'site', id: 'a' })).toBeNull();
  expect(startOf(null)).toBeNull();
});
