import { expect, test } from 'vitest';
import { gapClass, mostGaps } from './classes';

test('classes are fixed, open above, and no data is none of them', () => {
  expect([0, 0.0499, 0.05, 0.15, 0.2999, 0.3, 0.5, 1, null].map(gapClass)).toEqual([0, 0, 1, 2, 2, 3, 4, 4, -1]);
});

test('villages without a position take their part of what a target leaves', () => {
  expect(mostGaps({ settlements: 100, unlocated_settlements: 0 }, 0.9)).toBe(10);
  expect(mostGaps({ settlements: 100, unlocated_settlements: 4 }, 0.9)).toBe(6);
  expect(mostGaps({ settlements: 100, unlocated_settlements: 14 }, 0.9)).toBe(0);
});
