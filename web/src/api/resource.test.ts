import { signal } from '@preact/signals';
import { expect, test } from 'vitest';
import { resource } from './resource';

const settle = (): Promise<void> => new Promise((done) => setTimeout(done, 0));

test('an answer to an old key never replaces the newer one', async () => {
  const key = signal('slow');
  const answers: Record<string, (v: string) => void> = {};
  const r = resource(() => key.value, (k) => new Promise<string>((done) => (answers[k] = done)));
  key.value = 'quick';
  answers['quick']?.('new');
  await settle();
  answers['slow']?.('old');
  await settle();
  expect(r.state.value).toEqual({ value: 'new', loading: false, error: null });
});

test('the old value stays while a new one loads, and goes if that fails', async () => {
  const key = signal('a');
  const r = resource(() => key.value, async (k) => {
    if (k === 'b') throw new Error('no b');
    return k;
  });
  await settle();
  key.value = 'b';
  expect(r.state.value).toMatchObject({ value: 'a', loading: true });
  await settle();
  expect(r.state.value).toMatchObject({ value: null, loading: false, error: { message: 'no b' } });
});

test('retry asks again for the same key', async () => {
  let calls = 0;
  const r = resource(() => 'k', async () => {
    calls++;
    if (calls === 1) throw new Error('first');
    return calls;
  });
  await settle();
  r.retry();
  await settle();
  expect(r.state.value).toEqual({ value: 2, loading: false, error: null });
});

test('a null key loads nothing', async () => {
  const r = resource<string>(() => null, async () => 'never');
  await settle();
  expect(r.state.value).toEqual({ value: null, loading: false, error: null });
});

test('what a key is made of may change: the same text is not asked for twice', async () => {
  const part = signal({ area: '370522' });
  let calls = 0;
  const r = resource(() => part.value.area, async (k) => {
    calls++;
    return k;
  });
  await settle();
  part.value = { area: '370522' };
  await settle();
  expect(calls).toBe(1);
  expect(r.state.value).toEqual({ value: '370522', loading: false, error: null });
});
