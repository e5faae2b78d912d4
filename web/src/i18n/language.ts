// Which language is shown. Apart from the words, so that a page with few words does not load those of all others.
import { signal } from '@preact/signals';

export type Language = 'zh' | 'en';

/** The language shown now. Components that read it redraw when it changes. */
export const language = signal<Language>('zh');

/** The language tag for lang attributes and Intl. */
export function tag(of: Language = language.value): string {
  return of === 'zh' ? 'zh-CN' : 'en';
}

/** Makes the function that says the words of a dictionary in the language shown, their {placeholders} filled. */
export function speaker<K extends string>(dictionaries: Record<Language, Record<K, string>>) {
  return (key: K, values: Record<string, string | number> = {}): string =>
    dictionaries[language.value][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
