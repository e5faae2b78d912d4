import { expect, test } from 'vitest';
import { complaintOf } from './coming';

test('a basemap that comes is not complained of, nor one that has holes or ends somewhere', () => {
  expect(complaintOf({ came: 0, absent: 0, failed: 0 })).toBeNull();
  expect(complaintOf({ came: 9, absent: 30, failed: 2 })).toBeNull();
  expect(complaintOf({ came: 0, absent: 3, failed: 0 })).toBeNull();
});

test('one that fails as often as it comes, or is nowhere at all, is', () => {
  expect(complaintOf({ came: 0, absent: 0, failed: 1 })).toBe('failed');
  expect(complaintOf({ came: 2, absent: 5, failed: 2 })).toBe('failed');
  expect(complaintOf({ came: 0, absent: 4, failed: 0 })).toBe('absent');
});
