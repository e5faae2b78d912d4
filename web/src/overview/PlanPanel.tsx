import { useSignal } from '@preact/signals';
import { address } from '../api/client';
import { language, t } from '../i18n/i18n';
import { count, day, meters, share, yuan } from '../i18n/numbers';
import { objectiveWords } from '../i18n/objective';
import type { Plan } from '../api/records';
import { Fact } from '../ui/Fact';
import { Name } from '../ui/Name';
import { Region } from '../ui/Region';
import { Symbol } from '../ui/Symbol';
import { TIER, type Model } from './model';
import { firstRows, MORE_ROWS, rowOf } from '../ui/rows';
import { term } from '../i18n/terms';
import { WhyPart } from './WhyPart';

/** The plan on show: how good it is and how that is known, what it costs, and the points it opens. */
export function PlanPanel({ model }: { model: Model }) {
  if (model.planID.value === '') {
    const plans = model.plans.state.value.value;
    return <p class="empty">{plans !== null && plans.length === 0 ? t('plan.none') : t('plan.not_chosen')}</p>;
  }
  return <Region of={model.plan} lines={8}>{(plan) => <PlanCard model={model} plan={plan} />}</Region>;
}

function PlanCard({ model, plan }: { model: Model; plan: Plan }) {
  const limit = useSignal(firstRows());
  const { scenario } = plan;
  const sites = (plan.opened.features ?? []).map((site) => site.properties).sort((a, b) => b.newly_covered - a.newly_covered || (a.site < b.site ? -1 : 1));
  const blocked = plan.blocked ?? [];
  return (
    <section>
      <p class={`verdict verdict-${plan.status}`}>
        <strong>{term('status', plan.status)}</strong>
        {plan.verified && <span> · {t('plan.verified')}</span>}
      </p>
      <Reason plan={plan} />
      {scenario.model === TIER && <p><button type="button" class="button" onClick={() => model.go({ tab: 'tiers', plan: plan.id })}>{t('plan.see_tiers')}</button></p>}
      {plan.notes.length > 0 && (
        <>
          <h2>{t('plan.notes')}</h2>
          <ul class="plain">{plan.notes.map((note) => <li key={note.en}>{note[language.value]}</li>)}</ul>
        </>
      )}
      <dl class="facts">
        <Fact word={t('plan.model')} value={term('model', scenario.model)} />
        {scenario.model !== TIER && <Fact word={t('plan.weight')} value={scenario.weight === undefined ? t('unknown') : term('weight', scenario.weight)} />}
        {typeof scenario.p === 'number' && <Fact word={t('plan.p')} value={count(scenario.p)} />}
        {typeof scenario.budget_yuan === 'number' && <Fact word={t('plan.budget')} value={yuan(scenario.budget_yuan)} />}
        <Fact word={t('plan.objective')} value={objectiveWords(scenario, plan.objective)} />
        <Fact word={t('plan.bound')} value={plan.bound === null ? t('plan.no_bound') : objectiveWords(scenario, plan.bound)} />
        <Fact word={t('plan.gap')} value={plan.gap === null ? t('plan.no_bound') : share(plan.gap)} />
        <Fact word={t('plan.opening_cost')} value={yuan(plan.opening_cost_yuan)} />
        <Fact word={t('plan.yearly_cost')} value={yuan(plan.yearly_cost_yuan)} />
        <Fact word={t('plan.seed')} value={`${plan.seed} / ${count(plan.effort)}`} />
        <Fact word={t('plan.made')} value={day(plan.created_at)} />
        <Fact word={t('plan.fingerprint')} value={plan.fingerprint} code />
      </dl>
      <h2>{t('plan.sites', { n: count(sites.length) })}</h2>
      <div class="tools">
        <a class="button" href={address('/api/v1/plans/{id}/sites.csv', {}, { id: plan.id })} download>{t('download')}</a>
      </div>
      <table class="list">
        <caption class="unseen">{t('plan.sites_caption')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('column.site')}</th>
            <th scope="col" class="number">{t('column.newly')}</th>
            <th scope="col" class="number">{t('column.newly_people')}</th>
            <th scope="col" class="number">{t('column.cost')}</th>
          </tr>
        </thead>
        <tbody>
          {sites.slice(0, limit.value).map((site) => (
            <tr key={site.site} {...rowOf(model, { kind: 'site', id: site.site })}>
              <th scope="row">
                <button type="button" class="rowbutton"><Symbol shape="site" size={14} /> <Name of={site.name} /></button>
                <span class="under"><Name of={site.town_name ?? site.town ?? ''} /></span>
              </th>
              <td class="number">{count(site.newly_covered)}</td>
              <td class="number">{count(site.newly_covered_people)}</td>
              <td class="number">{yuan(site.opening_cost_yuan)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {sites.length > limit.value && (
        <button type="button" class="button more" onClick={() => (limit.value += MORE_ROWS)}>{t('more', { n: count(sites.length - limit.value) })}</button>
      )}
      {scenario.model !== TIER && <WhyPart model={model} />}
      {blocked.length > 0 && (
        <>
          <h2>{t('plan.blocked', { n: count(blocked.length) })}</h2>
          <ul class="plain">
            {blocked.map((settlement) => (
              <li key={settlement.settlement}>
                <Name of={settlement.name} /> · {term('reason', settlement.reason)}
                {typeof settlement.nearest_m === 'number' && ` · ${meters(settlement.nearest_m)}`}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

// Reason explains an answer that is not what was asked for; the solver's own English words stay at hand for support.
function Reason({ plan }: { plan: Plan }) {
  const words = reasonOf(plan);
  const raw = plan.reason ?? '';
  if (words === '' && raw === '') return null;
  return (
    <div class="notice">
      {words !== '' && <p>{words}</p>}
      {raw !== '' && (
        <details>
          <summary>{t('plan.reason_raw')}</summary>
          <p lang="en">{raw}</p>
        </details>
      )}
    </div>
  );
}

function reasonOf(plan: Plan): string {
  const far = (plan.blocked ?? []).filter((settlement) => settlement.reason !== 'unlocated').length;
  if (plan.status === 'infeasible') return far > 0 && plan.objective !== null ? t('plan.infeasible_rest', { n: count(far) }) : t('plan.infeasible_all');
  if (plan.status === 'stopped') return t(plan.objective === null ? 'plan.stopped_early' : 'plan.stopped_best');
  return '';
}
