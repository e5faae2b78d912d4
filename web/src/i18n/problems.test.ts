import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { RequestError } from '../api/client';
import { language } from './language';
import zh from './problems.zh-CN.json';
import en from './problems.en.json';
import { jobReasonOf, reasonOf } from './problems';

const API = join(import.meta.dirname, '../../../api');
const manual = readFileSync(join(API, 'API.md'), 'utf8');
const sources = readdirSync(API).filter((file) => file.endsWith('.go') && !file.endsWith('_test.go')).map((file) => readFileSync(join(API, file), 'utf8')).join('\n');

/** The codes in the first column of the manual's table of errors. */
const listed = (manual.split('| code | status |')[1] ?? '').split('\n\n')[0]?.split('\n').flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([a-z_]+)`/g)].map((found) => found[1] ?? '')) ?? [];

beforeEach(() => {
  language.value = 'zh';
});

test('the manual lists every code that the program answers with', () => {
  const answered = [...sources.matchAll(/problem\(http\.Status\w+, "([a-z_]+)"|waitProblem\("([a-z_]+)"|\.Code = "([a-z_]+)"/g)].map((found) => found[1] ?? found[2] ?? found[3] ?? '');
  expect(answered.length).toBeGreaterThan(50);
  expect([...new Set(answered)].filter((code) => !listed.includes(code))).toEqual([]);
});

test('every code of the manual has words of its own in both languages', () => {
  expect(listed.length).toBeGreaterThan(20);
  for (const speech of ['zh', 'en'] as const) {
    language.value = speech;
    const unforeseen = reasonOf(new RequestError(400, 'x', 'no_such_code')).words.replace('no_such_code', '');
    expect(listed.filter((code) => reasonOf(new RequestError(400, 'x', code)).words.replace(code, '') === unforeseen)).toEqual([]);
  }
});

test('every code of a failed job that the document names has words of its own', () => {
  const codes = (/type JobError struct[\s\S]*?Stable word: ([a-z_, ]+)"/.exec(sources)?.[1] ?? '').split(', ');
  expect(codes.length).toBeGreaterThan(8);
  expect(codes.filter((code) => jobReasonOf({ code, detail: '' }).words === zh['jobproblem.other'])).toEqual([]);
});

test('things and permissions that a refusal names are said in the language shown', () => {
  const kinds = [...sources.matchAll(/missing\("([a-z ]+)"/g)].map((found) => found[1] ?? '').filter((kind) => !['collection', 'feature', 'tile matrix set', 'tileset'].includes(kind)); // of OGC, which the pages do not ask
  expect(kinds.filter((kind) => !(`thing.${kind}` in zh))).toEqual([]);
  expect(reasonOf(new RequestError(404, 'run "x" is not on record', 'not_found', { kind: 'run', id: 'x' })).words).toBe('线路“x”不在库里，可能已经删除或不归您看。');
  expect(reasonOf(new RequestError(403, '', 'forbidden', { permission: 'plan' })).words).toContain('规划');
  expect(reasonOf(new RequestError(500, '', 'internal', {}, 'K7Q')).words).toContain('K7Q');
  language.value = 'en';
  expect(reasonOf(new RequestError(422, '', 'invalid', { field: 'name', value: 'a b' })).words).toContain('“name” was filled in with “a b”');
});

test('a refusal keeps the sentence of the program, and a lost connection has none', () => {
  expect(reasonOf(new RequestError(409, 'read it again', 'conflict')).detail).toBe('read it again');
  expect(reasonOf(new RequestError(0, ''))).toEqual({ words: zh['problem.connection'], detail: '' });
  expect(reasonOf(new Error('odd'))).toEqual({ words: 'odd', detail: '' });
});

test('both dictionaries have the same keys and placeholders, and nothing is empty', () => {
  const holes = (text: string): string => [...text.matchAll(/\{\w+\}/g)].map((found) => found[0]).sort().join();
  expect(Object.keys(en)).toEqual(Object.keys(zh));
  const words = (all: Record<string, string>, key: string): string => all[key] ?? '';
  expect(Object.keys(zh).filter((key) => holes(words(zh, key)) !== holes(words(en, key)) || words(zh, key) === '' || words(en, key) === '')).toEqual([]);
});
