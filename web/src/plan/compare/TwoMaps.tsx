import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { count } from '../../i18n/numbers';
import type { Engine } from '../../map/engine';
import type { Model } from '../model';
import type { Comparing, Side } from './comparing';
import { MapPane } from './MapPane';
import { Review } from './Review';
import { w } from './words';

/** Both states, each on its map; the maps look at the same place. With a curtain, B lies over A and is drawn aside. */
export function TwoMaps({ model, comparing, names, curtain }: { model: Model; comparing: Comparing; names: Record<Side, string>; curtain: boolean }) {
  const at = useSignal(50);
  const engines = useRef<Partial<Record<Side, Engine>>>({});
  const stop = useRef<(() => void) | null>(null);
  const over = useRef<HTMLDivElement>(null);
  const ready = (side: Side) => async (engine: Engine | null): Promise<void> => {
    if (engine === null) {
      delete engines.current[side];
      stop.current?.();
      stop.current = null;
      return;
    }
    engines.current[side] = engine;
    const { together } = await import('../../map/sync');
    const { a, b } = engines.current;
    if (a !== undefined && b !== undefined && stop.current === null) stop.current = together(a, b);
  };
  const handlers = useRef({ a: ready('a'), b: ready('b') });
  useEffect(() => {
    if (over.current !== null) over.current.style.clipPath = curtain ? `inset(0 0 0 ${String(at.value)}%)` : '';
  }, [at.value, curtain]);
  const pane = (side: Side) => <MapPane model={model} content={comparing.sides[side]} title={w('map.state', { side: side.toUpperCase(), name: names[side] })} layers="network" ready={handlers.current[side]} />;
  return (
    <>
      {curtain && (
        <label class="compare-curtain">
          <span>{w('swipe.label')}</span>
          <input type="range" min="0" max="100" step="1" value={at.value} aria-valuetext={w('swipe.value', { a: count(at.value), b: count(100 - at.value) })} onInput={(event) => (at.value = event.currentTarget.valueAsNumber)} />
          <output>{w('swipe.value', { a: count(at.value), b: count(100 - at.value) })}</output>
        </label>
      )}
      <div class={curtain ? 'compare-maps compare-stacked' : 'compare-maps compare-beside'}>
        <div class="compare-side"><p class="compare-corner compare-corner-a"><b>A</b> {names.a}</p>{pane('a')}</div>
        <div class="compare-side" ref={over}><p class="compare-corner compare-corner-b"><b>B</b> {names.b}</p>{pane('b')}</div>
        {curtain && <Edge at={at.value} />}
        <Review model={model} />
      </div>
    </>
  );
}

// Edge is the line where the curtain ends.
function Edge({ at }: { at: number }) {
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (line.current !== null) line.current.style.left = `${String(at)}%`;
  }, [at]);
  return <div class="compare-edge" ref={line} aria-hidden="true" />;
}
