import { useSignal } from '@preact/signals';
import { address } from '../api/client';
import { t } from '../i18n/i18n';
import { count, meters, minutes } from '../i18n/numbers';
import type { Effect, Effects } from '../api/records';
import { Fact } from '../ui/Fact';
import { Name } from '../ui/Name';
import { Region } from '../ui/Region';
import { Symbol } from '../ui/Symbol';
import type { Model } from './model';
import { firstRows, MORE_ROWS, rowOf } from '../ui/rows';
import { term } from '../i18n/terms';

/** What a scenario changes for whom, against the present state, which stays as it is. */
export function ChangesPanel({ model }: { model: Model }) {
  const scenarios = model.scenarios.state.value.value ?? [];
  const { scenario } = model.view.value;
  if (model.scenarios.state.value.error === null && !model.scenarios.state.value.loading && scenarios.length === 0 && scenario === '') {
    return (
      <section class="empty">
        <p>{t('changes.none')}</p>
        <pre tabIndex={0}>cuntong scenario --store county.gpkg what-if.json</pre>
      </section>
    );
  }
  return (
    <section>
      <Region of={model.scenarios} lines={1}>
        {(list) => (
          <label class="picker">
            <span>{t('changes.pick')}</span>
            <select value={scenario} onChange={(event) => model.go({ scenario: event.currentTarget.value })}>
              <option value="">{t('changes.no_scenario')}</option>
              {list.map((one) => <option key={one.id} value={one.id} lang="zh-CN">{one.name}</option>)}
              {scenario !== '' && !list.some((one) => one.id === scenario) && <option value={scenario}>{scenario}</option>}
            </select>
          </label>
        )}
      </Region>
      {scenario === '' ? <p class="empty">{t('changes.choose')}</p> : <Region of={model.effects} lines={6}>{(effects) => <EffectList model={model} effects={effects} />}</Region>}
    </section>
  );
}

function EffectList({ model, effects }: { model: Model; effects: Effects }) {
  const limit = useSignal(firstRows());
  const items = effects.items ?? [];
  const approvals = effects.approvals ?? [];
  const moved = ({ settlements, population }: Effects['better']): string => t('changes.moved', { n: count(settlements), people: t('figure.people', { n: count(population) }) });
  return (
    <>
      <p class="tally">{t('changes.measured', { travel: term('travel', effects.travel.method), standard: effects.standard })}</p>
      <dl class="facts">
        <Fact word={t('changes.better')} value={moved(effects.better)} />
        <Fact word={t('changes.worse')} value={moved(effects.worse)} />
        <Fact word={t('changes.newly')} value={moved(effects.newly_covered)} />
        <Fact word={t('changes.no_longer')} value={moved(effects.no_longer_covered)} />
      </dl>
      {approvals.length > 0 && <p class="notice">{t('changes.approvals', { ids: approvals.join(t('list.separator')) })}</p>}
      {items.length === 0 ? <p class="empty">{t('changes.same')}</p> : (
        <>
          <div class="tools">
            <a class="button" href={address('/api/v1/scenarios/{id}/effects.csv', {}, { id: effects.scenario })} download>{t('download')}</a>
          </div>
          <table class="list">
            <caption class="unseen">{t('changes.caption')}</caption>
            <thead>
              <tr>
                <th scope="col">{t('column.village')}</th>
                <th scope="col" class="number">{t('column.population')}</th>
                <th scope="col">{t('column.before')}</th>
                <th scope="col">{t('column.after')}</th>
              </tr>
            </thead>
            <tbody>
              {items.slice(0, limit.value).map((item) => (
                <tr key={item.code} {...rowOf(model, { kind: 'settlement', id: item.code })}>
                  <th scope="row">
                    <button type="button" class="rowbutton">
                      {item.verdict !== 'other' && <Symbol shape={item.verdict} size={14} />} <Name of={item.name} />
                    </button>
                    <span class="under"><Name of={item.town_name} /> · {term('verdict', item.verdict)}</span>
                  </th>
                  <td class="number">{count(item.population)}</td>
                  <td>{figures(item.before)}</td>
                  <td>{figures(item.after)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {items.length > limit.value && (
            <button type="button" class="button more" onClick={() => (limit.value += MORE_ROWS)}>{t('more', { n: count(items.length - limit.value) })}</button>
          )}
        </>
      )}
    </>
  );
}

function figures({ class: reached, distance_m: distance, duration_s: seconds }: Effect['before']): string {
  const state = term('short', reached);
  return distance === null || seconds === null ? state : t('changes.figures', { distance: meters(distance), minutes: minutes(seconds), class: state });
}
