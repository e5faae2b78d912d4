// What an objective counts, by what was asked.
import { t } from './i18n';
import { count, yuan } from './numbers';

/** What was asked, as far as the unit of its objective depends on it. */
export interface Counted {
  model: string;
  weight?: string | undefined;
  rules?: { decay?: unknown[] | null; backup_permille?: number } | undefined;
}

/** An objective, or a bound of one, with its unit; without one where nobody said yet what a demand counts. */
export function objectiveWords({ model, weight, rules }: Counted, value: number | null): string {
  if (value === null) return t('unknown');
  if (model === 'tier') return yuan(value / 100);
  if (model === 'lscp') return t('plan.unit_points', { n: count(value) });
  if (model === 'scp') return t('plan.unit_yuan', { n: count(value) });
  if (model === 'maxmin') return t('plan.unit_permille', { n: count(value) });
  if (model !== 'mclp' && model !== 'huff') return count(value);
  // Coverage in part, backup and Huff count thousandths.
  const whole = model === 'huff' || rules?.decay?.length || rules?.backup_permille ? Math.floor(value / 1000) : value;
  if (weight === undefined) return count(whole);
  return t(weight === 'population' ? 'plan.unit_people' : 'plan.unit_settlements', { n: count(whole) });
}
