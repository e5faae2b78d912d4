// The words of the courier's page. They are apart from those of the others, so that the page stays small on a slow line.
import { language, speaker } from '../i18n/language';
import zh from './words/zh-CN.json';
import en from './words/en.json';

export type Word = keyof typeof zh;

/** The words of a key with its {placeholders} filled. */
export const t = speaker<Word>({ zh, en });

/** A reason as it is read here; it is kept and sent as the office writes it. */
export function reasonWord(kind: 'failed' | 'road', at: number, reason: string): string {
  return language.value === 'zh' ? reason : (REASONS[kind][at] ?? reason);
}

const REASONS = { failed: (en['reasons.failed'] as string).split('|'), road: (en['reasons.road'] as string).split('|') };
