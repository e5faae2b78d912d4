// What the phone keeps: runs, notes and settings, in IndexedDB, so that nothing is lost when the page is closed or the phone has no network.
// Where the browser keeps nothing (private windows of some), memory stands in, and the page says so.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Note, Run, RunWay } from './run';

export interface KeptRun {
  id: string;
  run: Run;
  /** Its way on the roads; absent where it could not be read yet, and the map draws straight lines. */
  way?: RunWay;
  /** When it was read last, by the clock of the phone. */
  readAt: number;
}

export type Setting = 'device' | 'app' | 'current' | 'persist' | 'language' | 'link';

/** The store of the page. Each method is one transaction: all of it happens, or nothing. */
export interface Store {
  /** False: what is kept ends with the page. */
  readonly lasting: boolean;
  run(id: string): Promise<KeptRun | undefined>;
  keepRun(kept: KeptRun): Promise<void>;
  /** Forgets runs of days before one, YYYY-MM-DD: they hold names and telephones of people. */
  forgetRuns(before: string): Promise<void>;
  /** All notes in the order in which they were made. */
  notes(): Promise<Note[]>;
  /** Adds a note under the next number, which its draft is told. */
  add(note: Omit<Note, 'seq'>): Promise<Note>;
  /** Changes a note as it is now; undefined removes it. It returns what became of it, or null where it is gone. */
  change(seq: number, to: (now: Note) => Note | undefined): Promise<Note | null>;
  setting(name: Setting): Promise<string | undefined>;
  set(name: Setting, value: string): Promise<void>;
}

interface Schema extends DBSchema {
  runs: { key: string; value: KeptRun };
  notes: { key: number; value: Note };
  settings: { key: string; value: string };
}

const NAME = 'cuntong-courier';

export async function openStore(): Promise<Store> {
  try {
    return lasting(await openDB<Schema>(NAME, 1, {
      upgrade(db) {
        db.createObjectStore('runs', { keyPath: 'id' });
        db.createObjectStore('notes', { keyPath: 'seq', autoIncrement: true });
        db.createObjectStore('settings');
      },
      blocking(_now, _next, event) {
        (event.target as IDBDatabase).close(); // a newer page may change the form
      },
    }));
  } catch {
    return memory();
  }
}

function lasting(db: IDBPDatabase<Schema>): Store {
  return {
    lasting: true,
    run: (id) => db.get('runs', id),
    keepRun: async (kept) => void (await db.put('runs', kept)),
    async forgetRuns(before) {
      const tx = db.transaction('runs', 'readwrite');
      for (const { id, run } of await tx.store.getAll()) if (run.date < before) await tx.store.delete(id);
      await tx.done;
    },
    notes: () => db.getAll('notes'),
    async add(note) {
      const tx = db.transaction('notes', 'readwrite', { durability: 'strict' });
      const seq = await tx.store.add(note as Note);
      const whole: Note = { ...note, seq, draft: { ...note.draft, seq } };
      await tx.store.put(whole);
      await tx.done;
      return whole;
    },
    async change(seq, to) {
      const tx = db.transaction('notes', 'readwrite', { durability: 'strict' });
      const now = await tx.store.get(seq);
      const next = now && to(now);
      if (next) await tx.store.put(next);
      else if (now) await tx.store.delete(seq);
      await tx.done;
      return next ?? null;
    },
    setting: (name) => db.get('settings', name),
    set: async (name, value) => void (await db.put('settings', value, name)),
  };
}

/** A store that ends with the page. */
export function memory(): Store {
  const runs = new Map<string, KeptRun>();
  const notes = new Map<number, Note>();
  const settings = new Map<Setting, string>();
  let last = 0;
  return {
    lasting: false,
    run: async (id) => runs.get(id),
    keepRun: async (kept) => void runs.set(kept.id, kept),
    async forgetRuns(before) {
      for (const [id, { run }] of runs) if (run.date < before) runs.delete(id);
    },
    notes: async () => [...notes.values()],
    async add(note) {
      const seq = ++last;
      const whole: Note = { ...note, seq, draft: { ...note.draft, seq } };
      notes.set(seq, whole);
      return whole;
    },
    async change(seq, to) {
      const now = notes.get(seq);
      const next = now && to(now);
      if (next) notes.set(seq, next);
      else notes.delete(seq);
      return next ?? null;
    },
    setting: async (name) => settings.get(name),
    set: async (name, value) => void settings.set(name, value),
  };
}
