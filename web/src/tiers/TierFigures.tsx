import type { Network } from '../api/records';
import { ShareBar } from '../charts/ShareBar';
import { t } from '../i18n/i18n';
import { count, decimal, fraction, gap, price, yuan } from '../i18n/numbers';
import { Figure } from '../overview/Figures';
import { yearly } from './network';

/** The four figures of a three-tier plan: money a year, money a parcel, what is run, and how much better it could be at most. */
export function TierFigures({ network }: { network: Network }) {
  const { joint } = network;
  const unserved = joint.cost.unserved_yuan;
  const missing = joint.villages - joint.served_villages;
  return (
    <dl class="figures">
      <Figure label={t('tiers.yearly')} value={yuan(yearly(joint))} note={unserved > 0 ? t('tiers.yearly_unserved', { once: yuan(joint.cost.opening_yuan_once), n: yuan(unserved) }) : t('tiers.yearly_note', { once: yuan(joint.cost.opening_yuan_once) })} />
      <Figure label={t('tiers.per_parcel')} value={price(joint.yuan_per_parcel)} note={t('tiers.per_parcel_note', { n: count(joint.served_parcels_day), km: decimal(joint.km_day, 0) })} />
      <Figure label={t('tiers.run')} value={t('tiers.run_value', { hubs: count(joint.hubs.run), stations: count(joint.stations.run), points: count(joint.points.run) })}
        note={missing === 0 ? t('tiers.run_all', { n: count(joint.villages), people: count(joint.served_people) }) : t('tiers.run_some', { n: count(joint.served_villages), all: count(joint.villages), people: count(joint.served_people), blocked: count(joint.blocked_villages) })}>
        <ShareBar value={fraction(joint.served_villages, joint.villages)} />
      </Figure>
      <Figure label={t('tiers.gap')} value={joint.gap === null ? t('plan.no_bound') : gap(joint.gap)}
        note={joint.status === 'optimal' ? t('tiers.gap_proven') : joint.bound_yuan === null ? t('tiers.gap_unknown') : t('tiers.gap_note', { n: yuan(joint.bound_yuan) })} />
    </dl>
  );
}
