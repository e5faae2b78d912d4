import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { may } from '../account/account';
import { RequestError } from '../api/client';
import type { Scenario } from '../api/records';
import { t } from '../i18n/i18n';
import { count, length, span } from '../i18n/numbers';
import { term } from '../i18n/terms';
import { Failure } from '../ui/Region';
import { Conflict } from './Conflict';
import type { Model } from './model';
import { FIELDS, MODELS, PROFILES, shownIn, withDraft, wrongIn, type Draft, type Field, type ModelName } from './params';
import { PlacesField, TownsField } from './PlacesField';
import { Preflight, usePreflight } from './Preflight';
import { Start } from './Start';
import { w, type Word } from './words';

const GROUPS = ['limits', 'coverage', 'places', 'loads', 'tier'] as const;

/** What the active scenario asks for, field by field; below it what stands in the way of solving it. */
export function ParametersTab({ model }: { model: Model }) {
  const scenario = model.scenario.value;
  if (scenario === null) return <p class="empty">{w('plan.no_scenario')}</p>;
  return <Form key={scenario.id} model={model} scenario={scenario} />;
}

function Form({ model, scenario }: { model: Model; scenario: Scenario }) {
  const error = useSignal<Error | null>(null);
  const saved = useSignal(false);
  const busy = useSignal(false);
  const checks = usePreflight(model);
  const held = model.draft.value;
  const draft: Draft = held !== null && held.scenario === scenario.id ? held.fields : {};
  const dirty = Object.keys(draft).length > 0;
  const wrong = wrongIn(draft, scenario);
  // A scenario of the command line may ask an OSRM server, which the program does not take from a page.
  const elsewhere = scenario.travel === 'osrm';
  const mine = may('plan') && !elsewhere;
  const set = (path: string, value: unknown): void => {
    saved.value = false;
    model.draft.value = { scenario: scenario.id, fields: { ...draft, [path]: value } };
  };
  const of = <T,>(path: string, saved: T): T => (path in draft ? (draft[path] as T) : saved);
  const asked = of('model', scenario.model) as ModelName;
  const travel = of('travel', scenario.travel);
  const standardID = of('standard', scenario.standard);
  const standard = (model.standards.state.value.value ?? []).find(({ id }) => id === standardID);
  const timed = standard?.limit_s !== undefined;
  const save = (): void => {
    if (busy.value || wrong.length > 0) return;
    busy.value = true;
    error.value = null;
    model.replace(withDraft(model.scenario.peek() ?? scenario, draft))
      .then(() => {
        model.draft.value = null;
        saved.value = true;
      }, (cause: unknown) => (error.value = cause instanceof Error ? cause : new Error(String(cause))))
      .finally(() => (busy.value = false));
  };
  const shown = (one: Field): boolean => one.models.includes(asked) || (asked !== 'tier' && one.group !== 'tier' && one.id.startsWith('rules.') && shownIn(one, draft, scenario) !== '');
  return (
    <>
      <form class="plan-form" onSubmit={(event) => { event.preventDefault(); save(); }}>
        {!may('plan') && <p class="notice">{w('field.view_only')}</p>}
        {elsewhere && <p class="notice">{w('field.elsewhere')}</p>}
        <fieldset disabled={!mine}>
          <legend class="unseen">{w('tab.parameters')}</legend>
          <Line id="name" word={w('field.name')} help={w('help.name')} bad={wrong.includes('name') ? w('bad.name') : ''}>
            <input id="field-name" type="text" class="plan-input" maxLength={200} autocomplete="off" value={of('name', scenario.name)} aria-describedby="help-name" aria-invalid={wrong.includes('name')} onInput={(event) => set('name', event.currentTarget.value)} />
          </Line>
          <Line id="model" word={w('field.model')} help={w(`about.${asked}` as Word)}>
            <select id="field-model" value={asked} aria-describedby="help-model" onChange={(event) => set('model', event.currentTarget.value)}>
              {MODELS.map((one) => <option key={one} value={one}>{term('model', one)}</option>)}
            </select>
          </Line>
          <Line id="standard" word={w('field.standard')} help={standard === undefined ? w('help.standard') : w('help.standard_is', { limit: timed ? span(standard.limit_s) : length(standard.limit_m), source: standard.source, verified: w(standard.verified ? 'standard.verified' : 'standard.unverified') })}>
            <select id="field-standard" value={standardID} aria-describedby="help-standard" onChange={(event) => set('standard', event.currentTarget.value)}>
              {standard === undefined && <option value={standardID}>{standardID}</option>}
              {(model.standards.state.value.value ?? []).map((one) => <option key={one.id} value={one.id}>{t('standard.name', { zh: one.name_zh, en: one.name_en })}</option>)}
            </select>
          </Line>
          <Line id="travel" word={t('method.travel')} help={w(model.hasRoads.value ? 'help.travel' : 'help.travel_none')}>
            <select id="field-travel" value={travel} aria-describedby="help-travel" onChange={(event) => set('travel', event.currentTarget.value)}>
              {elsewhere && <option value="osrm">OSRM</option>}
              <option value="straight">{t('travel.straight')}</option>
              {(model.hasRoads.value || travel === 'road') && <option value="road">{t('travel.road')}</option>}
            </select>
          </Line>
          {travel === 'road' && (
            <Line id="profile" word={w('field.profile')} help={w('help.profile')}>
              <select id="field-profile" value={of('profile', scenario.profile ?? '')} aria-describedby="help-profile" onChange={(event) => set('profile', event.currentTarget.value)}>
                <option value="">{w('profile.default')}</option>
                {PROFILES.map((one) => <option key={one} value={one}>{w(`profile.${one}` as Word)}</option>)}
              </select>
            </Line>
          )}
          {asked !== 'tier' && (
            <Line id="weight" word={t('plan.weight')} help={w('help.weight')}>
              <select id="field-weight" value={of('weight', scenario.weight ?? '')} aria-describedby="help-weight" onChange={(event) => set('weight', event.currentTarget.value)}>
                <option value="">{w('weight.auto')}</option>
                <option value="population">{t('weight.population')}</option>
                <option value="settlements">{t('weight.settlements')}</option>
              </select>
            </Line>
          )}
          {GROUPS.map((group) => {
            const fields = FIELDS.filter((one) => one.group === group && shown(one));
            const places = group === 'places' && asked !== 'tier';
            if (fields.length === 0 && !places) return null;
            const body = (
              <>
                {places && <PlacesField model={model} id="rules.open" value={of('rules.open', scenario.rules?.open ?? [])} not={of('rules.forbid', scenario.rules?.forbid ?? [])} set={set} />}
                {places && <PlacesField model={model} id="rules.forbid" value={of('rules.forbid', scenario.rules?.forbid ?? [])} not={of('rules.open', scenario.rules?.open ?? [])} set={set} />}
                {fields.map((one) => <Input key={one.id} field={one} text={shownIn(one, draft, scenario)} bad={wrong.includes(one.id)} timed={timed} model={asked} set={set} />)}
                {places && <TownsField model={model} value={of('rules.towns', scenario.rules?.towns ?? [])} set={set} />}
              </>
            );
            if (group === 'limits') return <div key={group} class="plan-group">{body}</div>;
            const touched = fields.some((one) => shownIn(one, draft, scenario) !== '' && shownIn(one, draft, scenario) !== 'false');
            return <details key={group} open={touched || group === 'tier'}><summary>{w(`group.${group}`)}</summary>{body}</details>;
          })}
        </fieldset>
        {mine && (
          <div class="tools plan-save">
            <button type="submit" class="button plan-go" disabled={!dirty || busy.value || wrong.length > 0}>{w('save')}</button>
            {dirty && <button type="button" class="button" onClick={() => { model.draft.value = null; error.value = null; }}>{w('save.undo')}</button>}
            <span class="tally" role="status">{saved.value && !dirty ? w('save.done') : dirty ? w('save.pending', { n: count(Object.keys(draft).length) }) : ''}</span>
          </div>
        )}
      </form>
      {error.value instanceof RequestError && error.value.status === 409
        ? <Conflict model={model} seen={scenario} mine={withDraft(scenario, draft)} over={() => (error.value = null)} />
        : error.value !== null && <Failure error={error.value} retry={save} title={w('save.failed')} />}
      <Preflight model={model} checks={checks} />
      {dirty && <p class="under">{w('solve.unsaved')}</p>}
      <div class="tools"><Start model={model} disabled={dirty || checks.state.value.value?.ready === false} /></div>
    </>
  );
}

function Line({ id, word, help, bad = '', children }: { id: string; word: string; help: string; bad?: string; children: ComponentChildren }) {
  return (
    <div class="plan-line">
      <label for={`field-${id}`}>{word}</label>
      {children}
      <p id={`help-${id}`} class={bad === '' ? 'under' : 'under bad'}>{bad === '' ? help : bad}</p>
    </div>
  );
}

function Input({ field, text, bad, timed, model, set }: { field: Field; text: string; bad: boolean; timed: boolean; model: ModelName; set: (path: string, value: unknown) => void }) {
  const { id, kind, unit, least, most } = field;
  const name = id.replace('rules.', '').replace('.', '_');
  const unused = field.models.includes(model) ? '' : ` ${w('field.unused')}`;
  if (kind === 'yes') {
    return (
      <div class="plan-line">
        <label class="plan-check"><input type="checkbox" checked={text === 'true'} aria-describedby={`help-${name}`} onChange={(event) => set(id, event.currentTarget.checked)} /> <span>{w(`field.${name}` as Word)}</span></label>
        <p id={`help-${name}`} class="under">{w(`help.${name}` as Word)}{unused}</p>
      </div>
    );
  }
  const range = w('field.range', { least: count(least), most: count(most) });
  return (
    <Line id={name} word={w(`field.${name}` as Word)} help={`${w(`help.${name}` as Word)}${unused} ${range}`} bad={bad ? w('bad.number', { range }) : ''}>
      <span class="plan-unit">
        <input id={`field-${name}`} class="plan-input" type="text" inputMode={kind === 'whole' ? 'numeric' : 'decimal'} autocomplete="off" value={text} placeholder={w(`default.${name}` as Word)} aria-describedby={`help-${name}`} aria-invalid={bad} onInput={(event) => set(id, event.currentTarget.value)} />
        <span>{unit === 'none' ? '' : unit === 'limit' ? w(timed ? 'unit.seconds' : 'unit.metres') : w(`unit.${unit}` as Word)}</span>
      </span>
    </Line>
  );
}
