// Typed GET requests to the program's own API. Paths, parameters and answers come from the OpenAPI document
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

/** A refusal of the API in words, or a connection that failed (status 0). */
export class RequestError extends Error {
  constructor(
    readonly status: number,
    message: string,
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
  let response: Response;
  try {
    response = await fetch(where, { signal: options.signal ?? null, headers: { Accept: 'application/json' } });
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw new RequestError(0, '');
  }
  if (!response.ok) throw new RequestError(response.status, await detailOf(response));
  return (await response.json()) as Answer<P>;
}

// detailOf reads the sentence of a problem+json answer; any other body says nothing to a person.
async function detailOf(response: Response): Promise<string> {
  try {
    const problem = (await response.json()) as { detail?: string; title?: string };
    return problem.detail ?? problem.title ?? '';
  } catch {
    return '';
  }
}
