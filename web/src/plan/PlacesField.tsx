import { useSignal } from '@preact/signals';
import { t } from '../i18n/i18n';
import { compareNames, count } from '../i18n/numbers';
import { Name } from '../ui/Name';
import type { Model } from './model';
import type { Scenario } from '../api/records';
import { w, type Word } from './words';

/** So many candidates are offered while one is typed; the more is typed, the fewer fit. */
const OFFERED = 50;

type Set = (path: string, value: unknown) => void;

/** Candidates that must open or must not, by name; one cannot be both. */
export function PlacesField({ model, id, value, not, set }: { model: Model; id: 'rules.open' | 'rules.forbid'; value: readonly string[]; not: readonly string[]; set: Set }) {
  const text = useSignal('');
  const name = id.slice(6) as 'open' | 'forbid';
  const candidates = (model.facilities.state.value.value?.items ?? []).map((one) => one.properties).filter((one) => one.status === 'candidate');
  const wanted = text.value.trim().toLowerCase();
  const offered = candidates.filter((one) => `${one.id} ${one.name} ${one.town_name ?? ''}`.toLowerCase().includes(wanted)).slice(0, OFFERED);
  const nameOf = (one: string): string => model.facilityByID.value.get(one)?.properties.name ?? model.settlementByCode.value.get(one)?.properties.name ?? one;
  const found = candidates.find((one) => one.id === text.value || one.name === text.value);
  const taken = found !== undefined && (value.includes(found.id) || not.includes(found.id));
  const add = (): void => {
    if (found === undefined || taken) return;
    set(id, [...value, found.id]);
    text.value = '';
  };
  return (
    <div class="plan-line">
      <label for={`field-${name}`}>{w(`field.${name}`)}</label>
      <span class="plan-unit">
        <input id={`field-${name}`} class="plan-input" type="text" list={`list-${name}`} autocomplete="off" value={text.value} aria-describedby={`help-${name}`} onInput={(event) => (text.value = event.currentTarget.value)}
          onKeyDown={(event) => { if (event.key === 'Enter') { event.preventDefault(); add(); } }} />
        <button type="button" class="button" disabled={found === undefined || taken} onClick={add}>{w('places.add')}</button>
      </span>
      <datalist id={`list-${name}`}>{offered.map((one) => <option key={one.id} value={one.id}>{`${one.name} ${one.town_name ?? ''}`}</option>)}</datalist>
      <p id={`help-${name}`} class="under">{taken ? w('places.taken') : w(`help.${name}` as Word)}</p>
      {value.length > 0 && (
        <ul class="plan-chips">
          {value.map((one) => (
            <li key={one}><Name of={nameOf(one)} /> <button type="button" class="plan-drop" aria-label={w('places.remove', { name: nameOf(one) })} onClick={() => set(id, value.filter((other) => other !== one))}>×</button></li>
          ))}
        </ul>
      )}
    </div>
  );
}

type TownRule = NonNullable<NonNullable<Scenario['rules']>['towns']>[number];
const LIMITS = ['min_new', 'max_new'] as const;

/** Towns that differ from the others in how many points they get. */
export function TownsField({ model, value, set }: { model: Model; value: readonly TownRule[]; set: Set }) {
  const towns = (model.baseline.state.value.value?.by_area ?? []).filter((one) => one.tier === 'town').sort((a, b) => compareNames(a.name, b.name));
  const left = towns.filter((one) => !value.some((rule) => rule.town === one.code));
  const change = (town: string, fields: Partial<TownRule>): void => set('rules.towns', value.map((rule) => (rule.town === town ? strip({ ...rule, ...fields }) : rule)));
  return (
    <div class="plan-line">
      <label for="field-towns">{w('field.towns')}</label>
      <select id="field-towns" value="" aria-describedby="help-towns" onChange={(event) => { if (event.currentTarget.value !== '') set('rules.towns', [...value, { town: event.currentTarget.value }]); }}>
        <option value="">{w('towns.choose')}</option>
        {left.map((one) => <option key={one.code} value={one.code} lang="zh-CN">{one.name}</option>)}
      </select>
      <p id="help-towns" class="under">{w('help.towns')}</p>
      {value.length > 0 && (
        <table class="list plan-towns">
          <caption class="unseen">{w('field.towns')}</caption>
          <thead><tr><th scope="col">{t('inspector.town')}</th>{LIMITS.map((one) => <th key={one} scope="col" class="number">{w(`towns.${one}`)}</th>)}<th scope="col"><span class="unseen">{w('places.drop')}</span></th></tr></thead>
          <tbody>
            {value.map((rule) => {
              const name = towns.find((one) => one.code === rule.town)?.name ?? rule.town;
              return (
                <tr key={rule.town}>
                  <th scope="row"><Name of={name} /></th>
                  {LIMITS.map((one) => (
                    <td key={one} class="number"><input type="number" min={0} class="plan-small" aria-label={w('towns.of', { town: name, what: w(`towns.${one}`) })} value={rule[one] === undefined ? '' : String(rule[one])} onInput={(event) => change(rule.town, { [one]: event.currentTarget.value === '' ? undefined : Math.max(0, Math.floor(Number(event.currentTarget.value))) } as Partial<TownRule>)} /></td>
                  ))}
                  <td><button type="button" class="plan-drop" aria-label={w('places.remove', { name })} onClick={() => set('rules.towns', value.filter((other) => other.town !== rule.town))}>×</button></td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      {value.length > 0 && <p class="under">{w('towns.count', { n: count(value.length) })}</p>}
    </div>
  );
}

// strip takes out what is left open, so that a rule says only what it limits.
function strip(rule: TownRule): TownRule {
  return Object.fromEntries(Object.entries(rule).filter(([, one]) => one !== undefined && one !== null)) as TownRule;
}
