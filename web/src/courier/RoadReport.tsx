import { useSignal } from '@preact/signals';
import type { Model } from './model';
import reasons from './reasons.json';
import { reasonWord, t } from './words';

/** Days from today on whose evening a road may be open again. */
const DAYS = [0, 1, 3, 7];

// The end of a day, the phone's, so many days from now; undefined where that is not known.
function endOf(days: string): string | undefined {
  if (days === '') return undefined;
  const at = new Date();
  at.setDate(at.getDate() + Number(days));
  at.setHours(23, 59, 59, 0);
  return at.toISOString();
}

/** What is wrong with the road here and now: one tap. Planners can take it over as a closure. */
export function RoadReport({ model }: { model: Model }) {
  const open = useSignal(false);
  const note = useSignal('');
  const days = useSignal('');
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
          <label class="field">{t('road.until')}
            <select value={days.value} onChange={(event) => (days.value = event.currentTarget.value)}>
              <option value="">{t('road.until_unknown')}</option>
              {DAYS.map((n) => <option key={n} value={n}>{n === 0 ? t('road.until_today') : t('road.until_days', { n })}</option>)}
            </select>
          </label>
          <fieldset class="reasons">
            <legend>{t('road.title')}</legend>
            {reasons.road.map((reason, at) => (
              <button key={reason} onClick={() => {
                void model.note({ kind: 'road_report', reason, note: note.value.trim() || undefined, until: endOf(days.value) }, t('said.road', { reason: reasonWord('road', at, reason) }));
                open.value = false;
                note.value = days.value = '';
              }}>{reasonWord('road', at, reason)}</button>
            ))}
          </fieldset>
        </>
      )}
    </section>
  );
}
