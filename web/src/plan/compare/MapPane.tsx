import { effect, useSignal, type ReadonlySignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { language, t } from '../../i18n/i18n';
import { mapLocale } from '../../map/drawn';
import { extentOf, type Content } from '../../map/content';
import type { Engine } from '../../map/engine';
import type { Model } from '../model';
import { placeOf } from '../PlanMap';

/** One map of a comparison. ready tells when it stands, and null when it is gone. */
export function MapPane({ model, content, title, layers, ready }: { model: Model; content: ReadonlySignal<Content>; title: string; layers: 'network' | 'changes'; ready?: (engine: Engine | null) => void }) {
  const container = useRef<HTMLDivElement>(null);
  const failure = useSignal<string | null>(null);
  const drawn = useSignal(false);
  const spoken = language.value;
  useEffect(() => {
    const node = container.current;
    if (node === null) return;
    let engine: Engine | null = null;
    let gone = false;
    const stops: (() => void)[] = [];
    const opened = async (): Promise<void> => {
      const [{ open }] = await Promise.all([import('../../map/engine'), standing(model, content)]);
      if (gone) return;
      const { box } = model.view.peek();
      engine = await open(node, content.peek(), {
        layers, bare: true, locale: mapLocale(title),
        cooperative: matchMedia('(max-width: 899px)').matches,
        still: matchMedia('(prefers-reduced-motion: reduce)').matches,
        bounds: box ?? extentOf(content.peek()), exact: box !== null,
        pick: (selection) => model.go({ selection: selection?.kind === 'town' ? null : selection }),
        hover: (selection) => (model.hovered.value = selection?.kind === 'town' ? null : selection),
        leave: () => undefined,
        moved: (bounds) => model.note({ box: bounds }),
      });
      if (gone) return engine.close();
      const held = engine;
      stops.push(effect(() => held.draw(content.value)));
      stops.push(effect(() => held.mark(placeOf(model, model.view.value.selection), placeOf(model, model.hovered.value))));
      drawn.value = true;
      ready?.(engine);
    };
    opened().catch((cause: unknown) => (failure.value = cause instanceof Error ? cause.name : String(cause)));
    return () => {
      gone = true;
      ready?.(null);
      for (const stop of stops) stop();
      engine?.close();
      drawn.value = false;
    };
  }, [model, content, layers, title, spoken]);
  if (failure.value !== null) {
    return <div class="map-failure" role="status"><p><strong>{t('map.failed')}</strong></p><p>{t('map.failed_why', { reason: failure.value })}</p></div>;
  }
  return (
    <div class="map compare-pane" data-drawn={drawn.value}>
      <div ref={container} class="map-canvas" />
      {!drawn.value && <p class="map-wait" role="status">{t('map.loading')}</p>}
      <p class="map-keys">{t('map.keys')}</p>
    </div>
  );
}

// standing waits until there is something to look at, or all was asked for.
function standing(model: Model, content: ReadonlySignal<Content>): Promise<void> {
  return new Promise((done) => {
    const stop = effect(() => {
      const asked = !model.areas.state.value.loading && !model.settlements.state.value.loading;
      if (extentOf(content.value) !== null || asked) queueMicrotask(() => { stop(); done(); });
    });
  });
}
