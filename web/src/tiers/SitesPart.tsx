import { useSignal } from '@preact/signals';
import type { NetworkAction, Network, Plan } from '../api/records';
import { t } from '../i18n/i18n';
import { compareNames, count, yuan } from '../i18n/numbers';
import { Badges } from '../overview/FacilityPanel';
import type { Model } from '../overview/model';
import { firstRows, MORE_ROWS, rowOf } from '../ui/rows';
import { term } from '../i18n/terms';
import { Name } from '../ui/Name';
import { Symbol } from '../ui/Symbol';
import { csv, keep } from '../ui/csv';
import { premisesTable } from './tables';
import { DOINGS, kindOf, tally, TIERS, type Kind } from './network';

/** What the plan does with the premises: how many of each tier, and which. A number in the upper table picks them in the lower. */
export function SitesPart({ model, plan, network }: { model: Model; plan: Plan; network: Network }) {
  const limit = useSignal(firstRows());
  const text = useSignal('');
  const { sites, town } = model.view.value;
  const actions = network.joint.actions;
  const towns = new Map(network.joint.towns.map((one) => [one.town, one.name]));
  const wanted = text.value.trim().toLowerCase();
  const found = actions.filter((one) => (sites === '' || kindOf(one) === sites) && (town === '' || one.town === town) && (wanted === '' || `${one.name} ${one.facility}`.toLowerCase().includes(wanted)))
    .sort((a, b) => TIERS.indexOf(a.tier) - TIERS.indexOf(b.tier) || DOINGS.indexOf(a.action) - DOINGS.indexOf(b.action) || compareNames(a.name, b.name));
  return (
    <>
      <Tally model={model} actions={actions} />
      <h2>{sites === '' ? t('tiers.sites_all') : t('legend.premises', wordsOf(sites as Kind))}</h2>
      <div class="tools">
        <input type="search" value={text.value} placeholder={t('facilities.search')} aria-label={t('facilities.search')} onInput={(event) => (text.value = event.currentTarget.value)} />
        <button type="button" class="button" onClick={() => keep(`premises-${plan.id}.csv`, csv(premisesTable(network)))}>{t('download')}</button>
        {town !== '' && <button type="button" class="button" onClick={() => model.go({ town: '' })}>{t('tiers.only_town', { name: towns.get(town) ?? town })}</button>}
        {sites !== '' && <button type="button" class="button" onClick={() => model.go({ sites: '' })}>{t('tiers.show_all')}</button>}
      </div>
      <p class="tally" aria-live="polite">{t('tiers.tally', { shown: count(found.length), all: count(actions.length) })}</p>
      <table class="list">
        <caption class="unseen">{t('tiers.sites_caption')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('column.facility')}</th>
            <th scope="col">{t('column.shared')}</th>
            <th scope="col" class="number">{t('column.flow')}</th>
            <th scope="col" class="number">{t('column.yearly')}</th>
          </tr>
        </thead>
        <tbody>{found.slice(0, limit.value).map((one) => <Row key={one.facility} model={model} action={one} town={towns.get(one.town) ?? ''} />)}</tbody>
      </table>
      {found.length > limit.value && <button type="button" class="button more" onClick={() => (limit.value += MORE_ROWS)}>{t('more', { n: count(found.length - limit.value) })}</button>}
    </>
  );
}

function Tally({ model, actions }: { model: Model; actions: readonly NetworkAction[] }) {
  const counts = tally(actions);
  const { sites } = model.view.value;
  return (
    <table class="list tally-table">
      <caption class="caption-note">{t('tiers.tally_caption')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('column.tier')}</th>
          {DOINGS.map((doing) => <th key={doing} scope="col" class="number">{term('action', doing)}</th>)}
        </tr>
      </thead>
      <tbody>
        {TIERS.map((tier) => (
          <tr key={tier}>
            <th scope="row">{term('tier', tier)}</th>
            {DOINGS.map((doing) => {
              const kind: Kind = `${tier}-${doing}`;
              const n = counts.get(kind) ?? 0;
              return (
                <td key={doing} class="number">
                  {n === 0 ? count(0) : (
                    <button type="button" class="rowbutton" aria-pressed={sites === kind} aria-label={t('tiers.pick', { ...wordsOf(kind), n: count(n) })} onClick={() => model.go({ sites: sites === kind ? '' : kind })}>
                      <Symbol shape={kind} size={16} /> {count(n)}
                    </button>
                  )}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Row({ model, action, town }: { model: Model; action: NetworkAction; town: string }) {
  const into = action.action === 'merge' ? model.actionByID.value.get(action.into ?? '') : undefined;
  return (
    <tr {...rowOf(model, { kind: 'facility', id: action.facility })}>
      <th scope="row">
        <button type="button" class="rowbutton"><Symbol shape={kindOf(action)} size={16} /> <Name of={action.name} /></button>
        <span class="under">
          {term('action', action.action)}{action.size > 1 && ` · ${t('tiers.size', { n: count(action.size) })}`} · {term('tier', action.tier)}{town !== '' && <> · <Name of={town} /></>}
          {into !== undefined && <> → <Name of={into.name} /></>}
        </span>
        {action.needs_approval && <span class="chip chip-check">{t('tiers.approval')}</span>}
      </th>
      <td><Badges operators={action.operators} /></td>
      <td class="number">
        {action.size === 0 ? t('tiers.not_run') : count(action.flow_parcels_day)}
        {action.size > 0 && <span class="under">{action.capacity_parcels_day === null ? t('tiers.no_limit') : t('tiers.of_capacity', { n: count(action.capacity_parcels_day) })}</span>}
      </td>
      <td class="number">
        {action.size === 0 ? t('tiers.not_run') : yuan(action.yearly_yuan)}
        {action.opening_yuan_once > 0 && <span class="under">{t('tiers.once', { n: yuan(action.opening_yuan_once) })}</span>}
      </td>
    </tr>
  );
}

function wordsOf(kind: Kind): { tier: string; action: string } {
  const [tier = '', action = ''] = kind.split('-');
  return { tier: term('tier', tier), action: term('action', action) };
}
