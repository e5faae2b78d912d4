import { computed, effect, useComputed, useSignal, type ReadonlySignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { language, t } from '../i18n/i18n';
import { count, day } from '../i18n/numbers';
import type { Model } from '../overview/model';
import { term } from '../i18n/terms';
import { DOINGS, linksOf, tally, TIERS, type LinkKind } from '../tiers/network';
import { positionOf } from '../api/records';
import { same, type Selection } from '../ui/selection';
import { areasContent, boundsOf, effectsContent, emptyContent, extentOf, facilitiesContent, networkContent, roadsContent, settlementsContent, sitesContent, travelContent, type Bounds, type Content } from './content';
import { LAYER_IDS, mapLocale } from './drawn';
import type { Engine } from './engine';
import { Legend, type Entry } from './Legend';
import type { Shape } from './shapes';

/** The map with its legend. Where the browser cannot draw it, it says why; lists and tables do not depend on it. */
export function MapView({ model, leave }: { model: Model; leave: () => void }) {
  const container = useRef<HTMLDivElement>(null);
  const failure = useSignal<string | null>(null);
  const drawn = useSignal(false);
  const hidden = useSignal<ReadonlySet<Shape>>(new Set());
  const content = useMemo(() => contentOf(model), [model]);
  const entries = useComputed(() => entriesOf(model, content.value));
  const spoken = language.value;

  useEffect(() => {
    if (container.current === null) return;
    let engine: Engine | null = null;
    let gone = false;
    const stops: (() => void)[] = [];
    const opened = async (node: HTMLElement): Promise<void> => {
      await firstContent(model, content);
      const { open } = await import('./engine');
      if (gone) return;
      engine = await open(node, content.peek(), {
        locale: mapLocale(),
        cooperative: matchMedia('(max-width: 899px)').matches,
        still: matchMedia('(prefers-reduced-motion: reduce)').matches,
        bounds: focusOf(model, content.peek()),
        pick: (selection) => model.go({ selection }),
        hover: (selection) => {
          if (!same(selection, model.hovered.peek())) model.hovered.value = selection;
        },
        leave,
        moved: (bounds, zoom) => (model.inSight.value = { bounds, zoom }),
      });
      if (gone) return engine.close();
      drawn.value = true;
      stops.push(...follow(engine, model, content, hidden));
    };
    opened(container.current).catch((cause: unknown) => {
      failure.value = cause instanceof Error ? cause.name : String(cause);
    });
    return () => {
      gone = true;
      for (const stop of stops) stop();
      engine?.close();
      drawn.value = false;
    };
  }, [model, content, spoken]);

  const audit = model.audit.value;
  const title = model.tierShown.value ? t('legend.tiers') : t(model.after.value ? 'legend.after' : model.planID.value === '' ? 'legend.present' : 'legend.before', { date: audit === null ? '' : day(audit.date) });
  return (
    <div class="map" data-drawn={drawn.value}>
      {failure.value === null ? (
        <>
          <div ref={container} class="map-canvas" />
          {!drawn.value && <p class="map-wait" role="status">{t('map.loading')}</p>}
          <p class="map-keys">{t('map.keys')}</p>
          <Legend title={title} entries={entries} hidden={hidden} note={audit !== null && audit.unlocated_settlements > 0 ? t('legend.unlocated', { n: count(audit.unlocated_settlements) }) : ''} />
        </>
      ) : (
        <div class="map-failure" role="status">
          <p><strong>{t('map.failed')}</strong></p>
          <p>{t('map.failed_why', { reason: failure.value })}</p>
        </div>
      )}
    </div>
  );
}

// firstContent waits until outlines or villages are there, so that the map opens where it should look; where no
// record has a position, or none could be fetched, it opens all the same.
function firstContent(model: Model, content: ReadonlySignal<Content>): Promise<void> {
  return new Promise((done) => {
    const stop = effect(() => {
      const asked = model.info.state.value.value !== null && !model.areas.state.value.loading && !model.settlements.state.value.loading;
      if (extentOf(content.value) !== null || asked) queueMicrotask(() => { stop(); done(); });
    });
  });
}

function contentOf(model: Model): ReadonlySignal<Content> {
  const areas = computed(() => areasContent(model.areas.state.value.value ?? [], model.area.value));
  const settlements = computed(() => settlementsContent(model.settlements.state.value.value?.items ?? [], model.classes.value));
  const facilities = computed(() => facilitiesContent(model.tierShown.value ? [] : model.facilities.state.value.value?.items ?? []));
  const sites = computed(() => sitesContent(model.after.value && !model.tierShown.value ? model.sites.value : []));
  const roads = computed(() => roadsContent(model.roads.state.value.value));
  const travel = computed(() => travelContent(model.path.state.value.value, model.reached.state.value.value));
  const effects = computed(() => effectsContent(model.view.value.scenario === '' ? null : model.effects.state.value.value));
  const network = computed(() => {
    if (!model.tierShown.value) return networkContent([], [], () => null);
    const actions = model.actionByID.value;
    const village = (code: string): [number, number] | null => {
      const found = model.settlementByCode.value.get(code);
      return found === undefined ? null : positionOf(found);
    };
    const { selection } = model.view.value;
    const chosen = selection !== null && (actions.has(selection.id) || model.settlementByCode.value.has(selection.id));
    const links = linksOf(actions, model.tier.value?.plan.assignments ?? [], selection);
    return networkContent([...actions.values()], links, (id) => (actions.get(id)?.coordinates as [number, number] | null | undefined) ?? village(id), !chosen);
  });
  return computed(() => ({ ...emptyContent(), ...network.value, ...areas.value, ...settlements.value, ...facilities.value, ...sites.value, ...roads.value, ...travel.value, ...effects.value }));
}

// focusOf is the extent to look at: the chosen town's villages, or the area.
function focusOf(model: Model, content: Content): Bounds | null {
  const { town } = model.view.peek();
  const inTown = [...model.settlementByCode.peek().values()].filter((s) => town !== '' && s.properties.town === town);
  const positions = inTown.map(positionOf).filter((at) => at !== null);
  return boundsOf(positions) ?? extentOf(content);
}

// follow keeps the map in step with the model and returns how to stop.
function follow(engine: Engine, model: Model, content: ReadonlySignal<Content>, hidden: ReadonlySignal<ReadonlySet<Shape>>): (() => void)[] {
  let looked = `${model.area.peek()} ${model.view.peek().town}`;
  let went = '';
  let walked: unknown = null;
  return [
    effect(() => engine.draw(content.value)),
    effect(() => {
      for (const [shape, ids] of Object.entries(LAYER_IDS)) engine.show(ids, !hidden.value.has(shape as Shape));
    }),
    effect(() => {
      const looking = `${model.area.value} ${model.view.value.town}`;
      const ready = !model.settlements.state.value.loading;
      if (looking === looked || !ready) return;
      looked = looking;
      const bounds = focusOf(model, content.peek());
      if (bounds !== null) engine.fit(bounds);
    }),
    effect(() => {
      const { selection } = model.view.value;
      const at = placeOf(model, selection);
      engine.mark(at, placeOf(model, model.hovered.value));
      const name = selection === null ? '' : `${selection.kind}:${selection.id}`;
      // What hangs on a place of a three-tier plan is shown from end to end; ways to a hub far off only lead out of sight, or the village at hand would be a dot.
      const hub = selection !== null && model.actionByID.value.get(selection.id)?.tier === 'hub';
      const near = content.value.links.features.filter((f) => hub || ['serve', 'feed', 'into'].includes(f.properties?.['link'] as string));
      const links = model.tierShown.value && selection !== null ? boundsOf(near.flatMap((f) => f.geometry.coordinates as [number, number][])) : null;
      const sought = links === null ? name : `${name} and links`;
      if (at !== null && sought !== went && !went.startsWith(`${name} and`)) links === null ? engine.goTo(at) : engine.fit(links, true, true);
      if (at !== null || selection === null) went = sought;
    }),
    // A way that was just asked for is shown from end to end.
    effect(() => {
      const line = content.value.path.features[0]?.geometry ?? null;
      if (line === walked) return;
      walked = line;
      const bounds = line === null ? null : boundsOf(line.coordinates as [number, number][]);
      if (bounds !== null) engine.fit(bounds, true);
    }),
  ];
}

function placeOf(model: Model, selection: Selection | null): [number, number] | null {
  if (selection === null) return null;
  const action = selection.kind === 'settlement' || !model.tierShown.value ? undefined : model.actionByID.value.get(selection.id);
  if (action !== undefined) return action.coordinates as [number, number] | null;
  const found =
    selection.kind === 'settlement' ? model.settlementByCode.value.get(selection.id)
    : selection.kind === 'facility' ? model.facilityByID.value.get(selection.id)
    : model.sites.value.find((site) => site.properties.site === selection.id);
  return found === undefined ? null : positionOf(found);
}

function entriesOf(model: Model, content: Content): Entry[] {
  const states = new Map<string, number>();
  for (const feature of content.villages.features) states.set(feature.properties?.['state'], (states.get(feature.properties?.['state']) ?? 0) + 1);
  const entry = (shape: Shape, label: string, amount: number | null): Entry => ({ shape, label, count: amount });
  if (model.tierShown.value) return tierEntries(model, content, states.get('covered') ?? 0, entry);
  const entries = [entry('gap', t('class.uncovered'), content.gaps.features.length)];
  if (model.after.value) {
    entries.push(entry('newly', t('class.newly'), states.get('newly') ?? 0));
    entries.push(entry('site', t('legend.site'), content.sites.features.length));
  }
  entries.push(
    entry('covered', t('class.covered'), states.get('covered') ?? 0),
    entry('hub', t('tier.hub'), content.hub.features.length),
    entry('station', t('tier.station'), content.station.features.length),
    entry('point', t('legend.point'), content.point.features.length),
  );
  const outside = states.get('outside') ?? 0;
  if (outside > 0) entries.push(entry('outside', t('class.outside'), outside));
  entries.push(...roadEntries(content, entry));
  return entries;
}

// tierEntries are of a three-tier plan: villages with and without a point, premises by tier and what is done, links by kind.
function tierEntries(model: Model, content: Content, served: number, entry: (shape: Shape, label: string, amount: number | null) => Entry): Entry[] {
  const entries = [entry('covered', t('class.served'), served)];
  if (content.gaps.features.length > 0) entries.push(entry('gap', t('class.unserved'), content.gaps.features.length));
  const counts = tally([...model.actionByID.value.values()]);
  for (const tier of TIERS) {
    for (const doing of DOINGS) {
      const amount = counts.get(`${tier}-${doing}`) ?? 0;
      if (amount > 0) entries.push(entry(`${tier}-${doing}`, t('legend.premises', { tier: term('tier', tier), action: term('action', doing) }), amount));
    }
  }
  const drawn = new Map<LinkKind, number>();
  for (const feature of content.links.features) drawn.set(feature.properties?.['link'] as LinkKind, (drawn.get(feature.properties?.['link'] as LinkKind) ?? 0) + 1);
  for (const kind of ['serve', 'feed', 'direct', 'trunk', 'into'] as const) {
    const amount = drawn.get(kind) ?? 0;
    if (amount > 0) entries.push(entry(kind, term('link', kind), amount));
  }
  return [...entries, ...roadEntries(content, entry)];
}

// roadEntries are of the roads in sight and what is drawn on them; lines are not counted, but for changed roads.
function roadEntries(content: Content, entry: (shape: Shape, label: string, amount: number | null) => Entry): Entry[] {
  const entries: Entry[] = [];
  if (content.roads.features.length > 0) entries.push(entry('road', t('legend.road'), null));
  const ofState = (state: string): number => content.roads.features.filter((f) => f.properties?.['state'] === state).length;
  const verdicts = (verdict: string): number => content.effects.features.filter((f) => f.properties?.['verdict'] === verdict).length;
  if (content.path.features.length > 0) entries.push(entry('path', t('legend.path'), null));
  if (content.reach.features.length > 0) entries.push(entry('area', t('legend.area'), null));
  const counted: [Shape, string, number][] = [
    ['roadnew', t('legend.road_new'), ofState('new')], ['roadclosed', t('legend.road_closed'), ofState('closed')], ['roadspeed', t('legend.road_speed'), ofState('speed')],
    ['better', t('legend.better'), verdicts('better')], ['worse', t('legend.worse'), verdicts('worse')],
  ];
  for (const [shape, label, amount] of counted) if (amount > 0) entries.push(entry(shape, label, amount));
  return entries;
}
