import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { ShareBar } from '../charts/ShareBar';
import { t, type Key } from '../i18n/i18n';
import { compareNames, count, fraction, share } from '../i18n/numbers';
import type { AreaCounts } from '../api/records';
import { Name } from '../ui/Name';
import type { Model } from './model';
import { term } from '../i18n/terms';

type Column = 'name' | 'settlements' | 'reach' | 'people' | 'service' | 'uncovered';
const COLUMNS: { id: Column; word: Key }[] = [
  { id: 'name', word: 'column.area' },
  { id: 'reach', word: 'column.reach' },
  { id: 'people', word: 'column.reach_people' },
  { id: 'service', word: 'column.service' },
  { id: 'uncovered', word: 'column.uncovered' },
];

/** Coverage by county and by town, lowest first; a heading sorts, a name leads there. */
export function AreaTable({ model }: { model: Model }) {
  const audit = model.audit.value;
  const sort = useSignal<{ by: Column; up: boolean }>({ by: 'reach', up: true });
  const towns = useSignal(false);
  if (audit === null) return null;
  const all = audit.by_area ?? [];
  const counties = all.filter((area) => area.tier === 'county' && area.code !== audit.area);
  const tier = towns.value || counties.length === 0 ? 'town' : 'county';
  const { by, up } = sort.value;
  const rows = (tier === 'county' ? counties : all.filter((area) => area.tier === 'town')).slice().sort((a, b) => (up ? 1 : -1) * compare(a, b, by));
  const parents = new Map(all.map((area) => [area.code, area.name]));
  return (
    <section>
      {counties.length > 0 && (
        <fieldset class="switch tools">
          <legend class="unseen">{t('areas.tier')}</legend>
          {[false, true].map((asTowns) => (
            <label key={String(asTowns)} class={(tier === 'town') === asTowns ? 'switch-on' : ''}>
              <input type="radio" name="tier" checked={(tier === 'town') === asTowns} onChange={() => (towns.value = asTowns)} />
              <span>{t(asTowns ? 'areas.towns' : 'areas.counties')}</span>
            </label>
          ))}
        </fieldset>
      )}
      <table class="list">
        <caption class="caption-note">{t('areas.caption')}</caption>
        <thead>
          <tr>
            {COLUMNS.map(({ id, word }) => (
              <th key={id} scope="col" class={id === 'name' ? undefined : 'number'} aria-sort={by === id ? (up ? 'ascending' : 'descending') : 'none'}>
                <button type="button" class="sortbutton" onClick={() => (sort.value = { by: id, up: by === id ? !up : id === 'name' || id === 'reach' || id === 'people' })}>
                  {t(word)} <span aria-hidden="true">{by === id ? (up ? '▲' : '▼') : '↕'}</span>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((area) => (
            <tr key={area.code} class={model.view.value.town === area.code ? 'row row-selected' : 'row'}>
              <th scope="row">
                <button type="button" class="rowbutton" onClick={() => model.go(area.tier === 'county' ? { area: area.code, plan: '', town: '', selection: null } : { town: area.code, selection: null })}>
                  <Name of={area.name} />
                </button>
                {tier === 'town' && <span class="under"><Name of={parents.get(area.parent) ?? ''} /></span>}
              </th>
              <td class="number">
                {share(reachOf(area))}
                <ShareBar value={reachOf(area)} />
              </td>
              <td class="number"><Told figure={fraction(area.covered_population, area.population)} reason={area.population_reason} /></td>
              <td class="number"><Told figure={area.service.rate} reason={area.service.reason} /></td>
              <td class="number">{count(area.settlements - area.covered_settlements)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

// Told is a share, or that it is unknown and why.
function Told({ figure, reason }: { figure: number | null | undefined; reason: string | undefined }): ComponentChildren {
  if (figure !== null && figure !== undefined) return share(figure);
  return <>{share(null)}{reason !== undefined && <span class="under why">{term('unknown', reason)}</span>}</>;
}

function reachOf(area: AreaCounts): number | null {
  return fraction(area.covered_settlements, area.settlements);
}

function compare(a: AreaCounts, b: AreaCounts, by: Column): number {
  const figure = (area: AreaCounts): number | null | undefined => {
    switch (by) {
      case 'reach': return reachOf(area);
      case 'people': return fraction(area.covered_population, area.population);
      case 'service': return area.service.rate;
      case 'uncovered': return area.settlements - area.covered_settlements;
      default: return area.settlements;
    }
  };
  if (by === 'name') return compareNames(a.name, b.name);
  // What is unknown is neither high nor low; it goes to the end of an upward list.
  return (figure(a) ?? Number.MAX_VALUE) - (figure(b) ?? Number.MAX_VALUE) || (a.code < b.code ? -1 : 1);
}
