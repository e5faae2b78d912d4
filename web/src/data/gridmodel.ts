// The page of the grid that is shown, and what is edited in it.
import { signal, type Signal } from '@preact/signals';
import { address, feature, patchFeature, RequestError } from '../api/client';
import { resource, type Resource } from '../api/resource';
import { differing, filterOf, patchOf, rowOf, type Row, type Value } from './grid';
import type { Model } from './model';
import type { Kind } from './view';

export const PAGE_ROWS = 50;

export interface Page {
  kind: Kind;
  rows: Row[];
  matched: number;
  /** The next page begins behind it; empty: this is the last one. */
  next: string;
}

/** Where a row stands: as stored, edited and not saved, on its way, saved, refused, or changed by somebody else. */
export type RowState = 'dirty' | 'saving' | 'saved' | 'failed' | 'conflict';

export interface Edit {
  before: Row;
  now: Row;
  state: RowState;
  error: Error | null;
  /** conflict: the row as it is stored by now. */
  theirs: Row | null;
}

export interface GridModel {
  page: Resource<Page>;
  edits: Signal<ReadonlyMap<string, Edit>>;
  /** What was saved here, newest last, to be taken back. */
  saved: Signal<readonly { kind: Kind; before: Row; after: Row }[]>;
  set(row: Row, name: string, value: Value): void;
  forget(id: string): void;
  save(id: string): Promise<void>;
  /** Keeps one's own values over those of somebody else, or takes theirs. */
  settle(id: string, mine: boolean): Promise<void>;
  undo(): Promise<void>;
}

type Collection = { features: { geometry: unknown; properties: Record<string, Value> }[]; numberMatched: number; links: { rel: string; href: string }[] };

const itemAt = (kind: Kind, id: string): string => address(`/ogc/collections/${kind}/items/{id}`, {}, { id });

export function makeGrid(model: Model): GridModel {
  const { bound } = model;
  const edits = signal<ReadonlyMap<string, Edit>>(new Map());
  const saved = signal<readonly { kind: Kind; before: Row; after: Row }[]>([]);
  const beat = signal(0);
  const page = resource<Page>(
    () => JSON.stringify([bound.view.value.kind, filterOf(bound.view.value.area, bound.view.value.name), bound.view.value.after, beat.value]),
    async (key, abort) => {
      const [kind, filter, after] = JSON.parse(key) as [Kind, string, string];
      const { feature: answer } = await feature(address(`/ogc/collections/${kind}/items`, { limit: PAGE_ROWS, after, filter, 'filter-lang': filter === '' ? '' : 'cql2-text' }), abort);
      const list = answer as Collection;
      const next = list.links.find((link) => link.rel === 'next')?.href ?? '';
      return { kind, rows: list.features.map((one) => rowOf(kind, one)), matched: list.numberMatched, next: next === '' ? '' : new URL(next, location.href).searchParams.get('after') ?? '' };
    },
  );
  const put = (id: string, edit: Edit | null): void => {
    const now = new Map(edits.peek());
    if (edit === null) now.delete(id);
    else now.set(id, edit);
    edits.value = now;
  };
  const kindOf = (): Kind => page.state.peek().value?.kind ?? 'settlements';
  // write brings a row from one state to another, if it is still in the first one; otherwise it answers with the row as it is.
  const write = async (kind: Kind, before: Row, after: Row): Promise<Row | null> => {
    const { feature: answer, tag } = await feature(itemAt(kind, before.id));
    const stored = rowOf(kind, answer as Collection['features'][number]);
    if (differing(kind, before, stored).length > 0) return stored;
    const body = patchOf(kind, before, after);
    if (body === null) throw new RequestError(422, '', 'half_position');
    try {
      await patchFeature(itemAt(kind, before.id), body, tag);
    } catch (cause) {
      if (cause instanceof RequestError && cause.status === 412) return rowOf(kind, (await feature(itemAt(kind, before.id))).feature as Collection['features'][number]);
      throw cause;
    }
    return null;
  };
  const save = async (id: string): Promise<void> => {
    const edit = edits.peek().get(id);
    if (edit === undefined || edit.state === 'saving' || edit.state === 'saved') return;
    const kind = kindOf();
    if (differing(kind, edit.before, edit.now).length === 0) return put(id, null);
    put(id, { ...edit, state: 'saving', error: null });
    try {
      const theirs = await write(kind, edit.before, edit.now);
      if (theirs !== null) return put(id, { ...edit, state: 'conflict', theirs });
      saved.value = [...saved.peek(), { kind, before: edit.before, after: edit.now }];
      put(id, { before: edit.now, now: edit.now, state: 'saved', error: null, theirs: null });
    } catch (cause) {
      put(id, { ...edit, state: 'failed', error: cause instanceof Error ? cause : new Error(String(cause)) });
    }
  };
  return {
    page,
    edits,
    saved,
    set(row, name, value) {
      const edit = edits.peek().get(row.id);
      const before = edit?.before ?? row;
      const now = { ...(edit?.now ?? row), values: { ...(edit?.now ?? row).values, [name]: value } };
      put(row.id, { before, now, state: 'dirty', error: null, theirs: null });
    },
    forget: (id) => {
      const edit = edits.peek().get(id);
      put(id, null);
      if (edit?.theirs !== null && edit !== undefined) beat.value++;
    },
    save,
    async settle(id, mine) {
      const edit = edits.peek().get(id);
      if (edit?.theirs === null || edit === undefined) return;
      if (!mine) {
        put(id, null);
        beat.value++;
        return;
      }
      // One's own changes go on top of what is stored by now; what only the other changed stays.
      const now = { ...edit.theirs, values: { ...edit.theirs.values } };
      for (const name of differing(kindOf(), edit.before, edit.now)) now.values[name] = edit.now.values[name] ?? null;
      put(id, { before: edit.theirs, now, state: 'dirty', error: null, theirs: null });
      await save(id);
    },
    async undo() {
      const last = saved.peek().at(-1);
      if (last === undefined) return;
      saved.value = saved.peek().slice(0, -1);
      const edit: Edit = { before: last.after, now: last.before, state: 'saving', error: null, theirs: null };
      put(last.before.id, edit);
      try {
        const theirs = await write(last.kind, last.after, last.before);
        put(last.before.id, theirs === null ? null : { ...edit, state: 'conflict', theirs });
        if (theirs === null) beat.value++;
      } catch (cause) {
        put(last.before.id, { ...edit, state: 'failed', error: cause instanceof Error ? cause : new Error(String(cause)) });
      }
    },
  };
}
