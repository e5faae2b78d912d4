// The tables of a three-tier plan as rows for a file; headings are in the language of the page.
import type { Network } from '../api/records';
import { t } from '../i18n/i18n';
import { term } from '../i18n/terms';
import type { Cell } from '../ui/csv';

/** All premises, as the plan lists them. */
export function premisesTable(network: Network): Cell[][] {
  const towns = new Map(network.joint.towns.map((one) => [one.town, one.name]));
  const head = [t('inspector.code'), t('column.facility'), t('column.tier'), t('csv.action'), t('csv.into'), t('csv.fed_from'), t('inspector.town'), t('csv.lon'), t('csv.lat'), t('column.shared'), t('premises.size'), t('csv.capacity'), t('column.flow'), t('csv.yearly'), t('csv.once'), t('tiers.approval')];
  return [head, ...network.joint.actions.map((one) => [
    one.facility, one.name, term('tier', one.tier), term('action', one.action), one.into, one.fed_from, towns.get(one.town) ?? one.town, one.coordinates?.[0], one.coordinates?.[1],
    one.operators.map((operator) => term('operator', operator)).join(t('list.separator')), one.size, one.capacity_parcels_day, one.flow_parcels_day, one.yearly_yuan, one.opening_yuan_once, one.needs_approval ? t('tiers.approval') : '',
  ])];
}

/** What each town pays and gets. */
export function townsTable(network: Network): Cell[][] {
  const alone = network.separate_yuan !== null;
  const head = [t('inspector.code'), t('inspector.town'), t('csv.villages'), t('towns.served'), t('towns.points'), t('csv.joint'), t('csv.separate'), t('csv.saving')];
  return [head, ...network.joint.towns.map((one) => [one.town, one.name, one.villages, one.served_villages, one.points, one.yuan, alone ? one.separate_yuan ?? 0 : null, alone ? one.saving_yuan ?? 0 : null])];
}
