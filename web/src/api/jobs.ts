// Work in the background: what became of it is told by the program as it happens, and asked for where telling fails.
import { computed, effect, signal } from '@preact/signals';
import { address, get } from './client';
import type { Job } from './records';
import { resource, type Resource } from './resource';

/** The code of the area that a job plans. */
export function areaOfJob(job: Pick<Job, 'parameters'>): string {
  return (job.parameters as { area?: string } | null)?.area ?? '';
}

/** A job that will not change any more. */
export function finished(job: Pick<Job, 'state'>): boolean {
  return job.state === 'done' || job.state === 'failed' || job.state === 'cancelled';
}

/** Seconds that a job has taken, going on by this machine's clock from when it was heard of, in milliseconds; null while nobody has begun it. */
export function elapsedOf(job: Pick<Job, 'started_at' | 'finished_at' | 'progress'>, heard: number, now: number): number | null {
  if (job.started_at === null) return null;
  if (job.finished_at !== null) return (Date.parse(job.finished_at) - Date.parse(job.started_at)) / 1000;
  return job.progress === undefined ? null : job.progress.elapsed_s + Math.max(0, now - heard) / 1000;
}

const BEAT_MILLISECONDS = 2000;

/**
 * Follows the job of an ID, none where it is empty, until it ends; over is then called once with it. Events tell how it
 * goes; where they break off it is asked for after two seconds, and events are tried again after the answer.
 */
export function followJob(id: () => string, over: (job: Job) => void): Resource<Job> {
  const beat = signal(0);
  const job = resource<Job>(
    () => (id() === '' ? null : `${id()} ${beat.value}`),
    (key, abort) => get('/api/v1/jobs/{id}', { path: { id: key.split(' ')[0] ?? '' }, signal: abort }),
  );
  const shown = computed(() => {
    const { value, loading, error } = job.state.value;
    return value !== null && !loading && error === null && value.id === id() ? value : null;
  });
  let ended = '';
  effect(() => {
    const now = shown.value;
    if (now === null || !finished(now)) {
      if (now !== null) ended = '';
    } else if (ended !== now.id) {
      ended = now.id;
      queueMicrotask(() => over(now));
    }
  });
  const heard = computed(() => (shown.value === null || finished(shown.value) ? '' : `${shown.value.id} ${beat.value}`));
  effect(() => {
    if (heard.value === '') return undefined;
    return listen(heard.value.split(' ')[0] ?? '', job.take, () => void beat.value++);
  });
  return job;
}

// listen hands on what events say of a job and returns how to stop; lost is called some time after they break off.
function listen(id: string, take: (job: Job) => void, lost: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const source = new EventSource(address('/api/v1/jobs/{id}/events', {}, { id }));
  const hear = (event: MessageEvent<string>): void => take(JSON.parse(event.data) as Job);
  source.addEventListener('progress', hear);
  source.addEventListener('done', hear);
  source.onerror = () => {
    source.close();
    timer ??= setTimeout(lost, BEAT_MILLISECONDS);
  };
  return () => {
    source.close();
    clearTimeout(timer);
  };
}
