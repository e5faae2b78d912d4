import { expect, test } from 'vitest';
import type { AreaFeature, Effects, SettlementFeature } from '../api/records';
import { areasContent, boundsOf, changedContent, facilitiesContent, movesContent, settlementsContent } from './content';

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

test('only settlements whose class differs are drawn above the others, and none without a place', () => {
  const item = (code: string, before: string, after: string, location: [number, number] | null = [118, 37]): object => ({ code, name: code, location, before: { class: before }, after: { class: after } });
  const effects = { items: [item('new', 'uncovered', 'covered'), item('lost', 'covered', 'unreachable'), item('nearer', 'covered', 'covered'), item('farther', 'uncovered', 'unreachable'), item('nowhere', 'covered', 'uncovered', null)] } as unknown as Effects;
  expect(changedContent(effects).changed.features.map(({ properties }) => [properties?.['id'], properties?.['state']])).toEqual([['new', 'newly'], ['lost', 'lost']]);
  expect(changedContent(null).changed.features).toEqual([]);
});

test('a move is an arrow from where it stood to where it goes; what was nowhere on record only arrives', () => {
  const move = { does: 'move', id: 'f', name: 'F', tier: 'station' } as const;
  const { moves } = movesContent([{ ...move, line: [[118, 37], [118, 38]] }]);
  expect(moves.features.map(({ properties, geometry }) => [properties?.['does'], geometry.type])).toEqual([['move', 'LineString'], ['arrow', 'Point'], ['station-left', 'Point'], ['station-move', 'Point']]);
  expect(moves.features[1]?.properties?.['bearing']).toBeCloseTo(0, 6);
  expect(movesContent([{ ...move, line: [[118, 37], [119, 37]] }]).moves.features[1]?.properties?.['bearing']).toBeCloseTo(90, 6);
  expect(movesContent([{ ...move, line: [[118, 37]] }]).moves.features.map(({ properties }) => properties?.['does'])).toEqual(['station-move']);
  expect(movesContent([{ ...move, does: 'into', line: [] }, { ...move, does: 'road', id: '', line: [[118, 37], [118, 38]] }]).moves.features.map(({ properties }) => properties?.['does'])).toEqual(['road']);
});
