import type { Board, BoardTown } from '../api/records';
import { tb } from '../i18n/board';
import { t } from '../i18n/i18n';
import { count, fraction, share } from '../i18n/numbers';
import { GAP_COLOURS } from '../map/shapes';
import { term } from '../i18n/terms';
import { Choice } from '../ui/Choice';
import { Name } from '../ui/Name';
import { gapClass } from './classes';
import { How } from './How';
import { shareOf, type Model } from './model';
import { METRICS } from './view';

/** Towns by their share of gaps, worst first, as bars in a table: bar and figure side by side. */
export function TownBars({ model, board }: { model: Model; board: Board }) {
  const { metric, town: chosen } = model.view.value;
  // What is unknown is neither high nor low; it comes last.
  const towns = [...(board.towns ?? [])].sort((a, b) => (shareOf(b, metric) ?? -1) - (shareOf(a, metric) ?? -1) || (a.code < b.code ? -1 : 1));
  const operators = towns[0]?.operators ?? [];
  return (
    <section class="board-towns" aria-label={tb('board.towns')}>
      <div class="board-head">
        <h2>{tb('board.towns')}</h2>
        <How model={model} board={board} of="share" />
        <Choice name="metric" legend={tb('board.metric')} values={METRICS} current={metric} word={(one) => tb(one === 'people' ? 'board.by_people' : 'board.by_settlements')} choose={(one) => model.go({ metric: one })} />
      </div>
      <table class="list">
        <caption class="caption-note">{tb('board.towns_caption')}</caption>
        <thead>
          <tr>
            <th scope="col">{tb('gaps.town_column')}</th>
            <th scope="col">{tb(metric === 'people' ? 'board.share_people' : 'board.share')}</th>
            <th scope="col" class="number">{tb('board.gaps_of')}</th>
            {operators.map(({ operator }) => <th key={operator} scope="col" class="number wide">{tb('board.reach_by', { operator: term('operator', operator) })}</th>)}
          </tr>
        </thead>
        <tbody>
          {towns.map((town) => (
            <tr key={town.code} class={chosen === town.code ? 'row row-selected' : 'row'} onClick={() => model.go({ town: chosen === town.code ? '' : town.code, selection: null })}>
              <th scope="row"><button type="button" class="rowbutton" aria-pressed={chosen === town.code}><Name of={town.name} /></button></th>
              <td><GapBar town={town} metric={metric} /></td>
              <td class="number">{t('towns.of', { n: count(town.uncovered_settlements + town.unreachable_settlements), all: count(town.settlements - town.unlocated_settlements) })}{town.unlocated_settlements > 0 && <span class="under">{t('figure.unlocated', { n: count(town.unlocated_settlements) })}</span>}</td>
              {(town.operators ?? []).map((one) => <td key={one.operator} class="number wide">{share(fraction(one.covered_settlements, town.settlements))}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function GapBar({ town, metric }: { town: BoardTown; metric: 'settlements' | 'people' }) {
  const value = shareOf(town, metric);
  if (value === null) return <span class="nodata">{tb('board.no_data')}{metric === 'people' && <span class="under">{term('unknown', town.population_reason ?? 'no_population_known')}</span>}</span>;
  return (
    <span class="gapbar">
      <svg viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true" focusable="false">
        <rect x="0" y="0" width="100" height="12" fill="#efece3" />
        <rect x="0" y="0" width={value * 100} height="12" fill={GAP_COLOURS[gapClass(value) as 0]} stroke="#6b665b" stroke-width=".6" vector-effect="non-scaling-stroke" />
      </svg>
      <span class="tabular">{share(value)}</span>
    </span>
  );
}
