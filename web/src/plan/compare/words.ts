// Words of this part of the workspace.
import { spoken } from '../../i18n/language';
import type zh from './words/zh-CN.json';

export type Word = keyof typeof zh;

/** The words of a key of this part with its {placeholders} filled. */
export const w = await spoken<Word>({ zh: () => import('./words/zh-CN.json'), en: () => import('./words/en.json') });
