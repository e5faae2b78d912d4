import { expect, test } from 'vitest';
import { COLUMNS, differing, filterOf, patchOf, read, rowOf } from './grid';

const column = (name: string) => [...COLUMNS.settlements, ...COLUMNS.facilities].find((one) => one.name === name) ?? COLUMNS.settlements[0]!;

test('a cell says what is wrong with what was typed', () => {
  expect(read(column('population'), ' 1,234 ')).toEqual({ value: 1234 });
  expect(read(column('population'), '')).toEqual({ value: null });
  expect(read(column('population'), '12.5')).toEqual({ wrong: 'whole' });
  expect(read(column('population'), '-1')).toEqual({ wrong: 'whole' });
  expect(read(column('parcels_in_day'), '12.5')).toEqual({ value: 12.5 });
  expect(read(column('name'), '  ')).toEqual({ wrong: 'needed' });
  expect(read(column('lat'), '118')).toEqual({ wrong: 'lat' });
  expect(read(column('tier'), 'station')).toEqual({ value: 'station' });
  expect(read(column('tier'), 'depot')).toEqual({ wrong: 'word' });
  expect(read(column('operators'), 'postal，coop')).toEqual({ value: 'postal,coop' });
  expect(read(column('operators'), 'postal,nobody')).toEqual({ wrong: 'word' });
});

test('an edit sends what differs, the position as a whole', () => {
  const before = rowOf('settlements', { geometry: { type: 'Point', coordinates: [118.1, 37.2] }, properties: { code: '1', name: 'a', population: 5 } });
  const after = { ...before, values: { ...before.values, population: 6, lon: 118.2 } };
  expect(differing('settlements', before, after)).toEqual(['population', 'lon']);
  expect(patchOf('settlements', before, after)).toEqual({ type: 'Feature', geometry: { type: 'Point', coordinates: [118.2, 37.2] }, properties: { population: 6 } });
  expect(patchOf('settlements', before, { ...before, values: { ...before.values, lon: null } })).toBeNull();
  expect(patchOf('settlements', before, { ...before, values: { ...before.values, lon: null, lat: null } })).toEqual({ type: 'Feature', geometry: null, properties: {} });
  expect(patchOf('settlements', before, { ...before, values: { ...before.values, name: 'b' } })).toEqual({ type: 'Feature', properties: { name: 'b' } });
});

test('a filter takes nothing but text from what was typed', () => {
  expect(filterOf('', '')).toBe('');
  expect(filterOf('370522', "o'x%")).toBe("town LIKE '370522%' AND name LIKE '%o''x%'");
  expect(filterOf('370500', '')).toBe("town LIKE '3705%'");
});
