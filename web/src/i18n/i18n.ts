// Words of the page in Chinese and English. zh-CN.json is the source; en.json has the same keys.
import { signal } from '@preact/signals';
import zh from './zh-CN.json';
import en from './en.json';

export type Key = keyof typeof zh;
export type Language = 'zh' | 'en';

/** The language shown now. Components that read it redraw when it changes. */
export const language = signal<Language>('zh');

const dictionaries: Record<Language, Record<Key, string>> = { zh, en };

/** The language tag for lang attributes and Intl. */
export function tag(of: Language = language.value): string {
  return of === 'zh' ? 'zh-CN' : 'en';
}

/** The words of a key with its {placeholders} filled. */
export function t(key: Key, values: Record<string, string | number> = {}): string {
  return dictionaries[language.value][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
