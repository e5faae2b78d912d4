import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { change, get } from '../api/client';
import type { PlanHead } from '../api/records';
import { resource } from '../api/resource';
import { language } from '../i18n/i18n';
import { day as dayText, moment } from '../i18n/numbers';
import { Failure, Region } from '../ui/Region';
import { areaName } from '../ui/AreaPicker';
import type { Model } from './model';
import { w } from './words';

/** A day without runs: how they come to be, and the routes of a plan asked for from here. */
export function MakeRuns({ model }: { model: Model }) {
  const plans = useMemo(() => resource(() => '', async (_, abort) => (await get('/api/v1/plans', { query: { limit: 200 }, signal: abort })).items ?? []), []);
  return (
    <div class="card">
      <p>{w('none', { day: dayText(model.day.value) })}</p>
      <Region of={plans} lines={2}>{(all) => <Ask model={model} plans={all} />}</Region>
    </div>
  );
}

function Ask({ model, plans }: { model: Model; plans: PlanHead[] }) {
  const { area } = model.bound.view.value;
  const plan = useSignal('');
  const error = useSignal<Error | null>(null);
  if (plans.length === 0) return <p>{w('none.plans')}</p>;
  // Plans of the very area first.
  const sorted = [...plans].sort((a, b) => Number(b.scenario.area === area) - Number(a.scenario.area === area));
  const chosen = plan.value === '' ? (sorted[0]?.id ?? '') : plan.value;
  const ask = (event: Event): void => {
    event.preventDefault();
    error.value = null;
    const parameters = { plan: chosen, date: model.day.value, ...(area === '' ? {} : { area }) };
    change('POST', '/api/v1/jobs', { kind: 'route', parameters }).then(
      () => location.assign(`/jobs?${new URLSearchParams({ kind: 'route', lang: language.value }).toString()}`),
      (cause: unknown) => (error.value = cause instanceof Error ? cause : new Error(String(cause))),
    );
  };
  return (
    <form class="bar" onSubmit={ask}>
      <label class="picker"><span>{w('make.plan')}</span>
        <select value={chosen} onChange={(event) => (plan.value = event.currentTarget.value)}>
          {sorted.map((one) => <option key={one.id} value={one.id}>{`${areaName(model.areas, one.scenario.area ?? '')} ${one.scenario.name} · ${moment(one.created_at)} · ${one.id.slice(0, 6)}`}</option>)}
        </select>
      </label>
      <button type="submit" class="button go">{w('make.go')}</button>
      <p class="field-note">{w('make.note')}</p>
      {error.value !== null && <Failure title={w('failed')} error={error.value} retry={() => (error.value = null)} />}
    </form>
  );
}
