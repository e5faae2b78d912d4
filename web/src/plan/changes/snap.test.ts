import { expect, test } from 'vitest';
import { metersBetween, nearestOnLines, rounded, snap, type Position, type Village } from './snap';

const village = (code: string, at: Position): Village => ({ code, name: code, at });

test('a degree of latitude and one of longitude at 37.5 degrees north have the lengths of a sphere of mean radius', () => {
  expect(metersBetween([118, 37], [118, 38])).toBeCloseTo(111_195.08, 1);
  expect(metersBetween([118, 37.5], [119, 37.5])).toBeCloseTo(88_216.6, 0);
});

test('the nearest village is by metres and not by degrees', () => {
  // 0.0050 degrees to the east are 441 m here, 0.0045 to the north 500 m and more.
  const found = snap([118, 37.5], [village('north', [118, 37.50455]), village('east', [118.005, 37.5])], []);
  expect(found).toMatchObject({ to: 'village', village: { code: 'east' } });
});

test('limits are closed: at the limit a village or a road still takes the place, beyond it does not', () => {
  const north = (meters: number): Position => [118, 37.5 + meters / 111_195.0797];
  expect(snap([118, 37.5], [village('v', north(499.9))], []).to).toBe('village');
  expect(snap([118, 37.5], [village('v', north(500.2))], [])).toMatchObject({ to: 'ground', at: [118, 37.5], village: { code: 'v' } });
  const road = (meters: number) => ({ type: 'LineString' as const, coordinates: [[117.9, north(meters)[1]], [118.1, north(meters)[1]]] });
  expect(snap([118, 37.5], [], [road(99.9)]).to).toBe('road');
  expect(snap([118, 37.5], [], [road(100.2)]).to).toBe('ground');
});

test('the foot on a road is between its ends, at its ends and on the nearer of several', () => {
  const line = { type: 'MultiLineString' as const, coordinates: [[[118, 37.5], [118.01, 37.5]], [[118.5, 37.5], [118.5, 37.5]]] };
  const foot = nearestOnLines([118.005, 37.501], [line]);
  expect(foot?.at[0]).toBeCloseTo(118.005, 6);
  expect(foot?.meters).toBeCloseTo(111.2, 0);
  expect(nearestOnLines([117.99, 37.5], [line])?.at).toEqual([118, 37.5]);
  expect(nearestOnLines([118.5, 37.5], [line])?.meters).toBe(0);
  expect(nearestOnLines([118, 37], [])).toBeNull();
  expect(rounded([118.123456789, 37.00000004])).toEqual([118.1234568, 37]);
});
