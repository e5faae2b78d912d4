// Whether the page opens without a network, and when a newer one is there. The work is done by worker/sw.ts.
import { signal, type Signal } from '@preact/signals';

export interface Offline {
  /** insecure: browsers keep pages only where the connection is https or the machine itself. */
  readonly state: Signal<'insecure' | 'unsupported' | 'getting' | 'shell' | 'ready' | 'failed'>;
  readonly newer: Signal<boolean>;
  /** Keeps what the map needs too, after the list stands. */
  stock(): void;
  /** Takes the newer page over; it loads anew. */
  renew(): void;
}

export function offline(target: Window): Offline {
  const state = signal<'insecure' | 'unsupported' | 'getting' | 'shell' | 'ready' | 'failed'>('getting');
  const newer = signal(false);
  let waiting: ServiceWorker | null = null;
  let renewing = false;
  const none = { state, newer, stock: () => undefined, renew: () => undefined };
  if (!target.isSecureContext) {
    state.value = 'insecure';
    return none;
  }
  if (!('serviceWorker' in target.navigator) || !import.meta.env.PROD) {
    state.value = 'unsupported';
    return none;
  }
  const container = target.navigator.serviceWorker;
  const offer = (worker: ServiceWorker | null): void => {
    if (worker === null || container.controller === null) return;
    waiting = worker;
    newer.value = true;
  };
  const stock = (): void => void container.ready.then((registration) => registration.active?.postMessage('stock'));
  container.addEventListener('message', ({ data }: MessageEvent<string>) => {
    if (data === 'stocked') state.value = 'ready';
    if (data === 'short') state.value = 'shell'; // without the map; tried again with the next look
  });
  container.addEventListener('controllerchange', () => {
    if (renewing) target.location.reload();
  });
  container.register('/sw.js', { scope: '/' }).then(
    (registration) => {
      offer(registration.waiting);
      registration.addEventListener('updatefound', () => {
        const found = registration.installing;
        found?.addEventListener('statechange', () => {
          if (found.state === 'installed') offer(found);
          if (found.state === 'redundant' && registration.active === null) state.value = 'failed';
        });
      });
      target.setInterval(() => void registration.update().catch(() => undefined), 3_600_000);
    },
    () => (state.value = 'failed'),
  );
  void container.ready.then(() => {
    if (state.value === 'getting') state.value = 'shell';
    stock();
  });
  return {
    state,
    newer,
    stock,
    renew() {
      renewing = true;
      waiting?.postMessage('go');
    },
  };
}
