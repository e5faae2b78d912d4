// What is being looked at, kept in the address so that every view can be sent to a colleague.
import { signal, type Signal } from '@preact/signals';
import { language, type Language } from '../i18n/i18n';

export type Tab = 'gaps' | 'areas' | 'facilities' | 'plan' | 'frontier' | 'method';
export const TABS: Tab[] = ['gaps', 'areas', 'facilities', 'plan', 'frontier', 'method'];

/** Something picked on the map or in a list. */
export interface Selection {
  kind: 'settlement' | 'facility' | 'site';
  id: string;
}

/** The view. plan is empty for the newest plan of the area and NO_PLAN for the present state alone. */
export interface View {
  area: string;
  plan: string;
  after: boolean;
  town: string;
  tab: Tab;
  selection: Selection | null;
}

export const NO_PLAN = 'none';

/**
 * Reads a view and the language from an address' search part; what is unknown or malformed falls back. The language
 * is Chinese, whatever the browser prefers, unless the address asks for English.
 */
export function parse(search: string): { view: View; language: Language } {
  const q = new URLSearchParams(search);
  const tab = q.get('tab') as Tab | null;
  const lang = q.get('lang');
  return {
    view: {
      area: q.get('area') ?? '',
      plan: q.get('plan') ?? '',
      after: q.get('view') === 'after',
      town: q.get('town') ?? '',
      tab: tab !== null && TABS.includes(tab) ? tab : 'gaps',
      selection: parseSelection(q.get('sel') ?? ''),
    },
    language: lang === 'en' ? 'en' : 'zh',
  };
}

function parseSelection(text: string): Selection | null {
  const colon = text.indexOf(':');
  const kind = text.slice(0, Math.max(colon, 0));
  const id = text.slice(colon + 1);
  if (id === '' || (kind !== 'settlement' && kind !== 'facility' && kind !== 'site')) return null;
  return { kind, id };
}

/** Writes a view and the language as the search part of an address; parse reads it back. */
export function format(view: View, lang: Language): string {
  const q = new URLSearchParams();
  if (view.area !== '') q.set('area', view.area);
  if (view.plan !== '') q.set('plan', view.plan);
  if (view.after) q.set('view', 'after');
  if (view.town !== '') q.set('town', view.town);
  if (view.tab !== 'gaps') q.set('tab', view.tab);
  if (view.selection !== null) q.set('sel', `${view.selection.kind}:${view.selection.id}`);
  q.set('lang', lang);
  return `?${q.toString()}`;
}

/** The view as a signal bound to the browser's address. */
export interface BoundView {
  view: Signal<View>;
  /** Changes the view. A change of area or plan is a step that the back button undoes. */
  go(change: Partial<View>): void;
  speak(lang: Language): void;
}

/** Binds a view to the window's address. */
export function bind(target: Window): BoundView {
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
      const step = (change.area ?? view.value.area) !== view.value.area || (change.plan ?? view.value.plan) !== view.value.plan;
      view.value = { ...view.value, ...change };
      write(step);
    },
    speak(lang) {
      language.value = lang;
      write(false);
    },
  };
}
