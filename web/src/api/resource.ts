// A resource is something the page asks the API for: it follows its key, drops answers that came too late,
// keeps the old value while the new one is on its way, and can be asked for again after a failure.
import { computed, effect, signal, type ReadonlySignal } from '@preact/signals';

export interface Loaded<T> {
  value: T | null;
  /** True while an answer is awaited; value is then of an earlier key or null. */
  loading: boolean;
  error: Error | null;
}

export interface Resource<T> {
  state: ReadonlySignal<Loaded<T>>;
  retry(): void;
  /** Puts in place what the page learned of the same key by another way, such as the answer to a change. */
  take(value: T): void;
}

/** Loads whenever the key changes; a null key means there is nothing to load. Keys are compared as text. */
export function resource<T>(key: () => string | null, load: (key: string, signal: AbortSignal) => Promise<T>): Resource<T> {
  const state = signal<Loaded<T>>({ value: null, loading: true, error: null });
  const attempt = signal(0);
  // What the key is made of may change while its text does not; only a new text asks again.
  const current = computed(key);
  let loadedKey: string | null = null;
  effect(() => {
    const now = current.value;
    void attempt.value;
    const abort = new AbortController();
    if (now === null) {
      state.value = { value: null, loading: false, error: null };
      loadedKey = null;
      return;
    }
    state.value = { value: state.peek().value, loading: true, error: null };
    load(now, abort.signal).then(
      (value) => {
        if (abort.signal.aborted) return;
        loadedKey = now;
        state.value = { value, loading: false, error: null };
      },
      (cause: unknown) => {
        if (abort.signal.aborted) return;
        const error = cause instanceof Error ? cause : new Error(String(cause));
        state.value = { value: loadedKey === now ? state.peek().value : null, loading: false, error };
      },
    );
    return () => abort.abort();
  });
  const take = (value: T): void => {
    if (loadedKey !== null) state.value = { ...state.peek(), value, error: null };
  };
  return { state, retry: () => void attempt.value++, take };
}
