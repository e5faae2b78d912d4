import { expect, test } from 'vitest';
import { follow, type Wire } from './follow';
import type { JobHead } from './model';

function staged(answers: (Partial<JobHead> | Error)[]) {
  const heard: Record<string, (event: Event) => void> = {};
  const source = { readyState: 1, onerror: null as (() => void) | null, closed: false, close: () => void (source.closed = true), addEventListener: (name: string, listen: unknown) => void (heard[name] = listen as (event: Event) => void) };
  const waiting: (() => void)[] = [];
  const wire: Wire = {
    open: () => source as never,
    ask: () => { const next = answers.shift(); return next instanceof Error || next === undefined ? Promise.reject(next ?? new Error('none')) : Promise.resolve(next as JobHead); },
    later: (task) => { waiting.push(task); return () => waiting.splice(0); },
  };
  const say = (type: string, job: Partial<JobHead>): void => heard[type]?.({ type, data: JSON.stringify(job) } as unknown as Event);
  return { wire, source, waiting, say };
}
const turn = (): Promise<void> => new Promise((done) => setTimeout(done, 0));

test('events are told until the job is done, and the stream is closed', () => {
  const { wire, source, say } = staged([]);
  const told: string[] = [];
  follow('a', wire, (job) => told.push(job.state));
  say('progress', { state: 'running' });
  say('done', { state: 'done' });
  say('progress', { state: 'running' });
  expect([told, source.closed]).toEqual([['running', 'done'], true]);
});

test('a stream that cannot be had is asked for in turns, over a failure, until the job is finished', async () => {
  const { wire, source, waiting } = staged([{ state: 'running', finished_at: null }, new Error('away'), { state: 'failed', finished_at: 'x' }]);
  const told: string[] = [];
  follow('a', wire, (job) => told.push(job.state));
  source.onerror?.(); // the browser is still trying
  await turn();
  expect(told).toEqual([]);
  source.readyState = 2;
  source.onerror?.();
  for (let i = 0; i < 3; i++) {
    await turn();
    waiting.shift()?.();
  }
  await turn();
  expect([told, waiting.length, source.closed]).toEqual([['running', 'failed'], 0, true]);
});

test('nothing is told after the end', async () => {
  const { wire, source } = staged([{ state: 'running', finished_at: null }]);
  const told: string[] = [];
  const end = follow('a', wire, (job) => told.push(job.state));
  source.readyState = 2;
  source.onerror?.();
  end();
  await turn();
  expect(told).toEqual([]);
});
