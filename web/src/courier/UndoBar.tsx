import type { Model } from './model';
import { t } from './words';

/** For ten seconds the last note may be taken back; then it goes. */
export function UndoBar({ model }: { model: Model }) {
  const note = model.undo.value;
  if (note === null) return null;
  const seconds = Math.max(1, Math.ceil((note.heldUntil - model.now.value) / 1000));
  return (
    <div class="undo">
      <p>{model.said.value}</p>
      <button class="tabular" onClick={() => void model.takeBack()}>{t('undo', { n: seconds })}</button>
    </div>
  );
}
