// Typed requests to the program's own API. Paths, parameters and answers come from the OpenAPI document
// (schema.d.ts, generated); nothing here is written by hand twice.
import type { paths } from './schema';

type Gettable = { [P in keyof paths]: paths[P] extends { get: { responses: { 200: unknown } } } ? P : never }[keyof paths];
type Operation<P extends Gettable> = paths[P] extends { get: infer O } ? O : never;
type Body<R> = R extends { content: infer C } ? C[keyof C] : never;

/** What a path answers with status 200. */
export type Answer<P extends Gettable> = Operation<P> extends { responses: { 200: infer R } } ? Body<R> : never;
type Parameters<P extends Gettable> = Operation<P> extends { parameters: infer Q } ? Q : never;
type Query<P extends Gettable> = Parameters<P> extends { query?: infer Q } ? Q : never;
type PathValues<P extends Gettable> = Parameters<P> extends { path: infer Q } ? Q : never;

type Postable = { [P in keyof paths]: paths[P] extends { post: { responses: { 202: unknown } } } ? P : never }[keyof paths];
type Order<P extends Postable> = paths[P] extends { post: infer O } ? O : never;

/** What a path answers with status 202, and what it is asked with. */
export type Accepted<P extends Postable> = Order<P> extends { responses: { 202: infer R } } ? Body<R> : never;
export type Draft<P extends Postable> = Order<P> extends { requestBody: infer R } ? Body<R> : undefined;

/** A refusal of the API in words, or a connection that failed (status 0). */
export class RequestError extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** The stable word of the refusal; empty where there was none. */
    readonly code = '',
    /** The values that the sentence speaks of. */
    readonly params: Readonly<Record<string, string>> = {},
    /** Of the line in the server's log. */
    readonly requestID = '',
  ) {
    super(message);
  }
}

/** Builds the address of a request; download links use it too. */
export function address(path: string, query: object = {}, values: object = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String((values as Record<string, unknown>)[name])),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return text === '' ? filled : `${filled}?${text}`;
}

/** Asks for a path and returns its answer, or throws a RequestError. */
export async function get<P extends Gettable>(
  path: P,
  options: { query?: Query<P>; path?: PathValues<P>; signal?: AbortSignal } = {},
): Promise<Answer<P>> {
  const where = address(path as string, options.query as object | undefined, options.path as object | undefined);
  return (await send(where, { signal: options.signal ?? null, headers: { Accept: 'application/json' } })) as Answer<P>;
}

/** Asks for work in the background and returns the job as it was accepted, or throws a RequestError. */
export async function post<P extends Postable>(path: P, body: Draft<P>, values: object = {}): Promise<Accepted<P>> {
  const request: RequestInit = { method: 'POST', headers: { Accept: 'application/json', 'Content-Type': 'application/json' } };
  if (body !== undefined) request.body = JSON.stringify(body);
  return (await send(address(path as string, {}, values), request)) as Accepted<P>;
}

/** Asks for a file that is text, such as a report, or throws a RequestError. */
export async function text(where: string, signal: AbortSignal): Promise<string> {
  return (await ask(where, { signal })).text();
}

/** What a login brings: the token that every request which changes something carries, and what to do when it has ended. */
export const login = { csrf: '', ended: (): void => undefined };

/** Sends a request that changes something and returns its answer; null where there is none. A version is the one that was seen: of another the program changes nothing. */
export async function change(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', where: string, body?: unknown, version?: number | string): Promise<unknown> {
  const request: RequestInit = { method, headers: { Accept: 'application/json', 'Content-Type': 'application/json', ...(version === undefined ? {} : { 'If-Match': `"${version}"` }) } };
  if (body !== undefined) request.body = JSON.stringify(body);
  return send(where, request);
}

/** Sends a file as it is and returns the answer, or throws a RequestError. */
export function upload(where: string, file: Blob): Promise<unknown> {
  return send(where, { method: 'POST', headers: { Accept: 'application/json', 'Content-Type': 'application/octet-stream' }, body: file });
}

/** A feature of OGC API and the validator that an edit of it must name. */
export async function feature(where: string, signal?: AbortSignal): Promise<{ feature: unknown; tag: string }> {
  const response = await ask(where, { signal: signal ?? null, headers: { Accept: 'application/geo+json' } });
  return { feature: await response.json(), tag: response.headers.get('ETag') ?? '' };
}

/** Replaces some properties of a feature, if it is still the one that was read. */
export async function patchFeature(where: string, body: unknown, tag: string): Promise<void> {
  await ask(where, { method: 'PATCH', headers: { Accept: 'application/geo+json', 'Content-Type': 'application/merge-patch+json', 'If-Match': tag }, body: JSON.stringify(body) });
}

async function send(where: string, request: RequestInit): Promise<unknown> {
  const response = await ask(where, request);
  return response.status === 204 ? null : response.json();
}

async function ask(where: string, request: RequestInit): Promise<Response> {
  if (request.method !== undefined && login.csrf !== '') request = { ...request, headers: { ...request.headers, 'X-Csrf-Token': login.csrf } };
  let response: Response;
  try {
    response = await fetch(where, request);
  } catch (cause) {
    if (request.signal?.aborted) throw cause;
    throw new RequestError(0, '');
  }
  if (!response.ok) {
    const refusal = await refusalOf(response);
    if (refusal.code === 'unauthenticated') login.ended();
    throw refusal;
  }
  return response;
}

// refusalOf reads a problem+json answer; any other body says nothing to a person.
async function refusalOf(response: Response): Promise<RequestError> {
  try {
    const problem = (await response.json()) as { detail?: string; title?: string; code?: string; params?: Record<string, string>; request_id?: string };
    return new RequestError(response.status, problem.detail ?? problem.title ?? '', problem.code, problem.params, problem.request_id);
  } catch {
    return new RequestError(response.status, '');
  }
}
