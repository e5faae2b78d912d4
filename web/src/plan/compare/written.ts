// How figures of a comparison are written; none is reckoned here.
import type { StateComparison, StateIndicator, StateTown } from '../../api/records';
import { t } from '../../i18n/i18n';
import { count, length, minutes, points, share, yuan } from '../../i18n/numbers';
import { type Cell } from '../../ui/csv';
import { w, type Word } from './words';

type Unit = StateIndicator['unit'];

/** A figure in its unit; what is unknown says so. */
export function valueOf(value: number | null, unit: Unit): string {
  if (value === null) return t('unknown');
  if (unit === 'share') return share(value);
  if (unit === 'yuan') return yuan(value);
  if (unit === 'm') return length(value);
  if (unit === 's') return minutes(value);
  return count(value);
}

/** A change in its unit, with its sign. */
export function changeOf(change: number | null, unit: Unit): string {
  if (change === null) return t('unknown');
  if (unit === 'share') return points(change);
  const size = unit === 's' ? w('seconds', { n: count(Math.abs(change)) }) : valueOf(Math.abs(change), unit);
  return change === 0 ? '0' : `${change > 0 ? '+' : '−'}${size}`;
}

/** The word of a verdict with its arrow; what is neither better nor worse has none. */
export function verdictOf(verdict: StateIndicator['verdict'], change: number | null): string {
  if (verdict === 'same') return w('verdict.same');
  if (verdict === 'none') return '';
  return `${(change ?? 0) > 0 ? '▲' : '▼'} ${w(`verdict.${verdict}`)}`;
}

/** The name of an indicator. */
export function nameOfIndicator(key: string): string {
  return w(`indicator.${key}` as Word);
}

/** All that a comparison says as rows of a table to keep, figures as they came. */
export function rowsOf(found: StateComparison, a: string, b: string): Cell[][] {
  const of = ({ change, verdict }: Pick<StateIndicator | StateTown, 'change' | 'verdict'>): Cell[] => [change, verdict === 'none' ? '' : w(`verdict.${verdict}`)];
  return [
    [w('table.indicator'), w('table.unit'), `A ${a}`, `B ${b}`, w('table.change'), w('table.verdict')],
    ...(found.indicators ?? []).map((one): Cell[] => [nameOfIndicator(one.key), w(`unit.${one.unit}`), one.a, one.b, ...of(one)]),
    ...(found.towns ?? []).map((town): Cell[] => [w('towns.row', { town: town.name }), w('unit.share'), town.a_share, town.b_share, ...of(town)]),
  ];
}
