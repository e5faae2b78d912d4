// Words of this part of the workspace.
import { speaker } from '../../i18n/language';
import zh from './words/zh-CN.json';
import en from './words/en.json';

export type Word = keyof typeof zh;

/** The words of a key of this part with its {placeholders} filled. */
export const w = speaker<Word>({ zh, en });
