// What is looked at here, kept in the address.
import type { Language } from '../i18n/language';
import { bindTo, type Bound } from '../ui/address';

export interface View {
  area: string;
}

/** Reads a view and the language from an address' search part; what is unknown or malformed falls back. */
export function parse(search: string): { view: View; language: Language } {
  const q = new URLSearchParams(search);
  return { view: { area: q.get('area') ?? '' }, language: q.get('lang') === 'en' ? 'en' : 'zh' };
}

/** Writes a view and the language as the search part of an address; parse reads it back. */
export function format(view: View, lang: Language): string {
  const q = new URLSearchParams();
  if (view.area !== '') q.set('area', view.area);
  q.set('lang', lang);
  return `?${q.toString()}`;
}

export type BoundView = Bound<View>;

/** Binds a view to the window's address. */
export function bind(target: Window): BoundView {
  return bindTo(target, { parse, format, isStep: (before, after) => before.area !== after.area });
}
