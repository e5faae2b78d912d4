// Words of the page in Chinese and English. zh-CN.json is the source; en.json has the same keys; board.*.json are those of the dashboard.
import { spoken } from './language';
import type zh from './zh-CN.json';

export { language, show, tag, type Language } from './language';

export type Key = keyof typeof zh;

/** The words of a key with its {placeholders} filled. */
export const t = await spoken<Key>({ zh: () => import('./zh-CN.json'), en: () => import('./en.json') });
