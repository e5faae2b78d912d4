import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';

/** Calls once what stands now has been painted; returns how to call it off. */
export function afterPaint(then: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const frame = requestAnimationFrame(() => (timer = setTimeout(then)));
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}

/** What comes into sight only by scrolling: it is made once the rest has been painted. */
export function AfterPaint({ children }: { children: ComponentChildren }) {
  const due = useSignal(false);
  useEffect(() => afterPaint(() => (due.value = true)), []);
  return due.value ? <>{children}</> : null;
}
