import { afterEach, expect, test, vi } from 'vitest';
import { address, get, RequestError } from './client';

afterEach(() => vi.unstubAllGlobals());

test('an address leaves out empty parameters and encodes the rest', () => {
  expect(address('/api/v1/audits', { area: '370522', standard: undefined, travel: '' })).toBe('/api/v1/audits?area=370522');
  expect(address('/api/v1/plans/{id}', {}, { id: 'a/b c' })).toBe('/api/v1/plans/a%2Fb%20c');
});

test('a refusal carries the sentence of the problem document', async () => {
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify({ title: 'Not found', detail: 'no area 999999' }), { status: 404 }));
  await expect(get('/api/v1/info')).rejects.toMatchObject({ status: 404, message: 'no area 999999' });
});

test('a refusal without a problem document still carries its status', async () => {
  vi.stubGlobal('fetch', async () => new Response('<html>', { status: 502 }));
  await expect(get('/api/v1/info')).rejects.toMatchObject({ status: 502, message: '' });
});

test('a connection that fails is status 0', async () => {
  vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('network')));
  await expect(get('/api/v1/info')).rejects.toBeInstanceOf(RequestError);
});
