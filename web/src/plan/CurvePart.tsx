import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { get } from '../api/client';
import type { Frontier, FrontierPoint } from '../api/records';
import { resource } from '../api/resource';
import { FrontierCurve, type Axis, type Curved } from '../charts/FrontierCurve';
import { count, yuan } from '../i18n/numbers';
import { hasChanges, type Basis, type Model } from './model';
import { w } from './words';

type Asked = Basis & { by: Axis; nested: boolean; weight?: 'population' | 'settlements' };

/** The whole curve of coverage of the active scenario's area; the sites of a point that is picked stand on the map until the curve is left. */
export function CurvePart({ model }: { model: Model }) {
  const curve = useSignal<{ by: Axis; nested: boolean }>({ by: 'points', nested: false });
  const curved = useMemo((): Curved => {
    const asked = (): Asked | null => {
      const { weight } = model.scenario.value ?? {};
      return model.basis.value === null ? null : { ...model.basis.value, ...curve.value, ...(weight === undefined ? {} : { weight }) };
    };
    return {
      curve, asked,
      frontier: resource<Frontier>(() => (asked() === null ? null : JSON.stringify(asked())), (key, abort) => get('/api/v1/frontier', { query: JSON.parse(key) as Asked, signal: abort })),
      pick: (point, frontier) => (model.trial.value = sitesOf(point, frontier)),
    };
  }, [model]);
  useEffect(() => () => void (model.trial.value = null), []);
  const trial = model.trial.value;
  return (
    <>
      {model.scenario.value !== null && hasChanges(model.scenario.value) && <p class="notice">{w('curve.baseline')}</p>}
      <FrontierCurve of={curved} />
      {trial !== null && (
        <p class="notice">
          {w('curve.on_map', { title: trial.title })} <button type="button" class="button" onClick={() => (model.trial.value = null)}>{w('curve.off_map')}</button>
        </p>
      )}
    </>
  );
}

// sitesOf are the sites that are open at a point of a curve: the first ones of its order of opening.
function sitesOf(point: FrontierPoint, frontier: Frontier): { title: string; ids: string[] } {
  const chain = frontier.chains?.[point.chain ?? 0] ?? [];
  return { title: w('curve.title', { n: count(point.points), yuan: yuan(point.opening_cost_yuan) }), ids: chain.slice(0, point.points) };
}
