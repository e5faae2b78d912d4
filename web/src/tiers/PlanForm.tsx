import { useSignal } from '@preact/signals';
import { post } from '../api/client';
import { t } from '../i18n/i18n';
import { TIER, type Model } from '../overview/model';
import { Failure } from '../ui/Region';

/** Asks the program for a three-tier plan of the area on show. It is worked on in the background. */
export function PlanForm({ model }: { model: Model }) {
  const budget = useSignal('');
  const phases = useSignal('');
  const travel = useSignal<'straight' | 'road'>('straight');
  const demand = useSignal('1');
  const options = useSignal({ separate: true, today: true, cross_town: false, approved: false });
  const error = useSignal<Error | null>(null);
  const sending = useSignal(false);
  const money = budget.value.trim();
  const bad = money !== '' && !/^\d{1,12}$/.test(money);
  const years = yearsOf(phases.value);
  const badYears = years === null || (years.length > 0 && money !== '');
  const county = (model.areas.state.value.value ?? []).some(({ properties }) => properties.code === model.area.value && properties.tier !== 'city' && properties.tier !== 'province');
  const send = (): void => {
    if (bad || badYears || sending.value) return;
    sending.value = true;
    error.value = null;
    const parameters = {
      model: TIER, area: model.area.peek(), travel: travel.value, rules: { tier: options.value },
      ...(money === '' ? {} : { budget_yuan: Number(money) }), ...(years.length === 0 ? {} : { phases_yuan: years }), ...(demand.value === '1' ? {} : { changes: { demand_factor: Number(demand.value) } }),
    };
    post('/api/v1/jobs', { kind: 'plan', parameters, priority: 'interactive' })
      .then((job) => model.go({ job: job.id }), (cause: unknown) => (error.value = cause instanceof Error ? cause : new Error(String(cause))))
      .finally(() => (sending.value = false));
  };
  return (
    <form class="ask-form" onSubmit={(event) => { event.preventDefault(); send(); }}>
      <p>{t('ask.about')}</p>
      {!county && <p class="notice">{t('ask.county')}</p>}
      <label class="ask-line">
        <span>{t('ask.budget')}</span>
        <input type="text" inputMode="numeric" autoComplete="off" value={budget.value} aria-invalid={bad} aria-describedby="ask-budget-note" onInput={(event) => (budget.value = event.currentTarget.value)} />
      </label>
      <p id="ask-budget-note" class={bad ? 'under bad' : 'under'}>{t(bad ? 'ask.budget_bad' : 'ask.budget_note')}</p>
      <label class="ask-line">
        <span>{t('ask.phases')}</span>
        <input type="text" inputMode="text" autoComplete="off" value={phases.value} aria-invalid={badYears} aria-describedby="ask-phases-note" onInput={(event) => (phases.value = event.currentTarget.value)} />
      </label>
      <p id="ask-phases-note" class={badYears ? 'under bad' : 'under'}>{t(badYears ? 'ask.phases_bad' : 'ask.phases_note')}</p>
      {model.hasRoads.value && (
        <label class="ask-line">
          <span>{t('method.travel')}</span>
          <select value={travel.value} onChange={(event) => (travel.value = event.currentTarget.value as 'straight' | 'road')}>
            <option value="straight">{t('travel.straight')}</option>
            <option value="road">{t('travel.road')}</option>
          </select>
        </label>
      )}
      <label class="ask-line">
        <span>{t('ask.demand')}</span>
        <select value={demand.value} onChange={(event) => (demand.value = event.currentTarget.value)}>
          <option value="1">{t('ask.demand_base')}</option>
          <option value="2">{t('ask.demand_peak')}</option>
        </select>
      </label>
      {([['separate', 'ask.separate'], ['today', 'ask.today'], ['cross_town', 'ask.cross_town'], ['approved', 'ask.approved']] as const).map(([field, word]) => (
        <label key={field} class="ask-check">
          <input type="checkbox" checked={options.value[field]} onChange={(event) => (options.value = { ...options.value, [field]: event.currentTarget.checked })} />
          <span>{t(word)}</span>
        </label>
      ))}
      <div class="tools"><button type="submit" class="button" disabled={sending.value || bad || badYears}>{t(sending.value ? 'ask.sending' : 'ask.start')}</button></div>
      {error.value !== null && <Failure error={error.value} retry={send} />}
    </form>
  );
}

/** Yearly budgets as they are written, separated by commas of either script, semicolons or blanks; null where one is no whole number. */
export function yearsOf(text: string): number[] | null {
  const words = text.split(/[,\uFF0C;\uFF1B\u3001\s]+/).filter((word) => word !== '');
  return words.every((word) => /^\d{1,12}$/.test(word)) ? words.map(Number) : null;
}
