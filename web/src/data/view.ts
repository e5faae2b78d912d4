// What is looked at here, kept in the address.
import type { Language } from '../i18n/language';
import { bindTo, type Bound } from '../ui/address';

export const TABS = ['import', 'findings', 'grid'] as const;
export const STEPS = ['columns', 'datum', 'checks', 'difference'] as const;
export const KINDS = ['settlements', 'facilities'] as const;
export type Tab = (typeof TABS)[number];
export type Step = (typeof STEPS)[number];
export type Kind = (typeof KINDS)[number];

export interface View {
  area: string;
  tab: Tab;
  /** ID of the import that is worked on or looked at; empty: none. */
  import: string;
  step: Step;
  /** The finding whose records are listed; empty: none. */
  finding: string;
  kind: Kind;
  /** Part of the names in the grid; empty: all. */
  name: string;
  /** The page of the grid begins behind this code or ID; empty: at the beginning. */
  after: string;
}

const one = <T extends string>(values: readonly [T, ...T[]], text: string | null): T => values.find((value) => value === text) ?? values[0];

/** Reads a view and the language from an address' search part; what is unknown or malformed falls back. */
export function parse(search: string): { view: View; language: Language } {
  const q = new URLSearchParams(search);
  const text = (name: string): string => q.get(name) ?? '';
  return {
    view: {
      area: text('area'), tab: one(TABS, q.get('tab')), import: /^[a-z0-9]{1,40}$/.test(text('import')) ? text('import') : '', step: one(STEPS, q.get('step')),
      finding: text('finding'), kind: one(KINDS, q.get('kind')), name: text('name'), after: text('after'),
    },
    language: q.get('lang') === 'en' ? 'en' : 'zh',
  };
}

/** Writes a view and the language as the search part of an address; parse reads it back. */
export function format(view: View, lang: Language): string {
  const q = new URLSearchParams();
  const put = (name: string, value: string, plain = ''): void => void (value !== plain && q.set(name, value));
  put('area', view.area);
  put('tab', view.tab, TABS[0]);
  if (view.tab === 'import') {
    put('import', view.import);
    if (view.import !== '') q.set('step', view.step);
  }
  if (view.tab === 'findings') put('finding', view.finding);
  if (view.tab === 'grid') {
    put('kind', view.kind, KINDS[0]);
    put('name', view.name);
    put('after', view.after);
  }
  q.set('lang', lang);
  return `?${q.toString()}`;
}

export type BoundView = Bound<View>;

/** Binds a view to the window's address. */
export function bind(target: Window): BoundView {
  return bindTo(target, { parse, format, isStep: (before, after) => format(before, 'zh') !== format(after, 'zh') });
}
