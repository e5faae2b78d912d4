// Files of events that phones and run sheets save (data.ParseEvents, src/courier/eventfile.ts), parted into what is sent for each run.
import type { components } from '../api/schema';

export type EventDraft = components['schemas']['RunEventDraft'];
export const FORMAT = 'cuntong-stop-events-1';
/** As many as the program takes at once. */
export const MOST = 1000;

/** What is sent for one run, in the order of the file. */
export interface Batch {
  run: string;
  device: string;
  events: EventDraft[];
}

/** A file that cannot be sent: not one of events, without any, or with an event that names no run. */
export type Wrong = { wrong: 'format' | 'empty' } | { wrong: 'no_run'; event: string };

/** Reads the text of a file. Each batch holds at most MOST events of one run. */
export function batchesOf(text: string): Batch[] | Wrong {
  let file: { format?: unknown; device?: unknown; events?: unknown };
  try {
    file = JSON.parse(text) as typeof file;
  } catch {
    return { wrong: 'format' };
  }
  if (file === null || typeof file !== 'object' || file.format !== FORMAT || !Array.isArray(file.events)) return { wrong: 'format' };
  if (file.events.length === 0) return { wrong: 'empty' };
  const device = typeof file.device === 'string' ? file.device : '';
  const byRun = new Map<string, EventDraft[]>();
  for (const event of file.events as EventDraft[]) {
    if (event === null || typeof event !== 'object') return { wrong: 'format' };
    if (typeof event.run !== 'string' || event.run === '') return { wrong: 'no_run', event: String(event.id ?? '') };
    const kept = byRun.get(event.run) ?? [];
    kept.push(plain(event));
    byRun.set(event.run, kept);
  }
  return [...byRun].flatMap(([run, events]) => Array.from({ length: Math.ceil(events.length / MOST) }, (_, i) => ({ run, device, events: events.slice(i * MOST, (i + 1) * MOST) })));
}

const FIELDS = ['id', 'run', 'stop', 'kind', 'reason', 'note', 'at', 'coordinates', 'accuracy_m', 'parcels_down', 'parcels_up', 'until', 'device', 'seq'] as const;

// Run sheets write what is not known as null or nothing, and the program marks that the network leaves out.
function plain(event: EventDraft): EventDraft {
  const said = event as unknown as Record<string, unknown>;
  return Object.fromEntries(FIELDS.filter((field) => said[field] !== undefined && said[field] !== null && said[field] !== '').map((field) => [field, said[field]])) as unknown as EventDraft;
}

/** What became of events, by count. */
export interface Tally {
  accepted: number;
  known: number;
  renamed: number;
  conflicts: number;
}

/** Counts what the program said of a batch. */
export function tallyOf(results: readonly { result: string; conflict: boolean }[]): Tally {
  const of = (result: string): number => results.filter((one) => one.result === result).length;
  return { accepted: of('accepted'), known: of('known'), renamed: of('renamed'), conflicts: results.filter((one) => one.conflict).length };
}
