import { count } from '../../i18n/numbers';
import { reasonOf } from '../../i18n/problems';
import { Reason } from '../../ui/Region';
import type { Model } from '../model';
import { nameOf } from '../names';
import { stepWords } from './spoken';
import { w } from './words';

/** Whether all that was made is saved, and what to do where it is not. */
export function SavingLine({ model }: { model: Model }) {
  const { editor } = model.editing;
  const waiting = editor.session.value?.queue.length ?? 0;
  const saving = editor.saving.value;
  const left = editor.left.value;
  return (
    <>
      <p class="saving" role="status" data-saving={saving}>{saving === 'saved' && waiting === 0 ? (editor.undoes.value === null && editor.redoes.value === null ? '' : w('saving.saved')) : saving === 'saved' || saving === 'saving' ? w('saving.now', { n: count(waiting) }) : ''}</p>
      {saving === 'failed' && (
        <div class="failure" role="alert">
          <p><strong>{w('saving.failed', { n: count(waiting) })}</strong> {editor.error.value !== null && <Reason of={reasonOf(editor.error.value)} />}</p>
          <p class="under">{w('saving.kept')}</p>
          <button type="button" class="button" onClick={editor.retry}>{w('saving.retry')}</button>
          <button type="button" class="button" onClick={editor.undo}>{w('saving.take_back')}</button>
        </div>
      )}
      {saving === 'conflict' && (
        <div class="failure" role="alert">
          <p><strong>{w('conflict.title', { name: nameOf(model) })}</strong> {w('conflict.what', { n: count(waiting) })}</p>
          <ul class="plain">{(editor.session.value?.queue ?? []).slice(0, 5).map((step, i) => <li key={i}>{stepWords(step)}</li>)}</ul>
          <button type="button" class="button" onClick={editor.putOnTop}>{w('conflict.on_top')}</button>
          <button type="button" class="button" onClick={editor.takeTheirs}>{w('conflict.theirs')}</button>
        </div>
      )}
      {left.length > 0 && <p class="notice notice-stale" role="alert">{w('conflict.left', { n: count(left.length), steps: left.map(stepWords).join(w('separator')) })}</p>}
    </>
  );
}
