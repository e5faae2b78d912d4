// How notes reach the program: those of a run in the order in which they were made, each any number of times until the program has said that
// it has it. The program takes an event that comes again for the same one, so that each counts once, whatever breaks off in between.
import type { Draft, Note, Noted } from './run';
import type { Store } from './store';

/** How long a note may be taken back, in milliseconds. */
export const HOLD = 10_000;

/** Most events of one request. */
export const BATCH = 100;

/** What became of a request. */
export type Reply =
  | { kind: 'noted'; noted: Noted }
  /** Some events cannot be: which of the batch, and why. None of the batch was kept. */
  | { kind: 'refused'; each: { index: number; why: string }[]; why: string }
  /** Try again later: no network, or the program is busy. */
  | { kind: 'later'; why: 'offline' | 'busy' }
  /** Nobody is logged in, or not whoever drives the run. */
  | { kind: 'login' }
  /** It will not work like this. */
  | { kind: 'failed'; why: string };

export type Send = (run: string, events: Draft[]) => Promise<Reply>;

/** What a round of sending came to, at worst. */
export type Round = ({ kind: 'done' } | Exclude<Reply, { kind: 'noted' } | { kind: 'refused' }>) & {
  /** Runs whose notes the program does not take from this phone now: the link has ended, say, or somebody else drives. */
  barred: ReadonlySet<string>;
};

/** Reports whether a note may still be taken back. A clock that was put back does not hold it for longer. */
export function held(note: Note, now: number): boolean {
  return note.state === 'held' && note.heldUntil > now && note.heldUntil - now <= HOLD;
}

/** Takes a note back, so that it is never sent. It returns false where it is too late. */
export async function takeBack(store: Store, seq: number): Promise<boolean> {
  let taken = false;
  await store.change(seq, (now) => {
    taken = now.state === 'held';
    return taken ? undefined : now;
  });
  return taken;
}

/**
 * Sends what may be sent, oldest first, and stops at a note that may still be taken back. A run that may not be written to holds up no other:
 * order matters inside a run alone. Without an answer everything stops.
 */
export async function flush(store: Store, send: Send, now: () => number): Promise<Round> {
  const barred = new Set<string>();
  let worst: Round = { kind: 'done', barred };
  for (;;) {
    const batch = await nextBatch(store, now(), barred);
    const first = batch[0];
    if (first === undefined) return worst;
    const reply = await send(first.run, batch.map((note) => note.draft));
    switch (reply.kind) {
      case 'noted':
        for (const [i, note] of batch.entries()) {
          const result = reply.noted.results?.[i];
          await store.change(note.seq, (was) => ({ ...was, state: 'sent', keptAs: result?.kept_as ?? note.draft.id, conflict: result?.conflict ?? false }));
        }
        break;
      case 'refused': {
        // The others were not kept either: they go out again without those that cannot be. Where none is named, all of them.
        const why = new Map(reply.each.map((one) => [one.index, one.why]));
        const named = batch.some((_, i) => why.has(i));
        for (const [i, note] of batch.entries()) {
          if (named && !why.has(i)) continue;
          await store.change(note.seq, (was) => ({ ...was, state: 'refused', problem: why.get(i) ?? reply.why }));
        }
        break;
      }
      case 'login':
      case 'failed':
        barred.add(first.run);
        if (worst.kind !== 'login') worst = { ...reply, barred }; // a login may free what failed, too
        break;
      case 'later':
        return { ...reply, barred };
    }
  }
}

// nextBatch returns the oldest notes of one run that are to be sent, and is not barred. From here on they can no longer be taken back.
async function nextBatch(store: Store, now: number, barred: ReadonlySet<string>): Promise<Note[]> {
  const batch: Note[] = [];
  for (const note of await store.notes()) {
    if (note.state === 'sent' || note.state === 'refused' || barred.has(note.run)) continue;
    if (held(note, now) || batch.length === BATCH || (batch[0] !== undefined && note.run !== batch[0].run)) break;
    const released = await store.change(note.seq, (was) => (was.state === 'held' ? { ...was, state: 'waiting' } : was));
    if (released?.state === 'waiting') batch.push(released); // null: taken back in this moment
  }
  return batch;
}

/** Notes that the program does not have yet. */
export function unsent(notes: readonly Note[]): Note[] {
  return notes.filter((note) => note.state === 'held' || note.state === 'waiting');
}
