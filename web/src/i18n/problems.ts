// What the program refuses and why jobs failed, in the words of the language shown. Codes and parameters are those of api/API.md; the program's own
// sentence, which is English, goes along for what the words leave open.
import { RequestError } from '../api/client';
import { language, spoken } from './language';
import type zh from './problems.zh-CN.json';

type Word = keyof typeof zh;
const p = await spoken<Word>({ zh: () => import('./problems.zh-CN.json'), en: () => import('./problems.en.json') });

/** Why something did not work. */
export interface Reason {
  /** In the language shown, with the way out. */
  words: string;
  /** The program's own sentence, in English; empty where it says nothing more. */
  detail: string;
}

const within = (family: string, code: string): string => {
  const key = `${family}.${code}`;
  return p.knows(key) ? p(key) : code;
};

/** Says an error of a request, or any other, to people. */
export function reasonOf(error: Error): Reason {
  if (!(error instanceof RequestError)) return { words: error.message, detail: '' };
  if (error.status === 0) return { words: p('problem.connection'), detail: '' };
  if (error.code === '') return { words: error.message === '' ? p('problem.status', { status: error.status }) : error.message, detail: '' };
  // Whoever reads English is helped most by the sentence itself where it speaks of a field or a state; the words alone would be vaguer.
  return { words: wordsOf(error), detail: error.message };
}

function wordsOf({ code, params, requestID }: RequestError): string {
  const field = params['field'] ?? params['parameter'] ?? '';
  switch (code) {
    case 'invalid':
      if (field === '') return p('problem.invalid');
      return (params['value'] ?? '') === '' ? p('problem.invalid_field', { field }) : p('problem.invalid_value', { field, value: params['value'] ?? '' });
    case 'not_found':
      if (params['kind'] === undefined || params['id'] === undefined) return p('problem.not_found');
      return p('problem.not_found_record', { kind: p.knows(`thing.${params['kind']}`) ? within('thing', params['kind']) : p('thing.other'), id: params['id'] });
    case 'forbidden':
      return params['permission'] === undefined ? p('problem.forbidden') : p('problem.forbidden_permission', { permission: within('permission', params['permission']) });
    case 'outside_area':
      return params['own_area'] === undefined ? p('problem.outside_area') : p('problem.outside_own_area', { area: params['own_area'] });
    case 'locked':
      return params['wait_s'] === undefined ? p('problem.locked_for_good') : p('problem.locked', { wait: params['wait_s'] });
    case 'rate_limited':
      return p('problem.rate_limited', { wait: params['wait_s'] ?? '' });
    case 'internal':
      return p('problem.internal', { request: requestID });
  }
  const key = `problem.${code}`;
  return p.knows(key) ? p(key) : p('problem.unforeseen', { code });
}

/** Says why a job failed, or waits to be tried again, to people. */
export function jobReasonOf(error: { code: string; detail: string }): Reason {
  const key = `jobproblem.${error.code}`;
  return { words: p.knows(key) ? p(key) : p('jobproblem.other'), detail: error.detail };
}

/** The language of Reason.detail where it is not that of the page; undefined where it is. */
export function detailTag(): string | undefined {
  return language.value === 'en' ? undefined : 'en';
}
