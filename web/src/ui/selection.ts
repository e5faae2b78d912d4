// What is picked on a map or in a list, and how an address says it.

/** Something picked on the map or in a list. */
export interface Selection {
  kind: 'settlement' | 'facility' | 'site' | 'town';
  id: string;
}

/** Reads what sayOf wrote; null where it is nothing of this kind. */
export function parseSelection(text: string): Selection | null {
  const colon = text.indexOf(':');
  const kind = text.slice(0, Math.max(colon, 0));
  const id = text.slice(colon + 1);
  if (id === '' || (kind !== 'settlement' && kind !== 'facility' && kind !== 'site')) return null;
  return { kind, id };
}

/** A selection as one word of an address. */
export function sayOf({ kind, id }: Selection): string {
  return `${kind}:${id}`;
}

/** Whether two selections are the same. */
export function same(a: Selection | null, b: Selection | null): boolean {
  return a?.kind === b?.kind && a?.id === b?.id;
}
