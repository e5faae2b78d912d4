// What is being looked at, kept in the address so that every view can be sent to a colleague.
import { signal, type Signal } from '@preact/signals';
import { language, show, type Language } from '../i18n/language';
import { withOwn } from './own';

/** A view of a page as a signal bound to the browser's address. */
export interface Bound<V> {
  view: Signal<V>;
  /** Changes the view. A step is a change that the back button undoes. */
  go(change: Partial<V>): void;
  /** Notes in the address what nothing is drawn by, such as where the map looks; nobody who reads the view is woken. */
  note(change: Partial<V>): void;
  speak(lang: Language): void;
}

/**
 * How a page writes its view into an address and reads it back, and which changes are steps. What a page looks at may
 * stand in its path too, such as /plan/ID; path then writes it, and parse reads it from there.
 */
export interface Writing<V> {
  parse(search: string, path: string): { view: V; language: Language };
  format(view: V, lang: Language): string;
  path?(view: V): string;
  isStep(before: V, after: V): boolean;
}

/** Binds a view to the window's address. */
export function bindTo<V>(target: Window, { parse, format, path, isStep }: Writing<V>): Bound<V> {
  const first = parse(withOwn(target.location.search), target.location.pathname);
  const view = signal(first.view);
  const write = (step: boolean): void => {
    const where = (path?.(view.value) ?? target.location.pathname) + format(view.value, language.value);
    if (step) target.history.pushState(null, '', where);
    else target.history.replaceState(null, '', where);
  };
  // Where the words cannot be loaded, the program has gone or is another by now: the address asks it anew.
  const speak = async (lang: Language): Promise<void> => {
    try {
      await show(lang);
    } catch {
      target.location.assign(target.location.pathname + format(view.value, lang));
    }
  };
  if (first.language !== language.value) void speak(first.language);
  target.addEventListener('popstate', () => {
    const now = parse(target.location.search, target.location.pathname);
    view.value = now.view;
    void speak(now.language);
  });
  return {
    view,
    go(change) {
      const before = view.value;
      view.value = { ...before, ...change };
      write(isStep(before, view.value));
    },
    note(change) {
      Object.assign(view.peek() as object, change);
      write(false);
    },
    speak(lang) {
      void speak(lang).then(() => write(false));
    },
  };
}
