import { effect, signal, useComputed, useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { language, t } from '../i18n/i18n';
import { count, day } from '../i18n/numbers';
import { positionOf } from '../api/records';
import { LAYER_IDS, mapLocale } from '../map/drawn';
import { boundsOf, extentOf, type Content } from '../map/content';
import type { Engine } from '../map/engine';
import { Legend } from '../map/Legend';
import type { Shape } from '../map/shapes';
import { same, type Selection } from '../ui/selection';
import { entriesOf, liveContent } from './drawn';
import type { Model } from './model';
import { nameOf } from './names';
import { w } from './words';

/** The map of the active scenario with its legend. Where the browser cannot draw it, it says why; lists and tables do not depend on it. */
export function PlanMap({ model, leave }: { model: Model; leave: () => void }) {
  const container = useRef<HTMLDivElement>(null);
  const failure = useSignal<string | null>(null);
  const content = useMemo(() => liveContent(model), [model]);
  const hidden = useMemo(() => signal<ReadonlySet<Shape>>(new Set(model.view.peek().hidden)), [model]);
  const entries = useComputed(() => entriesOf(content.value));
  const spoken = language.value;

  useEffect(() => {
    if (container.current === null) return;
    let engine: Engine | null = null;
    let gone = false;
    const stops: (() => void)[] = [];
    const opened = async (node: HTMLElement): Promise<void> => {
      await standing(model, content);
      const { open } = await import('../map/engine');
      if (gone) return;
      const { box } = model.view.peek();
      engine = await open(node, content.peek(), {
        locale: mapLocale(w('plan.map')),
        cooperative: matchMedia('(max-width: 899px)').matches,
        still: matchMedia('(prefers-reduced-motion: reduce)').matches,
        bounds: box ?? extentOf(content.peek()),
        exact: box !== null,
        pick: (selection) => model.go({ selection }),
        twice: (selection) => model.go(model.hasRoads.peek() && selection.kind !== 'site' ? { selection, show: 'area' } : { selection }),
        hover: (selection) => {
          if (!same(selection, model.hovered.peek())) model.hovered.value = selection;
        },
        leave,
        moved: (bounds, zoom) => {
          model.note({ box: bounds });
          model.inSight.value = { bounds, zoom };
        },
        busy: () => model.tool.peek() !== '',
      });
      if (gone) return engine.close();
      stops.push(...follow(engine, model, content, hidden));
      model.engine.value = engine;
    };
    opened(container.current).catch((cause: unknown) => {
      failure.value = cause instanceof Error ? cause.name : String(cause);
    });
    return () => {
      gone = true;
      for (const stop of stops) stop();
      model.engine.value = null;
      engine?.close();
    };
  }, [model, content, hidden, spoken]);

  const audit = model.baseline.state.value.value;
  const drawn = model.engine.value !== null;
  return (
    <div class="map" data-drawn={drawn}>
      {failure.value === null ? (
        <>
          <div ref={container} class="map-canvas" />
          {!drawn && <p class="map-wait" role="status">{t('map.loading')}</p>}
          <p class="map-keys">{t('map.keys')}</p>
          <p class="plan-corner">{nameOf(model)}{model.trial.value !== null && ` · ${model.trial.value.title}`}</p>
          <Legend title={audit === null ? nameOf(model) : w('plan.legend', { name: nameOf(model), date: day(audit.date) })} entries={entries} hidden={hidden} note={audit !== null && audit.unlocated_settlements > 0 ? t('legend.unlocated', { n: count(audit.unlocated_settlements) }) : ''} />
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

// standing waits until outlines or villages are there, so that the map opens where it should look; where no record has a
// position, or none could be fetched, it opens all the same.
function standing(model: Model, content: { value: Content }): Promise<void> {
  return new Promise((done) => {
    const stop = effect(() => {
      const asked = model.info.state.value.value !== null && !model.areas.state.value.loading && !model.settlements.state.value.loading && model.basis.value !== null;
      if (extentOf(content.value) !== null || asked) queueMicrotask(() => { stop(); done(); });
    });
  });
}

// follow keeps the map in step with the model and returns how to stop.
function follow(engine: Engine, model: Model, content: ReturnType<typeof liveContent>, hidden: { value: ReadonlySet<Shape> }): (() => void)[] {
  let looked = model.area.peek();
  let went = '';
  return [
    effect(() => engine.draw(content.value)),
    effect(() => {
      for (const [shape, ids] of Object.entries(LAYER_IDS)) engine.show(ids, !hidden.value.has(shape as Shape));
      model.note({ hidden: [...hidden.value] });
    }),
    effect(() => {
      const looking = model.area.value;
      if (looking === looked || model.settlements.state.value.loading) return;
      looked = looking;
      const bounds = extentOf(content.value);
      if (bounds !== null) engine.fit(bounds);
    }),
    effect(() => {
      const { selection } = model.view.value;
      const at = placeOf(model, selection);
      engine.mark(at, placeOf(model, model.hovered.value));
      const name = selection === null ? '' : `${selection.kind}:${selection.id}`;
      if (at !== null && name !== went && went !== '?') engine.goTo(at);
      if (at !== null || selection === null) went = name;
    }),
    effect(() => {
      const places = (model.pointed.value?.codes ?? []).map((id) => placeOf(model, { kind: 'settlement', id })).filter((at) => at !== null);
      const bounds = boundsOf(places);
      if (bounds !== null) engine.fit(bounds, true);
    }),
  ];
}

/** Where what is picked stands; null where nothing says. */
export function placeOf(model: Model, selection: Selection | null): [number, number] | null {
  if (selection === null) return null;
  const site = model.sites.value.find((one) => one.properties.site === selection.id);
  const action = model.shown.value?.network?.joint.actions.find((one) => one.facility === selection.id);
  if (selection.kind !== 'settlement' && action !== undefined) return action.coordinates as [number, number] | null;
  const found = selection.kind === 'settlement' ? model.settlementByCode.value.get(selection.id) : selection.kind === 'site' ? site : model.facilityByID.value.get(selection.id);
  const changed = selection.kind === 'facility' ? model.editing.now.value.get(selection.id) : undefined;
  if (changed !== undefined) return changed.at;
  return found === undefined ? null : positionOf(found);
}
