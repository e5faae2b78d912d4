import { expect, test } from 'vitest';
import { replyTo, Refusal } from './ask';
import { eventFile, stranded } from './eventfile';
import { BATCH, flush, held, HOLD, takeBack, type Reply, type Send } from './outbox';
import type { Draft, Note } from './run';
import { memory, type Store } from './store';

/** A program that keeps events as data.FreshEvents does: one that came in before changes nothing. */
function office(refuse: (draft: Draft) => boolean = () => false): { kept: string[]; asked: string[][]; send: Send } {
  const kept: string[] = [];
  const asked: string[][] = [];
  return {
    kept,
    asked,
    async send(run, events): Promise<Reply> {
      asked.push(events.map((e) => e.id));
      const each = events.flatMap((e, index) => (refuse(e) ? [{ index, why: `not ${e.id}` }] : []));
      if (each.length > 0) return { kind: 'refused', each, why: 'some' };
      const results = events.map((e) => {
        const known = kept.includes(`${run}/${e.id}`);
        if (!known) kept.push(`${run}/${e.id}`);
        return { id: e.id, kept_as: e.id, result: known ? ('known' as const) : ('accepted' as const), conflict: false };
      });
      return { kind: 'noted', noted: { results, run: {} as never } };
    },
  };
}

async function noted(store: Store, id: string, run = 'r', state: Note['state'] = 'waiting', heldUntil = 0): Promise<Note> {
  return store.add({ run, state, heldUntil, draft: { id, kind: 'delivered', stop: 'P1', at: '2026-11-26T01:00:00Z' } });
}

const states = async (store: Store): Promise<string[]> => (await store.notes()).map((n) => `${n.draft.id} ${n.state}`);
const now = () => 1_000_000;

test('notes go in the order in which they were made, run by run', async () => {
  const store = memory();
  for (const [id, run] of [['a', 'r'], ['b', 'r'], ['c', 's'], ['d', 'r']] as const) await noted(store, id, run);
  const program = office();
  expect(await flush(store, program.send, now)).toMatchObject({ kind: 'done' });
  expect(program.asked).toEqual([['a', 'b'], ['c'], ['d']]);
  expect(program.kept).toEqual(['r/a', 'r/b', 's/c', 'r/d']);
  expect(await states(store)).toEqual(['a sent', 'b sent', 'c sent', 'd sent']);
  expect((await store.notes()).map((n) => n.draft.seq)).toEqual([1, 2, 3, 4]);
});

test('many notes go in batches', async () => {
  const store = memory();
  for (let i = 0; i < 2 * BATCH + 1; i++) await noted(store, `e${i}`);
  const program = office();
  await flush(store, program.send, now);
  expect(program.asked.map((batch) => batch.length)).toEqual([BATCH, BATCH, 1]);
  expect(program.kept).toHaveLength(2 * BATCH + 1);
});

test('without a network nothing is lost, and what comes after does not overtake', async () => {
  const store = memory();
  await noted(store, 'a');
  expect(await flush(store, async () => ({ kind: 'later', why: 'offline' }), now)).toMatchObject({ kind: 'later', why: 'offline' });
  await noted(store, 'b');
  const program = office();
  await flush(store, program.send, now);
  expect(program.kept).toEqual(['r/a', 'r/b']);
});

test('an answer that is lost on the way makes the batch come again, and each event counts once', async () => {
  const store = memory();
  await noted(store, 'a');
  await noted(store, 'b');
  const program = office();
  const lossy: Send = async (run, events) => {
    await program.send(run, events);
    return { kind: 'later', why: 'offline' };
  };
  await flush(store, lossy, now);
  await flush(store, lossy, now);
  await flush(store, program.send, now);
  expect(program.asked).toHaveLength(3);
  expect(new Set(program.asked.map(String)).size).toBe(1);
  expect(program.kept).toEqual(['r/a', 'r/b']);
  expect(await states(store)).toEqual(['a sent', 'b sent']);
});

test('a page that dies between any two steps loses nothing and doubles nothing', async () => {
  for (let dies = 1; dies < 12; dies++) {
    const store = memory();
    for (const id of ['a', 'b', 'c']) await noted(store, id, 'r', 'held', 1);
    const program = office();
    let steps = 0;
    const step = <T>(go: () => Promise<T>): Promise<T> => (++steps === dies ? Promise.reject(new Error('killed')) : go());
    const mortal: Store = { ...store, notes: () => step(store.notes), change: (seq, to) => step(() => store.change(seq, to)) };
    await flush(mortal, (run, events) => step(() => program.send(run, events)), now).catch(() => undefined);
    await flush(store, program.send, now); // the page is opened again
    expect(program.kept, `killed at step ${dies}`).toEqual(['r/a', 'r/b', 'r/c']);
    expect(await states(store)).toEqual(['a sent', 'b sent', 'c sent']);
  }
});

test('what was taken back is never sent, and what was sent is not taken back', async () => {
  const store = memory();
  const program = office();
  const first = await noted(store, 'a', 'r', 'held', now() + 5_000);
  await noted(store, 'b');
  await flush(store, program.send, now);
  expect(program.asked).toEqual([]); // b waits for a
  expect(await takeBack(store, first.seq)).toBe(true);
  await flush(store, program.send, now);
  expect(program.kept).toEqual(['r/b']);
  expect(await takeBack(store, 2)).toBe(false);
  expect(await takeBack(store, 77)).toBe(false);
  expect((await noted(store, 'c')).seq).toBe(3);
});

test('a note that is taken back while it is about to be sent is not sent', async () => {
  const store = memory();
  const first = await noted(store, 'a', 'r', 'held', now() - 1);
  const program = office();
  const slow: Store = {
    ...store,
    async notes() {
      const all = await store.notes();
      await takeBack(store, first.seq);
      return all;
    },
  };
  await flush(slow, program.send, now);
  expect(program.asked).toEqual([]);
  expect(await store.notes()).toEqual([]);
});

test('a clock that is put back does not hold a note for longer', () => {
  const note = { state: 'held', heldUntil: now() + HOLD } as Note;
  expect(held(note, now())).toBe(true);
  expect(held(note, now() + HOLD)).toBe(false);
  expect(held(note, now() - 3_600_000)).toBe(false);
});

test('an event that the program refuses is set aside with its reason, and the others go', async () => {
  const store = memory();
  for (const id of ['a', 'bad', 'c']) await noted(store, id);
  const program = office((draft) => draft.id === 'bad');
  expect(await flush(store, program.send, now)).toMatchObject({ kind: 'done' });
  expect(program.kept).toEqual(['r/a', 'r/c']);
  expect(await states(store)).toEqual(['a sent', 'bad refused', 'c sent']);
  expect((await store.notes())[1]?.problem).toBe('not bad');
});

test('a refusal that names no event of the batch does not go round for ever', async () => {
  const store = memory();
  await noted(store, 'a');
  expect(await flush(store, async () => ({ kind: 'refused', each: [{ index: 9, why: 'x' }], why: 'all' }), now)).toMatchObject({ kind: 'done' });
  expect((await store.notes())[0]).toMatchObject({ state: 'refused', problem: 'all' });
});

test.each(['failed', 'login'] as const)('a run that may not be written to (%s) holds up no other, and keeps its notes in order', async (kind) => {
  const store = memory();
  for (const [id, run] of [['a', 'ended'], ['b', 'r'], ['c', 'ended'], ['d', 's']] as const) await noted(store, id, run);
  const program = office();
  const asked: string[] = [];
  const send: Send = async (run, events) => {
    asked.push(run);
    return run === 'ended' ? (kind === 'login' ? { kind } : { kind, why: 'gone' }) : program.send(run, events);
  };
  const round = await flush(store, send, now);
  expect(round).toMatchObject({ kind, barred: new Set(['ended']) });
  expect(asked).toEqual(['ended', 'r', 's']);
  expect(await states(store)).toEqual(['a waiting', 'b sent', 'c waiting', 'd sent']);
  await flush(store, program.send, now); // somebody logs in who may
  expect(program.kept).toEqual(['r/b', 's/d', 'ended/a', 'ended/c']);
});

test('no answer stops everything, also behind a run that may not be written to', async () => {
  const store = memory();
  for (const [id, run] of [['a', 'ended'], ['b', 'r'], ['c', 's']] as const) await noted(store, id, run);
  const asked: string[] = [];
  const round = await flush(store, async (run) => (asked.push(run), run === 'ended' ? { kind: 'login' } : { kind: 'later', why: 'offline' }), now);
  expect(round).toMatchObject({ kind: 'later', why: 'offline' });
  expect(asked).toEqual(['ended', 'r']);
});

test('what is stranded makes a file of events that name their run; what may be taken back or was sent is not in it', async () => {
  const store = memory();
  await noted(store, 'a', 'ended');
  await noted(store, 'b', 'r');
  await noted(store, 'c', 'ended', 'sent');
  await noted(store, 'd', 'ended', 'held', now() + 5_000);
  const file = JSON.parse(eventFile(stranded(await store.notes(), new Set(['ended']), now()), 'phone-1')) as unknown;
  expect(file).toEqual({ format: 'cuntong-stop-events-1', device: 'phone-1', events: [{ id: 'a', run: 'ended', kind: 'delivered', stop: 'P1', at: '2026-11-26T01:00:00Z', seq: 1 }] });
});

test('refusals of the program mean what they say', () => {
  expect(replyTo(new Refusal(0, ''))).toEqual({ kind: 'later', why: 'offline' });
  expect(replyTo(new Refusal(503, 'x'))).toEqual({ kind: 'later', why: 'busy' });
  expect(replyTo(new Refusal(429, 'x'))).toEqual({ kind: 'later', why: 'busy' });
  expect(replyTo(new Refusal(401, 'x'))).toEqual({ kind: 'login' });
  expect(replyTo(new Refusal(404, 'gone'))).toEqual({ kind: 'failed', why: 'gone' });
  expect(replyTo(new Refusal(422, 'all', [{ location: 'body.events[3]', message: 'no' }, { location: 'body.events[4].at', message: 'when' }]))).toEqual({ kind: 'refused', each: [{ index: 3, why: 'no' }, { index: 4, why: 'when' }], why: 'all' });
});
