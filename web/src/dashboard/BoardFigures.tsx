import type { Board } from '../api/records';
import { ShareBar } from '../charts/ShareBar';
import { tb } from '../i18n/board';
import { t } from '../i18n/i18n';
import { count, fraction, share } from '../i18n/numbers';
import { term } from '../i18n/terms';
import { mostGaps } from './classes';
import { How } from './How';
import type { Model } from './model';

/** Four figures against the target, each with how it is made. */
export function BoardFigures({ model, board }: { model: Model; board: Board }) {
  const counts = board.villages ?? board.counts;
  const target = board.standard.target_share ?? null;
  const reach = fraction(counts.covered_settlements, counts.settlements);
  const people = fraction(counts.covered_population, counts.population);
  const gaps = counts.uncovered_settlements + counts.unreachable_settlements;
  const { service } = board;
  const aimed = target === null ? tb('board.no_target') : tb('board.target', { share: share(target) });
  return (
    <dl class="figures board-figures">
      <Figure label={board.villages === undefined ? tb('board.reach_all') : t('figure.reach')} value={share(reach)} note={tb('board.reach_note', { covered: count(counts.covered_settlements), all: count(counts.settlements) })} aim={aimed} how={<How model={model} board={board} of="reach" />}>
        <ShareBar value={reach} before={target} />
      </Figure>
      <Figure label={tb('board.people')} value={share(people)} note={people === null ? why(counts.population_reason) : tb('board.people_note', { covered: count(counts.covered_population), all: count(counts.population), unknown: count(counts.unknown_population_settlements) })} aim={tb('board.no_people_target')} how={<How model={model} board={board} of="people" />}>
        <ShareBar value={people} />
      </Figure>
      <Figure label={t('figure.service')} value={service.no_record > 0 && service.rate !== null ? t('figure.service_least', { share: share(service.rate) }) : share(service.rate)} note={service.rate === null ? why(service.reason) : t('figure.service_parts', { unknown: count(service.no_record), most: share(service.rate_at_most), exempt: count(service.exempt) })} aim={tb('board.no_service_target')} how={<How model={model} board={board} of="service" />}>
        <ShareBar value={service.rate ?? null} />
      </Figure>
      <Figure
        label={tb('board.gaps')} value={count(gaps)}
        note={tb('board.gaps_note', { unreachable: count(counts.unreachable_settlements), unlocated: count(counts.unlocated_settlements) })}
        aim={[target === null ? tb('board.no_target') : tb('board.gaps_target', { n: count(mostGaps(counts, target)) }), tb('board.gaps_planned', { n: count(board.planned_settlements), left: count((board.gaps ?? []).length - board.planned_settlements) })].join(t('sentence.separator'))}
        how={<How model={model} board={board} of="gaps" />}
      />
    </dl>
  );
}

function Figure({ label, value, note, aim, how, children }: { label: string; value: string; note: string; aim: string; how: preact.ComponentChildren; children?: preact.ComponentChildren }) {
  return (
    <div class="figure">
      <dt>{label}</dt>
      <dd>
        <span class="figure-value">{value}</span>
        {children}
        <span class="figure-note">{note}</span>
        <span class="figure-note figure-aim">{aim}</span>
        {how}
      </dd>
    </div>
  );
}

function why(reason: string | undefined): string {
  return reason === undefined ? t('unknown') : term('unknown', reason);
}
