import type { Network, Plan } from '../api/records';
import { language, t } from '../i18n/i18n';
import { count, day, decimal, price, yuan } from '../i18n/numbers';
import type { Model } from '../overview/model';
import { term } from '../i18n/terms';
import { Fact } from '../ui/Fact';

/** How the figures of a three-tier plan are reckoned, and with what. */
export function MethodPart({ plan, network }: { model: Model; plan: Plan; network: Network }) {
  const { joint, costs } = network;
  const { scenario } = plan;
  const rules = scenario.rules?.tier;
  return (
    <section class="method">
      <p>{t('how.asked')}</p>
      <p>{t('how.yearly', { days: count(costs.days_per_year), price: price(costs.unserved_yuan_per_parcel) })}</p>
      <p>{t('how.carriage')}</p>
      <p>{t('how.bound', { bound: yuan(joint.bound_yuan), objective: yuan(joint.objective_yuan) })}</p>
      <p>{t('how.separate')}</p>
      <p>{t('how.why')}</p>
      {joint.left_out_villages > 0 && <p>{t('how.left_out', { n: count(joint.left_out_villages) })}</p>}
      <dl class="facts">
        <Fact word={t('how.costs')} value={`${language.value === 'zh' ? costs.name_zh : costs.name_en}${costs.verified ? '' : t('how.unverified')}`} />
        <Fact word={t('how.source')} value={costs.source} />
        {costs.note !== undefined && costs.note !== '' && <Fact word={t('method.note')} value={costs.note} />}
        <Fact word={t('how.standard')} value={scenario.standard} />
        <Fact word={t('method.travel')} value={term('travel', scenario.travel ?? 'straight')} />
        <Fact word={t('plan.budget')} value={scenario.budget_yuan === undefined || scenario.budget_yuan === null ? t('how.no_budget') : yuan(scenario.budget_yuan)} />
        <Fact word={t('how.rules')} value={[t(rules?.cross_town === true ? 'how.cross' : 'how.own_town'), t(rules?.approved === true ? 'how.approved' : 'how.floor')].join(t('sentence.separator'))} />
        {typeof scenario.changes?.demand_factor === 'number' && scenario.changes.demand_factor > 0 && <Fact word={t('ask.demand')} value={t('how.demand', { n: decimal(scenario.changes.demand_factor) })} />}
        <Fact word={t('plan.seed')} value={`${plan.seed} / ${count(plan.effort)}`} />
        <Fact word={t('plan.made')} value={day(plan.created_at)} />
        <Fact word={t('plan.fingerprint')} value={plan.fingerprint} code />
      </dl>
    </section>
  );
}
