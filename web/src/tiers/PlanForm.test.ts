import { expect, test } from 'vitest';
import { yearsOf } from './PlanForm';

test('yearly budgets are read with commas of either script, and refused where one is no whole number', () => {
  expect(yearsOf('600000, 500000\uFF0C400000')).toEqual([600000, 500000, 400000]);
  expect(yearsOf(' ')).toEqual([]);
  expect(yearsOf('600000,many')).toBeNull();
  expect(yearsOf('1.5')).toBeNull();
});
