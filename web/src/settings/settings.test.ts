import { expect, test } from 'vitest';
import { draftOf } from './keep';
import type { StoreSettings } from './model';
import { tileAt } from './tile';
import { format, parse } from './view';

test('the tile around a place is that of the usual numbering', () => {
  expect(tileAt([118.6747, 37.5], 10)).toEqual({ z: 10, x: 849, y: 396 });
  expect(tileAt([0, 0], 0)).toEqual({ z: 0, x: 0, y: 0 });
  expect(tileAt([180, -89.9], 3)).toEqual({ z: 3, x: 7, y: 7 });
});

test('what is not changed is sent as it was seen, without what is only told', () => {
  const seen = { defaults: { area: '3705', standard: '', datum: 'wgs84' }, basemap: { kind: 'none', key_set: true }, basemap_file: false, version: 3 } as StoreSettings;
  expect(draftOf(seen, {})).toEqual({ defaults: seen.defaults, basemap: { kind: 'none' } });
  expect(draftOf(seen, { basemap: { kind: 'tianditu', key: 'k' } })).toEqual({ defaults: seen.defaults, basemap: { kind: 'tianditu', key: 'k' } });
});

test('a view is read back from its address', () => {
  const view = { area: '370522', tab: 'basemap' } as const;
  expect(parse(format(view, 'en'))).toEqual({ view, language: 'en' });
});
