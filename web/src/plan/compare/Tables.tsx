import { t } from '../../i18n/i18n';
import { count, length, points, share } from '../../i18n/numbers';
import { term } from '../../i18n/terms';
import type { StateComparison } from '../../api/records';
import { csv, keep } from '../../ui/csv';
import { Name } from '../../ui/Name';
import type { Model } from '../model';
import { changedOf, type Side } from './comparing';
import { changeOf, nameOfIndicator, rowsOf, valueOf, verdictOf } from './written';
import { w, type Word } from './words';

type Names = Record<Side, string>;

/** In what the two differ by what they ask; where that decides what figures mean, it is said first. */
export function Parameters({ found, names }: { found: StateComparison; names: Names }) {
  const rows = found.parameters ?? [];
  if (rows.length === 0) return <p class="under">{w('parameters.none')}</p>;
  const write = (key: string, value: string): string => {
    if (value === '') return w('parameters.unset');
    return key === 'model' || key === 'travel' || key === 'weight' ? term(key, value) : key === 'p' || key === 'budget_yuan' ? count(Number(value)) : key === 'rules' ? w('parameters.rules') : value;
  };
  return (
    <>
      {!found.alike && <p class="notice" role="note">{w('parameters.unlike')}</p>}
      <table class="list">
        <caption>{w('parameters.title')}</caption>
        <thead><tr><th scope="col">{w('parameters.what')}</th><th scope="col">A {names.a}</th><th scope="col">B {names.b}</th></tr></thead>
        <tbody>
          {rows.map(({ key, decides, values }) => (
            <tr key={key}><th scope="row">{w(`parameter.${key}` as Word)}{decides && <span class="chip chip-check">{w('parameters.decides')}</span>}</th><td>{write(key, values?.[0] ?? '')}</td><td>{write(key, values?.[1] ?? '')}</td></tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** The figures of both with what the change means: up is good for coverage and bad for cost. */
export function Indicators({ found, names }: { found: StateComparison; names: Names }) {
  return (
    <table class="list compare-table">
      <caption>{w('table.title', { a: names.a, b: names.b })}</caption>
      <thead><tr><th scope="col">{w('table.indicator')}</th><th scope="col" class="number">A</th><th scope="col" class="number">B</th><th scope="col" class="number">{w('table.change')}</th></tr></thead>
      <tbody>
        {(found.indicators ?? []).map((one) => (
          <tr key={one.key} data-indicator={one.key}>
            <th scope="row">{nameOfIndicator(one.key)}</th>
            <td class="number">{valueOf(one.a, one.unit)}{one.a_of !== undefined && <span class="under"><Name of={one.a_of} /></span>}</td>
            <td class="number">{valueOf(one.b, one.unit)}{one.b_of !== undefined && <span class="under"><Name of={one.b_of} /></span>}</td>
            <td class={`number verdict-${one.verdict}`}>{one.unlike === true ? w('table.unlike') : changeOf(one.change, one.unit)} <span class="compare-verdict">{verdictOf(one.verdict, one.change)}</span></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The towns of both. */
export function Towns({ found }: { found: StateComparison }) {
  return (
    <details open>
      <summary>{w('towns.title', { n: count((found.towns ?? []).length) })}</summary>
      <table class="list compare-table">
        <thead><tr><th scope="col">{w('towns.town')}</th><th scope="col" class="number">A</th><th scope="col" class="number">B</th><th scope="col" class="number">{w('table.change')}</th></tr></thead>
        <tbody>
          {(found.towns ?? []).map((town) => (
            <tr key={town.code} data-town={town.code}>
              <th scope="row"><Name of={town.name} /></th><td class="number">{share(town.a_share)}</td><td class="number">{share(town.b_share)}</td>
              <td class={`number verdict-${town.verdict}`}>{town.change === null ? t('unknown') : points(town.change)} <span class="compare-verdict">{verdictOf(town.verdict, town.change)}</span></td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

const LISTED = 100;

/** Villages that come within the standard or fall out of it. */
export function Villages({ model, found }: { model: Model; found: StateComparison }) {
  const changed = changedOf(found);
  return (
    <details>
      <summary>{w('villages.title', { n: count(changed.length) })}</summary>
      {changed.length > LISTED && <p class="under">{w('villages.cut', { n: count(LISTED) })}</p>}
      <table class="list compare-table">
        <thead><tr><th scope="col">{w('villages.village')}</th><th scope="col" class="number">A</th><th scope="col" class="number">B</th><th scope="col">{w('table.verdict')}</th></tr></thead>
        <tbody>
          {changed.slice(0, LISTED).map((one) => (
            <tr key={one.code} onMouseEnter={() => (model.hovered.value = { kind: 'settlement', id: one.code })} onMouseLeave={() => (model.hovered.value = null)}>
              <th scope="row"><button type="button" class="rowbutton" onClick={() => model.go({ selection: { kind: 'settlement', id: one.code } })}><Name of={one.name} /></button><span class="under"><Name of={one.town_name} /></span></th>
              <td class="number">{one.before.distance_m === null ? '—' : length(one.before.distance_m)}</td><td class="number">{one.after.distance_m === null ? '—' : length(one.after.distance_m)}</td>
              <td class={`verdict-${one.verdict}`}>{one.after.class === 'covered' ? `▲ ${w('villages.in')}` : `▼ ${w('villages.out')}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

/** Keeps all figures as a file. */
export function Keep({ found, names }: { found: StateComparison; names: Names }) {
  return <p><button type="button" class="button" onClick={() => keep('comparison.csv', csv(rowsOf(found, names.a, names.b)))}>{w('table.csv')}</button></p>;
}
