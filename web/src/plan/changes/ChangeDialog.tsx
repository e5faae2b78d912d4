import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { positionOf } from '../../api/records';
import { compareNames, count, length } from '../../i18n/numbers';
import { term } from '../../i18n/terms';
import type { Model } from '../model';
import { nameOf } from '../names';
import { blank, OFFERS, OPERATORS, ROAD_CLASSES, TIERS, type Draft, type Problem, type RoadClass } from './draft';
import { Picker, type Option } from './Picker';
import { footOf, VILLAGE_TO_ROAD_METERS, type Foot } from './join';
import { metersBetween } from './snap';
import { footWords, snapWords } from './spoken';
import type { Premises, Tier } from './told';
import { useTurning } from './turn';
import { w } from './words';

/** The form of a change, over the page; it opens where the model has a draft and gives the focus back where it was. */
export function ChangeDialog({ model }: { model: Model }) {
  const { draft, awaiting, said } = model.editing;
  useTurning(model);
  return (
    <>
      <p class="unseen" role="status">{said.value}</p>
      {draft.value !== null && !awaiting.value && <Form model={model} />}
    </>
  );
}

function Form({ model }: { model: Model }) {
  const { editing } = model;
  const dialog = useRef<HTMLDialogElement>(null);
  const tried = useSignal(false);
  const refused = useSignal(false);
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected && !editing.awaiting.peek()) before.focus();
    };
  }, []);
  const draft = editing.draft.value ?? blank('add');
  const set = (more: Partial<Draft>): void => void (editing.draft.value = { ...draft, ...more });
  const problems = tried.value ? editing.problems(draft) : [];
  const wrong = (field: Problem['field']): string | undefined => {
    const found = problems.find((one) => one.field === field);
    return found === undefined ? undefined : w(`wrong.${found.why}`);
  };
  const send = (event: Event): void => {
    event.preventDefault();
    tried.value = true;
    if (editing.problems(draft).length > 0) {
      requestAnimationFrame(() => dialog.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
      return;
    }
    if (!editing.commit(draft)) return void (refused.value = true);
    editing.said.value = w('said.made', { change: w(`does.${draft.does}`), place: draft.name || editing.ground(draft).premises?.name || draft.road });
    editing.draft.value = null;
  };
  const premises = editing.ground(draft).premises;
  const { does } = draft;
  const part = { draft, set, wrong, model, premises };
  return (
    <dialog ref={dialog} class="change" aria-labelledby="change-title" onClose={() => !editing.awaiting.peek() && (editing.draft.value = null)}>
      <form noValidate onSubmit={send}>
        <div class="change-fields">
          <h2 id="change-title">{w(draft.at === null ? 'dialog.title' : 'dialog.title_edit', { does: w(`does.${does}`), scenario: nameOf(model) })}</h2>
          {premises !== null && <p><strong lang="zh-CN">{premises.name}</strong> · {term('tier', premises.tier)}</p>}
          <p class="under">{w(`explain.${does}`)}</p>
          {problems.length > 0 && <p class="wrong" role="alert">{w('dialog.wrong', { n: count(problems.length) })} {problems.map(({ why }) => w(`wrong.${why}`)).join(' ')}</p>}
          {refused.value && <p class="wrong" role="alert">{w('dialog.refused')}</p>}
          {((does === 'add' && !draft.known) || does === 'move') && <Place {...part} />}
          {does === 'merge' && <Into {...part} />}
          {does === 'add' && !draft.known && <Field {...part} name="name" word={w('field.name')} />}
          {((does === 'add' && !draft.known) || does === 'upgrade') && <TierField {...part} />}
          {(does === 'add' || does === 'upgrade') && (
            <>
              <Boxes legend={w(does === 'add' && !draft.known ? 'field.operators' : 'field.operators_more')} values={OPERATORS.filter((one) => does === 'add' && !draft.known || premises === null || !premises.operators.includes(one))} chosen={draft.operators} family="operator" choose={(operators) => set({ operators })} wrong={wrong('operators')} />
              <Boxes legend={w(does === 'add' && !draft.known ? 'field.offers' : 'field.offers_more')} values={OFFERS.filter((one) => does === 'add' && !draft.known || premises === null || !premises.offers.includes(one))} chosen={draft.offers} family="offer" choose={(offers) => set({ offers })} wrong={wrong('offers')} />
            </>
          )}
          {(does === 'add' || does === 'upgrade' || does === 'merge') && <Field {...part} name="capacity" word={w(does === 'merge' ? 'field.capacity_into' : 'field.capacity')} unit={w('unit.parcels')} number />}
          {(does === 'add' || does === 'upgrade' || does === 'move') && <Field {...part} name="once" word={w('field.once')} unit={w('unit.yuan')} number />}
          {does !== 'close' && !does.startsWith('road') && <Field {...part} name="yearly" word={w(does === 'merge' ? 'field.yearly_into' : 'field.yearly')} unit={w('unit.yuan_year')} number />}
          {does === 'road_add' && <NewRoad {...part} />}
          {does === 'road_close' && <ShutRoad {...part} />}
          {premises?.universal === true && (does === 'close' || does === 'merge' || does === 'move') && (
            <div class="approval">
              <label><input type="checkbox" checked={draft.approved} aria-invalid={wrong('approved') !== undefined} onChange={(event) => set({ approved: event.currentTarget.checked })} /> {w('field.approved')}</label>
              <p class="under">{w('explain.approval')}</p>
              {wrong('approved') !== undefined && <p class="wrong">{wrong('approved')}</p>}
            </div>
          )}
          <Field {...part} name="note" word={w('field.note')} />
        </div>
        <p class="buttons">
          <button type="button" class="button" onClick={() => dialog.current?.close()}>{w('dialog.cancel')}</button>
          <button type="submit" class="button main">{w(draft.at === null ? 'dialog.make' : 'dialog.keep')}</button>
        </p>
      </form>
    </dialog>
  );
}

interface Part {
  draft: Draft;
  set: (more: Partial<Draft>) => void;
  wrong: (field: Problem['field']) => string | undefined;
  model: Model;
  premises: Premises | null;
}

// Field is one line of text or a figure with its unit.
function Field({ draft, set, wrong, name, word, unit, number = false }: Part & { name: 'name' | 'note' | 'capacity' | 'once' | 'yearly' | 'speed' | 'road'; word: string; unit?: string; number?: boolean }) {
  const problem = name === 'note' ? undefined : wrong(name);
  return (
    <div class="field">
      <label for={`change-${name}`}>{word}</label>
      <span class="field-value">
        <input id={`change-${name}`} type="text" inputMode={number ? 'decimal' : 'text'} maxLength={name === 'note' ? 1000 : 200} value={draft[name]} aria-invalid={problem !== undefined} aria-describedby={problem === undefined ? undefined : `change-${name}-wrong`} onInput={(event) => set({ [name]: event.currentTarget.value })} />
        {unit !== undefined && <span>{unit}</span>}
      </span>
      {problem !== undefined && <p class="wrong" id={`change-${name}-wrong`}>{problem}</p>}
    </div>
  );
}

function TierField({ draft, set, wrong }: Part) {
  return (
    <div class="field">
      <label for="change-tier">{w('field.tier')}</label>
      <select id="change-tier" value={draft.tier} aria-invalid={wrong('tier') !== undefined || wrong('upgrade') !== undefined} onChange={(event) => set({ tier: event.currentTarget.value as Tier })}>
        {TIERS.map((tier) => <option key={tier} value={tier}>{term('tier', tier)}</option>)}
      </select>
      {(wrong('tier') ?? wrong('upgrade')) !== undefined && <p class="wrong">{wrong('tier') ?? wrong('upgrade')}</p>}
    </div>
  );
}

function Boxes<T extends string>({ legend, values, chosen, family, choose, wrong }: { legend: string; values: readonly T[]; chosen: readonly string[]; family: string; choose: (values: string[]) => void; wrong: string | undefined }) {
  if (values.length === 0) return null;
  return (
    <fieldset class="boxes">
      <legend>{legend}</legend>
      {values.map((value, i) => (
        <label key={value}>
          <input type="checkbox" checked={chosen.includes(value)} aria-invalid={wrong !== undefined && i === 0} onChange={(event) => choose(event.currentTarget.checked ? [...chosen, value] : chosen.filter((one) => one !== value))} /> {term(family, value)}
        </label>
      ))}
      {wrong !== undefined && <p class="wrong">{wrong}</p>}
    </fieldset>
  );
}

// Place is where it is to stand: in a village of the list, and where it was put on the map, at that very spot.
function Place({ draft, set, wrong, model }: Part) {
  const options = useVillages(model);
  const choose = (settlement: string): void => {
    const village = model.settlementByCode.peek().get(settlement)?.properties.name ?? '';
    const fresh = draft.does === 'add' && draft.at === null;
    const named = draft.name === '' || draft.name === nameFor(model, draft.settlement);
    set({ settlement, ...(fresh ? { facility: model.editing.freshID(settlement), ...(named ? { name: w('new.name', { village }) } : {}) } : {}) });
  };
  return (
    <>
      {draft.snapped !== null && <p class="snapped" role="status">{snapWords(draft.snapped)}</p>}
      <Picker label={w('field.village')} options={options.value} chosen={draft.settlement} choose={choose} wrong={wrong('place')} />
      {draft.location !== null && (
        <fieldset class="boxes">
          <legend>{w('field.spot')}</legend>
          <label><input type="radio" name="spot" checked={!draft.exact} onChange={() => set({ exact: false })} /> {w('field.spot_village')}</label>
          <label><input type="radio" name="spot" checked={draft.exact} onChange={() => set({ exact: true })} /> {w('field.spot_put', { lon: draft.location[0].toFixed(5), lat: draft.location[1].toFixed(5) })}</label>
        </fieldset>
      )}
    </>
  );
}

/** The name that a new point in a village is given before anybody thinks of another. */
export function nameFor(model: Pick<Model, 'settlementByCode'>, code: string): string {
  const village = model.settlementByCode.peek().get(code)?.properties.name;
  return village === undefined ? '' : w('new.name', { village });
}

// Into picks who takes the premises in: those that serve, the nearest first, or one that is picked on the map.
function Into({ draft, set, wrong, model, premises }: Part) {
  const options = useComputed(() => {
    const from = premises?.at ?? null;
    const others = [...model.editing.now.value.values()].filter((one) => one.active && one.id !== draft.facility).map((one) => ({ one, away: from === null || one.at === null ? null : metersBetween(from, one.at) }));
    others.sort((a, b) => (a.away ?? Infinity) - (b.away ?? Infinity) || compareNames(a.one.name, b.one.name));
    return others.map(({ one, away }): Option => ({ id: one.id, name: one.name, under: [term('tier', one.tier), away === null ? '' : w('away', { n: length(away) })].filter(Boolean).join(' · ') }));
  });
  return (
    <>
      <Picker label={w('field.into')} options={options.value} chosen={draft.into} choose={(into) => set({ into })} wrong={wrong('into')} />
      {model.engine.value !== null && <p><button type="button" class="button" onClick={() => (model.editing.awaiting.value = true)}>{w('dialog.pick_on_map')}</button></p>}
    </>
  );
}

function NewRoad(part: Part) {
  const { draft, set, wrong, model } = part;
  const options = useVillages(model);
  // The road next to a village that is chosen is asked for; the answer goes into the form that is open then.
  const choose = async (end: 0 | 1, code: string): Promise<void> => {
    const put = (foot: Foot): void => {
      const now = model.editing.draft.peek();
      if (now?.does !== 'road_add' || (foot !== 'asking' && (end === 0 ? now.from : now.to) !== code)) return;
      model.editing.draft.value = { ...now, ...(end === 0 ? { from: code } : { to: code }), feet: end === 0 ? [foot, now.feet[1]] : [now.feet[0], foot] };
    };
    put('asking');
    const village = model.settlementByCode.peek().get(code);
    const at = village === undefined ? null : positionOf(village);
    put(at === null ? 'none' : await footOf(at, VILLAGE_TO_ROAD_METERS, model.view.peek().scenario));
  };
  const told = draft.line.length > 0 || (draft.from !== '' && draft.to !== '');
  return (
    <>
      {draft.line.length > 0 ? <p class="snapped">{w('road.drawn', { n: count(draft.line.length) })}</p> : (
        <>
          <Picker label={w('field.from')} options={options.value} chosen={draft.from} choose={(code) => void choose(0, code)} wrong={wrong('line')} />
          <Picker label={w('field.to')} options={options.value} chosen={draft.to} choose={(code) => void choose(1, code)} />
        </>
      )}
      {draft.line.length > 0 && wrong('line') !== undefined && <p class="wrong">{wrong('line')}</p>}
      {told && <p class="snapped" role="status">{w('road.begins', { how: footWords(draft.feet[0]) })}{w('separator')}{w('road.ends', { how: footWords(draft.feet[1]) })}</p>}
      <div class="field">
        <label for="change-class">{w('field.class')}</label>
        <select id="change-class" value={draft.roadClass} onChange={(event) => set({ roadClass: event.currentTarget.value as RoadClass })}>
          {ROAD_CLASSES.map((one) => <option key={one} value={one}>{w(`road_class.${one}`)}</option>)}
        </select>
      </div>
      <Field {...part} name="road" word={w('field.road_new')} />
      <Field {...part} name="speed" word={w('field.speed')} unit={w('unit.kmh')} number />
    </>
  );
}

function ShutRoad(part: Part) {
  const { draft, set } = part;
  return draft.way === null ? <Field {...part} name="road" word={w('field.road')} /> : (
    <fieldset class="boxes">
      <legend>{w('field.which')}</legend>
      <label><input type="radio" name="which" checked onChange={() => undefined} /> {w('road.way', { name: draft.road || w('road.nameless'), way: String(draft.way) })}</label>
      {draft.road !== '' && <label><input type="radio" name="which" checked={false} onChange={() => set({ way: null })} /> {w('road.all_of_name', { name: draft.road })}</label>}
    </fieldset>
  );
}

function useVillages(model: Model) {
  return useComputed(() => [...model.settlementByCode.value.values()].map(({ properties: { code, name, town_name: town } }): Option => ({ id: code, name, under: [town ?? '', code].filter(Boolean).join(' · ') })).sort((a, b) => compareNames(a.name, b.name)));
}
