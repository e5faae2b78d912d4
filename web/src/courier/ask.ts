// What the page asks the program. Every answer also says what time it is there.
import { address } from '../api/client';
import type { components } from '../api/schema';
import type { Noted, Run, RunHead, RunWay } from './run';
import type { Reply, Send } from './outbox';

export type Session = components['schemas']['Session'];
type RunSession = components['schemas']['RunSession'];

/** A refusal in the words of the program, or no connection (status 0). */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly errors: readonly { location?: string; message?: string }[] = [],
  ) {
    super(message);
  }
}

const PATIENCE = 20_000; // milliseconds; a phone with one bar is slow, and worse than none if it is waited for

export interface Program {
  /** Who the page acts for; asks anew, and keeps the token that changes need. */
  session(): Promise<Session>;
  login(name: string, password: string): Promise<Session>;
  /** Logs in by the link of a day and its PIN, and tells the run that both open. */
  open(secret: string, pin: string): Promise<string>;
  run(id: string): Promise<Run>;
  way(id: string): Promise<RunWay>;
  runsOf(day: string): Promise<RunHead[]>;
  send: Send;
}

/** The program that served the page. told hears how far the clock of the phone is ahead of its, in milliseconds, good to about a second. */
export function program(device: string, told: (ahead: number) => void): Program {
  let token = '';
  const ask = async <T>(method: 'GET' | 'POST', where: string, body?: unknown): Promise<T> => {
    const headers: Record<string, string> = { Accept: 'application/json' };
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    if (method !== 'GET' && token !== '') headers['X-Csrf-Token'] = token;
    const asked = Date.now();
    let response: Response;
    let answer: unknown = null;
    try {
      response = await fetch(where, { method, headers, body: body === undefined ? null : JSON.stringify(body), cache: 'no-cache', signal: AbortSignal.timeout(PATIENCE) });
      if (response.status !== 204) answer = await response.json();
    } catch {
      throw new Refusal(0, '');
    }
    const date = Date.parse(response.headers.get('Date') ?? '');
    const answered = Date.now();
    // The header has whole seconds, cut off; what took long says too little.
    if (!Number.isNaN(date) && answered >= asked && answered - asked < 5_000) told(Math.round((asked + answered) / 2 - (date + 500)));
    if (response.ok) return answer as T;
    const problem = answer as { detail?: string; title?: string; errors?: { location?: string; message?: string }[] } | null;
    throw new Refusal(response.status, problem?.detail ?? problem?.title ?? '', problem?.errors ?? []);
  };
  const take = (session: Session): Session => {
    token = session.csrf_token ?? '';
    return session;
  };
  return {
    session: async () => take(await ask<Session>('GET', '/api/v1/session')),
    login: async (name, password) => take(await ask<Session>('POST', '/api/v1/session', { name, password })),
    async open(secret, pin) {
      const opened = await ask<RunSession>('POST', '/api/v1/run-session', { secret, pin });
      token = opened.csrf_token;
      return opened.run;
    },
    run: (id) => ask<Run>('GET', address('/api/v1/runs/{id}', {}, { id })),
    way: (id) => ask<RunWay>('GET', address('/api/v1/runs/{id}/way', {}, { id })),
    async runsOf(date) {
      const all: RunHead[] = [];
      let after: string | undefined;
      do {
        const page = await ask<{ items: RunHead[] | null; next: string | null }>('GET', address('/api/v1/runs', { date, limit: 200, after }));
        all.push(...(page.items ?? []));
        after = page.next ?? undefined;
      } while (after !== undefined);
      return all;
    },
    async send(run, events) {
      try {
        return { kind: 'noted', noted: await ask<Noted>('POST', address('/api/v1/runs/{id}/events', {}, { id: run }), { device, events }) };
      } catch (cause) {
        return replyTo(cause);
      }
    },
  };
}

/** What a refusal of events means for them. */
export function replyTo(cause: unknown): Reply {
  if (!(cause instanceof Refusal)) return { kind: 'failed', why: String(cause) };
  const { status, message } = cause;
  if (status === 0) return { kind: 'later', why: 'offline' };
  if (status === 401 || status === 403) return { kind: 'login' };
  if (status === 408 || status === 429 || status >= 500) return { kind: 'later', why: 'busy' };
  if (status === 422) {
    const each = cause.errors.flatMap((one) => {
      const at = /^body\.events\[(\d+)\]/.exec(one.location ?? '');
      return at === null ? [] : [{ index: Number(at[1]), why: one.message ?? '' }];
    });
    return { kind: 'refused', each, why: message };
  }
  return { kind: 'failed', why: message };
}
