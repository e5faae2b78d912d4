import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { Failure, Skeleton } from './Region';

/** A part of the page that is fetched when it is first shown; load names it once and for all, such as () => import('./Part').then((m) => m.Part). */
export function later<P extends object>(load: () => Promise<ComponentType<P>>): (props: P) => preact.JSX.Element {
  let part: ComponentType<P> | null = null;
  return function Later(props: P) {
    const got = useSignal<ComponentType<P> | null>(part);
    const error = useSignal<Error | null>(null);
    const ask = (): void => {
      error.value = null;
      load().then((one) => (got.value = part = one), (cause: unknown) => (error.value = cause instanceof Error ? cause : new Error(String(cause))));
    };
    useEffect(() => {
      if (got.peek() === null) ask();
    }, []);
    const Part = got.value;
    if (Part !== null) return <Part {...props} />;
    return error.value === null ? <Skeleton lines={6} /> : <Failure error={error.value} retry={ask} />;
  };
}
