// What is looked at here, kept in the address.
import type { Language } from '../i18n/language';
import { bindTo, type Bound } from '../ui/address';

export const TABS = ['own', 'all', 'basemap', 'accounts', 'tokens'] as const;
export type Tab = (typeof TABS)[number];

export interface View {
  area: string;
  tab: Tab;
}

/** Reads a view and the language from an address' search part; what is unknown or malformed falls back. */
export function parse(search: string): { view: View; language: Language } {
  const q = new URLSearchParams(search);
  return { view: { area: q.get('area') ?? '', tab: TABS.find((tab) => tab === q.get('tab')) ?? 'own' }, language: q.get('lang') === 'en' ? 'en' : 'zh' };
}

/** Writes a view and the language as the search part of an address; parse reads it back. */
export function format(view: View, lang: Language): string {
  const q = new URLSearchParams();
  if (view.area !== '') q.set('area', view.area);
  if (view.tab !== 'own') q.set('tab', view.tab);
  q.set('lang', lang);
  return `?${q.toString()}`;
}

export type BoundView = Bound<View>;

/** Binds a view to the window's address. */
export function bind(target: Window): BoundView {
  return bindTo(target, { parse, format, isStep: (before, after) => before.tab !== after.tab });
}
