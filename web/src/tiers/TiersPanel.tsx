import { language, t } from '../i18n/i18n';
import { count, day } from '../i18n/numbers';
import type { Network, Plan, PlanHead } from '../api/records';
import { TIER, type Model } from '../overview/model';
import { term } from '../i18n/terms';
import { PARTS } from '../overview/view';
import { Choice } from '../ui/Choice';
import { Skeleton } from '../ui/Region';
import { AlonePart } from './AlonePart';
import { JobCard } from './JobCard';
import { MethodPart } from './MethodPart';
import { MoneyPart } from './MoneyPart';
import { PlanForm } from './PlanForm';
import { SitesPart } from './SitesPart';
import './tiers.css';
import { TownsPart } from './TownsPart';
import { YearsPart } from './YearsPart';

/** County, town and village together: the plans that are kept, how to ask for one, and the one on show part by part. */
export function TiersPanel({ model }: { model: Model }) {
  const plans = (model.plans.state.value.value ?? []).filter((plan) => plan.scenario.model === TIER);
  const shown = model.tier.value;
  const waiting = model.plans.state.value.loading || model.plan.state.value.loading;
  return (
    <section>
      {plans.length > 0 && (
        <label class="picker">
          <span>{t('tiers.saved')}</span>
          <select value={shown?.plan.id ?? ''} onChange={(event) => model.go({ plan: event.currentTarget.value, selection: null })}>
            {shown === null && <option value="">{t('tiers.choose')}</option>}
            {plans.map((plan) => <option key={plan.id} value={plan.id}>{labelOf(plan)}</option>)}
            {shown !== null && !plans.some((plan) => plan.id === shown.plan.id) && <option value={shown.plan.id}>{shown.plan.id}</option>}
          </select>
        </label>
      )}
      <JobCard model={model} />
      {shown !== null ? <Shown model={model} plan={shown.plan} network={shown.network} /> : waiting ? <Skeleton lines={6} /> : <p class="empty">{t(plans.length === 0 ? 'tiers.none' : 'tiers.choose_how')}</p>}
      <details class="ask" open={shown === null && !waiting && model.view.value.job === ''}>
        <summary>{t('tiers.ask')}</summary>
        <PlanForm model={model} />
      </details>
    </section>
  );
}

function Shown({ model, plan, network }: { model: Model; plan: Plan; network: Network }) {
  const { part } = model.view.value;
  const parts = { sites: SitesPart, money: MoneyPart, towns: TownsPart, alone: AlonePart, years: YearsPart, method: MethodPart };
  const Part = parts[part];
  return (
    <>
      <p class={`verdict verdict-${plan.status}`}>
        <strong>{term('status', plan.status)}</strong>
        {plan.verified && <span> · {t('plan.verified')}</span>}
        {plan.stale && <span> · {t('tiers.stale')}</span>}
      </p>
      {(plan.notes ?? []).length > 0 && <ul class="plain notes">{plan.notes.map((note) => <li key={note.en}>{note[language.value]}</li>)}</ul>}
      <Choice name="part" legend={t('tiers.parts')} values={PARTS} current={part} word={(one) => term('part', one)} choose={(one) => model.go({ part: one })} />
      <Part model={model} plan={plan} network={network} />
    </>
  );
}

function labelOf({ scenario, created_at: made, id, objective, stale }: PlanHead): string {
  const budget = scenario.budget_yuan === undefined || scenario.budget_yuan === null ? '' : t('tiers.within', { n: count(scenario.budget_yuan) });
  const words = [scenario.name === '' ? day(made) : scenario.name, budget, objective === null ? term('status', 'infeasible') : '', stale ? t('tiers.stale') : '', id.slice(0, 6)];
  return words.filter((word) => word !== '').join(' · ');
}
