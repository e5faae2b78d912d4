import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Engine } from './map';
import type { Model } from './model';
import { t } from './words';

/** The map, half a screen of it, loaded when it is asked for. */
export function MapPart({ model }: { model: Model }) {
  const open = useSignal(false);
  const run = model.kept.value?.run;
  if (run === undefined) return null;
  return (
    <section class="card mapcard" aria-label={t('map')}>
      <button class="wide" aria-expanded={open.value} onClick={() => {
        open.value = !open.value;
        if (open.value) model.position.watch();
      }}>◎ {t(open.value ? 'map.hide' : 'map.show')}</button>
      {open.value && <RouteMap model={model} />}
    </section>
  );
}

function RouteMap({ model }: { model: Model }) {
  const container = useRef<HTMLDivElement>(null);
  const engine = useSignal<Engine | null>(null);
  const problem = useSignal('');
  const drawn = useSignal(false);
  const run = model.kept.value?.run;
  useEffect(() => {
    let gone = false;
    import('./map')
      .then(async ({ open }) => {
        if (container.current === null || gone || run === undefined) return;
        const made = await open(container.current, {
          label: t('map.label', { run: run.vehicle_name }), zoomIn: t('map.zoom_in'), zoomOut: t('map.zoom_out'),
          still: matchMedia('(prefers-reduced-motion: reduce)').matches,
          pick: (stop) => (model.chosen.value = stop),
        }, run, model.stops.value);
        if (gone) made.close();
        else engine.value = made;
      })
      .catch((cause: unknown) => (problem.value = cause instanceof Error ? cause.message : String(cause)));
    return () => {
      gone = true;
      engine.value?.close();
    };
  }, []);
  const map = engine.value;
  const at = model.position.at.value;
  const way = model.kept.value?.way ?? null;
  useEffect(() => {
    if (map === null || run === undefined) return;
    map.draw(run, way, model.stops.value, model.next.value?.stop.stop ?? null, at);
    void map.idle().then(() => (drawn.value = true));
  }, [map, run, way, model.stops.value, model.next.value, at]);
  if (problem.value !== '') return <p class="notice">{t('map.failed', { why: problem.value })}</p>;
  return (
    <>
      <div ref={container} class="map" data-drawn={drawn.value} data-road-legs={(way?.legs ?? []).filter(({ road }) => road).length} />
      <p class="soft">{t(way === null || way.profile === null ? 'map.straight' : way.legs.every(({ road }) => road) ? 'map.roads' : 'map.some_roads')} {at !== null ? t('map.here', { n: Math.round(at.accuracy) }) : model.position.state.value === 'refused' ? t('map.refused') : ''}</p>
    </>
  );
}
