import type { Network, NetworkPlan, Plan } from '../api/records';
import { t } from '../i18n/i18n';
import { count, decimal, fraction, gap, price, yuan } from '../i18n/numbers';
import type { Model } from '../overview/model';
import { term } from '../i18n/terms';
import { together, yearly } from './network';

/** All operators together beside each alone, and beside what stands today. */
export function AlonePart({ network }: { model: Model; plan: Plan; network: Network }) {
  const { joint, separate, today, costs } = network;
  return (
    <>
      {network.saving_yuan !== null && (
        <p class="says">
          {t(network.saving_yuan >= 0 ? 'alone.saves' : 'alone.costs', { n: yuan(Math.abs(network.saving_yuan)), cost: yuan(network.saving_yuan - (network.saving_unserved_yuan ?? 0)), unserved: yuan(network.saving_unserved_yuan), price: price(costs.unserved_yuan_per_parcel) })}
        </p>
      )}
      {separate.length === 0 ? <p class="notice">{t('tiers.not_separate')}</p> : <Table caption={t('alone.caption')} plans={separate} joint={joint} days={costs.days_per_year} sum={t('alone.sum')} />}
      {today.length === 0 ? <p class="notice">{t('tiers.not_today')}</p> : <Table caption={t('alone.today')} plans={today} joint={joint} days={costs.days_per_year} sum={t('alone.sum_today')} />}
    </>
  );
}

function Table({ caption, plans, joint, days, sum }: { caption: string; plans: readonly NetworkPlan[]; joint: NetworkPlan; days: number; sum: string }) {
  const all = together(plans);
  return (
    <table class="list">
      <caption class="caption-note">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{t('alone.who')}</th>
          <th scope="col" class="number">{t('alone.served')}</th>
          <th scope="col" class="number">{t('alone.premises')}</th>
          <th scope="col" class="number wide">{t('alone.km')}</th>
          <th scope="col" class="number">{t('tiers.yearly')}</th>
          <th scope="col" class="number">{t('tiers.per_parcel')}</th>
        </tr>
      </thead>
      <tbody>
        <Row name={t('alone.joint')} plan={joint} strong />
        {plans.map((plan) => <Row key={plan.who} name={term('operator', plan.who)} plan={plan} />)}
        <tr class="total">
          <th scope="row">{sum}</th>
          <td class="number">—</td>
          <td class="number">{t('tiers.run_value', { hubs: count(all.hubs), stations: count(all.stations), points: count(all.points) })}<span class="under narrow">{t('alone.km_day', { n: decimal(all.km_day, 0) })}</span></td>
          <td class="number wide">{decimal(all.km_day, 0)}</td>
          <td class="number">{yuan(all.yearly)}{all.unserved > 0 && <span class="under">{t('alone.unserved', { n: yuan(all.unserved) })}</span>}</td>
          <td class="number">{all.parcels === 0 ? t('alone.no_parcel') : price(fraction(all.yearly, all.parcels * days))}</td>
        </tr>
      </tbody>
    </table>
  );
}

function Row({ name, plan, strong = false }: { name: string; plan: NetworkPlan; strong?: boolean }) {
  return (
    <tr class={strong ? 'total' : undefined}>
      <th scope="row">{name}<span class="under">{plan.status === 'optimal' ? term('status', plan.status) : plan.gap === null ? (plan.objective_yuan === null ? term('status', plan.status) : t('tiers.gap_unknown')) : t('alone.gap', { n: gap(plan.gap) })}</span></th>
      <td class="number">{t('towns.of', { n: count(plan.served_villages), all: count(plan.villages) })}</td>
      <td class="number">{t('tiers.run_value', { hubs: count(plan.hubs.run), stations: count(plan.stations.run), points: count(plan.points.run) })}<span class="under narrow">{t('alone.km_day', { n: decimal(plan.km_day, 0) })}</span></td>
      <td class="number wide">{decimal(plan.km_day, 0)}</td>
      <td class="number">{yuan(yearly(plan))}{plan.cost.unserved_yuan > 0 && <span class="under">{t('alone.unserved', { n: yuan(plan.cost.unserved_yuan) })}</span>}</td>
      <td class="number">{plan.served_parcels_day === 0 ? t('alone.no_parcel') : price(plan.yuan_per_parcel)}</td>
    </tr>
  );
}
