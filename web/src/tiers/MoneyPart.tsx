import type { Network, Plan } from '../api/records';
import { ShareBar } from '../charts/ShareBar';
import { t, type Key } from '../i18n/i18n';
import { fraction, price, share, yuan } from '../i18n/numbers';
import type { Model } from '../overview/model';
import { yearly } from './network';

const PARTS_OF_COST = [
  ['points_yuan', 'money.points'], ['stations_yuan', 'money.stations'], ['hubs_yuan', 'money.hubs'], ['handling_yuan', 'money.handling'],
  ['tours_yuan', 'money.tours'], ['straight_yuan', 'money.straight'], ['trucks_yuan', 'money.trucks'],
] as const satisfies readonly [keyof Network['joint']['cost'], Key][];

/** Where the yuan of a year go, largest part first. */
export function MoneyPart({ network }: { model: Model; plan: Plan; network: Network }) {
  const { joint, costs } = network;
  const all = yearly(joint);
  const rows = [...PARTS_OF_COST].sort((a, b) => joint.cost[b[0]] - joint.cost[a[0]]);
  const parcels = joint.served_parcels_day * costs.days_per_year;
  return (
    <table class="list">
      <caption class="caption-note">{t('money.caption')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('money.part')}</th>
          <th scope="col" class="number">{t('money.year')}</th>
          <th scope="col" class="number">{t('money.share')}</th>
          <th scope="col" class="number">{t('money.parcel')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([field, word]) => (
          <tr key={field}>
            <th scope="row">{t(word)}</th>
            <td class="number">{yuan(joint.cost[field])}</td>
            <td class="number">{share(fraction(joint.cost[field], all))}<ShareBar value={fraction(joint.cost[field], all)} /></td>
            <td class="number">{price(fraction(joint.cost[field], parcels))}</td>
          </tr>
        ))}
        <tr class="total">
          <th scope="row">{t('money.all')}</th>
          <td class="number">{yuan(all)}</td>
          <td class="number">{share(all === null ? null : 1)}</td>
          <td class="number">{price(joint.yuan_per_parcel)}</td>
        </tr>
        <tr>
          <th scope="row">{t('money.unserved')}<span class="under">{t('money.unserved_note', { price: price(costs.unserved_yuan_per_parcel) })}</span></th>
          <td class="number">{yuan(joint.cost.unserved_yuan)}</td>
          <td class="number" />
          <td class="number" />
        </tr>
        <tr>
          <th scope="row">{t('money.once')}<span class="under">{t('money.once_note')}</span></th>
          <td class="number">{yuan(joint.cost.opening_yuan_once)}</td>
          <td class="number" />
          <td class="number" />
        </tr>
      </tbody>
    </table>
  );
}
