import type { Network, Plan } from '../api/records';
import { language, t, type Key } from '../i18n/i18n';
import { count, decimal, yuan } from '../i18n/numbers';
import type { Model } from '../overview/model';
import { Name } from '../ui/Name';
import { yearly } from './network';
import { RobustCheck } from './RobustCheck';

type Year = NonNullable<Network['phases']>[number];

/** What is built in which year and what each year's network serves and costs; then what the plan stands. */
export function YearsPart({ model, plan, network }: { model: Model; plan: Plan; network: Network }) {
  const years = network.phases ?? [];
  const { joint } = network;
  return (
    <>
      {years.length === 0 ? <p class="notice">{t('years.none')}</p> : (
        <>
          <p class="tally">{t('years.about')}</p>
          <table class="list">
            <caption class="unseen">{t('years.caption')}</caption>
            <thead>
              <tr>
                <th scope="col">{t('years.year')}</th>
                <th scope="col" class="number">{t('years.spent')}</th>
                <th scope="col" class="number">{t('years.work')}</th>
                <th scope="col" class="number">{t('alone.served')}</th>
                <th scope="col" class="number">{t('tiers.yearly')}</th>
              </tr>
            </thead>
            <tbody>
              {years.map((one) => (
                <tr key={one.year}>
                  <th scope="row">{t('years.nth', { n: count(one.year) })}<span class="under">{t('years.budget', { n: yuan(one.budget_yuan) })}</span></th>
                  <td class="number">{yuan(one.spent_yuan)}<span class="under">{t('years.left', { subsidy: yuan(one.subsidy_yuan), left: yuan(one.left_yuan) })}</span></td>
                  <td class="number">{t('years.done', { opened: count(one.opened.length), upgraded: count(one.upgraded.length) })}{one.building.length > 0 && <span class="under">{t('years.building', { n: count(one.building.length) })}</span>}</td>
                  <td class="number">{t('towns.of', { n: count(one.served_villages), all: count(joint.villages) })}<span class="under">{t('tiers.run_value', { hubs: count(one.hubs), stations: count(one.stations), points: count(one.points) })}</span></td>
                  <td class="number">{yuan(one.yuan)}</td>
                </tr>
              ))}
              <tr class="total">
                <th scope="row">{t('years.whole')}</th>
                <td class="number">{t('years.gross', { n: yuan(joint.cost.opening_yuan_once) })}</td>
                <td class="number" />
                <td class="number">{t('towns.of', { n: count(joint.served_villages), all: count(joint.villages) })}<span class="under">{t('tiers.run_value', { hubs: count(joint.hubs.run), stations: count(joint.stations.run), points: count(joint.points.run) })}</span></td>
                <td class="number">{yuan(yearly(joint))}</td>
              </tr>
            </tbody>
          </table>
          {years.map((one) => <Work key={one.year} model={model} year={one} />)}
          {network.subsidies !== undefined && network.subsidies !== null && (
            <p class="tally">{t('years.subsidies', { name: language.value === 'zh' ? network.subsidies.name_zh : network.subsidies.name_en, source: network.subsidies.source })}{!network.subsidies.verified && t('how.unverified')} {Object.entries(network.subsidies.grades).map(([grade, factor]) => `${grade} × ${decimal(factor)}`).join(t('list.separator'))}</p>
          )}
        </>
      )}
      <RobustCheck key={plan.id} model={model} plan={plan} />
    </>
  );
}

function Work({ model, year }: { model: Model; year: Year }) {
  const lists: readonly [Key, readonly string[]][] = [['years.opened', year.opened], ['years.upgraded', year.upgraded], ['years.dropped', year.dropped], ['years.being_built', year.building]];
  return (
    <details class="year">
      <summary>{year.sentence[language.value]}</summary>
      {lists.filter(([, ids]) => ids.length > 0).map(([word, ids]) => (
        <div key={word}>
          <h3>{t(word, { n: count(ids.length) })}</h3>
          <ul class="names">
            {ids.map((id) => (
              <li key={id}>
                <button type="button" class="rowbutton" onClick={() => model.go({ selection: { kind: 'facility', id } })}><Name of={model.actionByID.value.get(id)?.name ?? id} /></button>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </details>
  );
}
