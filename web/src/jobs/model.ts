// The jobs that are listed, kept up to date while any of them goes on.
import { computed, effect, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import { get, type Answer } from '../api/client';
import { namedAreas, type AreaFeature } from '../api/records';
import { resource, type Resource } from '../api/resource';
import { follow, type Wire } from './follow';
import type { BoundView } from './view';

export type JobList = Answer<'/api/v1/jobs'>;
export type JobHead = NonNullable<JobList['items']>[number];

/** A job and when this page heard of it, in milliseconds, so that its clock can go on. */
export interface Heard {
  job: JobHead;
  at: number;
}

export interface Model {
  bound: BoundView;
  areas: Resource<AreaFeature[]>;
  list: Resource<JobList>;
  jobs: ReadonlySignal<Heard[]>;
  now: Signal<number>;
  /** What a change is worth telling, for those who do not look at the list. */
  told: Signal<JobHead | null>;
}

/** A browser opens six connections to a host; some are left for asking. */
const STREAMS = 3;
const LIST_MS = { running: 5000, resting: 20000 };

/** A job that will not change any more by itself. */
export function finished(job: Pick<JobHead, 'state'>): boolean {
  return job.state === 'done' || job.state === 'failed' || job.state === 'cancelled';
}

/** Seconds that a job has taken up to now; null while nobody has begun it. What runs goes on by this machine's clock from when it was heard of. */
export function elapsed({ job, at }: Heard, now: number): number | null {
  if (job.started_at === null) return null;
  if (job.finished_at !== null) return (Date.parse(job.finished_at) - Date.parse(job.started_at)) / 1000;
  return job.progress === undefined ? null : job.progress.elapsed_s + Math.max(0, now - at) / 1000;
}

const browser: Wire = {
  open: (where) => new EventSource(where) as unknown as ReturnType<Wire['open']>,
  ask: (id) => get('/api/v1/jobs/{id}', { path: { id } }),
  later: (task, ms) => {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};

/** Makes the model of the page. It lives as long as the page. */
export function makeModel(bound: BoundView): Model {
  const beat = signal(0);
  const listed = signal<{ answer: JobList; at: number } | null>(null);
  const query = computed(() => {
    const { kind, state, parent } = bound.view.value;
    return JSON.stringify({ ...(kind === '' ? {} : { kind }), ...(state === '' ? {} : { state }), ...(parent === '' ? {} : { parent }), limit: 100 });
  });
  const list = resource(() => `${query.value} ${beat.value}`, async (key, abort) => {
    const answer = await get('/api/v1/jobs', { query: JSON.parse(key.slice(0, key.lastIndexOf(' '))) as object, signal: abort });
    listed.value = { answer, at: Date.now() };
    return answer;
  });
  const live = signal<Record<string, Heard>>({});
  const told = signal<JobHead | null>(null);
  const now = signal(Date.now());
  const jobs = computed(() => (listed.value?.answer.items ?? []).map((job): Heard => {
    const heard = live.value[job.id];
    return heard !== undefined && heard.at >= (listed.value?.at ?? 0) && !finished(job) ? heard : { job, at: listed.value?.at ?? 0 };
  }));

  const following = new Map<string, () => void>();
  const steps = new Map<string, string>();
  const take = (job: JobHead): void => {
    live.value = { ...live.value, [job.id]: { job, at: Date.now() } };
    const step = `${job.state} ${job.progress?.step ?? 0}`;
    if (steps.get(job.id) !== step) {
      if (steps.has(job.id)) told.value = job;
      steps.set(job.id, step);
    }
    if (finished(job)) {
      following.delete(job.id);
      beat.value++;
    }
  };
  effect(() => {
    const open = (listed.value?.answer.items ?? []).filter((job) => !finished(job)).slice(0, STREAMS);
    for (const job of open) {
      if (!steps.has(job.id)) steps.set(job.id, `${job.state} ${job.progress?.step ?? 0}`);
      if (!following.has(job.id)) following.set(job.id, follow(job.id, browser, take));
    }
    for (const [id, end] of following) {
      if (open.some((job) => job.id === id)) continue;
      end();
      following.delete(id);
    }
  });
  const tick = (): void => {
    if (document.hidden) return;
    now.value = Date.now();
    const running = jobs.peek().some(({ job }) => !finished(job));
    const { loading } = list.state.peek();
    if (!loading && now.value - (listed.peek()?.at ?? now.value) >= (running ? LIST_MS.running : LIST_MS.resting)) beat.value++;
  };
  setInterval(tick, 1000);
  return { bound, areas: resource(() => '', (_, abort) => namedAreas(abort)), list, jobs, now, told };
}
