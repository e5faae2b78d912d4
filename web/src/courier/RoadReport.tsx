import { useSignal } from '@preact/signals';
import type { Model } from './model';
import reasons from './reasons.json';
import { reasonWord, t } from './words';

/** What is wrong with the road here and now: one tap. Planners can take it over as a closure. */
export function RoadReport({ model }: { model: Model }) {
  const open = useSignal(false);
  const note = useSignal('');
  const run = model.kept.value?.run;
  const ids = new Set([
    ...(run?.events ?? []).filter((e) => e.kind === 'road_report').map((e) => e.id),
    ...model.notes.value.filter((n) => n.run === run?.id && n.draft.kind === 'road_report').map((n) => n.keptAs ?? n.draft.id),
  ]);
  return (
    <section class="card" aria-label={t('road')}>
      <button class="wide" aria-expanded={open.value} onClick={() => {
        open.value = !open.value;
        if (open.value) model.position.watch();
      }}>⚠ {t('road')}{ids.size > 0 && ` · ${t('road.sent', { n: ids.size })}`}</button>
      {open.value && (
        <>
          <label class="field">{t('road.note')}
            <input type="text" maxLength={200} value={note.value} onInput={(event) => (note.value = event.currentTarget.value)} />
          </label>
          <fieldset class="reasons">
            <legend>{t('road.title')}</legend>
            {reasons.road.map((reason, at) => (
              <button key={reason} onClick={() => {
                void model.note({ kind: 'road_report', reason, ...(note.value.trim() === '' ? {} : { note: note.value.trim() }) }, t('said.road', { reason: reasonWord('road', at, reason) }));
                open.value = false;
                note.value = '';
              }}>{reasonWord('road', at, reason)}</button>
            ))}
          </fieldset>
        </>
      )}
    </section>
  );
}
