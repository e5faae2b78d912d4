import { expect, test } from 'vitest';
import { own, withOwn } from './own';

test('one’s own choices fill in what an address does not name, and nothing else', () => {
  const choice = { language: 'en', area: '370522', quiet: false } as const;
  expect(withOwn('', choice)).toBe('?lang=en&area=370522');
  expect(withOwn('?lang=zh&tab=plan', choice)).toBe('?lang=zh&tab=plan&area=370522');
  expect(withOwn('?area=', choice)).toBe('?area=&lang=en');
  expect(withOwn('?tab=plan', { language: '', area: '', quiet: false })).toBe('?tab=plan');
});

test('a browser that keeps nothing has no choices', () => {
  expect(own()).toEqual({ language: '', area: '', quiet: false });
});
