import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import reasons from './reasons.json';
import en from './words/en.json';
import zh from './words/zh-CN.json';
import { clock, openStops, stopsOf, type Note, type Run, type RunEvent } from './run';

const stop = (id: string, more: object = {}) => ({ number: 1, stop: id, name: id, reload: false, parcels_down: 5, parcels_up: 2, ...more });
const event = (id: string, of: string, device: string, more: object = {}) =>
  ({ id, stop: of, kind: 'delivered', reason: null, at: '2026-11-26T01:00:00Z', parcels_down: null, parcels_up: null, device, seq: 1, conflict: false, ...more }) as unknown as RunEvent;
const run = (events: RunEvent[]) => ({ id: 'r', stops: [stop('A'), stop('D', { reload: true }), stop('B')], events }) as unknown as Run;
const note = (id: string, of: string, more: object = {}, state: Note['state'] = 'waiting'): Note =>
  ({ seq: 9, run: 'r', state, heldUntil: 0, draft: { id, stop: of, kind: 'delivered', at: '2026-11-26T02:00:00Z', device: 'me', seq: 9, ...more } }) as Note;

test('a stop is open until there is a word on it, and a reload is none', () => {
  const views = stopsOf(run([event('e', 'A', 'x')]), [], 'me');
  expect(views.map((v) => v.outcome?.whose ?? null)).toEqual(['other', null, null]);
  expect(openStops(views).map((v) => v.stop.stop)).toEqual(['B']);
});

test('what this phone noted counts at once, and once when the program tells it too', () => {
  const mine = note('n', 'A');
  expect(stopsOf(run([]), [mine], 'me')[0]?.outcome?.whose).toBe('here');
  expect(stopsOf(run([event('n', 'A', 'me')]), [mine], 'me')[0]).toMatchObject({ outcome: { whose: 'known' }, conflict: false });
  expect(stopsOf(run([event('n~1', 'A', 'me')]), [{ ...mine, state: 'sent', keptAs: 'n~1' }], 'me')[0]?.conflict).toBe(false);
});

test('the later word counts, whoever said it, and two phones that disagree are marked', () => {
  const [late] = stopsOf(run([event('e', 'A', 'x')]), [note('n', 'A', { kind: 'failed', reason: 'r' })], 'me');
  expect(late).toMatchObject({ outcome: { kind: 'failed', whose: 'here' }, conflict: true });
  const [early] = stopsOf(run([event('e', 'A', 'x', { at: '2026-11-26T03:00:00Z' })]), [note('n', 'A', { kind: 'failed', reason: 'r' })], 'me');
  expect(early).toMatchObject({ outcome: { kind: 'delivered', whose: 'other' }, conflict: true });
});

test('a clock that is put back between two notes does not bring back the one that was corrected', () => {
  const first = event('e', 'A', 'me', { at: '2026-11-26T03:00:00Z', seq: 8 });
  const fixed = note('n', 'A', { kind: 'failed', reason: 'r' }); // number 9, an hour before by its clock
  expect(stopsOf(run([first]), [fixed], 'me')[0]).toMatchObject({ outcome: { kind: 'failed' }, conflict: false });
  const other = event('o', 'A', 'x', { kind: 'failed', reason: 'q', at: '2026-11-26T02:30:00Z' });
  expect(stopsOf(run([first, other]), [fixed], 'me')[0]).toMatchObject({ outcome: { reason: 'q', whose: 'other' }, conflict: false });
});

test('a correction on one phone is no contradiction, nor are counts that only one has', () => {
  const [one] = stopsOf(run([event('e', 'A', 'me', { parcels_down: 5 })]), [note('n', 'A', { kind: 'failed', reason: 'r' })], 'me');
  expect(one).toMatchObject({ outcome: { kind: 'failed' }, conflict: false });
  expect(stopsOf(run([event('e', 'A', 'x', { parcels_down: 5 })]), [note('n', 'A')], 'me')[0]?.conflict).toBe(false);
  expect(stopsOf(run([event('e', 'A', 'x', { parcels_down: 5 })]), [note('n', 'A', { parcels_down: 4 })], 'me')[0]?.conflict).toBe(true);
});

test('notes of another run and road reports say nothing about a stop', () => {
  expect(stopsOf(run([]), [{ ...note('n', 'A'), run: 's' }, note('q', 'A', { kind: 'road_report', stop: undefined })], 'me')[0]?.outcome).toBeNull();
});

test('the reasons are those of the run sheet on paper', () => {
  const sheet = readFileSync(join(import.meta.dirname, '../../../planner/report/routesheet.js'), 'utf8');
  for (const reason of [...reasons.failed, ...reasons.road.filter((r) => r !== reasons.road[0])]) expect(sheet).toContain(`'${reason}'`);
});

test('every reason has its words in both languages', () => {
  expect(zh['reasons.failed'].split('|')).toEqual(reasons.failed);
  expect(zh['reasons.road'].split('|')).toEqual(reasons.road);
  expect(en['reasons.failed'].split('|')).toHaveLength(reasons.failed.length);
  expect(en['reasons.road'].split('|')).toHaveLength(reasons.road.length);
});

test('times of day run past midnight', () => {
  expect(clock(8 * 3600 + 5 * 60 + 59)).toBe('08:05');
  expect(clock(25 * 3600)).toBe('25:00');
});
