import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import zhPage from './zh-CN.json';
import enPage from './en.json';
import zhBoard from './board.zh-CN.json';
import enBoard from './board.en.json';

const SRC = join(import.meta.dirname, '..');
const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\.ts$/.test(file) && !file.endsWith('.d.ts'))
  .map((file) => ({ file, text: readFileSync(join(SRC, file), 'utf8') }));

// The two names of the standard's own rule are data; each language takes its own.
const CHOICE = 'standard.name';
// Keys that are put together, such as t(`state.${run.state}`).
const TOGETHER = /\b[tw]\(`([a-z_]+\.)\$\{/g;

// Pages with words of their own, in src/NAME/words.
const OWN = ['courier', 'plan', 'plan/changes', 'plan/suggest', 'plan/compare', 'runs', 'data', 'jobs', 'settings', 'help'];
const read = (page: string, tag: string): Record<string, string> => JSON.parse(readFileSync(join(SRC, page, 'words', `${tag}.json`), 'utf8')) as Record<string, string>;

const all: [string, Record<string, string>, Record<string, string>, typeof sources][] = [
  ['all pages', { ...zhPage, ...zhBoard }, { ...enPage, ...enBoard }, sources.filter(({ file }) => !file.startsWith('courier'))],
  ...OWN.map((page): (typeof all)[number] => [page, read(page, 'zh-CN'), read(page, 'en'), sources.filter(({ file }) => file.startsWith(page))]),
];

describe.each(all)('the words of %s', (_, zh, en, own) => {
  test('both dictionaries have the same keys', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
  });

  test('both languages fill the same placeholders', () => {
    const holes = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map((m) => m[0]).sort();
    const differing = Object.keys(zh).filter((key) => key !== CHOICE && holes(zh[key] ?? '').join() !== holes(en[key] ?? '').join());
    expect(differing).toEqual([]);
  });

  test('no string is empty', () => {
    expect([...Object.entries(zh), ...Object.entries(en)].filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  test('every key is used somewhere', () => {
    const text = own.map((source) => source.text).join('\n');
    const families = [...text.matchAll(TOGETHER)].map((m) => m[1] ?? '');
    expect(Object.keys(zh).filter((key) => !text.includes(`'${key}'`) && !families.some((start) => key.startsWith(start)))).toEqual([]);
  });
});

test('no key stands in two dictionaries', () => {
  expect(Object.keys(zhBoard).filter((key) => key in zhPage)).toEqual([]);
});

test('no Han character stands outside the dictionaries', () => {
  const withHan = sources.filter(({ text }) => /\p{Script=Han}/u.test(text.replace(/^\s*(\/\/|\*|\/\*).*$/gm, ''))).map(({ file }) => file);
  expect(withHan).toEqual([]);
});
