import { useMemo } from 'preact/hooks';
import { AreaPicker } from '../ui/AreaPicker';
import { Office } from '../ui/Office';
import { Failure, Skeleton } from '../ui/Region';
import { JobItem, titleOf } from './JobItem';
import { finished, makeModel, type Model } from './model';
import { KINDS, STATES, type BoundView } from './view';
import { w } from './words';

/** The page as a whole. */
export function Jobs({ bound }: { bound: BoundView }) {
  const model = useMemo(() => makeModel(bound), [bound]);
  const { told } = model;
  const title = (): string => (told.value !== null && finished(told.value) ? w(`mark.${told.value.state}` as 'mark.done') : '') + w('jobs.title');
  return (
    <Office here="jobs" title={title} area={bound.view.value.area} speak={bound.speak}>
      <p class="lead">{w('jobs.lead')}</p>
      <Filters model={model} />
      <p class="unseen" role="status">{told.value === null ? '' : w('told', { job: titleOf(model, told.value), state: w(`state.${told.value.state}`) })}</p>
      <Listed model={model} />
    </Office>
  );
}

function Filters({ model }: { model: Model }) {
  const { kind, state, parent, area } = model.bound.view.value;
  return (
    <div class="bar" role="search" aria-label={w('filters')}>
      <AreaPicker areas={model.areas} value={area} choose={(code) => model.bound.go({ area: code })} />
      <label class="picker">
        <span>{w('filter.kind')}</span>
        <select value={kind} onChange={(event) => model.bound.go({ kind: event.currentTarget.value as typeof kind })}>
          <option value="">{w('filter.all')}</option>
          {KINDS.map((one) => <option key={one} value={one}>{w(`kind.${one}`)}</option>)}
        </select>
      </label>
      <label class="picker">
        <span>{w('filter.state')}</span>
        <select value={state} onChange={(event) => model.bound.go({ state: event.currentTarget.value as typeof state })}>
          <option value="">{w('filter.all')}</option>
          {STATES.map((one) => <option key={one} value={one}>{w(`state.${one}`)}</option>)}
        </select>
      </label>
      {parent !== '' && <button type="button" class="button" onClick={() => model.bound.go({ parent: '' })}>{w('parts.back', { id: parent })}</button>}
    </div>
  );
}

function Listed({ model }: { model: Model }) {
  const { value, loading, error } = model.list.state.value;
  const { area } = model.bound.view.value;
  const inside = (code: string): boolean => area === '' || code === area || code.startsWith(area.replace(/(00)+$/, ''));
  if (value === null && error === null && loading) return <Skeleton lines={6} />;
  const jobs = model.jobs.value.filter(({ job }) => inside((job.parameters as { area?: string } | null)?.area ?? ''));
  return (
    <>
      {error !== null && <Failure error={error} retry={model.list.retry} />}
      {value !== null && jobs.length === 0 && <div class="card"><p>{w('empty')}</p><p><a class="button" href="/?tab=tiers">{w('empty.start')}</a></p></div>}
      <ul class="cards" aria-label={w('jobs.title')}>
        {jobs.map((heard) => <JobItem key={heard.job.id} model={model} heard={heard} />)}
      </ul>
      {value?.next !== null && value?.next !== undefined && <p class="tally">{w('more', { n: value.items?.length ?? 0 })}</p>}
    </>
  );
}
