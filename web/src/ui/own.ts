// What somebody chose for themselves in this browser: the language and the area that pages begin with where their address names none. It is kept
// here alone (localStorage) and goes to nobody.
import type { Language } from '../i18n/language';

export interface Own {
  /** Empty: whatever the pages begin with anyway. */
  language: Language | '';
  area: string;
  /** Shortcuts of a single key, such as ?, are off. */
  quiet: boolean;
}

const KEY = 'cuntong.own';

/** What was chosen; nothing where this browser keeps nothing. */
export function own(): Own {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Own>;
    return { language: kept.language === 'zh' || kept.language === 'en' ? kept.language : '', area: typeof kept.area === 'string' && /^\d{2,12}$/.test(kept.area) ? kept.area : '', quiet: kept.quiet === true };
  } catch {
    return { language: '', area: '', quiet: false };
  }
}

/** Keeps a choice; whether this browser does. */
export function keepOwn(choice: Own): boolean {
  try {
    if (choice.language === '' && choice.area === '' && !choice.quiet) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify(choice));
    return true;
  } catch {
    return false;
  }
}

/** The search part of an address, with one's own choices where it names none. */
export function withOwn(search: string, choice: Own = own()): string {
  const q = new URLSearchParams(search);
  if (!q.has('lang') && choice.language !== '') q.set('lang', choice.language);
  if (!q.has('area') && choice.area !== '') q.set('area', choice.area);
  return `?${q.toString()}`;
}
