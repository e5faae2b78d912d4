// What is being looked at, kept in the address so that every view can be sent to a colleague.
import type { Language } from '../i18n/i18n';
import { bindTo, type Bound } from '../ui/address';
import { formatLooking, parseLooking, type Looking } from '../travel/travel';
import { parseSelection, sayOf } from '../ui/selection';

export type Tab = 'gaps' | 'areas' | 'facilities' | 'plan' | 'tiers' | 'frontier' | 'changes' | 'method';
export const TABS: Tab[] = ['gaps', 'areas', 'facilities', 'plan', 'tiers', 'frontier', 'changes', 'method'];

/** What of a three-tier plan is shown beside the map. */
export const PARTS = ['sites', 'money', 'towns', 'alone', 'years', 'method'] as const;
export type Part = (typeof PARTS)[number];

/** The view. plan is empty for the newest plan of the area and NO_PLAN for the present state alone. */
export interface View extends Looking {
  area: string;
  plan: string;
  after: boolean;
  town: string;
  tab: Tab;
  /** ID of the scenario whose changes are shown; empty for none. */
  scenario: string;
  part: Part;
  /** Which premises of a three-tier plan are listed: all where empty, or a tier and what is done, such as point-close. */
  sites: string;
  /** ID of the job that is followed; empty for none. */
  job: string;
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
  const part = q.get('part') as Part | null;
  return {
    view: {
      area: q.get('area') ?? '',
      plan: q.get('plan') ?? '',
      after: q.get('view') === 'after',
      town: q.get('town') ?? '',
      tab: tab !== null && TABS.includes(tab) ? tab : 'gaps',
      selection: parseSelection(q.get('sel') ?? ''),
      scenario: q.get('scenario') ?? '',
      ...parseLooking(q),
      part: part !== null && PARTS.includes(part) ? part : 'sites',
      sites: /^(hub|station|point)-(keep|add|upgrade|merge|close)$/.test(q.get('sites') ?? '') ? (q.get('sites') ?? '') : '',
      job: q.get('job') ?? '',
    },
    language: lang === 'en' ? 'en' : 'zh',
  };
}

/** Writes a view and the language as the search part of an address; parse reads it back. */
export function format(view: View, lang: Language): string {
  const q = new URLSearchParams();
  if (view.area !== '') q.set('area', view.area);
  if (view.plan !== '') q.set('plan', view.plan);
  if (view.after) q.set('view', 'after');
  if (view.town !== '') q.set('town', view.town);
  if (view.tab !== 'gaps') q.set('tab', view.tab);
  if (view.selection !== null) q.set('sel', sayOf(view.selection));
  if (view.scenario !== '') q.set('scenario', view.scenario);
  formatLooking(q, view);
  if (view.part !== 'sites') q.set('part', view.part);
  if (view.sites !== '') q.set('sites', view.sites);
  if (view.job !== '') q.set('job', view.job);
  q.set('lang', lang);
  return `?${q.toString()}`;
}

/** The view as a signal bound to the browser's address. A change of area or plan is a step that the back button undoes. */
export type BoundView = Bound<View>;

/** Binds a view to the window's address. */
export function bind(target: Window): BoundView {
  return bindTo(target, { parse, format, isStep: (before, after) => before.area !== after.area || before.plan !== after.plan });
}
