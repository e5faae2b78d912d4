import { expect, test } from 'vitest';
import { eventFile } from '../courier/eventfile';
import type { Note } from '../courier/run';
import { batchesOf, FORMAT, MOST, tallyOf } from './eventsfile';
import { dayAfter, format, isDay, parse } from './view';

const note = (id: string, run: string): Note => ({ seq: 1, run, draft: { id, kind: 'delivered', at: '2026-11-26T08:00:00Z', stop: 's' }, state: 'waiting', heldUntil: 0 });

test('the file of a phone is parted by run, in its order', () => {
  const batches = batchesOf(eventFile([note('a', 'r#1'), note('b', 'r#2'), note('c', 'r#1')], 'phone'));
  expect(batches).toMatchObject([{ run: 'r#1', device: 'phone', events: [{ id: 'a' }, { id: 'c' }] }, { run: 'r#2', device: 'phone', events: [{ id: 'b' }] }]);
});

test('more events of a run than are taken at once are sent in turns, each once', () => {
  const notes = Array.from({ length: 2 * MOST + 1 }, (_, i) => note(`e${i}`, 'r'));
  const batches = batchesOf(eventFile(notes, 'phone'));
  if (!Array.isArray(batches)) throw new Error('expected batches');
  expect(batches.map(({ events }) => events.length)).toEqual([MOST, MOST, 1]);
  expect(batches.flatMap(({ events }) => events.map(({ id }) => id))).toEqual(notes.map(({ draft }) => draft.id));
});

test('what is no file of events is told from one without events or runs', () => {
  expect(batchesOf('not json')).toEqual({ wrong: 'format' });
  expect(batchesOf('null')).toEqual({ wrong: 'format' });
  expect(batchesOf('{"format":"other","events":[]}')).toEqual({ wrong: 'format' });
  expect(batchesOf(JSON.stringify({ format: FORMAT, events: [] }))).toEqual({ wrong: 'empty' });
  expect(batchesOf(JSON.stringify({ format: FORMAT, events: [{ id: 'x' }] }))).toEqual({ wrong: 'no_run', event: 'x' });
});

test('what a run sheet leaves open is left out, as the program asks', () => {
  const event = { id: 'a', run: 'r', stop: 's', kind: 'delivered', reason: '', note: null, at: '2026-11-26T08:00:00Z', coordinates: null, parcels_down: 0, conflict: false, received_at: '0001-01-01T00:00:00Z', seq: 3 };
  expect(batchesOf(JSON.stringify({ format: FORMAT, device: 'sheet', events: [event] }))).toEqual([
    { run: 'r', device: 'sheet', events: [{ id: 'a', run: 'r', stop: 's', kind: 'delivered', at: '2026-11-26T08:00:00Z', parcels_down: 0, seq: 3 }] },
  ]);
});

test('results are counted', () => {
  const results = [{ result: 'accepted', conflict: true }, { result: 'known', conflict: false }, { result: 'renamed', conflict: true }];
  expect(tallyOf(results)).toEqual({ accepted: 1, known: 1, renamed: 1, conflicts: 2 });
});

test('a view is read back from its address, and only days are days', () => {
  const view = { area: '370522', date: '2026-11-26', run: 'a#1', tab: 'roads', reports: '' } as const;
  expect(parse(format(view, 'en'))).toEqual({ view, language: 'en' });
  expect(parse('?date=2026-02-30&tab=x&reports=y').view).toEqual({ area: '', date: '', run: '', tab: 'runs', reports: 'open' });
  expect([isDay('2024-02-29'), isDay('2026-02-29'), isDay('2026-1-1'), dayAfter('2026-12-31', 1), dayAfter('2024-03-01', -1)]).toEqual([true, false, false, '2027-01-01', '2024-02-29']);
});
