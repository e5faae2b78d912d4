import { language, t } from '../i18n/i18n';
import { Failure, Skeleton } from '../ui/Region';
import type { Model } from './model';

/** The first thing to read: how things stand, and what the plan would change. */
export function Headline({ model }: { model: Model }) {
  const { value: audit, error, loading } = model.present.state.value;
  const info = model.info.state.value.value;
  const plan = model.plan.state.value.value;
  const sentence = audit?.sentence?.[language.value];
  return (
    <div class="headline">
      <h1 class={loading && audit !== null ? 'stale' : undefined}>{sentence ?? <span class="unseen">{t('product')}</span>}</h1>
      {error !== null && <Failure error={error} retry={model.present.retry} />}
      {audit === null && error === null && <Skeleton lines={1} />}
      {plan !== null && plan.id === model.planID.value && <p class="headline-plan">{plan.sentence[language.value]}</p>}
      {plan?.stale === true && plan.id === model.planID.value && <p class="notice notice-stale">{t('plan.stale')}</p>}
      {info?.sample === true && <p class="notice">{language.value === 'zh' ? info.notice_zh : info.notice_en}</p>}
    </div>
  );
}
