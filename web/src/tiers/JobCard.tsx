import { useSignal } from '@preact/signals';
import { post } from '../api/client';
import type { Job } from '../api/records';
import { t } from '../i18n/i18n';
import { count, gap, yuan } from '../i18n/numbers';
import { areaOfJob, finished } from '../api/jobs';
import { jobReasonOf } from '../i18n/problems';
import { term } from '../i18n/terms';
import type { Model } from '../overview/model';
import { Failure, Reason, Region } from '../ui/Region';

/** The plan that is being worked on: how far it is, how good so far, how to end it; and why it failed if it did. */
export function JobCard({ model }: { model: Model }) {
  if (model.view.value.job === '') return null;
  return <div class="job"><Region of={model.job} lines={2}>{(job) => <Card model={model} job={job} />}</Region></div>;
}

function Card({ model, job }: { model: Model; job: Job }) {
  const error = useSignal<Error | null>(null);
  const order = (what: 'stop' | 'cancel' | 'retry'): void => {
    error.value = null;
    post(`/api/v1/jobs/{id}/${what}`, undefined, { id: job.id }).then(() => model.job.retry(), (cause: unknown) => (error.value = cause instanceof Error ? cause : new Error(String(cause))));
  };
  const { progress } = job;
  const over = finished(job);
  return (
    <>
      <p class="job-state" role="status"><strong>{term('job', job.state)}</strong>{progress !== undefined && !over && <> · {t('job.step', { i: count(progress.step), n: count(progress.steps), name: term('step', progress.name) })}</>}</p>
      {progress !== undefined && !over && (
        <p class="tally">
          {progress.objective === null ? t('job.no_answer') : t('job.best', { n: yuan(progress.objective / 100), gap: progress.gap === null ? t('unknown') : gap(progress.gap) })} · {t('job.elapsed', { n: count(progress.elapsed_s) })}
        </p>
      )}
      {job.error !== undefined && (
        <div class="failure" role="alert">
          <p><Reason of={jobReasonOf(job.error)} /></p>
        </div>
      )}
      <div class="tools">
        {!over && <button type="button" class="button" disabled={job.stop !== null} onClick={() => order('stop')}>{t('job.keep')}</button>}
        {!over && <button type="button" class="button" disabled={job.stop === 'cancel'} onClick={() => order('cancel')}>{t('job.cancel')}</button>}
        {over && job.plan_id !== null && <button type="button" class="button" onClick={() => model.go({ area: areaOfJob(job), plan: job.plan_id ?? '', job: '', selection: null })}>{t('job.show')}</button>}
        {over && job.plan_id === null && <button type="button" class="button" onClick={() => order('retry')}>{t('job.retry')}</button>}
        {over && <button type="button" class="button" onClick={() => model.go({ job: '' })}>{t('inspector.close')}</button>}
      </div>
      {error.value !== null && <Failure error={error.value} retry={() => (error.value = null)} />}
    </>
  );
}
