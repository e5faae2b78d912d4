// A run as the courier sees it: what the program knows of it, and what this phone noted that the program may not know yet.
import type { components } from '../api/schema';

type Schemas = components['schemas'];
export type Run = Schemas['Run'];
export type RunWay = Schemas['RunWay'];
export type RunHead = Schemas['RunHead'];
export type RunStop = Schemas['RunStop'];
export type RunEvent = Schemas['RunEvent'];
export type Draft = Schemas['RunEventDraft'];
export type Noted = Schemas['RunEventsNoted'];

/** An event that this phone noted. Its draft never changes again, so that it may be sent any number of times. */
export interface Note {
  /** Order on the phone, from 1; numbers of what was taken back are not used again. */
  seq: number;
  run: string;
  draft: Draft;
  /** held: may be taken back; waiting: to be sent; sent: the program has it; refused: it will not take it, and a person must look. */
  state: 'held' | 'waiting' | 'sent' | 'refused';
  /** Held until then, in milliseconds by the clock of the phone. */
  heldUntil: number;
  /** Why it was refused, in the words of the program. */
  problem?: string;
  /** ID that the program keeps it under, where that is another one. */
  keptAs?: string;
  conflict?: boolean;
  /** When it was saved into a file for the office, by the clock of the phone; absent: it was not. */
  filedAt?: number;
}

/** The last word on a stop. */
export interface Outcome {
  kind: 'delivered' | 'failed';
  reason: string;
  at: number;
  down: number | null;
  up: number | null;
  /** Where the word is: of another phone, here alone, or with the program. */
  whose: 'other' | 'here' | 'known' | 'refused';
}

export interface StopView {
  stop: RunStop;
  outcome: Outcome | null;
  /** Two phones say different things, or two events came with one ID. All are kept. */
  conflict: boolean;
}

interface Word {
  id: string;
  at: number;
  seq: number;
  device: string;
  stop: string;
  kind: string;
  outcome: Outcome;
  conflict: boolean;
}

/**
 * The stops of a run in order, with the last word on each, as the program has it (data.Outcomes): of each phone the word of its highest number,
 * whatever its clock said, and of these words the latest by time, then number and ID.
 */
export function stopsOf(run: Run, notes: readonly Note[], device: string): StopView[] {
  const words = wordsOf(run, notes, device);
  return (run.stops ?? []).map((stop) => {
    const said = stop.reload ? [] : words.filter((w) => w.stop === stop.stop);
    const last = lastWords(said);
    return { stop, outcome: last.at(-1)?.outcome ?? null, conflict: said.some((w) => w.conflict) || differ(last) };
  });
}

function wordsOf(run: Run, notes: readonly Note[], device: string): Word[] {
  const known = new Set((run.events ?? []).map((e) => e.id));
  const words: Word[] = [];
  for (const e of run.events ?? []) {
    if (e.stop === null || (e.kind !== 'delivered' && e.kind !== 'failed')) continue;
    const at = Date.parse(e.at);
    words.push({
      id: e.id, at, seq: e.seq, device: e.device ?? '', stop: e.stop, kind: e.kind, conflict: e.conflict,
      outcome: { kind: e.kind, reason: e.reason ?? '', at, down: e.parcels_down, up: e.parcels_up, whose: e.device === device ? 'known' : 'other' },
    });
  }
  for (const { run: of, draft: d, state, keptAs, conflict } of notes) {
    if (of !== run.id || d.stop === undefined || (d.kind !== 'delivered' && d.kind !== 'failed') || known.has(keptAs ?? d.id)) continue;
    const at = Date.parse(d.at);
    const whose = state === 'sent' ? 'known' : state === 'refused' ? 'refused' : 'here';
    words.push({
      id: d.id, at, seq: d.seq ?? 0, device, stop: d.stop, kind: d.kind, conflict: conflict ?? false,
      outcome: { kind: d.kind, reason: d.reason ?? '', at, down: d.parcels_down ?? null, up: d.parcels_up ?? null, whose },
    });
  }
  return words.sort((a, b) => a.at - b.at || a.seq - b.seq || (a.id < b.id ? -1 : 1));
}

// lastWords returns the last word of each phone on one stop, in order. What has no number or names no phone goes by time.
function lastWords(said: readonly Word[]): Word[] {
  const last = new Map<string, Word>();
  const numbered = new Map<string, Word>();
  for (const w of said) {
    if (w.device === '' || w.seq === 0) last.set(w.device, w);
    else if ((numbered.get(w.device)?.seq ?? 0) <= w.seq) numbered.set(w.device, w);
  }
  for (const [device, w] of numbered) {
    const other = last.get(device);
    if (other === undefined || said.indexOf(other) < said.indexOf(w)) last.set(device, w);
  }
  return said.filter((w) => last.get(w.device) === w);
}

// differ reports whether the last words of two phones on one stop cannot both be true.
function differ(words: readonly Word[]): boolean {
  const apart = (a: number | null, b: number | null): boolean => a !== null && b !== null && a !== b;
  return words.some((a) => words.some((b) => a.kind !== b.kind || apart(a.outcome.down, b.outcome.down) || apart(a.outcome.up, b.outcome.up)));
}

/** Stops without a word, in order; reloads are none. */
export function openStops(stops: readonly StopView[]): StopView[] {
  return stops.filter(({ stop, outcome }) => !stop.reload && outcome === null);
}

/** Time of day of a run, from seconds since midnight. */
export function clock(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

/** Time of day of an instant, where the phone is. */
export function clockAt(instant: number): string {
  const at = new Date(instant);
  return clock(at.getHours() * 3600 + at.getMinutes() * 60);
}

/** The calendar day where the phone is, YYYY-MM-DD. */
export function dayOf(instant: number): string {
  const at = new Date(instant);
  return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;
}
