// Editing the scenario on show: each step is seen at once and saved behind it, in order and one at a time, by replacing
// the version it was made on. What cannot be saved stays here, over a reload too, until it is saved or taken back.
import { batch, computed, effect, signal, type ReadonlySignal } from '@preact/signals';
import { RequestError } from '../../api/client';
import type { Scenario } from '../../api/records';
import { canon, type ChangeSet, type Op, type Step } from './history';
import { begin, current, follow, keyOf, make, next, onTop, redo, restore, sent, undo, type Session } from './session';

/** saved: the server holds all; saving: a step is on its way; failed: it could not be saved; conflict: somebody else was faster. */
export type Saving = 'saved' | 'saving' | 'failed' | 'conflict';

export interface Editor {
  /** The session on the scenario on show; null on the baseline, and until the scenario is there. */
  session: ReadonlySignal<Session | null>;
  /** The changes as they stand here, saved or not. */
  changes: ReadonlySignal<ChangeSet>;
  saving: ReadonlySignal<Saving>;
  /** Why the first step of the queue could not be saved. */
  error: ReadonlySignal<Error | null>;
  /** What somebody else wrote, while it is not decided whose changes stay. */
  theirs: ReadonlySignal<Scenario | null>;
  /** Steps of one's own that fitted nothing in the other's version. */
  left: ReadonlySignal<Step[]>;
  /** The version that was written last, and what the step did that made it. */
  written: ReadonlySignal<{ version: number; ops: readonly Op[] } | null>;
  /** The step that a press on undo, or on redo, is about. */
  undoes: ReadonlySignal<Step | null>;
  redoes: ReadonlySignal<Step | null>;
  /** Makes a step; false where it does not fit the changes as they stand. */
  make(step: Step): boolean;
  undo(): void;
  redo(): void;
  /** Tries again to save what is not saved. */
  retry(): void;
  takeTheirs(): void;
  putOnTop(): void;
  close(): void;
}

/** How an editor reaches the server: the scenario on show, saving its changes on the version on show, and asking for it anew; both show what they bring. */
export interface Door {
  scenario: ReadonlySignal<Scenario | null>;
  save(fields: { changes: ChangeSet | undefined }): Promise<Scenario>;
  reload(): Promise<Scenario>;
}

/** Opens an editor on whatever scenario is on show; keep holds sessions over a reload. */
export function openEditor(door: Door, keep: Pick<Storage, 'getItem' | 'setItem'>): Editor {
  const shown = door.scenario;
  const session = signal<Session | null>(null);
  const saving = signal<Saving>('saved');
  const error = signal<Error | null>(null);
  const theirs = signal<Scenario | null>(null);
  const left = signal<Step[]>([]);
  const written = signal<{ version: number; ops: readonly Op[] } | null>(null);
  let busy = false;

  const hold = (now: Session | null): void => {
    session.value = now;
    if (now === null) return;
    try {
      keep.setItem(keyOf(now.scenario), JSON.stringify(now));
    } catch {
      // A full storage costs only undo over a reload; the server has what is saved.
    }
  };

  const meet = (scenario: Scenario): void => {
    const changes = scenario.changes ?? {};
    const kept = session.peek()?.scenario === scenario.id ? session.peek() : restore(keep.getItem(keyOf(scenario.id)), scenario.id);
    const followed = kept === null ? begin(scenario.id, scenario.version, changes) : follow(kept, scenario.version, changes);
    batch(() => {
      if (followed === 'conflict') {
        session.value = kept;
        theirs.value = scenario;
        saving.value = 'conflict';
        return;
      }
      hold(followed);
      if (saving.peek() === 'conflict') saving.value = 'saved';
      theirs.value = null;
    });
    if (followed !== 'conflict' && followed.queue.length > 0 && saving.peek() !== 'failed') void send();
  };

  // send saves the first step of the queue, then the next; a failure stops it.
  const send = async (): Promise<void> => {
    if (busy || saving.peek() === 'conflict') return;
    busy = true;
    try {
      for (;;) {
        const now = session.peek();
        const scenario = shown.peek();
        if (now === null || scenario === null || scenario.id !== now.scenario) return;
        const changes = next(now);
        if (changes === null) break;
        batch(() => {
          saving.value = 'saving';
          error.value = null;
        });
        const ops = now.queue[0]?.ops ?? [];
        const kept = await door.save({ changes: Object.keys(changes).length === 0 ? undefined : changes });
        const after = session.peek();
        // Another scenario may be on show by now; the session of this one is kept as it was left.
        if (after === null || after.scenario !== kept.id) {
          const left = restore(keep.getItem(keyOf(kept.id)), kept.id);
          if (left !== null) keep.setItem(keyOf(kept.id), JSON.stringify(sent(left, kept.version)));
          return;
        }
        batch(() => {
          written.value = { version: kept.version, ops };
          hold(sent(after, kept.version));
        });
      }
      saving.value = 'saved';
    } catch (cause) {
      await failed(cause instanceof Error ? cause : new Error(String(cause)));
    } finally {
      busy = false;
      const now = session.peek();
      if (now !== null && now.queue.length > 0 && saving.peek() !== 'failed' && saving.peek() !== 'conflict') queueMicrotask(() => void send());
    }
  };

  const failed = async (cause: Error): Promise<void> => {
    const now = session.peek();
    if (cause instanceof RequestError && cause.status === 409 && now !== null) {
      try {
        const other = await door.reload();
        // Where only other fields were written, such as the budget, nothing of theirs is lost by going on.
        const same = canon(other.changes ?? {}) === canon(now.saved);
        batch(() => {
          if (same) {
            hold({ ...(session.peek() ?? now), version: other.version });
            saving.value = 'saving';
          } else {
            theirs.value = other;
            saving.value = 'conflict';
          }
        });
        return;
      } catch (second) {
        cause = second instanceof Error ? second : cause;
      }
    }
    batch(() => {
      saving.value = 'failed';
      error.value = cause;
    });
  };

  const change = (after: Session | null): boolean => {
    if (after === null) return false;
    batch(() => {
      left.value = [];
      hold(after);
    });
    void send();
    return true;
  };
  const of = (turn: (now: Session) => Session | null): boolean => {
    const now = session.peek();
    return now !== null && saving.peek() !== 'conflict' && change(turn(now));
  };

  const stop = effect(() => {
    const scenario = shown.value;
    if (scenario === null) {
      session.value = null;
      return;
    }
    const other = session.peek()?.scenario !== scenario.id;
    if (other) {
      session.value = null;
      batch(() => {
        saving.value = 'saved';
        error.value = null;
        theirs.value = null;
        left.value = [];
      });
    }
    // What this editor itself brings is taken over where it was asked for.
    if (other || (!busy && session.peek()?.version !== scenario.version)) meet(scenario);
  });

  return {
    session, saving, error, theirs, left, written,
    changes: computed(() => (session.value === null ? shown.value?.changes ?? {} : current(session.value))),
    undoes: computed(() => session.value?.past.at(-1) ?? null),
    redoes: computed(() => session.value?.future.at(-1) ?? null),
    make: (step) => of((now) => make(now, step)),
    undo: () => void of((now) => undo(now, busy)),
    redo: () => void of(redo),
    retry() {
      saving.value = 'saved';
      void send();
    },
    takeTheirs() {
      const other = theirs.peek();
      if (other === null) return;
      batch(() => {
        theirs.value = null;
        saving.value = 'saved';
        hold(begin(other.id, other.version, other.changes ?? {}));
      });
    },
    putOnTop() {
      const [other, now] = [theirs.peek(), session.peek()];
      if (other === null || now === null) return;
      const put = onTop(now, other.version, other.changes ?? {});
      batch(() => {
        theirs.value = null;
        saving.value = 'saved';
        left.value = put.left;
        hold(put.session);
      });
      void send();
    },
    close: stop,
  };
}

/** Whether leaving the page now would leave steps behind that the server does not hold. */
export function unsaved(session: Session | null): number {
  return session?.queue.length ?? 0;
}

