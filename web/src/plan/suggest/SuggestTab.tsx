import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { MergeSaving, Opening } from '../../api/records';
import { language, t } from '../../i18n/i18n';
import { count, decimal, points, yuan } from '../../i18n/numbers';
import { Name } from '../../ui/Name';
import { Failure, Region } from '../../ui/Region';
import { same } from '../../ui/selection';
import { editable, ReadOnly } from '../changes/ReadOnly';
import type { Step } from '../changes/history';
import { SavingLine } from '../changes/SavingLine';
import type { Model } from '../model';
import { nameOf } from '../names';
import { NO_PLAN } from '../view';
import { Locked } from './Locked';
import { merging, opening, placeOf, rankedOf, suggestingOf, type Suggesting } from './suggesting';
import './suggest.css';
import { w } from './words';

/** The next changes that what is on show would gain most from: each with what it brings, what it costs and why. */
export function SuggestTab({ model }: { model: Model }) {
  const suggesting = suggestingOf(model, sessionStorage);
  const list = suggesting.list.state.value.value;
  useEffect(() => {
    suggesting.shown.value = true;
    return () => void (suggesting.shown.value = false);
  }, [suggesting]);
  useEffect(() => {
    model.ranked.value = rankedOf(list?.openings ?? []);
    return () => void (model.ranked.value = []);
  }, [model, list]);
  const may = editable(model);
  const left = suggesting.ignored.value.length;
  return (
    <section class="suggest">
      {!may && <ReadOnly model={model} />}
      {may && model.editing.editor.saving.value !== 'saved' && <SavingLine model={model} />}
      <Locked model={model} />
      <Region of={suggesting.list} lines={8}>
        {(found) => (
          <>
            <h2>{w('suggest.title', { name: nameOf(model) })}</h2>
            <p class="under">{language.value === 'zh' ? found.sentence.zh : found.sentence.en}</p>
            {model.planID.value !== '' && <p class="under">{w('suggest.without_plan')}</p>}
            <ol class="suggest-list">
              {(found.openings ?? []).map((one) => <Row key={one.site} model={model} one={one} may={may} suggesting={suggesting} />)}
            </ol>
            {found.further_openings > 0 && <p class="under">{w('suggest.further', { n: count(found.further_openings) })}</p>}
            {(found.merges ?? []).length > 0 && (
              <>
                <h2>{w('merge.title')}</h2>
                <p class="under">{w('merge.how')}</p>
                <ul class="suggest-list">{(found.merges ?? []).map((one) => <MergeRow key={one.id} model={model} one={one} may={may} />)}</ul>
              </>
            )}
          </>
        )}
      </Region>
      {left > 0 && <p><button type="button" class="button" onClick={() => suggesting.restore()}>{w('suggest.restore', { n: count(left) })}</button></p>}
    </section>
  );
}

// take makes a step of the scenario's changes; a plan on show was made of others, so what is edited is shown in its place.
function take(model: Model, step: Step, said: string): void {
  if (model.planID.peek() !== '') model.go({ plan: NO_PLAN });
  if (model.editing.editor.make(step)) model.editing.said.value = said;
}

function Row({ model, one, may, suggesting }: { model: Model; one: Opening; may: boolean; suggesting: Suggesting }) {
  const place = placeOf(one);
  const over = same(model.hovered.value, place);
  const error = useSignal<Error | null>(null);
  const lock = async (): Promise<void> => {
    error.value = null;
    const rules = model.scenario.peek()?.rules;
    try {
      await model.save({ rules: { ...rules, open: [...(rules?.open ?? []), one.site] } });
      model.editing.said.value = w('said.locked', { place: one.name });
    } catch (cause) {
      error.value = cause instanceof Error ? cause : new Error(String(cause));
    }
  };
  const busy = model.editing.editor.saving.value !== 'saved';
  return (
    <li class={over ? 'suggest-row suggest-over' : 'suggest-row'} data-site={one.site} onMouseEnter={() => (model.hovered.value = place)} onMouseLeave={() => (model.hovered.value = null)}>
      <p class="suggest-head">
        <span class="suggest-rank" aria-hidden="true">{one.rank}</span>
        <button type="button" class="rowbutton" onFocus={() => (model.hovered.value = place)} onBlur={() => (model.hovered.value = null)} onClick={() => model.go({ selection: place })}><Name of={one.name} /></button>
        <span class="under"><Name of={one.town_name} /></span>
      </p>
      <p class="suggest-gain"><strong>{gainWords(one)}</strong></p>
      <p class="under">{costWords(one)}</p>
      <p class="under">{language.value === 'zh' ? one.why.zh : one.why.en}</p>
      {one.alone.settlements !== one.gain.settlements && <p class="under">{w('suggest.alone', { n: count(one.alone.settlements) })}</p>}
      {error.value !== null && <Failure error={error.value} retry={() => void lock()} />}
      <p class="row-buttons">
        {may && <button type="button" class="button small main" disabled={busy} aria-label={w('suggest.take_of', { place: one.name })} onClick={() => take(model, opening(model.editing.editor.changes.peek(), one), w('said.taken', { place: one.name }))}>{w('suggest.take')}</button>}
        <button type="button" class="button small" aria-label={w('suggest.ignore_of', { place: one.name })} onClick={() => { suggesting.ignore(one.site); model.editing.said.value = w('said.ignored', { place: one.name }); }}>{w('suggest.ignore')}</button>
        {may && model.scenario.value?.model !== 'tier' && <button type="button" class="button small" disabled={busy} aria-label={w('suggest.lock_of', { place: one.name })} onClick={() => void lock()}>{w('suggest.lock')}</button>}
      </p>
    </li>
  );
}

function MergeRow({ model, one, may }: { model: Model; one: MergeSaving; may: boolean }) {
  const approved = useSignal(false);
  const place = { kind: 'facility' as const, id: one.into.facility };
  const wait = one.needs_approval && !approved.value;
  return (
    <li class={same(model.hovered.value, place) ? 'suggest-row suggest-over' : 'suggest-row'} onMouseEnter={() => (model.hovered.value = place)} onMouseLeave={() => (model.hovered.value = null)}>
      <p class="suggest-head"><button type="button" class="rowbutton" onClick={() => model.go({ selection: place })}><Name of={one.into.name} /></button></p>
      <p>{language.value === 'zh' ? one.sentence.zh : one.sentence.en}</p>
      <p class="under">
        {w('merge.saves', { n: count(one.premises_saved), yuan: yuan(one.yearly_cost_saved_yuan) })}
        {w('separator')}
        {one.covered_settlements_change === 0 ? w('merge.same') : w(one.covered_settlements_change > 0 ? 'merge.more' : 'merge.fewer', { n: count(Math.abs(one.covered_settlements_change)) })}
      </p>
      {may && one.needs_approval && <label class="plan-check"><input type="checkbox" checked={approved.value} onChange={(event) => (approved.value = event.currentTarget.checked)} />{w('merge.approved')}</label>}
      {may && <p class="row-buttons"><button type="button" class="button small main" disabled={wait || model.editing.editor.saving.value !== 'saved'} aria-label={w('merge.take_of', { place: one.into.name })} onClick={() => take(model, merging(model.editing.editor.changes.peek(), one, approved.peek()), w('said.taken', { place: one.into.name }))}>{w('suggest.take')}</button></p>}
    </li>
  );
}

// gainWords are people before villages, as the list is ranked; what nobody counted is told as villages alone.
function gainWords({ gain, people_share: people, settlements_share: villages }: Opening): string {
  const unknown = gain.unknown_population_settlements ?? 0;
  const parts = [
    unknown === gain.settlements ? w('gain.unknown') : w('gain.people', { n: count(gain.population) }) + (unknown > 0 ? w('gain.and_unknown', { n: count(unknown) }) : ''),
    w('gain.villages', { n: count(gain.settlements) }),
  ];
  const share = people ?? villages;
  if (share !== null) parts.push(w(people === null ? 'gain.of_villages' : 'gain.of_people', { points: points(share) }));
  return parts.join(w('separator'));
}

function costWords({ opening_cost_yuan: once, yearly_cost_yuan: yearly, people_per_10000_yuan: per }: Opening): string {
  const parts = [w('cost.once', { yuan: once === null ? t('unknown') : yuan(once) }), w('cost.yearly', { yuan: yearly === null ? t('unknown') : yuan(yearly) })];
  parts.push(per === null ? w('cost.per_unknown') : w('cost.per', { n: decimal(per, per < 10 ? 1 : 0) }));
  return parts.join(w('separator'));
}
