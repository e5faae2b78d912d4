import { signal } from '@preact/signals';
import { beforeEach, expect, test } from 'vitest';
import { RequestError } from '../../api/client';
import type { Scenario } from '../../api/records';
import { openEditor, type Editor } from './editor';
import { adding, type ChangeSet, type FacilityChange } from './history';
import { keyOf } from './session';

const close = (facility: string): FacilityChange => ({ do: 'close', facility });
const closing = (editor: Editor, id: string): boolean => editor.make(adding(editor.changes.peek(), 'facilities', { does: 'close', place: id }, close(id)));
const ids = (changes: ChangeSet | undefined): string[] => (changes?.facilities ?? []).map((one) => one.facility);

// A server that keeps one scenario and can be slow, down, or written to by somebody else.
class Server {
  kept: Scenario = { id: 's', name: 'n', area: '3705', model: 'lscp', standard: 'x', travel: 'straight', version: 1 };
  shown = signal<Scenario | null>(this.kept);
  down = false;
  most = 0;
  running = 0;
  saves: string[][] = [];
  door = {
    scenario: this.shown,
    save: async ({ changes }: { changes: ChangeSet | undefined }): Promise<Scenario> => {
      const { version } = this.shown.peek()!;
      this.running++;
      this.most = Math.max(this.most, this.running);
      await new Promise((done) => setTimeout(done, 2));
      this.running--;
      if (this.down) throw new RequestError(0, '');
      if (version !== this.kept.version) throw new RequestError(409, '', 'conflict');
      this.saves.push(ids(changes));
      return (this.shown.value = this.kept = { ...this.kept, changes, version: version + 1 });
    },
    reload: async (): Promise<Scenario> => (this.shown.value = this.kept),
  };
  somebody(fields: Partial<Scenario>): void {
    this.kept = { ...this.kept, ...fields, version: this.kept.version + 1 };
  }
}

const storage = (): Pick<Storage, 'getItem' | 'setItem'> & { held: Map<string, string> } => {
  const held = new Map<string, string>();
  return { held, getItem: (key) => held.get(key) ?? null, setItem: (key, text) => void held.set(key, text) };
};
const settled = async (editor: Editor): Promise<void> => {
  for (let i = 0; i < 400; i++) {
    await new Promise((done) => setTimeout(done, 2));
    if (editor.saving.peek() !== 'saving' && (editor.saving.peek() !== 'saved' || (editor.session.peek()?.queue.length ?? 0) === 0)) return;
  }
  throw new Error(`still ${editor.saving.peek()}`);
};

let server: Server;
beforeEach(() => (server = new Server()));

test('steps are seen at once and saved in order, one at a time', async () => {
  const editor = openEditor(server.door, storage());
  for (const id of ['a', 'b', 'c']) expect(closing(editor, id)).toBe(true);
  editor.undo();
  expect(ids(editor.changes.peek())).toEqual(['a', 'b']);
  await settled(editor);
  expect(server.saves).toEqual([['a'], ['a', 'b'], ['a', 'b', 'c'], ['a', 'b']]);
  expect(server.most).toBe(1);
  editor.redo();
  await settled(editor);
  expect(ids(server.kept.changes)).toEqual(['a', 'b', 'c']);
});

test('what cannot be saved stays and is saved when it is tried again', async () => {
  const editor = openEditor(server.door, storage());
  server.down = true;
  closing(editor, 'a');
  await settled(editor);
  expect(editor.saving.peek()).toBe('failed');
  expect(editor.error.peek()).toBeInstanceOf(RequestError);
  expect(editor.session.peek()?.queue).toHaveLength(1);
  server.down = false;
  editor.retry();
  await settled(editor);
  expect(ids(server.kept.changes)).toEqual(['a']);
  expect(editor.saving.peek()).toBe('saved');
});

test('a step that the server refuses is taken back without being sent, and what stood stays saved', async () => {
  const editor = openEditor(server.door, storage());
  closing(editor, 'a');
  await settled(editor);
  server.down = true;
  closing(editor, 'refused');
  await settled(editor);
  expect(editor.saving.peek()).toBe('failed');
  editor.undo();
  await settled(editor);
  expect(editor.saving.peek()).toBe('saved');
  expect(server.saves).toEqual([['a']]);
  server.down = false;
  editor.redo();
  await settled(editor);
  expect(ids(server.kept.changes)).toEqual(['a', 'refused']);
});

test('unsaved steps and what can be undone outlive a reload', async () => {
  const keep = storage();
  const first = openEditor(server.door, keep);
  closing(first, 'a');
  await settled(first);
  server.down = true;
  closing(first, 'b');
  await settled(first);
  first.close();
  server.down = false;
  const second = openEditor(server.door, keep);
  await settled(second);
  expect(ids(server.kept.changes)).toEqual(['a', 'b']);
  second.undo();
  second.undo();
  await settled(second);
  expect(ids(server.kept.changes)).toEqual([]);
  expect(keep.held.has(keyOf('s'))).toBe(true);
});

test('somebody else was faster: it is said, and one chooses their version or one\'s own on top', async () => {
  const editor = openEditor(server.door, storage());
  server.somebody({ changes: { facilities: [close('theirs')] } });
  closing(editor, 'mine');
  await settled(editor);
  expect(editor.saving.peek()).toBe('conflict');
  expect(closing(editor, 'more')).toBe(false);
  editor.putOnTop();
  await settled(editor);
  expect(ids(server.kept.changes)).toEqual(['theirs', 'mine']);

  server.somebody({ changes: { facilities: [close('again')] } });
  closing(editor, 'lost');
  await settled(editor);
  editor.takeTheirs();
  await settled(editor);
  expect(ids(editor.changes.peek())).toEqual(['again']);
  expect(ids(server.kept.changes)).toEqual(['again']);
});

test('where somebody else wrote other fields alone, saving goes on and keeps them', async () => {
  const editor = openEditor(server.door, storage());
  server.somebody({ budget_yuan: 5000 });
  closing(editor, 'a');
  await settled(editor);
  expect(server.kept).toMatchObject({ budget_yuan: 5000, changes: { facilities: [close('a')] } });
  expect(editor.undoes.peek()?.label).toEqual({ does: 'close', place: 'a' });
});

test('a version that comes from elsewhere on the page is followed, and the baseline has no session', async () => {
  const editor = openEditor(server.door, storage());
  closing(editor, 'a');
  await settled(editor);
  server.somebody({ name: 'other' });
  await server.door.reload();
  expect(editor.session.peek()?.version).toBe(server.kept.version);
  expect(editor.undoes.peek()).not.toBeNull();
  server.shown.value = null;
  expect(editor.session.peek()).toBeNull();
  expect(closing(editor, 'b')).toBe(false);
});
