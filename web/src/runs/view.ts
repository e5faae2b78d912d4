// What is looked at here, kept in the address.
import type { Language } from '../i18n/language';
import { bindTo, type Bound } from '../ui/address';

export const TABS = ['runs', 'roads', 'files'] as const;
export type Tab = (typeof TABS)[number];
export const REPORT_STATES = ['open', 'accepted', 'dismissed'] as const;
export type ReportState = (typeof REPORT_STATES)[number];

export interface View {
  area: string;
  /** YYYY-MM-DD; empty: today. */
  date: string;
  /** ID of the run that is looked at; empty: none. */
  run: string;
  tab: Tab;
  /** Road reports in this state; empty: all. */
  reports: ReportState | '';
}

/** Reads a view and the language from an address' search part; what is unknown or malformed falls back. */
export function parse(search: string): { view: View; language: Language } {
  const q = new URLSearchParams(search);
  const date = q.get('date') ?? '';
  return {
    view: {
      area: q.get('area') ?? '',
      date: isDay(date) ? date : '',
      run: q.get('run') ?? '',
      tab: TABS.find((tab) => tab === q.get('tab')) ?? 'runs',
      reports: q.get('reports') === 'all' ? '' : (REPORT_STATES.find((state) => state === q.get('reports')) ?? 'open'),
    },
    language: q.get('lang') === 'en' ? 'en' : 'zh',
  };
}

/** Writes a view and the language as the search part of an address; parse reads it back. */
export function format(view: View, lang: Language): string {
  const q = new URLSearchParams();
  if (view.area !== '') q.set('area', view.area);
  if (view.date !== '') q.set('date', view.date);
  if (view.run !== '') q.set('run', view.run);
  if (view.tab !== 'runs') q.set('tab', view.tab);
  if (view.reports !== 'open') q.set('reports', view.reports === '' ? 'all' : view.reports);
  q.set('lang', lang);
  return `?${q.toString()}`;
}

/** Whether a text is a calendar day, such as 2026-02-28 and not 2026-02-30. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** The day so many days after another. */
export function dayAfter(day: string, days: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/** The calendar day of a moment where the reader is. */
export function dayOf(at: Date): string {
  return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;
}

export type BoundView = Bound<View>;

/** Binds a view to the window's address. */
export function bind(target: Window): BoundView {
  return bindTo(target, { parse, format, isStep: (before, after) => format(before, 'zh') !== format(after, 'zh') });
}
