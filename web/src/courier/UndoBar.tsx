import type { Model } from './model';
import reasons from './reasons.json';
import type { Note } from './run';
import { reasonWord, t } from './words';

/** For ten seconds the last note may be taken back; then it goes. */
export function UndoBar({ model }: { model: Model }) {
  const note = model.undo.value;
  if (note === null) return null;
  const seconds = Math.max(1, Math.ceil((note.heldUntil - model.now.value) / 1000));
  return (
    <div class="undo">
      <p>{wordsOf(model, note)}</p>
      <button class="tabular" onClick={() => void model.takeBack()}>{t('undo', { n: seconds })}</button>
    </div>
  );
}

function wordsOf(model: Model, { draft }: Note): string {
  const name = model.stops.value.find(({ stop }) => stop.stop === draft.stop)?.stop.name ?? '';
  const reason = draft.reason ?? '';
  switch (draft.kind) {
    case 'delivered':
      return t('said.delivered', { name });
    case 'failed':
      return t('said.failed', { name, reason: reasonWord('failed', reasons.failed.indexOf(reason), reason) });
    default:
      return t('said.road', { reason: reasonWord('road', reasons.road.indexOf(reason), reason) });
  }
}
