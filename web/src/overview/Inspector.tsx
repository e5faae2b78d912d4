import { useEffect, useRef } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { t } from '../i18n/i18n';
import { count, meters, yuan } from '../i18n/numbers';
import { positionOf } from '../api/records';
import { Name } from '../ui/Name';
import { Region } from '../ui/Region';
import { Symbol } from '../ui/Symbol';
import type { Shape } from '../map/shapes';
import { offersAsked, type Class } from '../api/classes';
import { Chain, PremisesFacts, WhyVillage } from '../tiers/TierInspector';
import { kindOf } from '../tiers/network';
import { Badges, shapeOf } from './FacilityPanel';
import type { Model } from './model';
import { Fact } from '../ui/Fact';
import { TravelPart } from '../travel/TravelPart';
import { term } from '../i18n/terms';
import { WhyOf } from './WhyPart';

const SHAPE_OF: Record<Class, Shape> = { covered: 'covered', newly: 'newly', lost: 'lost', uncovered: 'gap', unreachable: 'gap', unlocated: 'gap', outside: 'outside' };

/** What is known about the place that is selected. It takes the focus when it opens and gives it back when it closes. */
export function Inspector({ model }: { model: Model }) {
  const { selection } = model.view.value;
  const heading = useRef<HTMLHeadingElement>(null);
  const trigger = useRef<HTMLElement | null>(null);
  const name = selection === null ? '' : `${selection.kind}:${selection.id}`;
  const first = useRef(true);
  useEffect(() => {
    const opening = !first.current;
    first.current = false;
    if (name === '' || !opening) return;
    const active = document.activeElement;
    if (active instanceof HTMLElement && active !== document.body && active.closest('.inspector') === null) trigger.current = active;
    heading.current?.focus({ preventScroll: matchMedia('(min-width: 900px)').matches });
  }, [name]);
  if (selection === null) return null;
  const close = (): void => {
    model.go({ selection: null });
    if (trigger.current?.isConnected === true) trigger.current.focus();
  };
  const body = selection.kind === 'settlement' ? settlementOf(model, selection.id) : selection.kind === 'facility' ? facilityOf(model, selection.id) : siteOf(model, selection.id);
  if (body === null) return null;
  return (
    <aside class="inspector" aria-label={t('inspector.title')} onKeyDown={(event) => event.key === 'Escape' && close()}>
      <h2 ref={heading} tabIndex={-1}>
        <Symbol shape={body.shape} size={20} /> <Name of={body.name} />
      </h2>
      <button type="button" class="close" aria-label={t('inspector.close')} onClick={close}>×</button>
      <p class="inspector-state">{body.state}</p>
      {model.tierShown.value && selection.kind === 'settlement' && <WhyVillage model={model} />}
      {!model.tierShown.value && model.after.value && selection.kind !== 'facility' && <WhyOf model={model} id={selection.id} />}
      {body.facts}
      {model.hasRoads.value && selection.kind !== 'site' && <TravelPart model={model} selection={selection} />}
    </aside>
  );
}

interface Body {
  shape: Shape;
  name: string;
  state: string;
  facts: ComponentChildren;
}

function settlementOf(model: Model, code: string): Body | null {
  const gap = model.gaps.value.find((g) => g.code === code);
  const record = model.settlementByCode.value.get(code)?.properties;
  const place = record ?? gap;
  if (place === undefined) return null;
  const state = model.classes.value.get(code) ?? (gap === undefined ? 'outside' : 'uncovered');
  const served = model.after.value ? (model.plan.state.value.value?.assignments ?? []).find((a) => a.settlement === code) : undefined;
  const at = served === undefined ? undefined : model.sites.value.find((s) => s.properties.site === served.site)?.properties.name ?? model.facilityByID.value.get(served.site)?.properties.name;
  if (model.tierShown.value) return villageOf(model, code, place, state);
  return {
    shape: SHAPE_OF[state],
    name: place.name,
    state: term('class', state),
    facts: (
      <dl class="facts">
        <Fact word={t('inspector.where')} value={[place.county_name, place.town_name].filter(Boolean).join(' ') || t('unknown')} />
        <Fact word={t('inspector.kind')} value={term('kind', place.kind)} />
        <Fact word={t('column.population')} value={place.population === null || place.population === undefined ? t('inspector.population_unknown') : count(place.population)} />
        {gap !== undefined && <Fact word={t('inspector.why')} value={term('reason', gap.reason)} />}
        {gap !== undefined && gap.nearest_name !== undefined && <Fact word={t('inspector.nearest')} value={`${gap.nearest_name} · ${meters(gap.distance_m)}`} />}
        {gap === undefined && served !== undefined && <Fact word={t('inspector.served_by')} value={`${at ?? served.site} · ${meters(served.distance_m)}`} />}
        {state === 'covered' && !model.after.value && <Nearest model={model} code={code} />}
        {gap !== undefined && !model.after.value && model.planned.value !== null && <Fact word={t('column.plan')} value={t(model.planned.value.has(code) ? 'gaps.planned' : 'gaps.unplanned')} />}
        <Fact word={t('inspector.code')} value={code} code />
        {record !== undefined && <Fact word={t('inspector.source')} value={sourceOf(record)} />}
      </dl>
    ),
  };
}

// villageOf is a village in a three-tier plan: served or not, by whom and from where.
function villageOf(model: Model, code: string, place: { name: string; kind: string; county_name?: string | null; town_name?: string | null; population?: number | null }, state: Class): Body {
  return {
    shape: SHAPE_OF[state],
    name: place.name,
    state: t(state === 'covered' ? 'class.served_one' : state === 'uncovered' ? 'class.unserved_one' : 'class.outside_one'),
    facts: (
      <dl class="facts">
        <Chain model={model} code={code} />
        <Fact word={t('inspector.where')} value={[place.county_name, place.town_name].filter(Boolean).join(' ') || t('unknown')} />
        <Fact word={t('column.population')} value={place.population === null || place.population === undefined ? t('inspector.population_unknown') : count(place.population)} />
        <Fact word={t('inspector.code')} value={code} code />
      </dl>
    ),
  };
}

// Nearest is the facility that covers a settlement, by the audit's own figures; gaps carry theirs with them.
function Nearest({ model, code }: { model: Model; code: string }) {
  const audit = model.before.value;
  useEffect(() => model.needReach(), [audit]);
  return (
    <div>
      <dt>{t('inspector.nearest')}</dt>
      <dd>
        <Region of={model.reach} lines={1}>
          {(reaches) => {
            const reach = reaches.get(code);
            if (reach?.class !== 'covered') return t('unknown');
            return <><Name of={reach.nearest_name ?? reach.nearest ?? t('unknown')} /> · {meters(reach.distance_m)}</>;
          }}
        </Region>
      </dd>
    </div>
  );
}

function facilityOf(model: Model, id: string): Body | null {
  const action = model.tierShown.value ? model.actionByID.value.get(id) : undefined;
  if (action !== undefined) {
    return { shape: kindOf(action), name: action.name, state: t('legend.premises', { tier: term('tier', action.tier), action: term('action', action.action) }), facts: <PremisesFacts model={model} action={action} /> };
  }
  const feature = model.facilityByID.value.get(id);
  const facility = feature?.properties;
  if (feature === undefined || facility === undefined) return null;
  const rule = model.audit.value?.standard_rule;
  return {
    shape: shapeOf(facility),
    name: facility.name,
    state: term('tier', facility.tier),
    facts: (
      <dl class="facts">
        <div>
          <dt>{t('column.operators')}</dt>
          <dd><Badges operators={facility.operators ?? []} /> {(facility.operators ?? []).map((o) => term('operator', o)).join(t('list.separator'))}</dd>
        </div>
        <Fact word={t('inspector.offers')} value={wordsOf(facility.offers) || t('unknown')} />
        {rule !== undefined && <Fact word={t('inspector.counts')} value={t(positionOf(feature) === null ? 'inspector.counts_unlocated' : offersAsked(facility, rule) ? 'inspector.counts_yes' : 'inspector.counts_no', { offers: wordsOf(rule.offers) })} />}
        <Fact word={t('inspector.town')} value={facility.town_name ?? facility.town ?? t('unknown')} />
        <Fact word={t('inspector.code')} value={facility.id} code />
        <Fact word={t('inspector.source')} value={sourceOf(facility)} />
      </dl>
    ),
  };
}

function siteOf(model: Model, id: string): Body | null {
  const site = model.sites.value.find((s) => s.properties.site === id)?.properties;
  if (site === undefined) return null;
  return {
    shape: 'site',
    name: site.name,
    state: t('legend.site'),
    facts: (
      <dl class="facts">
        <Fact word={t('inspector.town')} value={site.town_name ?? site.town ?? t('unknown')} />
        <Fact word={t('column.newly')} value={count(site.newly_covered)} />
        <Fact word={t('column.newly_people')} value={count(site.newly_covered_people)} />
        <Fact word={t('plan.opening_cost')} value={yuan(site.opening_cost_yuan)} />
        <Fact word={t('inspector.code')} value={site.site} code />
      </dl>
    ),
  };
}

function wordsOf(offers: readonly string[] | null | undefined): string {
  return (offers ?? []).map((offer) => term('offer', offer)).join(t('list.separator'));
}

function sourceOf(record: { source?: string; synthetic?: boolean }): string {
  const source = record.source === undefined || record.source === '' ? t('unknown') : record.source;
  return record.synthetic === true ? t('inspector.synthetic', { source }) : source;
}
