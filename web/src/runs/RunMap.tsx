import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { get } from '../api/client';
import { resource } from '../api/resource';
import type { Engine } from '../courier/map';
import { stopsOf } from '../courier/run';
import type { Run } from './model';
import { w } from './words';

/** The run on a map, as its courier sees it; loaded when it is asked for. The table of stops says all of it too. */
export function RunMap({ run }: { run: Run }) {
  const open = useSignal(false);
  return (
    <>
      <p><button type="button" class="button" aria-expanded={open.value} onClick={() => (open.value = !open.value)}>{w(open.value ? 'map.hide' : 'map.show')}</button></p>
      {open.value && <Drawn run={run} />}
    </>
  );
}

function Drawn({ run }: { run: Run }) {
  const container = useRef<HTMLDivElement>(null);
  const engine = useSignal<Engine | null>(null);
  const failed = useSignal('');
  const drawn = useSignal(false);
  const way = useMemo(() => resource(() => run.id, (id, abort) => get('/api/v1/runs/{id}/way', { path: { id }, signal: abort })), [run.id]);
  useEffect(() => {
    let gone = false;
    import('../courier/map')
      .then(async ({ open }) => {
        if (container.current === null || gone) return;
        const label = w('map.label', { run: run.id });
        const made = await open(container.current, { label, zoomIn: w('map.zoom_in'), zoomOut: w('map.zoom_out'), still: matchMedia('(prefers-reduced-motion: reduce)').matches, pick: show }, run, stopsOf(run, [], ''));
        if (gone) made.close();
        else engine.value = made;
      })
      .catch((cause: unknown) => (failed.value = cause instanceof Error ? cause.message : String(cause)));
    return () => {
      gone = true;
      engine.value?.close();
    };
  }, []);
  const map = engine.value;
  const roads = way.state.value.value;
  useEffect(() => {
    if (map === null) return;
    map.draw(run, roads, stopsOf(run, [], ''), null, null);
    void map.idle().then(() => (drawn.value = true));
  }, [map, run, roads]);
  if (failed.value !== '') return <p class="notice" role="status">{w('map.failed', { why: failed.value })}</p>;
  return (
    <>
      <div ref={container} class="runmap" data-drawn={drawn.value} />
      <p class="field-note">{w('map.note')}</p>
    </>
  );
}

// show brings the row of a stop into sight.
function show(stop: string): void {
  document.querySelector(`[data-stop="${CSS.escape(stop)}"]`)?.scrollIntoView({ block: 'center' });
}
