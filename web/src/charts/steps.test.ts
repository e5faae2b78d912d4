import { expect, test } from 'vitest';
import { stepAt, stepPath, ticks } from './steps';

const same = (at: { x: number; y: number }) => at;

test('ticks are round and stay within the axis', () => {
  expect(ticks(264, 5)).toEqual([0, 100, 200]);
  expect(ticks(9, 5)).toEqual([0, 2, 4, 6, 8]);
  expect(ticks(1, 5)).toEqual([0, 1]);
  expect(ticks(0, 5)).toEqual([0]);
  expect(ticks(7_920_000, 4)).toEqual([0, 2_000_000, 4_000_000, 6_000_000]);
});

test('a curve is level until the next point and to the end', () => {
  expect(stepPath([{ x: 0, y: 1 }, { x: 2, y: 5 }], 4, same)).toBe('M0 1L2 1L2 5L4 5');
  expect(stepPath([{ x: 0, y: 1 }], 4, same)).toBe('M0 1L4 1');
  expect(stepPath([], 4, same)).toBe('');
});

test('between two points the earlier one holds', () => {
  const steps = [{ x: 0, y: 1 }, { x: 2, y: 5 }, { x: 3, y: 6 }];
  expect([0, 1, 2, 2.5, 9].map((x) => stepAt(steps, x))).toEqual([0, 0, 1, 1, 2]);
});
