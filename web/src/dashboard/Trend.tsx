import type { Board } from '../api/records';
import { StepCurve } from '../charts/StepCurve';
import '../charts/curve.css';
import { tb } from '../i18n/board';
import { t } from '../i18n/i18n';
import { count, day, fraction, share } from '../i18n/numbers';
import { Name } from '../ui/Name';

/** Coverage over the audits on record; where there is only today's, it says so. */
export function Trend({ board }: { board: Board }) {
  const past = board.history ?? [];
  const first = past[0];
  const last = past[past.length - 1];
  return (
    <section class="board-trend" aria-label={tb('board.trend')}>
      <div class="board-head"><h2>{tb('board.trend')}</h2></div>
      <p class="tally">{tb('how.trend')}</p>
      {past.length < 2 || first === undefined || last === undefined ? <p class="empty">{tb('board.no_history')}</p> : (
        <>
          <Curve past={past} first={first} last={last} />
          <table class="list">
            <caption class="unseen">{tb('board.trend')}</caption>
            <thead><tr><th scope="col">{tb('board.day')}</th><th scope="col" class="number">{t('figure.reach')}</th><th scope="col" class="number">{tb('board.gaps')}</th></tr></thead>
            <tbody>
              {[...past].reverse().map((one) => (
                <tr key={one.date}><th scope="row">{day(one.date)}{one.plan !== undefined && <span class="under"><Name of={one.plan} /></span>}</th><td class="number">{share(fraction(one.covered_settlements, one.settlements))}</td><td class="number">{count(one.gap_settlements)}</td></tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}

type Past = NonNullable<Board['history']>[number];

function Curve({ past, first, last }: { past: readonly Past[]; first: Past; last: Past }) {
  const days = (one: Past): number => Math.round((Date.parse(one.date) - Date.parse(first.date)) / 86_400_000);
  const found = past.map((one) => ({ x: days(one), y: fraction(one.covered_settlements, one.settlements) ?? 0 }));
  const label = tb('board.trend_label', { from: day(first.date), to: day(last.date), first: share(found[0]?.y), last: share(found[found.length - 1]?.y) });
  return <StepCurve label={label} found={found} bound={[]} end={days(last)} marked={found[found.length - 1]} xWord={tb('board.days_since', { day: day(first.date) })} xText={(x) => count(x)} yText={share} />;
}
