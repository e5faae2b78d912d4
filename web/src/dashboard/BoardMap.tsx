import { computed, effect, useSignal, type ReadonlySignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Board } from '../api/records';
import { tb, type BoardKey } from '../i18n/board';
import { language, t } from '../i18n/i18n';
import { count, day } from '../i18n/numbers';
import { boundsOf, emptyContent, townsContent, type Bounds, type Content } from '../map/content';
import type { Engine } from '../map/engine';
import { GAP_COLOURS } from '../map/shapes';
import { afterPaint } from '../ui/AfterPaint';
import { Symbol } from '../ui/Symbol';
import type { Model } from './model';

/** The map: towns by their share of gaps, dark is worse, and every gap as a triangle. Lists and tables do not depend on it. */
export function BoardMap({ model, board, leave }: { model: Model; board: Board; leave: () => void }) {
  const container = useRef<HTMLDivElement>(null);
  const failure = useSignal<string | null>(null);
  const drawn = useSignal(false);
  const gaps = useSignal(true);
  const content = useMemo(() => contentOf(model), [model]);
  const spoken = language.value;
  useEffect(() => {
    if (container.current === null) return;
    let engine: Engine | null = null;
    let gone = false;
    const stops: (() => void)[] = [];
    const opened = async (node: HTMLElement): Promise<void> => {
      // Words and figures are painted first; the map's megabyte comes after them.
      await new Promise<void>((painted) => void afterPaint(painted));
      const [{ open }] = await Promise.all([import('../map/engine'), settled(model)]);
      if (gone) return;
      engine = await open(node, content.peek(), {
        layers: 'board',
        locale: {
          'Map.Title': tb('board.map_title'), 'NavigationControl.ZoomIn': t('map.zoom_in'), 'NavigationControl.ZoomOut': t('map.zoom_out'),
          'ScaleControl.Meters': t('map.meters'), 'ScaleControl.Kilometers': t('map.kilometers'), 'CooperativeGesturesHandler.WindowsHelpText': t('map.scroll_help'),
          'CooperativeGesturesHandler.MacHelpText': t('map.scroll_help_mac'), 'CooperativeGesturesHandler.MobileHelpText': t('map.touch_help'),
        },
        cooperative: true, // the page scrolls, so the wheel belongs to it
        still: matchMedia('(prefers-reduced-motion: reduce)').matches,
        bounds: focusOf(model, content.peek()),
        pick: (selection) => {
          if (selection?.kind === 'settlement') model.go({ selection });
          else if (selection?.kind === 'town') model.go({ selection: null, town: model.view.peek().town === selection.id ? '' : selection.id });
        },
        hover: (selection) => (model.hovered.value = selection?.kind === 'settlement' ? selection : null),
        leave,
        moved: () => undefined,
      });
      if (gone) return engine.close();
      drawn.value = true;
      stops.push(...follow(engine, model, content));
      const held = engine;
      stops.push(effect(() => held.show(['gaps-symbol', 'gaps-name'], gaps.value)));
    };
    opened(container.current).catch((cause: unknown) => (failure.value = cause instanceof Error ? cause.name : String(cause)));
    return () => {
      gone = true;
      for (const stop of stops) stop();
      engine?.close();
      drawn.value = false;
    };
  }, [model, content, spoken]);
  const shapes = model.shapes.state.value.value;
  const info = model.info.state.value.value;
  const review = info?.map_review_number ?? '';
  return (
    <>
      <h2>{tb('board.map_title')}</h2>
      <div class="map" data-drawn={drawn.value}>
        {failure.value === null ? (
          <>
            <div ref={container} class="map-canvas" />
            {!drawn.value && <p class="map-wait" role="status">{t('map.loading')}</p>}
            <p class="map-keys">{tb('board.map_keys')}</p>
          </>
        ) : (
          <div class="map-failure" role="status">
            <p><strong>{t('map.failed')}</strong></p>
            <p>{t('map.failed_why', { reason: failure.value })}</p>
          </div>
        )}
      </div>
      <BoardLegend model={model} board={board} gaps={gaps.value} toggle={() => (gaps.value = !gaps.value)} />
      <p class="board-source">
        {(shapes?.features ?? []).some((town) => town.properties.drawn) && <>{tb('board.drawn')} </>}
        {review === '' ? t('map.no_review') : t('map.review', { number: review })}
      </p>
    </>
  );
}

const CLASS_WORDS: readonly BoardKey[] = ['board.class0', 'board.class1', 'board.class2', 'board.class3', 'board.class4'];

function BoardLegend({ model, board, gaps, toggle }: { model: Model; board: Board; gaps: boolean; toggle: () => void }) {
  const counts = new Map<number, number>();
  for (const of of model.classes.value.values()) counts.set(of, (counts.get(of) ?? 0) + 1);
  const located = (board.gaps ?? []).filter((gap) => gap.location !== null).length;
  return (
    <fieldset class="board-legend">
      <legend>{tb(model.view.value.metric === 'people' ? 'board.share_people' : 'board.share')} · {day(board.date)}</legend>
      {GAP_COLOURS.map((colour, of) => <span key={colour} class="swatch"><svg viewBox="0 0 24 14" aria-hidden="true"><rect x=".5" y=".5" width="23" height="13" fill={colour} stroke="#6b665b" /></svg>{tb(CLASS_WORDS[of] ?? 'board.no_data')} <span class="tabular">({count(counts.get(of) ?? 0)})</span></span>)}
      <span class="swatch"><svg viewBox="0 0 24 14" aria-hidden="true"><rect x=".5" y=".5" width="23" height="13" fill="#fff" stroke="#6b665b" /><path d="M2 13 14 1M10 13 22 1M-4 11 6 1M18 13 24 7" stroke="#9a958a" stroke-width="2.4" /></svg>{tb('board.no_data')} <span class="tabular">({count(counts.get(-1) ?? 0)})</span></span>
      <label class="swatch"><input type="checkbox" checked={gaps} onChange={toggle} /><Symbol shape="gap" size={16} />{tb('board.gaps')} <span class="tabular">({count(located)})</span></label>
    </fieldset>
  );
}

function settled(model: Model): Promise<void> {
  return new Promise((done) => {
    const stop = effect(() => {
      if (model.shapes.state.value.value !== null || model.shapes.state.value.error !== null) queueMicrotask(() => { stop(); done(); });
    });
  });
}

function contentOf(model: Model): ReadonlySignal<Content> {
  const towns = computed(() => townsContent(model.shapes.state.value.value, model.classes.value));
  const gaps = computed(() => ({
    type: 'FeatureCollection' as const,
    features: model.gaps.value.flatMap((gap) => gap.location === null || gap.location === undefined ? [] : [{
      type: 'Feature' as const, geometry: { type: 'Point' as const, coordinates: gap.location as [number, number] }, properties: { kind: 'settlement', id: gap.code, name: gap.name, weight: gap.population ?? 0 },
    }]),
  }));
  return computed(() => ({ ...emptyContent(), ...towns.value, gaps: gaps.value }));
}

// focusOf is what to look at: the chosen town, or the town or area on show.
function focusOf(model: Model, content: Content): Bounds | null {
  const board = model.board.state.peek().value;
  const town = model.view.peek().town || (board?.tier === 'town' ? board.area : '');
  const shape = content.towns.features.find((feature) => feature.properties?.['id'] === town);
  const inTown = (board?.gaps ?? []).filter((gap) => gap.town === town && gap.location !== null).map((gap) => gap.location as [number, number]);
  if (town !== '' && shape !== undefined) {
    const corners = (shape.geometry.coordinates as [number, number][][][]).flat(2);
    const around = boundsOf((content.around.features[0]?.geometry.coordinates as [number, number][][][] | undefined)?.flat(2) ?? []);
    const box = boundsOf(corners);
    // A drawn shape reaches beyond the area; what lies outside is not looked at.
    if (box !== null && around !== null) return [Math.max(box[0], around[0]), Math.max(box[1], around[1]), Math.min(box[2], around[2]), Math.min(box[3], around[3])];
    return box ?? boundsOf(inTown);
  }
  const around = content.around.features[0]?.geometry.coordinates as [number, number][][][] | undefined;
  return boundsOf(around?.flat(2) ?? []) ?? boundsOf(content.gaps.features.map((feature) => feature.geometry.coordinates as [number, number]));
}

// follow keeps the map in step with the model and returns how to stop.
function follow(engine: Engine, model: Model, content: ReadonlySignal<Content>): (() => void)[] {
  const lookingAt = (): string => `${model.board.state.value.value?.area ?? ''} ${model.shapes.state.value.value?.features?.[0]?.id ?? ''} ${model.view.value.town}`;
  let looked = lookingAt();
  let went = '';
  const place = (id: string | undefined): [number, number] | null => {
    const gap = id === undefined ? undefined : (model.board.state.value.value?.gaps ?? []).find((one) => one.code === id);
    return (gap?.location as [number, number] | null | undefined) ?? null;
  };
  return [
    effect(() => engine.draw(content.value)),
    effect(() => {
      const looking = lookingAt();
      if (looking === looked || model.shapes.state.value.loading) return;
      looked = looking;
      const bounds = focusOf(model, content.peek());
      if (bounds !== null) engine.fit(bounds);
    }),
    effect(() => {
      const id = model.view.value.selection?.id;
      const at = place(id);
      engine.mark(at, place(model.hovered.value?.id));
      if (at !== null && id !== undefined && id !== went) engine.goTo(at);
      went = id ?? '';
    }),
  ];
}
