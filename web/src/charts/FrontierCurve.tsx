import { useSignal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import { address } from '../api/client';
import type { Frontier, FrontierPoint } from '../api/records';
import type { Resource } from '../api/resource';
import { StepCurve } from './StepCurve';
import { stepAt } from './steps';
import './curve.css';
import { language, t, type Key } from '../i18n/i18n';
import { count, fraction, share, yuan } from '../i18n/numbers';
import { Choice } from '../ui/Choice';
import { Region } from '../ui/Region';
import { firstRows, MORE_ROWS } from '../ui/rows';
import { term } from '../i18n/terms';

/** What a curve of coverage is drawn against. */
export type Axis = 'points' | 'yuan';

/** A page that shows a curve of coverage: how it is drawn, the curve, what it was asked with (null before there is a question), and what to do with a point that is picked. */
export interface Curved {
  curve: Signal<{ by: Axis; nested: boolean }>;
  frontier: Resource<Frontier>;
  asked(): object | null;
  pick?(point: FrontierPoint, frontier: Frontier): void;
}

/** The whole curve of coverage against new points or yuan: what is found, what is proven to be the most, and both as a table. */
export function FrontierCurve({ of: model }: { of: Curved }) {
  const { by, nested } = model.curve.value;
  return (
    <section>
      <p class="tally">{t('frontier.about')}</p>
      <div class="tools">
        <Choice name="axis" legend={t('frontier.axis')} values={['points', 'yuan'] as const} current={by} word={(axis) => t(axis === 'points' ? 'frontier.by_points' : 'frontier.by_yuan')}
          choose={(axis: Axis) => (model.curve.value = { ...model.curve.value, by: axis })} />
        <Choice name="nested" legend={t('frontier.order')} values={['free', 'nested'] as const} current={nested ? 'nested' : 'free'} word={(order) => t(order === 'free' ? 'frontier.free' : 'frontier.nested')}
          choose={(order) => (model.curve.value = { ...model.curve.value, nested: order === 'nested' })} />
      </div>
      <Region of={model.frontier} lines={8}>{(frontier) => <Curve model={model} frontier={frontier} />}</Region>
    </section>
  );
}

function Curve({ model, frontier }: { model: Curved; frontier: Frontier }) {
  const picked = useSignal<number | null>(null);
  const limit = useSignal(firstRows());
  const points = frontier.points ?? [];
  const total = frontier.total_weight;
  const last = points[points.length - 1];
  if (last === undefined || total === 0) return <p class="empty">{t('frontier.none')}</p>;
  const axis: Axis = frontier.by;
  const x = (at: (typeof points)[number]): number | null => (axis === 'points' ? at.points : at.opening_cost_yuan);
  // A point whose costs are not known has no place on an axis of yuan; it stays in the table.
  const placed = points.filter((at) => x(at) !== null);
  const shareOf = (weight: number): number => fraction(weight, total) ?? 0;
  const found = placed.map((at) => ({ x: x(at) ?? 0, y: shareOf(at.weight) }));
  const bound = placed.map((at) => ({ x: x(at) ?? 0, y: shareOf(at.bound) }));
  const end = found[found.length - 1]?.x ?? 0;
  const at = Math.min(picked.value ?? stepAt(found, end / 2), placed.length - 1);
  const chosen = placed[at];
  const choose = (index: number): void => {
    picked.value = index;
    const point = placed[index];
    if (point !== undefined) model.pick?.(point, frontier);
  };
  const unit: Key = frontier.weight === 'population' ? 'plan.unit_people' : 'plan.unit_settlements';
  const xText = (value: number | null): string => (axis === 'points' ? count(value) : yuan(value));
  const says = chosen === undefined ? '' : t('frontier.says', {
    points: count(chosen.points), yuan: yuan(chosen.opening_cost_yuan), share: share(shareOf(chosen.weight)), weight: t(unit, { n: count(chosen.weight) }), most: share(shareOf(chosen.bound)),
  });
  const label = t('frontier.label', { first: share(shareOf(points[0]?.weight ?? 0)), last: share(shareOf(last.weight)), points: count(last.points) });
  const query = model.asked();
  return (
    <>
      <p class={`verdict verdict-${frontier.status}`}>
        <strong>{t(frontier.status === 'optimal' ? 'frontier.proven' : 'frontier.envelope')}</strong>
        {frontier.verified && <span> · {t('plan.verified')}</span>}
      </p>
      <p class="curve-key">
        <span><svg viewBox="0 0 28 8" aria-hidden="true"><path class="curve-found" d="M0 4H28" /></svg>{t('frontier.found')}</span>
        <span><svg viewBox="0 0 28 8" aria-hidden="true"><path class="curve-bound" d="M0 4H28" /></svg>{t('frontier.bound')}</span>
      </p>
      {placed.length > 0 && (
        <>
          <StepCurve pick={choose} label={label} found={found} bound={bound} end={end} marked={found[at]} xWord={t(axis === 'points' ? 'frontier.by_points' : 'frontier.by_yuan')} xText={xText} yText={share} />
          <label class="curve-slider">
            <span>{t('frontier.slider')}</span>
            <input type="range" min={0} max={placed.length - 1} value={at} aria-valuetext={says} onInput={(event) => choose(Number(event.currentTarget.value))} />
          </label>
        </>
      )}
      <p class="curve-says" aria-live="polite">{says}</p>
      {(frontier.notes ?? []).length > 0 && <ul class="plain">{(frontier.notes ?? []).map((note) => <li key={note.en}>{note[language.value]}</li>)}</ul>}
      <h2>{t('frontier.table')}</h2>
      <div class="tools">
        {query !== null && <a class="button" href={address('/api/v1/frontier.csv', query)} download>{t('download')}</a>}
      </div>
      <table class="list">
        <caption class="caption-note">{t('frontier.caption', { weight: term('weight', frontier.weight), total: t(unit, { n: count(total) }) })}</caption>
        <thead>
          <tr>
            <th scope="col" class="number">{t('frontier.by_points')}</th>
            <th scope="col" class="number">{t('frontier.by_yuan')}</th>
            <th scope="col" class="number">{t('frontier.found')}</th>
            <th scope="col" class="number">{t('frontier.bound')}</th>
          </tr>
        </thead>
        <tbody>
          {points.slice(0, limit.value).map((point) => (
            <tr key={`${point.points} ${point.weight}`} class={point === chosen ? 'row-selected' : ''}>
              <th scope="row" class="number">{count(point.points)}</th>
              <td class="number">{yuan(point.opening_cost_yuan)}</td>
              <td class="number">{count(point.weight)}<span class="under">{share(shareOf(point.weight))}</span></td>
              <td class="number">{count(point.bound)}<span class="under">{share(shareOf(point.bound))}</span></td>
            </tr>
          ))}
        </tbody>
      </table>
      {points.length > limit.value && (
        <button type="button" class="button more" onClick={() => (limit.value += MORE_ROWS)}>{t('more', { n: count(points.length - limit.value) })}</button>
      )}
    </>
  );
}
