import { expect, test } from 'vitest';
import zh from './terms.zh-CN.json';
import en from './terms.en.json';

test('every word of the glossary stands in both languages with what it means', () => {
  expect(Object.keys(en)).toEqual(Object.keys(zh));
  expect([...Object.values(zh), ...Object.values(en)].filter((term) => term.length !== 2 || term.some((text) => text.trim() === ''))).toEqual([]);
  expect(Object.values(en).filter(([word]) => /\p{Script=Han}/u.test(word ?? ''))).toEqual([]);
});
