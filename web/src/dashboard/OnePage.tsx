import { address } from '../api/client';
import type { Board } from '../api/records';
import { tb } from '../i18n/board';
import { language, t } from '../i18n/i18n';
import { count, decimal, meters } from '../i18n/numbers';
import { term } from '../i18n/terms';
import { missingWords } from './GapTable';
import { queryOf, type Model } from './model';

const ROWS = 18;

/** What the dashboard puts on paper: one sheet with the drawing of the map and the worst gaps. On the screen it is not there. */
export function OnePage({ model, board }: { model: Model; board: Board }) {
  const gaps = board.gaps ?? [];
  return (
    <div class="onepage" aria-hidden="true">
      <img alt="" src={address('/api/v1/dashboard/map.svg', { ...queryOf(model), lang: language.value })} />
      <table>
        <thead><tr><th>{t('column.village')}</th><th>{t('column.population')}</th><th>{t('column.nearest')}</th><th>{tb('board.missing')}</th><th>{tb('board.plan')}</th></tr></thead>
        <tbody>
          {gaps.slice(0, ROWS).map((gap) => (
            <tr key={gap.code}>
              <td>{gap.name}</td>
              <td>{count(gap.population)}</td>
              <td>{gap.distance_m === null ? term('reason', gap.reason) : `${meters(gap.distance_m)}${gap.duration_s === null ? '' : ` · ${t('minutes', { n: decimal(Math.ceil(gap.duration_s / 60), 0) })}`}`}</td>
              <td>{missingWords(gap.operators ?? [])}</td>
              <td>{gap.fix === undefined ? t('gaps.unplanned') : `${gap.fix.plan_name || gap.fix.plan}${gap.fix.accepted ? ` (${tb('board.accepted')})` : ''}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {board.plans_not_looked_at > 0 && <p>{tb('how.plans_not_looked_at', { n: count(board.plans_not_looked_at) })}</p>}
      {gaps.length > ROWS && <p>{tb('board.rest', { n: count(gaps.length - ROWS) })}</p>}
    </div>
  );
}
