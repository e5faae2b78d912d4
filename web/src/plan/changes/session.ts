// A session of editing one scenario: what the server holds, the steps that it does not hold yet, and those that can be
// undone and made again. Pure: every function returns a new session. What was made and not saved is never dropped.
import { apply, canon, inverse, transplant, type ChangeSet, type Step } from './history';

export interface Session {
  /** ID of the scenario, the version that the server holds, and its changes. */
  scenario: string;
  version: number;
  saved: ChangeSet;
  /** Steps that the server does not hold yet, first made first. */
  queue: Step[];
  /** Steps that undo takes back, last made last; and those that redo makes again, last taken back last. */
  past: Step[];
  future: Step[];
}

/** The most steps that can be undone. */
export const DEPTH = 200;

/** A session on a scenario as the server holds it. */
export function begin(scenario: string, version: number, saved: ChangeSet): Session {
  return { scenario, version, saved, queue: [], past: [], future: [] };
}

/** The changes as they stand here, saved or not. */
export function current(session: Session): ChangeSet {
  return session.queue.reduce<ChangeSet>((changes, step) => apply(changes, step) ?? changes, session.saved);
}

/** Makes a step; what was undone before it cannot be made again. Null where the step does not fit. */
export function make(session: Session, step: Step): Session | null {
  if (apply(current(session), step) === null) return null;
  return { ...session, queue: [...session.queue, step], past: [...session.past, step].slice(-DEPTH), future: [] };
}

/** Takes the last step back; null where there is none. One that was never sent leaves the queue, unless it is on its way. */
export function undo(session: Session, sending = true): Session | null {
  const last = session.past.at(-1);
  if (last === undefined) return null;
  if (!sending && session.queue.length > 0 && canon(session.queue.at(-1)) === canon(last)) {
    return { ...session, queue: session.queue.slice(0, -1), past: session.past.slice(0, -1), future: [...session.future, last] };
  }
  const back = inverse(last);
  if (apply(current(session), back) === null) return null;
  return { ...session, queue: [...session.queue, back], past: session.past.slice(0, -1), future: [...session.future, last] };
}

/** Makes the step again that was taken back last; null where there is none. */
export function redo(session: Session): Session | null {
  const last = session.future.at(-1);
  if (last === undefined) return null;
  if (apply(current(session), last) === null) return null;
  return { ...session, queue: [...session.queue, last], past: [...session.past, last], future: session.future.slice(0, -1) };
}

/** What the server is to hold after the first step of the queue; null where all is saved. */
export function next(session: Session): ChangeSet | null {
  const first = session.queue[0];
  return first === undefined ? null : apply(session.saved, first);
}

/** The server holds the first step of the queue, as a new version. */
export function sent(session: Session, version: number): Session {
  return { ...session, version, saved: next(session) ?? session.saved, queue: session.queue.slice(1) };
}

/** The scenario has another version. Where its changes are the same, all stays; where they differ and all of ours is saved, theirs is shown and nothing can be undone. */
export function follow(session: Session, version: number, theirs: ChangeSet): Session | 'conflict' {
  if (canon(theirs) === canon(session.saved)) return { ...session, version };
  return session.queue.length === 0 ? begin(session.scenario, version, theirs) : 'conflict';
}

/** Puts the steps that are not saved on somebody else's version; those that fit nothing there any more are told. */
export function onTop(session: Session, version: number, theirs: ChangeSet): { session: Session; left: Step[] } {
  let changes = theirs;
  const queue: Step[] = [];
  const left: Step[] = [];
  for (const step of session.queue) {
    const moved = transplant(changes, step);
    if (moved === null) left.push(step);
    else {
      queue.push(moved);
      changes = apply(changes, moved) ?? changes;
    }
  }
  return { session: { ...begin(session.scenario, version, theirs), queue, past: queue }, left };
}

/** Where a session is kept over a reload. */
export function keyOf(scenario: string): string {
  return `cuntong.changes.${scenario}`;
}

/** Reads a session that was kept; null where there is none, or none that holds together. */
export function restore(text: string | null, scenario: string): Session | null {
  if (text === null) return null;
  try {
    const kept = JSON.parse(text) as Session;
    const whole = kept.scenario === scenario && Number.isInteger(kept.version) && [kept.queue, kept.past, kept.future].every(Array.isArray);
    if (!whole) return null;
    // Every kept step has to fit: forwards through what is not saved, backwards through what can be undone.
    const through = (from: ChangeSet | null, steps: readonly Step[]): ChangeSet | null => steps.reduce<ChangeSet | null>((changes, step) => (changes === null ? null : apply(changes, step)), from);
    const now = through(kept.saved, kept.queue);
    if (now === null) return null;
    const sound = through(now, [...kept.past].reverse().map(inverse)) !== null && through(now, [...kept.future].reverse()) !== null;
    return sound ? kept : { ...kept, past: [], future: [] };
  } catch {
    return null;
  }
}
