// Which language is shown, and how words come: each language is a file of its own, and only that of the language shown is loaded.
// Apart from the words, so that a page with few words does not load those of all others.
import { signal } from '@preact/signals';
import { withOwn } from '../ui/own';

export type Language = 'zh' | 'en';

/** The language shown now: at first the one that the address names, or that this browser was told to begin with. Components that read it redraw when it changes; show changes it. */
export const language = signal<Language>(typeof location !== 'undefined' && new URLSearchParams(withOwn(location.search)).get('lang') === 'en' ? 'en' : 'zh');

/** The language tag for lang attributes and Intl. */
export function tag(of: Language = language.value): string {
  return of === 'zh' ? 'zh-CN' : 'en';
}

/** Says the words of a key in the language shown, their {placeholders} filled. */
export interface Speaker<K extends string> {
  (key: K, values?: Record<string, string | number>): string;
  /** Tells whether there are words for a key that was put together from what the program said. */
  knows(key: string): key is K;
}

/** Makes the function that says the words of dictionaries that are there already. */
export function speaker<K extends string>(dictionaries: Partial<Record<Language, Record<K, string>>>): Speaker<K> {
  const words = (): Record<K, string> => {
    const found = dictionaries[language.value];
    if (found === undefined) throw new Error(`the words in ${language.value} were not loaded`);
    return found;
  };
  return Object.assign((key: K, values: Record<string, string | number> = {}): string => words()[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole)), {
    knows: (key: string): key is K => Object.hasOwn(words(), key),
  });
}

// What loads the words of one page or part in a language; each is asked before a language is shown.
const books: ((lang: Language) => Promise<void>)[] = [];

/**
 * Makes the function that says the words of dictionaries in files of their own. It is there once the file of the language shown
 * is: await it where a module begins, and whatever imports that module waits with it.
 */
export async function spoken<K extends string>(files: Record<Language, () => Promise<{ default: Record<K, string> }>>): Promise<Speaker<K>> {
  const known: Partial<Record<Language, Record<K, string>>> = {};
  const learn = async (lang: Language): Promise<void> => {
    known[lang] ??= (await files[lang]()).default;
  };
  books.push(learn);
  while (known[language.peek()] === undefined) await learn(language.peek());
  return speaker(known);
}

/** Loads the words of a language for all that is loaded so far, without showing it. */
export async function learn(lang: Language): Promise<void> {
  for (let asked = 0; asked < books.length;) {
    const from = asked;
    asked = books.length;
    await Promise.all(books.slice(from).map((book) => book(lang)));
  }
}

let wanted: Language | null = null;

/** Shows a language once its words are there; of several calls the last one counts. Fails where the words cannot be loaded. */
export async function show(lang: Language): Promise<void> {
  wanted = lang;
  await learn(lang);
  if (wanted === lang) language.value = lang;
}
