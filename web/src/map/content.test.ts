import { expect, test } from 'vitest';
import type { AreaFeature, SettlementFeature } from '../api/records';
import { areasContent, boundsOf, facilitiesContent, settlementsContent } from './content';

const settlement = (code: string, at: [number, number] | null): SettlementFeature =>
  ({ type: 'Feature', geometry: at && { type: 'Point', coordinates: at }, properties: { code, name: code, population: null } }) as unknown as SettlementFeature;

test('gaps are drawn apart and the unlocated not at all', () => {
  const drawn = settlementsContent(
    [settlement('near', [118, 37]), settlement('far', [118.1, 37]), settlement('where', null)],
    new Map([['near', 'covered'], ['far', 'uncovered'], ['where', 'unlocated']]),
  );
  expect(drawn.villages.features.map((f) => f.properties?.['id'])).toEqual(['near']);
  expect(drawn.gaps.features.map((f) => f.properties?.['id'])).toEqual(['far']);
});

test('a county outside the chosen one is drawn as other', () => {
  const square = { type: 'Polygon', coordinates: [[[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]] };
  const county = (code: string): AreaFeature => ({ type: 'Feature', geometry: square, properties: { code, name: code, tier: 'county', seat: null } }) as unknown as AreaFeature;
  const drawn = areasContent([county('1'), county('2')], '1');
  expect(drawn.outlines.features.map((f) => f.properties?.['state'])).toEqual(['shown', 'other']);
  expect(drawn.counties.features[0]?.geometry.coordinates).toEqual([1, 1]);
});

test('a facility without a position is left off the map', () => {
  expect(facilitiesContent([{ type: 'Feature', geometry: null, properties: {} } as never])).toMatchObject({ hub: { features: [] }, station: { features: [] }, point: { features: [] } });
});

test('the extent of nothing is null', () => expect(boundsOf([])).toBeNull());
