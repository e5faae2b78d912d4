import { useEffect, useRef } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { offersAsked } from '../../api/classes';
import type { Effect, Reach } from '../../api/records';
import { t } from '../../i18n/i18n';
import { count, decimal, meters, minutes, yuan } from '../../i18n/numbers';
import { term } from '../../i18n/terms';
import type { Shape } from '../../map/shapes';
import { Badges } from '../../overview/FacilityPanel';
import { TravelPart } from '../../travel/TravelPart';
import { Fact } from '../../ui/Fact';
import { Name } from '../../ui/Name';
import { Symbol } from '../../ui/Symbol';
import type { Model } from '../model';
import { blank, reopen } from './draft';
import { nameFor } from './ChangeDialog';
import { editable, ReadOnly } from './ReadOnly';
import { shapeOfChange } from './spoken';
import { w } from './words';

/** What is known about the place that is picked, before and with the changes, and the changes that can be made there. */
export function Inspector({ model }: { model: Model }) {
  const { selection } = model.view.value;
  const heading = useRef<HTMLHeadingElement>(null);
  const trigger = useRef<HTMLElement | null>(null);
  const name = selection === null ? '' : `${selection.kind}:${selection.id}`;
  const first = useRef(true);
  useEffect(() => {
    const opening = !first.current;
    first.current = false;
    if (name === '' || !opening || model.editing.draft.peek() !== null) return;
    const active = document.activeElement;
    if (active instanceof HTMLElement && active !== document.body && active.closest('.inspector') === null) trigger.current = active;
    heading.current?.focus({ preventScroll: matchMedia('(min-width: 900px)').matches });
  }, [name]);
  if (selection === null) return null;
  const close = (): void => {
    model.go({ selection: null });
    if (trigger.current?.isConnected === true) trigger.current.focus();
  };
  const body = selection.kind === 'settlement' ? villageOf(model, selection.id) : selection.kind === 'facility' ? premisesOf(model, selection.id) : siteOf(model, selection.id);
  if (body === null) return null;
  return (
    <aside class="inspector" aria-label={t('inspector.title')} onKeyDown={(event) => event.key === 'Escape' && close()}>
      <h2 ref={heading} tabIndex={-1}><Symbol shape={body.shape} size={20} /> <Name of={body.name} /></h2>
      <button type="button" class="close" aria-label={t('inspector.close')} onClick={close}>×</button>
      <p class="inspector-state">{body.state}</p>
      {body.facts}
      {body.buttons !== null && (editable(model) ? <div class="tools make" role="group" aria-label={w('inspector.make')}>{body.buttons}</div> : <ReadOnly model={model} />)}
      {model.hasRoads.value && selection.kind !== 'site' && body.travels && <TravelPart model={model} selection={selection} />}
    </aside>
  );
}

interface Body {
  shape: Shape;
  name: string;
  state: string;
  facts: ComponentChildren;
  /** null: nothing can be made here. */
  buttons: ComponentChildren;
  /** It is on record, so that the roads can be asked from it. */
  travels: boolean;
}

const SHAPE_OF: Record<string, Shape> = { covered: 'covered', newly: 'newly', lost: 'lost', uncovered: 'gap', unreachable: 'gap', unlocated: 'gap', outside: 'outside' };

function villageOf(model: Model, code: string): Body | null {
  const record = model.settlementByCode.value.get(code)?.properties;
  if (record === undefined) return null;
  const { editing } = model;
  const state = model.classes.value.get(code) ?? 'outside';
  const effect = editing.effectOf.value.get(code);
  const here = [...editing.now.value.values()].filter((one) => one.active && one.settlement === code);
  const start = (): void => void (editing.draft.value = blank('add', { settlement: code, facility: editing.freshID(code), name: nameFor(model, code) }));
  return {
    shape: SHAPE_OF[state] ?? 'outside', name: record.name, state: state === 'lost' ? w('class.lost') : term('class', state), travels: true,
    facts: (
      <>
        <dl class="facts">
          <Fact word={t('inspector.where')} value={[record.county_name, record.town_name].filter(Boolean).join(' ') || t('unknown')} />
          <Fact word={t('inspector.kind')} value={term('kind', record.kind)} />
          <Fact word={t('column.population')} value={record.population === null ? t('inspector.population_unknown') : count(record.population)} />
          {here.length > 0 && <Fact word={w('inspector.here')} value={here.map((one) => one.name).join(t('list.separator'))} />}
          <Fact word={t('inspector.code')} value={code} code />
        </dl>
        <BeforeAfter model={model} code={code} effect={effect} />
      </>
    ),
    buttons: <button type="button" class="button" onClick={start}>{w('inspector.add_here')}</button>,
  };
}

// BeforeAfter says who serves a village today and with the changes, and whether that is better or worse.
function BeforeAfter({ model, code, effect }: { model: Model; code: string; effect: Effect | undefined }) {
  useEffect(() => model.editing.needReach(), []);
  const reach = model.editing.reach.state.value;
  const before: Reach | Effect['before'] | undefined = effect?.before ?? reach.value?.get(code);
  if (before === undefined) return reach.loading ? <p class="under" role="status">{t('loading')}</p> : null;
  const line = (side: Reach | Effect['before'], beforehand: boolean): ComponentChildren => (
    <>{side.nearest === undefined ? term('short', side.class) : <><Name of={side.nearest_name ?? side.nearest} /> · {meters(side.distance_m)}{side.duration_s === null ? '' : ` · ${minutes(side.duration_s)}`} · {term('short', side.class)}</>}{beforehand || effect === undefined || effect.verdict === 'other' ? '' : <strong class={`verdict-word ${effect.verdict}`}> {term('verdict', effect.verdict)}</strong>}</>
  );
  return (
    <dl class="facts">
      <div><dt>{w('inspector.before')}</dt><dd>{line(before, true)}</dd></div>
      {model.scenario.value !== null && <div><dt>{w('inspector.after')}</dt><dd>{effect === undefined ? w('inspector.same') : line(effect.after, false)}</dd></div>}
    </dl>
  );
}

function premisesOf(model: Model, id: string): Body | null {
  const { editing } = model;
  const premises = editing.now.value.get(id);
  if (premises === undefined) return null;
  const record = model.facilityByID.value.get(id)?.properties;
  const touching = editing.told.value.filter((one) => 'facility' in one.change && one.change.facility === id);
  const last = touching.at(-1);
  const rule = model.baseline.state.value.value?.standard_rule;
  const form = (does: 'close' | 'merge' | 'upgrade' | 'move'): void => void (editing.draft.value = blank(does, { facility: id, known: true, tier: premises.tier }));
  const offers = (list: readonly string[]): string => list.map((offer) => term('offer', offer)).join(t('list.separator'));
  return {
    shape: last === undefined ? (premises.active ? premises.tier : record?.status === 'closed' || record?.status === 'suspended' ? 'shut' : 'candidate') : shapeOfChange(last),
    name: premises.name,
    state: `${term('tier', premises.tier)} · ${last === undefined ? w(premises.active ? 'inspector.serves' : 'inspector.idle') : touching.map((one) => w(`does.${one.does}`)).join(t('list.separator'))}`,
    travels: record !== undefined,
    facts: (
      <dl class="facts">
        <div><dt>{t('column.operators')}</dt><dd><Badges operators={premises.operators} /> {premises.operators.map((one) => term('operator', one)).join(t('list.separator'))}</dd></div>
        <Fact word={t('inspector.offers')} value={offers(premises.offers) || t('unknown')} />
        {rule !== undefined && <Fact word={t('inspector.counts')} value={t(premises.at === null ? 'inspector.counts_unlocated' : offersAsked({ offers: premises.offers as [] }, rule) ? 'inspector.counts_yes' : 'inspector.counts_no', { offers: offers(rule.offers ?? []) })} />}
        <Serves model={model} id={id} />
        {record !== undefined && <Fact word={t('inspector.town')} value={record.town_name ?? record.town ?? t('unknown')} />}
        <Fact word={w('inspector.capacity')} value={premises.capacity === null ? t('unknown') : w('inspector.capacity_is', { n: decimal(premises.capacity) })} />
        <Fact word={w('inspector.costs')} value={w('inspector.costs_are', { once: yuan(premises.opening), yearly: yuan(premises.yearly) })} />
        {premises.universal && <Fact word={w('inspector.universal')} value={w('approval.mark')} />}
        <Fact word={t('inspector.code')} value={id} code />
      </dl>
    ),
    buttons: (
      <>
        {premises.active && <button type="button" class="button" onClick={() => form('move')}>{w('inspector.move')}</button>}
        {premises.active && <button type="button" class="button" onClick={() => form('merge')}>{w('inspector.merge')}</button>}
        {premises.active && <button type="button" class="button" onClick={() => form('upgrade')}>{w('inspector.upgrade')}</button>}
        {premises.active && <button type="button" class="button" onClick={() => form('close')}>{w('inspector.shut')}</button>}
        {!premises.active && last === undefined && <button type="button" class="button" onClick={() => (editing.draft.value = blank('add', { facility: id, known: true, name: premises.name, tier: premises.tier, operators: [], offers: [] }))}>{w('inspector.open')}</button>}
        {last !== undefined && <button type="button" class="button" onClick={() => (editing.draft.value = reopen(last, last.does !== 'add' || record !== undefined))}>{w('row.edit_of', { change: w(`does.${last.does}`), place: premises.name })}</button>}
        {last !== undefined && <button type="button" class="button" onClick={() => editing.remove(last.list, last.at, { does: 'remove', place: last.name })}>{w('row.remove_of', { change: w(`does.${last.does}`), place: premises.name })}</button>}
      </>
    ),
  };
}

// Serves counts the villages that go to premises, today and with the changes.
function Serves({ model, id }: { model: Model; id: string }) {
  useEffect(() => model.editing.needReach(), []);
  const reach = model.editing.reach.state.value.value;
  if (reach === null) return null;
  const effects = model.editing.effectOf.value;
  let [before, after] = [0, 0];
  for (const [code, one] of reach) {
    const effect = effects.get(code);
    if (one.class === 'covered' && one.nearest === id) before++;
    const now = effect?.after ?? one;
    if (now.class === 'covered' && now.nearest === id) after++;
  }
  return <Fact word={w('inspector.villages')} value={model.scenario.value === null ? count(before) : w('inspector.villages_are', { before: count(before), after: count(after) })} />;
}

function siteOf(model: Model, id: string): Body | null {
  const site = model.sites.value.find((one) => one.properties.site === id)?.properties;
  if (site === undefined) return null;
  return {
    shape: 'site', name: site.name, state: t('legend.site'), travels: false, buttons: null,
    facts: (
      <dl class="facts">
        <Fact word={t('inspector.town')} value={site.town_name ?? site.town ?? t('unknown')} />
        <Fact word={t('column.newly')} value={count(site.newly_covered)} />
        <Fact word={t('column.newly_people')} value={count(site.newly_covered_people)} />
        <Fact word={t('column.cost')} value={yuan(site.opening_cost_yuan)} />
        <Fact word={t('inspector.code')} value={site.site} code />
      </dl>
    ),
  };
}
