// Words of the dashboard and the report, apart from the rest so that the planner's page does not carry them.
import { spoken } from './language';
import type zh from './board.zh-CN.json';

export type BoardKey = keyof typeof zh;

/** The words of a key of the dashboard with its {placeholders} filled. */
export const tb = await spoken<BoardKey>({ zh: () => import('./board.zh-CN.json'), en: () => import('./board.en.json') });
