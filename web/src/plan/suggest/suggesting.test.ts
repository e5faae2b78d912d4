import { expect, test } from 'vitest';
import type { MergeSaving, Opening } from '../../api/records';
import { apply } from '../changes/history';
import { merging, opening, placeOf, rankedOf } from './suggesting';

const one = { rank: 1, site: 'C-1', settlement: '370522101201', name: '一', location: [118, 37], changes: [{ do: 'add', facility: 'C-1' }] } as unknown as Opening;
const hosted = { ...one, rank: 2, site: '370522101202', settlement: '370522101202' } as Opening;

test('a site on record is premises, one that a village would host is the village', () => {
  expect(placeOf(one)).toEqual({ kind: 'facility', id: 'C-1' });
  expect(placeOf(hosted)).toEqual({ kind: 'settlement', id: '370522101202' });
  expect(rankedOf([one, hosted]).map(({ rank, kind, at }) => [rank, kind, at])).toEqual([[1, 'facility', [118, 37]], [2, 'settlement', [118, 37]]]);
});

test('a suggestion that is taken over stands behind the changes that are there', () => {
  const before = { facilities: [{ do: 'close', facility: 'x' }] } as never;
  const after = apply(before, opening(before, one));
  expect(after?.facilities?.map(({ facility }) => facility)).toEqual(['x', 'C-1']);
});

test('only a merge that needs approval says that it has one', () => {
  const merge = { into: { name: '二' }, needs_approval: true, changes: [{ do: 'merge', facility: 'a', into: 'b' }] } as unknown as MergeSaving;
  expect(merging({}, merge, true).ops[0]?.in).toMatchObject({ approved: true });
  expect(merging({}, merge, false).ops[0]?.in).not.toHaveProperty('approved');
  expect(merging({}, { ...merge, needs_approval: false } as MergeSaving, true).ops[0]?.in).not.toHaveProperty('approved');
});
