// Jobs that are not finished, as they go on: by server-sent events, and by asking again where those do not come through.
import type { JobHead } from './model';

/** How a page hears of a job; the browser's own unless a test brings others. */
export interface Wire {
  open(where: string): Pick<EventSource, 'addEventListener' | 'close' | 'readyState'> & { onerror: (() => void) | null };
  ask(id: string): Promise<JobHead>;
  later(task: () => void, ms: number): () => void;
}

const CLOSED = 2; // EventSource.CLOSED, which tests have no browser for
export const ASK_MS = 2000;

/** Tells of a job whenever it changes until it is finished or the returned function is called. */
export function follow(id: string, wire: Wire, take: (job: JobHead) => void): () => void {
  let over = false;
  let forget = (): void => undefined;
  const end = (): void => {
    over = true;
    source.close();
    forget();
  };
  const hear = (event: Event): void => {
    if (over) return;
    take(JSON.parse((event as MessageEvent<string>).data) as JobHead);
    if (event.type === 'done') end();
  };
  const ask = async (): Promise<void> => {
    try {
      const job = await wire.ask(id);
      if (over) return;
      take(job);
      if (job.finished_at !== null) return end();
    } catch {
      // A program that is away for a moment is asked again.
    }
    if (!over) forget = wire.later(() => void ask(), ASK_MS);
  };
  const source = wire.open(`/api/v1/jobs/${encodeURIComponent(id)}/events`);
  source.addEventListener('progress', hear);
  source.addEventListener('done', hear);
  // The browser tries again by itself unless the answer was no stream at all, as from a proxy that holds it back or cuts it off.
  source.onerror = () => {
    if (!over && source.readyState === CLOSED) void ask();
  };
  return end;
}
