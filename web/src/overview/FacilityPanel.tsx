import { useSignal } from '@preact/signals';
import { ShareBar } from '../charts/ShareBar';
import { t } from '../i18n/i18n';
import { compareNames, count, fraction, share } from '../i18n/numbers';
import type { Facility } from '../api/records';
import { Name } from '../ui/Name';
import { Region } from '../ui/Region';
import { Symbol } from '../ui/Symbol';
import type { Model } from './model';
import { firstRows, MORE_ROWS, rowOf } from '../ui/rows';
import { term } from '../i18n/terms';

const RANK: Record<string, number> = { hub: 0, station: 1, point: 2 };

/** What each operator's facilities reach alone, and the facilities themselves. */
export function FacilityPanel({ model }: { model: Model }) {
  const text = useSignal('');
  const limit = useSignal(firstRows());
  const audit = model.audit.value;
  return (
    <section>
      {audit !== null && (
        <table class="list">
          <caption>{t('operators.caption')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('column.operator')}</th>
              <th scope="col" class="number">{t('column.facilities')}</th>
              <th scope="col" class="number">{t('column.reach')}</th>
              <th scope="col" class="number">{t('column.reach_people')}</th>
            </tr>
          </thead>
          <tbody>
            {(audit.by_operator ?? []).map((rate) => (
              <tr key={rate.operator}>
                <th scope="row">{term('operator', rate.operator)}</th>
                <td class="number">{count(rate.facilities)}</td>
                <td class="number">
                  {share(fraction(rate.covered_settlements, audit.settlements))}
                  <ShareBar value={fraction(rate.covered_settlements, audit.settlements)} />
                </td>
                <td class="number">
                  {share(fraction(rate.covered_population, audit.population))}
                  {audit.population === null && audit.population_reason !== undefined && <span class="under why">{term('unknown', audit.population_reason)}</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <h2>{t('facilities.title')}</h2>
      <div class="tools">
        <input type="search" value={text.value} placeholder={t('facilities.search')} aria-label={t('facilities.search')} onInput={(event) => (text.value = event.currentTarget.value)} />
      </div>
      <Region of={model.facilities}>
        {(listing) => {
          const wanted = text.value.trim().toLowerCase();
          const found = listing.items.map((f) => f.properties).filter((f) => wanted === '' || `${f.name} ${f.id}`.toLowerCase().includes(wanted)).sort(byTier);
          return (
            <>
              {listing.cut && <p class="notice">{t('facilities.cut', { n: count(listing.items.length) })}</p>}
              <table class="list">
                <caption class="unseen">{t('facilities.caption')}</caption>
                <thead>
                  <tr>
                    <th scope="col">{t('column.facility')}</th>
                    <th scope="col">{t('column.operators')}</th>
                  </tr>
                </thead>
                <tbody>
                  {found.slice(0, limit.value).map((facility) => (
                    <tr key={facility.id} {...rowOf(model, { kind: 'facility', id: facility.id })}>
                      <th scope="row">
                        <button type="button" class="rowbutton">
                          <Symbol shape={shapeOf(facility)} size={14} /> <Name of={facility.name} />
                        </button>
                        <span class="under">{term('tier', facility.tier)}</span>
                      </th>
                      <td>
                        <Badges operators={facility.operators ?? []} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
              {found.length > limit.value && (
                <button type="button" class="button more" onClick={() => (limit.value += MORE_ROWS)}>
                  {t('more', { n: count(found.length - limit.value) })}
                </button>
              )}
            </>
          );
        }}
      </Region>
    </section>
  );
}

/** One-letter badges of operators, read out in full. */
export function Badges({ operators }: { operators: readonly string[] }) {
  if (operators.length === 0) return <>{t('unknown')}</>;
  return (
    <span class="badges">
      {operators.map((operator) => (
        <span key={operator} class="badge" title={term('operator', operator)}>
          <span aria-hidden="true">{term('badge', operator)}</span>
          <span class="unseen">{term('operator', operator)}</span>
        </span>
      ))}
    </span>
  );
}

/** The map symbol of a facility. */
export function shapeOf(facility: Facility): 'hub' | 'station' | 'point' {
  return facility.tier === 'hub' || facility.tier === 'station' ? facility.tier : 'point';
}

function byTier(a: Facility, b: Facility): number {
  return (RANK[a.tier] ?? 3) - (RANK[b.tier] ?? 3) || compareNames(a.name, b.name);
}
