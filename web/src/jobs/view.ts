// What is looked at here, kept in the address.
import type { Language } from '../i18n/language';
import { bindTo, type Bound } from '../ui/address';

export const KINDS = ['plan', 'plan-counties', 'route', 'audit', 'load'] as const;
export const STATES = ['running', 'submitted', 'waiting', 'stopping', 'done', 'failed', 'cancelled'] as const;
export type Kind = (typeof KINDS)[number];
export type State = (typeof STATES)[number];

/** Empty: all of them. */
export interface View {
  area: string;
  kind: Kind | '';
  state: State | '';
  /** ID of the job whose parts are listed. */
  parent: string;
}

const one = <T extends string>(values: readonly T[], text: string | null): T | '' => values.find((value) => value === text) ?? '';

/** Reads a view and the language from an address' search part; what is unknown or malformed falls back. */
export function parse(search: string): { view: View; language: Language } {
  const q = new URLSearchParams(search);
  return {
    view: { area: q.get('area') ?? '', kind: one(KINDS, q.get('kind')), state: one(STATES, q.get('state')), parent: q.get('parent') ?? '' },
    language: q.get('lang') === 'en' ? 'en' : 'zh',
  };
}

/** Writes a view and the language as the search part of an address; parse reads it back. */
export function format(view: View, lang: Language): string {
  const q = new URLSearchParams();
  for (const name of ['area', 'kind', 'state', 'parent'] as const) if (view[name] !== '') q.set(name, view[name]);
  q.set('lang', lang);
  return `?${q.toString()}`;
}

export type BoundView = Bound<View>;

/** Binds a view to the window's address. */
export function bind(target: Window): BoundView {
  return bindTo(target, { parse, format, isStep: (before, after) => format(before, 'zh') !== format(after, 'zh') });
}
