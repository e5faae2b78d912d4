// What is being looked at, kept in the address so that every view can be sent to a colleague.
import { signal, type Signal } from '@preact/signals';
import { language, type Language } from '../i18n/i18n';

/** A view of a page as a signal bound to the browser's address. */
export interface Bound<V> {
  view: Signal<V>;
  /** Changes the view. A step is a change that the back button undoes. */
  go(change: Partial<V>): void;
  speak(lang: Language): void;
}

/** How a page writes its view into an address and reads it back, and which changes are steps. */
export interface Writing<V> {
  parse(search: string): { view: V; language: Language };
  format(view: V, lang: Language): string;
  isStep(before: V, after: V): boolean;
}

/** Binds a view to the window's address. */
export function bindTo<V>(target: Window, { parse, format, isStep }: Writing<V>): Bound<V> {
  const first = parse(target.location.search);
  language.value = first.language;
  const view = signal(first.view);
  const write = (step: boolean): void => {
    const where = target.location.pathname + format(view.value, language.value);
    if (step) target.history.pushState(null, '', where);
    else target.history.replaceState(null, '', where);
  };
  target.addEventListener('popstate', () => {
    const now = parse(target.location.search);
    view.value = now.view;
    language.value = now.language;
  });
  return {
    view,
    go(change) {
      const before = view.value;
      view.value = { ...before, ...change };
      write(isStep(before, view.value));
    },
    speak(lang) {
      language.value = lang;
      write(false);
    },
  };
}
