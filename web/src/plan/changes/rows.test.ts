import { expect, test } from 'vitest';
import type { Effect, Reach, SettlementFeature } from '../../api/records';
import { filtered, premisesRows, sorted, villageRows, within } from './rows';
import type { Premises, Told } from './told';

const village = (code: string, at: [number, number] | null): SettlementFeature => ({ geometry: at === null ? null : { type: 'Point', coordinates: at }, properties: { code, name: `v${code}`, town_name: 't', population: Number(code) } }) as unknown as SettlementFeature;

test('a village shows the effect of the changes, and what it was where there is none', () => {
  const reach = new Map([['1', { class: 'covered', nearest: 'a', distance_m: 10 }], ['2', { class: 'covered', nearest: 'a', nearest_name: 'A', distance_m: 20 }]] as unknown as [string, Reach][]);
  const effects = new Map([['1', { verdict: 'worse', before: { class: 'covered', nearest: 'a', distance_m: 10 }, after: { class: 'uncovered', nearest: 'b', nearest_name: 'B', distance_m: 30 } }]] as unknown as [string, Effect][]);
  const rows = villageRows([village('1', [1, 2]), village('2', null), village('3', null)], new Map([['1', 'lost']]), reach, effects);
  expect(rows.map(({ before, after, nearest, verdict, state }) => [before, after, nearest, verdict, state])).toEqual([[10, 30, 'B', 'worse', 'lost'], [20, 20, 'A', 'same', 'outside'], [null, null, '', 'same', 'outside']]);
});

test('what is not known comes last whichever way it is sorted, and equals stand by ID', () => {
  const rows = [{ id: 'd', n: null }, { id: 'c', n: 2 }, { id: 'b', n: 1 }, { id: 'a', n: 1 }];
  const ids = (down: boolean): string => sorted(rows, { by: 'n', down }, (row) => row.n).map(({ id }) => id).join('');
  expect([ids(false), ids(true)]).toEqual(['abcd', 'cabd']);
});

test('text and bounds narrow the rows, edges included', () => {
  const rows = villageRows([village('12', [1, 2]), village('123', [1.5, 2.5]), village('9', null)], new Map(), null, new Map());
  expect(filtered(rows, ' V12 ').map(({ id }) => id)).toEqual(['12', '123']);
  expect(within(rows, [1, 2, 1.4, 2.4]).map(({ id }) => id)).toEqual(['12']);
  expect(within(rows, null)).toHaveLength(3);
});

test('premises carry all that the changes do to them, in order', () => {
  const one = { id: 'a', name: 'A', tier: 'point', active: false, operators: [], yearly: null, at: null, settlement: null } as unknown as Premises;
  const told = [{ does: 'move', change: { do: 'move', facility: 'a' } }, { does: 'close', change: { do: 'close', facility: 'a' } }, { does: 'road_add', change: { do: 'add' } }] as unknown as Told[];
  expect(premisesRows(new Map([['a', one]]), told, () => 't')[0]?.does).toEqual(['move', 'close']);
});
