import { address } from '../../api/client';
import { t } from '../../i18n/i18n';
import { count, day, decimal, yuan } from '../../i18n/numbers';
import { term } from '../../i18n/terms';
import type { Effects } from '../../api/records';
import { Name } from '../../ui/Name';
import { Region } from '../../ui/Region';
import { Symbol } from '../../ui/Symbol';
import type { Model } from '../model';
import { nameOf } from '../names';
import { NO_PLAN } from '../view';
import { blank, reopen } from './draft';
import { canon, type FacilityChange } from './history';
import { editable, ReadOnly } from './ReadOnly';
import { SavingLine } from './SavingLine';
import { costWords, shapeOfChange, stepWords } from './spoken';
import { turn } from './turn';
import { sumOf, type Told } from './told';
import { w } from './words';

/** The changes of the scenario on show: what each does, what all bring, and what undoes them. */
export function ChangesTab({ model }: { model: Model }) {
  const { editing } = model;
  const told = editing.told.value;
  if (model.scenario.value === null) return <ReadOnly model={model} />;
  const may = editable(model);
  return (
    <section class="changes">
      {may ? <Tools model={model} /> : <ReadOnly model={model} />}
      <SavingLine model={model} />
      {model.shown.value !== null && <p class="notice">{w('changes.plan_shown')} <button type="button" class="button small" onClick={() => model.go({ plan: NO_PLAN })}>{w('changes.show')}</button></p>}
      {told.length === 0 ? <p class="empty">{w('changes.empty', { name: nameOf(model) })}</p> : (
        <>
          <Totals model={model} />
          <Sum told={told} />
          <h2>{w('changes.list', { n: count(told.length) })}</h2>
          <ol class="change-list">{told.map((one) => <Row key={`${one.list} ${one.at}`} model={model} told={one} may={may} />)}</ol>
          {may && told.length > 1 && (
            <button type="button" class="button danger" onClick={() => editing.clear({ does: 'remove', place: w('changes.all', { n: count(told.length) }) })}>
              {w('changes.clear', { name: nameOf(model), n: count(told.length) })}
            </button>
          )}
        </>
      )}
      <Circumstances model={model} />
    </section>
  );
}

// Tools start changes, and undo and make again the last ones; the buttons say which.
function Tools({ model }: { model: Model }) {
  const { editing } = model;
  const { editor } = editing;
  const [back, again] = [editor.undoes.value, editor.redoes.value];
  return (
    <>
      <div class="tools" role="group" aria-label={w('tools.make')}>
        <button type="button" class="button" onClick={() => (editing.draft.value = blank('add', { facility: editing.freshID('') }))}>{w('tools.add')}</button>
        {model.hasRoads.value && <button type="button" class="button" onClick={() => (editing.draft.value = blank('road_add'))}>{w('tools.road_add')}</button>}
        {model.hasRoads.value && <button type="button" class="button" onClick={() => (editing.draft.value = blank('road_close'))}>{w('tools.road_close')}</button>}
      </div>
      <p class="under">{w('tools.others')}</p>
      <div class="tools" role="group" aria-label={w('tools.history')}>
        <button type="button" class="button turn" disabled={back === null} aria-keyshortcuts="Control+Z" onClick={() => turn(model, false)}>{back === null ? w('undo.none') : w('undo', { step: stepWords(back) })}</button>
        <button type="button" class="button turn" disabled={again === null} aria-keyshortcuts="Control+Shift+Z" onClick={() => turn(model, true)}>{again === null ? w('redo.none') : w('redo', { step: stepWords(again) })}</button>
      </div>
    </>
  );
}

// Totals are what all changes together bring, by the program's own reckoning of the version that is saved.
function Totals({ model }: { model: Model }) {
  const moved = ({ settlements, population, unknown_population_settlements: unknown }: Effects['better']): string =>
    `${t('changes.moved', { n: count(settlements), people: t('figure.people', { n: count(population) }) })}${(unknown ?? 0) > 0 ? w('totals.unknown', { n: count(unknown) }) : ''}`;
  return (
    <Region of={model.effects} lines={4}>
      {(effects) => (
        <>
          <h2>{w('totals.title')}</h2>
          <dl class="facts totals">
            {([['better', effects.better], ['worse', effects.worse], ['newly', effects.newly_covered], ['no_longer', effects.no_longer_covered]] as const).map(([word, figures]) => (
              <div key={word} data-total={word}><dt>{w(`totals.${word}`)}</dt><dd>{moved(figures)}</dd></div>
            ))}
          </dl>
          <p class="under">{t('changes.measured', { travel: term('travel', effects.travel.method), standard: effects.standard })}</p>
          {(effects.approvals ?? []).length > 0 && <p class="notice">{w('totals.approvals', { names: (effects.approvals ?? []).map((id) => model.facilityByID.value.get(id)?.properties.name ?? id).join(t('list.separator')) })}</p>}
          <p><a class="button" href={address('/api/v1/scenarios/{id}/effects.csv', {}, { id: effects.scenario })} download>{w('totals.csv')}</a></p>
        </>
      )}
    </Region>
  );
}

function Sum({ told }: { told: readonly Told[] }) {
  const { once, yearly, unknown } = sumOf(told);
  return <p class="sum"><strong>{w('sum.once', { n: yuan(once) })}</strong>{w('separator')}<strong>{w(yearly < 0 ? 'sum.saves' : 'sum.yearly', { n: yuan(Math.abs(yearly)) })}</strong>{unknown > 0 && <span class="under">{w('sum.unknown', { n: count(unknown) })}</span>}</p>;
}

function Row({ model, told, may }: { model: Model; told: Told; may: boolean }) {
  const { editing } = model;
  const facility = told.list === 'facilities' ? (told.change as FacilityChange).facility : '';
  const village = told.settlement === null ? undefined : model.settlementByCode.value.get(told.settlement)?.properties;
  const gain = editing.gains.value.get(canon(told.change));
  const does = w(`does.${told.does}`);
  const remove = (): void => {
    const many = editing.remove(told.list, told.at, { does: 'remove', place: told.name });
    editing.said.value = many > 1 ? w('said.removed_with', { place: told.name, n: count(many - 1) }) : w('said.removed', { place: told.name });
  };
  return (
    <li class="change-row" onMouseEnter={() => facility !== '' && (model.hovered.value = { kind: 'facility', id: facility })} onMouseLeave={() => (model.hovered.value = null)}>
      <p class="change-head">
        <Symbol shape={shapeOfChange(told)} size={20} /> <span class="does">{does}</span>{' '}
        {facility === '' ? <strong>{told.name === '' ? w('road.nameless') : <Name of={told.name} />}</strong> : <button type="button" class="rowbutton" onClick={() => model.go({ selection: { kind: 'facility', id: facility } })}><Name of={told.name} /></button>}
        {told.into !== null && <> → <Name of={told.into.name} /></>}
      </p>
      <p class="under">
        {village !== undefined && <><Name of={[village.town_name ?? '', village.name].filter(Boolean).join(' ')} />{w('separator')}</>}
        {told.list === 'facilities' ? <>{term('tier', told.tier)}{w('separator')}{costWords(told.cost)}</> : roadWords(told)}
      </p>
      {gain !== undefined && <p class="under">{gainWords(gain)}</p>}
      {told.needsApproval && <p class="approval-mark"><span class="chip chip-check">{w('approval.mark')}</span> <span class="under">{w(told.approved ? 'approval.given' : 'approval.missing')}</span></p>}
      {may && (
        <p class="row-buttons">
          <button type="button" class="button small" aria-label={w('row.edit_of', { change: does, place: told.name })} onClick={() => (editing.draft.value = reopen(told, told.does !== 'add' || model.facilityByID.peek().has(facility)))} disabled={told.does === 'road_speed'}>{w('row.edit')}</button>
          <button type="button" class="button small" aria-label={w('row.remove_of', { change: does, place: told.name })} onClick={remove}>{w('row.remove')}</button>
        </p>
      )}
    </li>
  );
}

function roadWords({ change }: Told): string {
  const road = change as { class?: string; way?: number; line?: unknown[] | null; speed_kmh?: number };
  return [road.class === undefined ? '' : w(`road_class.${road.class as 'village'}`), road.way === undefined ? '' : w('road.number', { way: String(road.way) }), road.speed_kmh === undefined ? '' : w('road.at', { n: decimal(road.speed_kmh) })].filter(Boolean).join(w('separator'));
}

// gainWords is what a change brought when it was made, on top of all that stood before it.
function gainWords({ villages, people }: { villages: number; people: number | null }): string {
  if (villages === 0) return w('gain.none');
  const values = { n: count(Math.abs(villages)), people: people === null ? t('unknown') : t('figure.people', { n: count(Math.abs(people)) }) };
  return w(villages > 0 ? 'gain.more' : 'gain.fewer', values);
}

// Circumstances are what a scenario assumes besides: the day of travel and the demand.
function Circumstances({ model }: { model: Model }) {
  const { date, demand_factor: factor } = model.editing.editor.changes.value;
  if (date === undefined && factor === undefined) return null;
  return <p class="under">{[date === undefined ? '' : w('assumes.date', { date: day(date) }), factor === undefined ? '' : w('assumes.demand', { n: decimal(factor) })].filter(Boolean).join(w('separator'))}</p>;
}
