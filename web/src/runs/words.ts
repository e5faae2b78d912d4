// Words of this page, apart from the rest so that no other page carries them.
import { speaker } from '../i18n/language';
import zh from './words/zh-CN.json';
import en from './words/en.json';

export type Word = keyof typeof zh;

/** The words of a key of this page with its {placeholders} filled. */
export const w = speaker<Word>({ zh, en });
