// Words of the dashboard and the report, apart from the rest so that the planner's page does not carry them.
import { speaker } from './i18n';
import zh from './board.zh-CN.json';
import en from './board.en.json';

export type BoardKey = keyof typeof zh;

/** The words of a key of the dashboard with its {placeholders} filled. */
export const tb = speaker<BoardKey>({ zh, en });
