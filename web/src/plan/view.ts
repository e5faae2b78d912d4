// What is looked at here, kept in the address: the scenario in its path, all else in its search part.
import type { Language } from '../i18n/language';
import type { Bounds } from '../map/content';
import { SHAPES, type Shape } from '../map/shapes';
import { bindTo, type Bound } from '../ui/address';
import { formatLooking, parseLooking, type Looking } from '../travel/travel';
import { parseSelection, sayOf } from '../ui/selection';

export const TABS = ['scenarios', 'parameters', 'changes', 'suggestions'] as const;
export type Tab = (typeof TABS)[number];

/** How two states are compared: with a curtain, side by side, or as what differs. */
export const HOWS = ['swipe', 'side', 'difference'] as const;
export type How = (typeof HOWS)[number];

/** What a comparison names in place of a scenario's ID: the present state. */
export const BASELINE = 'baseline';
/** No plan, where an empty name stands for the newest one. */
export const NO_PLAN = 'none';

export interface View extends Looking {
  /** ID of the active scenario; empty for the baseline, which nobody changes. */
  scenario: string;
  /** Code of the area of the baseline and of the list of scenarios; empty for the area that the records begin with. A scenario has its own. */
  area: string;
  tab: Tab;
  /** ID of the scenario that the active one is compared with, or BASELINE; empty for no comparison. */
  compare: string;
  how: How;
  /** ID of the plan on show; empty for the scenario's newest, or NO_PLAN. */
  plan: string;
  /** ID of the job that is followed; empty for none. */
  job: string;
  /** What the legend has switched off. */
  hidden: readonly Shape[];
  /** What the map has in sight; null for the whole area. It is noted, not drawn by. */
  box: Bounds | null;
}

/** Reads a view and the language from an address; what is unknown or malformed falls back. */
export function parse(search: string, path: string): { view: View; language: Language } {
  const q = new URLSearchParams(search);
  const one = <T extends string>(name: string, of: readonly T[], or: T): T => of.find((word) => word === q.get(name)) ?? or;
  return {
    view: {
      scenario: scenarioOf(path),
      area: q.get('area') ?? '',
      tab: one('tab', TABS, 'scenarios'),
      compare: q.get('compare') ?? '',
      how: one('how', HOWS, 'swipe'),
      plan: q.get('plan') ?? '',
      job: q.get('job') ?? '',
      selection: parseSelection(q.get('sel') ?? ''),
      ...parseLooking(q),
      hidden: (q.get('hide') ?? '').split(',').filter((word): word is Shape => Object.hasOwn(SHAPES, word)),
      box: boxOf(q.get('box') ?? ''),
    },
    language: q.get('lang') === 'en' ? 'en' : 'zh',
  };
}

function scenarioOf(path: string): string {
  const word = /^\/plan\/([^/]+)/.exec(path)?.[1] ?? '';
  try {
    return decodeURIComponent(word);
  } catch {
    return '';
  }
}

function boxOf(text: string): Bounds | null {
  const parts = text === '' ? [] : text.split(',').map(Number);
  const [west = NaN, south = NaN, east = NaN, north = NaN] = parts;
  const right = parts.length === 4 && west >= -180 && west < east && east <= 180 && south >= -85 && south < north && north <= 85;
  return right ? [west, south, east, north] : null;
}

/** Writes a view and the language as the search part of an address; parse reads it back. */
export function format(view: View, lang: Language): string {
  const q = new URLSearchParams();
  if (view.area !== '') q.set('area', view.area);
  if (view.tab !== 'scenarios') q.set('tab', view.tab);
  if (view.compare !== '') q.set('compare', view.compare);
  if (view.how !== 'swipe') q.set('how', view.how);
  if (view.plan !== '') q.set('plan', view.plan);
  if (view.job !== '') q.set('job', view.job);
  if (view.selection !== null) q.set('sel', sayOf(view.selection));
  formatLooking(q, view);
  if (view.hidden.length > 0) q.set('hide', view.hidden.join(','));
  if (view.box !== null) q.set('box', view.box.map((degrees) => degrees.toFixed(4)).join(','));
  q.set('lang', lang);
  return `?${q.toString()}`;
}

/** The path of a view: /plan/ID, or /plan for the baseline. */
export function path({ scenario }: View): string {
  return scenario === '' ? '/plan' : `/plan/${encodeURIComponent(scenario)}`;
}

export type BoundView = Bound<View>;

/** Binds a view to the window's address. A change of area, scenario, tab or comparison is a step that the back button undoes. */
export function bind(target: Window): BoundView {
  const step = ({ area, scenario, tab, compare, how }: View): string => JSON.stringify([area, scenario, tab, compare, how]);
  return bindTo(target, { parse, format, path, isStep: (before, after) => step(before) !== step(after) });
}
