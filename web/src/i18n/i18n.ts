// Words of the page in Chinese and English. zh-CN.json is the source; en.json has the same keys; board.*.json are those of the dashboard.
import { speaker } from './language';
import zh from './zh-CN.json';
import en from './en.json';

export { language, speaker, tag, type Language } from './language';

export type Key = keyof typeof zh;

/** The words of a key with its {placeholders} filled. */
export const t = speaker<Key>({ zh, en });
