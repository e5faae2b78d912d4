// Who is logged in. Without accounts the program asks nobody, and nothing of this is seen.
import { signal } from '@preact/signals';
import { t } from '../i18n/i18n';
import { reasonOf } from '../i18n/problems';
import { change, get, login as held, RequestError, type Answer } from '../api/client';

export type Session = Answer<'/api/v1/session'>;

/** asking: not known yet. in: the page may be shown. out: a login is needed. ended: it was there and is over. */
export type State = 'asking' | 'in' | 'out' | 'ended';

export const state = signal<State>('asking');
export const session = signal<Session | null>(null);

/** What went wrong with a login, for people. */
export type Refusal = { kind: 'wrong' } | { kind: 'wait'; seconds: string } | { kind: 'other'; error: Error };

/** Asks the program who this browser is logged in as. A program that does not answer is left to the page to tell of. */
export async function ask(): Promise<void> {
  held.ended = () => {
    if (state.value === 'in') state.value = 'ended';
  };
  try {
    take(await get('/api/v1/session'));
  } catch {
    state.value = 'in';
  }
}

function take(now: Session): void {
  session.value = now;
  held.csrf = now.csrf_token ?? '';
  state.value = now.login_required && now.name === null ? 'out' : 'in';
}

/** Logs in; returns what is wrong, or null when it worked. */
export async function login(name: string, password: string): Promise<Refusal | null> {
  try {
    take((await change('POST', '/api/v1/session', { name, password })) as Session);
    return null;
  } catch (cause) {
    return refusalOf(cause instanceof Error ? cause : new Error(String(cause)));
  }
}

function refusalOf(error: Error): Refusal {
  if (error instanceof RequestError) {
    if (error.code === 'wrong_login') return { kind: 'wrong' };
    if (error.status === 429) return { kind: 'wait', seconds: error.params['wait_s'] ?? '' };
  }
  return { kind: 'other', error };
}

/** Replaces one's own password; returns what is wrong, or null when it worked. */
export async function changePassword(old: string, fresh: string): Promise<Refusal | null> {
  try {
    take((await change('PUT', '/api/v1/session/password', { old_password: old, new_password: fresh })) as Session);
    return null;
  } catch (cause) {
    return refusalOf(cause instanceof Error ? cause : new Error(String(cause)));
  }
}

/** Says a refusal to people. */
export function wordsOf(refusal: Refusal): string {
  if (refusal.kind === 'wrong') return t('account.wrong');
  if (refusal.kind === 'wait') return t('account.wait', { seconds: refusal.seconds });
  const { error } = refusal;
  if (error instanceof RequestError && error.params['field'] === 'old_password') return t('account.wrong_old');
  if (error instanceof RequestError && error.params['field'] === 'new_password') return t('account.weak');
  return reasonOf(error).words;
}

/** Logs out. What was shown must not stay behind on the screen or in memory, so the page begins anew. */
export async function leave(): Promise<void> {
  try {
    await change('DELETE', '/api/v1/session');
  } finally {
    location.reload();
  }
}

/** Whether who is logged in may do something. */
export function may(permission: string): boolean {
  return session.value === null || (session.value.may as string[]).includes(permission);
}
