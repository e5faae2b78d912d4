import { language, t } from '../i18n/i18n';
import { Failure, Skeleton } from '../ui/Region';
import type { Plan } from '../api/records';
import type { Model } from './model';

/** The first thing to read: how things stand, and what the plan would change. */
export function Headline({ model }: { model: Model }) {
  const { value: audit, error, loading } = model.present.state.value;
  const info = model.info.state.value.value;
  const plan = model.plan.state.value.value;
  const shown = plan !== null && plan.id === model.planID.value ? plan : null;
  const sentence = audit?.sentence?.[language.value];
  return (
    <div class="headline">
      <h1 class={loading && audit !== null ? 'stale' : undefined}>{sentence ?? <span class="unseen">{t('product')}</span>}</h1>
      {error !== null && <Failure error={error} retry={model.present.retry} />}
      {audit === null && error === null && <Skeleton lines={1} />}
      {shown !== null && <p class="headline-plan">{shown.sentence[language.value]}</p>}
      {shown !== null && shown.notes.length > 0 && <p class="headline-note" title={notesOf(shown)}>{t('plan.mind', { notes: notesOf(shown) })}</p>}
      {shown?.stale === true && <p class="notice notice-stale">{t('plan.stale')}</p>}
      {info?.counts.facilities === 0 && <p class="notice">{t('empty.facilities')}</p>}
      {info?.sample === true && <p class="notice">{language.value === 'zh' ? info.notice_zh : info.notice_en}</p>}
    </div>
  );
}

// notesOf is what the reader must know of a plan's inputs, on one line; the plan's own panel lists it in full.
function notesOf(plan: Plan): string {
  return plan.notes.map((note) => note[language.value]).join(t('sentence.separator'));
}
