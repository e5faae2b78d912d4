// Keeps the courier's page on the phone. It answers for that page and its own files alone, and never for the API: what the program knows is
// asked of the program, and what is waiting lies in IndexedDB. The list of files is written by the build (worker/list.ts).
//
// Its scope is the whole host, because the map's own worker under /assets/ is matched by its own address: with a narrower scope it is not
// served without a network.
declare const self: ServiceWorkerGlobalScope;
/** version: changes with any file. shell: without these the page does not open. rest: what the map needs. */
declare const FILES: { version: string; shell: string[]; rest: string[] };

const PREFIX = 'cuntong-courier-';
const NAME = PREFIX + FILES.version;
const PAGE = '/courier/';
const OWN = new Set([...FILES.shell, ...FILES.rest]);

self.addEventListener('install', (event) => {
  event.waitUntil(keep(FILES.shell));
});

// The newer page waits until the courier takes it over: nothing changes in the middle of a stop.
self.addEventListener('message', (event) => {
  if (event.data === 'go') event.waitUntil(self.skipWaiting());
  if (event.data === 'stock') {
    event.waitUntil(keep(FILES.rest).then(() => 'stocked', () => 'short').then((word) => event.source?.postMessage(word)));
  }
});

self.addEventListener('activate', (event) => {
  event.waitUntil(forgetOlder().then(() => self.clients.claim()));
});

self.addEventListener('fetch', (event) => {
  const { method, url, mode } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== 'GET' || origin !== self.location.origin) return;
  if (mode === 'navigate' && (pathname === PAGE || pathname === '/courier')) event.respondWith(kept(PAGE, event.request));
  else if (OWN.has(pathname)) event.respondWith(kept(pathname, event.request));
});

async function kept(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(NAME);
  return (await cache.match(path)) ?? fetch(request);
}

/** Keeps files that are not kept yet; those whose name carries their hash are taken from an older page, to spare the line. */
async function keep(paths: string[]): Promise<void> {
  const cache = await caches.open(NAME);
  for (const path of paths) {
    if (await cache.match(path)) continue;
    const before = path.startsWith('/assets/') ? await caches.match(path) : undefined;
    const response = before ?? (await fetch(new Request(path, { cache: 'reload' })));
    if (!response.ok || response.redirected) throw new Error(`${path}: ${response.status}`);
    await cache.put(path, response);
  }
}

async function forgetOlder(): Promise<void> {
  await keep(FILES.rest.filter((path) => path.startsWith('/assets/'))).catch(() => undefined); // before the older page's copies go
  for (const name of await caches.keys()) if (name.startsWith(PREFIX) && name !== NAME) await caches.delete(name);
}

export {};
