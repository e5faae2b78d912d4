import { useLayoutEffect, useRef } from 'preact/hooks';
import type { JSX } from 'preact';
import type { Language } from '../i18n/i18n';
import { ask, may, state } from './account';
import { LoginView } from './LoginView';

/**
 * Opens the page once it is known that it may be seen, and shows the login until then. The address stays as it is. A page
 * says which permission it cannot do without; couriers, for one, do not read the map of the county.
 */
export function Gate({ open, speak, needs }: { open: () => JSX.Element; speak: (lang: Language) => void; needs: string }) {
  const page = useRef<JSX.Element | null>(null);
  // At once: an effect after painting comes late on a slow machine, and nothing is seen before the answer.
  useLayoutEffect(() => void ask(), []);
  if (state.value === 'asking') return null;
  if (state.value === 'in' && may(needs)) return (page.current ??= open());
  // A page whose login has ended holds what may no longer be seen: after the next login it begins anew.
  // Asked now: when the login is done, the page of a first login may be there already.
  const stale = page.current !== null;
  return <LoginView speak={speak} done={() => stale && location.reload()} />;
}
