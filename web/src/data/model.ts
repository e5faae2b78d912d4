// What the page knows of imports, and how it changes them.
import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import { address, change, get, upload, type Answer } from '../api/client';
import { namedAreas, type AreaFeature } from '../api/records';
import { resource, type Resource } from '../api/resource';
import type { components } from '../api/schema';
import type { BoundView } from './view';

export type ImportView = Answer<'/api/v1/imports/{id}'>;
export type ImportList = Answer<'/api/v1/imports'>;
export type Look = NonNullable<ImportView['staged']>;
export type Checked = NonNullable<Look['checked']>;
export type Past = components['schemas']['PastImport'];
export type Undoing = components['schemas']['Undoing'];
export type Reading = Look['reading'];
export type Positions = Answer<'/api/v1/imports/{id}/positions'>;
export type Sheet = NonNullable<Look['sheets']>[number];

export interface Model {
  bound: BoundView;
  areas: Resource<AreaFeature[]>;
  list: Resource<ImportList>;
  current: Resource<ImportView>;
  /** The import on show, as it was answered last. */
  shown: ReadonlySignal<ImportView | null>;
  positions: Resource<Positions>;
  busy: Signal<boolean>;
  /** Why the last change did not work. */
  error: Signal<Error | null>;
  send(files: readonly File[], into?: string): Promise<void>;
  read(reading: Reading): Promise<void>;
  giveUp(id: string): Promise<void>;
  commit(reason: string): Promise<void>;
  undo(id: string, whole: boolean): Promise<Undoing | null>;
  again(): void;
}

const idOf = (view: ImportView): string => view.staged?.id ?? view.past?.id ?? '';

/** Where an import is found, and what belongs to it. */
export const importAt = (id: string, part = ''): string => address(`/api/v1/imports/{id}${part}`, {}, { id });

/** Makes the model of the page. It lives as long as the page. */
export function makeModel(bound: BoundView): Model {
  const beat = signal(0);
  const answered = signal<ImportView | null>(null);
  const busy = signal(false);
  const error = signal<Error | null>(null);
  const chosen = computed(() => (bound.view.value.tab === 'import' ? bound.view.value.import : ''));
  const current = resource<ImportView>(
    () => (chosen.value === '' ? null : `${chosen.value} ${beat.value}`),
    (key, abort) => get('/api/v1/imports/{id}', { path: { id: key.split(' ')[0] ?? '' }, signal: abort }).then((view) => (answered.value = view)),
  );
  const shown = computed(() => (answered.value !== null && idOf(answered.value) === chosen.value ? answered.value : null));
  const step = computed(() => bound.view.value.step);
  const positions = resource<Positions>(
    () => (shown.value?.staged !== undefined && step.value === 'datum' ? `${chosen.value} ${shown.value.staged.version}` : null),
    (key, abort) => get('/api/v1/imports/{id}/positions', { path: { id: key.split(' ')[0] ?? '' }, signal: abort }),
  );
  const doing = async <T>(task: () => Promise<T>): Promise<T | null> => {
    if (busy.peek()) return null;
    busy.value = true;
    error.value = null;
    try {
      return await task();
    } catch (cause) {
      error.value = cause instanceof Error ? cause : new Error(String(cause));
      return null;
    } finally {
      busy.value = false;
    }
  };
  const again = (): void => void beat.value++;
  return {
    bound,
    areas: resource(() => 'areas', (_, abort) => namedAreas(abort)),
    list: resource(() => (bound.view.value.tab === 'import' && chosen.value === '' ? `imports ${beat.value}` : null), (_, abort) => get('/api/v1/imports', { query: { limit: 50 }, signal: abort })),
    current,
    shown,
    positions,
    busy,
    error,
    async send(files, into = '') {
      await doing(async () => {
        let id = into;
        for (const file of files) {
          const view = (await upload(id === '' ? address('/api/v1/imports', { name: file.name }) : address('/api/v1/imports/{id}/files', { name: file.name }, { id }), file)) as ImportView;
          answered.value = view;
          id = idOf(view);
        }
        bound.go({ import: id, step: 'columns' });
      });
    },
    async read(reading) {
      await doing(async () => {
        answered.value = (await change('PATCH', importAt(chosen.peek()), reading)) as ImportView;
      });
    },
    async giveUp(id) {
      await doing(async () => {
        await change('DELETE', importAt(id));
        bound.go({ import: '', step: 'columns' });
        again();
      });
    },
    async commit(reason) {
      const staged = shown.peek()?.staged;
      if (!staged?.checked) return;
      const seen = `${staged.checked.revision}.${staged.version}`; // as the ETag has it: what was looked at, and no other reading of the files
      await doing(async () => {
        try {
          answered.value = (await change('POST', importAt(chosen.peek(), '/commit'), reason.trim() === '' ? {} : { reason: reason.trim() }, seen)) as ImportView;
        } catch (cause) {
          again(); // where the records were changed meanwhile, the difference is another now
          throw cause;
        }
      });
    },
    undo: (id, whole) => doing(async () => {
      const undone = (await change('POST', importAt(id, '/undo'), whole ? { whole } : {})) as Undoing;
      again();
      return undone;
    }),
    again,
  };
}
