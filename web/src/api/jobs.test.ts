import { signal } from '@preact/signals';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { elapsedOf, followJob } from './jobs';
import type { Job } from './records';

// What a browser has and tests do not: streams of events, and answers of the program.
class Stream {
  static open: Stream[] = [];
  onerror: (() => void) | null = null;
  closed = false;
  private hear = new Map<string, (event: { data: string }) => void>();
  constructor(readonly where: string) {
    Stream.open.push(this);
  }
  addEventListener(name: string, hear: (event: { data: string }) => void): void {
    this.hear.set(name, hear);
  }
  close(): void {
    this.closed = true;
  }
  say(name: string, job: object): void {
    this.hear.get(name)?.({ data: JSON.stringify(job) });
  }
}

const job = (state: string, more: object = {}): Job => ({ id: 'j', kind: 'plan', state, plan_id: null, parameters: {}, started_at: null, finished_at: null, ...more }) as unknown as Job;
let answers: object[] = [];
let asked = 0;

beforeEach(() => {
  vi.useFakeTimers();
  Stream.open = [];
  asked = 0;
  vi.stubGlobal('EventSource', Stream);
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify(answers[Math.min(asked++, answers.length - 1)]), { status: 200 })));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

test('a job is told by events until it ends, and its end is handed on once', async () => {
  answers = [job('running')];
  const ended: Job[] = [];
  const followed = followJob(() => 'j', (one) => ended.push(one));
  await settle();
  expect(Stream.open.map(({ where }) => where)).toEqual(['/api/v1/jobs/j/events']);
  Stream.open[0]?.say('progress', job('running', { progress: { step: 2, steps: 3 } }));
  expect(followed.state.value.value?.progress?.step).toBe(2);
  expect(Stream.open).toHaveLength(1);
  Stream.open[0]?.say('done', job('done', { plan_id: 'p' }));
  await settle();
  expect(Stream.open[0]?.closed).toBe(true);
  expect(ended.map(({ plan_id: plan }) => plan)).toEqual(['p']);
  await vi.advanceTimersByTimeAsync(10_000);
  expect([asked, ended.length, Stream.open.length]).toEqual([1, 1, 1]);
});

test('where events break off the job is asked for after two seconds, and listened to again', async () => {
  answers = [job('running'), job('running'), job('done', { plan_id: 'p' })];
  const ended: Job[] = [];
  followJob(() => 'j', (one) => ended.push(one));
  await settle();
  Stream.open[0]?.onerror?.();
  await vi.advanceTimersByTimeAsync(1900);
  expect(asked).toBe(1);
  await vi.advanceTimersByTimeAsync(200);
  expect([asked, Stream.open.length]).toEqual([2, 2]);
  Stream.open[1]?.onerror?.();
  await vi.advanceTimersByTimeAsync(2100);
  expect([asked, ended.length]).toEqual([3, 1]);
});

test('a job that is not followed any more is not listened to', async () => {
  answers = [job('running')];
  const id = signal('j');
  followJob(() => id.value, () => undefined);
  await settle();
  id.value = '';
  expect(Stream.open[0]?.closed).toBe(true);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked).toBe(1);
});

test('the clock of a job goes on between two words of it, and stops with it', () => {
  expect(elapsedOf({ started_at: null, finished_at: null }, 0, 5000)).toBe(null);
  expect(elapsedOf({ started_at: '2026-01-01T00:00:00Z', finished_at: null, progress: { elapsed_s: 7 } as never }, 1000, 4000)).toBe(10);
  expect(elapsedOf({ started_at: '2026-01-01T00:00:00Z', finished_at: '2026-01-01T00:00:09Z' }, 1000, 99_000)).toBe(9);
});
