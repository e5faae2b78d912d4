import type { Network, Plan } from '../api/records';
import { t } from '../i18n/i18n';
import type { Model } from '../overview/model';

/** What is built in which year, and how the plan stands when something fails: so far the program keeps neither with a plan. */
export function YearsPart(_: { model: Model; plan: Plan; network: Network }) {
  return <p class="notice">{t('years.none')}</p>;
}
