import { useSignal } from '@preact/signals';
import { address, change } from '../api/client';
import { language } from '../i18n/i18n';
import { may } from '../account/account';
import { Failure } from '../ui/Region';
import type { JobHead, Model } from './model';
import type { Known } from './Parameters';
import { w } from './words';

/** Where to look at what a job made. */
export function Results({ model, job }: { model: Model; job: JobHead }) {
  const { area = '', model: asked = '', date = '' } = (job.parameters ?? {}) as Known;
  const lang = language.value;
  if (job.kind === 'plan-counties') {
    return <button type="button" class="button" onClick={() => model.bound.go({ parent: job.id })}>{w('parts')}</button>;
  }
  if (job.plan_id !== null) {
    return (
      <>
        <a class="button" href={address('/', { area, plan: job.plan_id, tab: asked === 'tier' ? 'tiers' : 'plan', lang })}>{w('result.plan')}</a>
        <a class="button" href={address(`/report/${job.plan_id}`, { lang })}>{w('result.report')}</a>
      </>
    );
  }
  if (job.state !== 'done') return null;
  if (job.kind === 'audit') return <a class="button" href={address('/dashboard', { area, lang })}>{w('result.audit')}</a>;
  if (job.kind !== 'route') return null;
  return (
    <>
      {date !== '' && may('plan') && <KeepRuns job={job} where={address('/runs', { date, area, lang })} />}
      <a class="button" href={`/api/v1/jobs/${job.id}/sheets.html`}>{w('result.sheets')}</a>
      <a class="button" href={`/api/v1/jobs/${job.id}/routes.csv`}>{w('result.csv')}</a>
    </>
  );
}

/** Keeps the routes of a job as the runs of its day, and leads there. */
function KeepRuns({ job, where }: { job: JobHead; where: string }) {
  const error = useSignal<Error | null>(null);
  const keep = (): void => {
    error.value = null;
    change('POST', '/api/v1/runs', { job: job.id }).then(() => location.assign(where), (cause: unknown) => (error.value = cause instanceof Error ? cause : new Error(String(cause))));
  };
  return (
    <>
      <button type="button" class="button go" onClick={keep}>{w('result.runs')}</button>
      {error.value !== null && <Failure title={w('order.failed')} error={error.value} retry={keep} />}
    </>
  );
}
