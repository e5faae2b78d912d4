import { count, points, share, yuan } from '../i18n/numbers';
import type { Asked } from './figures';
import type { Figures } from './state';
import { w } from './words';

/** The three figures of a card, each with its difference to the present state. What nobody reckoned yet says so and is never 0. */
export function CardFigures({ asked }: { asked: Asked }) {
  const none = w(asked.is === 'failed' ? 'card.failed' : 'card.none');
  const now = asked.is === 'there' ? asked.figures : null;
  const before = asked.is === 'there' ? asked.before : null;
  return (
    <dl class="plan-figures">
      <Line word={w('card.points')} value={now === null ? none : count(now.points)} change={changeOf(before?.points, now?.points, (n) => signed(count(Math.abs(n)), n))} />
      <Line word={w('card.coverage')} value={now === null ? none : share(now.coverage)} change={changeOf(before?.coverage, now?.coverage, points)} />
      <Line word={w(now?.carriage === true ? 'card.yearly_all' : 'card.yearly')} value={now === null ? none : yuan(now.yearly)} change={now?.carriage === true ? undefined : changeOf(before?.yearly, now?.yearly, (n) => signed(yuan(Math.abs(n)), n))} />
    </dl>
  );
}

/** The figures of the present state, with no difference. */
export function BaselineFigures({ figures }: { figures: Figures | null }) {
  return <CardFigures asked={figures === null ? { is: 'waiting' } : { is: 'there', figures, before: { ...figures, points: null, coverage: null, yearly: null } }} />;
}

function Line({ word, value, change }: { word: string; value: string; change: string | undefined }) {
  return (
    <div>
      <dt>{word}</dt>
      <dd><strong>{value}</strong>{change !== undefined && <span class="plan-change">{change}</span>}</dd>
    </div>
  );
}

function signed(size: string, n: number): string {
  return n === 0 ? '±0' : `${n > 0 ? '+' : '−'}${size}`;
}

function changeOf(before: number | null | undefined, now: number | null | undefined, write: (n: number) => string): string | undefined {
  return before === null || before === undefined || now === null || now === undefined ? undefined : write(now - before);
}
