import { expect, test } from 'vitest';
import vectors from './datum.vectors.json';
import { toGCJ02 } from './datum';
import { coordinates, wayTo } from './links';

test('the shift is that of geo/datum.go to a hundred-thousandth of a metre', () => {
  for (const { wgs84, gcj02 } of vectors) {
    const [lon, lat] = toGCJ02(wgs84 as [number, number]);
    expect(Math.abs(lon - (gcj02[0] ?? NaN)), String(wgs84)).toBeLessThan(1e-10);
    expect(Math.abs(lat - (gcj02[1] ?? NaN)), String(wgs84)).toBeLessThan(1e-10);
  }
  expect(vectors.length).toBeGreaterThan(20);
});

test('links go to the published point, in the order and grid that each application reads', () => {
  const goal = { name: 'A|B,C', at: [118.6747, 37.4346] as const };
  expect(wayTo(goal, 'amap')).toBe('https://uri.amap.com/navigation?to=118.680367,37.435278,A%20B%20C&mode=car&callnative=1&src=cuntong');
  expect(wayTo(goal, 'baidu')).toBe('bdapp://map/direction?destination=name:A%20B%20C|latlng:37.435278,118.680367&coord_type=gcj02&mode=driving&src=cuntong');
  expect(wayTo(goal, 'geo')).toBe('geo:37.434600,118.674700?q=37.434600,118.674700(A%20B%20C)');
  expect(coordinates(goal.at, 'gcj02')).toBe('118.680367,37.435278');
  expect(coordinates(goal.at, 'wgs84')).toBe('118.674700,37.434600');
});
