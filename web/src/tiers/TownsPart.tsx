import type { Network, Plan } from '../api/records';
import { t } from '../i18n/i18n';
import { count, yuan } from '../i18n/numbers';
import type { Model } from '../overview/model';
import { csv, keep } from '../ui/csv';
import { Name } from '../ui/Name';
import { townsTable } from './tables';

/** What each town pays and gets, and what planning together saves it, most first. */
export function TownsPart({ model, plan, network }: { model: Model; plan: Plan; network: Network }) {
  const alone = network.separate_yuan !== null;
  const towns = [...network.joint.towns].sort((a, b) => (alone ? (b.saving_yuan ?? 0) - (a.saving_yuan ?? 0) : b.yuan - a.yuan) || (a.town < b.town ? -1 : 1));
  return (
    <>
      {!alone && <p class="notice">{t('tiers.not_separate')}</p>}
      <div class="tools"><button type="button" class="button" onClick={() => keep(`towns-${plan.id}.csv`, csv(townsTable(network)))}>{t('download')}</button></div>
      <table class="list">
        <caption class="caption-note">{t('towns.caption')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('inspector.town')}</th>
            <th scope="col" class="number">{t('towns.served')}</th>
            <th scope="col" class="number">{t('towns.points')}</th>
            <th scope="col" class="number">{t('towns.joint')}</th>
            {alone && <th scope="col" class="number wide">{t('towns.separate')}</th>}
            {alone && <th scope="col" class="number">{t('towns.saving')}</th>}
          </tr>
        </thead>
        <tbody>
          {towns.map((one) => (
            <tr key={one.town} class={model.view.value.town === one.town ? 'row row-selected' : 'row'}>
              <th scope="row"><button type="button" class="rowbutton" onClick={() => model.go({ town: one.town, selection: null, part: 'sites' })}><Name of={one.name === '' ? one.town : one.name} /></button></th>
              <td class="number">{t('towns.of', { n: count(one.served_villages), all: count(one.villages) })}</td>
              <td class="number">{count(one.points)}</td>
              <td class="number">{yuan(one.yuan)}</td>
              {alone && <td class="number wide">{yuan(one.separate_yuan ?? 0)}</td>}
              {alone && <td class="number">{saved(one.saving_yuan ?? 0)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

// saved says in a word and by an arrow which way a town comes out.
function saved(more: number): string {
  return Math.round(more) === 0 ? t('towns.same') : t(more > 0 ? 'towns.less' : 'towns.more', { n: yuan(Math.abs(more)) });
}
