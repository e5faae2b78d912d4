// Notes that cannot be sent, as a file that the office reads with `cuntong run events` (data.ParseEvents, as the run sheet saves it).
import { held, unsent } from './outbox';
import type { Note } from './run';

/** Notes of barred runs that the program does not have and that can no longer be taken back. */
export function stranded(notes: readonly Note[], barred: ReadonlySet<string>, now: number): Note[] {
  return unsent(notes).filter((note) => barred.has(note.run) && !held(note, now));
}

/** The text of the file. Notes that come in by file and by network count once. */
export function eventFile(notes: readonly Note[], device: string): string {
  return `${JSON.stringify({ format: 'cuntong-stop-events-1', device, events: notes.map(({ run, draft }) => ({ ...draft, run })) }, null, 1)}\n`;
}
