// What an official looks at, kept in the address.
import type { Language } from '../i18n/i18n';
import type { Selection } from '../ui/selection';
import { bindTo, type Bound } from '../ui/address';

export const METRICS = ['settlements', 'people'] as const;
/** What the map's colour and the bars count: settlements or residents. */
export type Metric = (typeof METRICS)[number];

export const OPERATORS = ['postal', 'express', 'coop', 'ecommerce'] as const;
export type Operator = (typeof OPERATORS)[number];

export interface View {
  area: string;
  /** ID of the standard; empty for the default one. */
  standard: string;
  travel: 'straight' | 'road';
  /** Only this operator's facilities count; empty for all. */
  operator: Operator | '';
  metric: Metric;
  /** Filters of the gap list: code of a town, least residents, only what no plan covers. */
  town: string;
  people: number;
  unplanned: boolean;
  selection: Selection | null;
}

/** Reads a view and the language from an address' search part; what is unknown or malformed falls back. */
export function parse(search: string): { view: View; language: Language } {
  const q = new URLSearchParams(search);
  const one = <T extends string>(name: string, values: readonly T[]): T | '' => values.find((value) => value === q.get(name)) ?? '';
  const people = Number(q.get('people') ?? '');
  const sel = q.get('sel') ?? '';
  return {
    view: {
      area: q.get('area') ?? '', standard: q.get('standard') ?? '', travel: one('travel', ['road', 'straight'] as const) || 'straight',
      operator: one('operator', OPERATORS), metric: one('metric', METRICS) || 'settlements', town: q.get('town') ?? '',
      people: Number.isSafeInteger(people) && people > 0 ? people : 0, unplanned: q.get('unplanned') === 'true',
      selection: sel === '' ? null : { kind: 'settlement', id: sel },
    },
    language: q.get('lang') === 'en' ? 'en' : 'zh',
  };
}

/** Writes a view and the language as the search part of an address; parse reads it back. */
export function format(view: View, lang: Language): string {
  const q = new URLSearchParams();
  if (view.area !== '') q.set('area', view.area);
  if (view.standard !== '') q.set('standard', view.standard);
  if (view.travel !== 'straight') q.set('travel', view.travel);
  if (view.operator !== '') q.set('operator', view.operator);
  if (view.metric !== 'settlements') q.set('metric', view.metric);
  if (view.town !== '') q.set('town', view.town);
  if (view.people > 0) q.set('people', String(view.people));
  if (view.unplanned) q.set('unplanned', 'true');
  if (view.selection !== null) q.set('sel', view.selection.id);
  q.set('lang', lang);
  return `?${q.toString()}`;
}

export type BoundView = Bound<View>;

/** Binds a view to the window's address. A change of area, standard or operator is a step that the back button undoes. */
export function bind(target: Window): BoundView {
  return bindTo(target, { parse, format, isStep: (a, b) => a.area !== b.area || a.standard !== b.standard || a.operator !== b.operator });
}
