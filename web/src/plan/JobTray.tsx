import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { may } from '../account/account';
import { post, RequestError } from '../api/client';
import { elapsedOf, finished } from '../api/jobs';
import type { Job } from '../api/records';
import { t } from '../i18n/i18n';
import { count, gap, span } from '../i18n/numbers';
import { objectiveWords, type Counted } from '../i18n/objective';
import { jobReasonOf } from '../i18n/problems';
import { term } from '../i18n/terms';
import { Copy } from '../ui/Copy';
import { Failure, Reason } from '../ui/Region';
import { toPanel } from './focus';
import type { Model } from './model';
import { w } from './words';

/** The job that is followed: how far it is and for how long, how to end it, and why it failed if it did. */
export function JobTray({ model }: { model: Model }) {
  if (model.view.value.job === '') return null;
  const { value, error } = model.job.state.value;
  if (error !== null) {
    const gone = error instanceof RequestError && error.status === 404;
    return <div class="job plan-job"><Failure error={error} retry={model.job.retry} />{gone && <Close model={model} />}</div>;
  }
  return value === null || value.id !== model.view.value.job ? <div class="job plan-job" role="status">{w('job.asking')}</div> : <Tray model={model} job={value} />;
}

interface Parameters extends Partial<Counted> {
  scenario?: string;
  name?: string;
}

function Tray({ model, job }: { model: Model; job: Job }) {
  const { name = '', scenario = '', ...asked } = (job.parameters ?? {}) as Parameters;
  const over = finished(job);
  const { progress } = job;
  return (
    <section class="job plan-job" aria-label={w('job.title', { name })}>
      <p class="job-state"><strong>{term('job', job.state)}</strong> · {name}</p>
      {progress !== undefined && !over && (
        <>
          <label class="plan-step"><span>{t('job.step', { i: count(progress.step), n: count(progress.steps), name: term('step', progress.name) })}</span><progress value={progress.step - 1} max={Math.max(1, progress.steps)} /></label>
          <dl class="plan-figures">
            <div><dt>{w('job.objective')}</dt><dd>{progress.objective === null ? t('job.no_answer') : objectiveWords({ model: '', ...asked }, progress.objective)}</dd></div>
            <div><dt>{w('job.gap')}</dt><dd>{progress.gap === null ? t('unknown') : gap(progress.gap)}</dd></div>
            <div><dt>{w('job.left')}</dt><dd>{progress.remaining_s === null ? t('unknown') : span(progress.remaining_s)}</dd></div>
          </dl>
        </>
      )}
      <Elapsed job={job} />
      {job.error !== undefined && (
        <div class="failure" role="alert">
          <p><Reason of={jobReasonOf(job.error)} /></p>
          <p class="under">{w('job.id', { id: job.id })}</p>
          <Copy label={w('job.copy')} text={`${job.error.code} · ${job.id} · ${job.error.detail}`} />
        </div>
      )}
      <Orders model={model} job={job} />
      {over && scenario === model.view.value.scenario && job.plan_id !== null && model.view.value.tab !== 'scenarios' && (
        <button type="button" class="button plan-go" onClick={() => { model.go({ tab: 'scenarios', plan: job.plan_id ?? '' }); toPanel(); }}>{w('job.see')}</button>
      )}
      {over && scenario !== '' && scenario !== model.view.value.scenario && (
        <button type="button" class="button" onClick={() => model.go({ scenario, plan: job.plan_id ?? '', selection: null, tab: 'scenarios' })}>{w('job.open', { name })}</button>
      )}
      <Announced job={job} name={name} />
    </section>
  );
}

// Elapsed goes on by this machine's clock between two words of the program.
function Elapsed({ job }: { job: Job }) {
  const now = useSignal(Date.now());
  const heard = useSignal(Date.now());
  useEffect(() => {
    heard.value = now.value = Date.now();
  }, [job]);
  const over = finished(job);
  useEffect(() => {
    if (over) return undefined;
    const timer = setInterval(() => (now.value = Date.now()), 1000);
    return () => clearInterval(timer);
  }, [over]);
  const seconds = elapsedOf(job, heard.value, now.value);
  return seconds === null ? null : <p class="tally">{w(over ? 'job.took' : 'job.elapsed', { span: span(seconds) })}</p>;
}

// Announced tells those who do not look at the card of each step and of the end, and of nothing else.
function Announced({ job, name }: { job: Job; name: string }) {
  const step = job.progress === undefined || finished(job) ? '' : t('job.step', { i: count(job.progress.step), n: count(job.progress.steps), name: term('step', job.progress.name) });
  return <p class="unseen" role="status">{w('job.said', { name, state: term('job', job.state), step })}</p>;
}

function Orders({ model, job }: { model: Model; job: Job }) {
  const error = useSignal<Error | null>(null);
  const over = finished(job);
  const order = (what: 'stop' | 'cancel' | 'retry'): void => {
    error.value = null;
    post(`/api/v1/jobs/{id}/${what}`, undefined, { id: job.id }).then(() => model.job.retry(), (cause: unknown) => (error.value = cause instanceof Error ? cause : new Error(String(cause))));
  };
  return (
    <>
      <div class="tools">
        {!over && may('plan') && <button type="button" class="button" disabled={job.stop !== null} onClick={() => order('stop')}>{t('job.keep')}</button>}
        {!over && may('plan') && <button type="button" class="button" disabled={job.stop === 'cancel'} onClick={() => order('cancel')}>{t('job.cancel')}</button>}
        {over && job.plan_id === null && may('plan') && <button type="button" class="button" onClick={() => order('retry')}>{t('job.retry')}</button>}
        {over && <Close model={model} />}
      </div>
      {error.value !== null && <Failure error={error.value} retry={() => (error.value = null)} />}
    </>
  );
}

function Close({ model }: { model: Model }) {
  return <button type="button" class="button" onClick={() => { model.go({ job: '' }); toPanel(); }}>{w('job.close')}</button>;
}

/** The mark of the followed job before the title of the window: done, failed, or none while it goes on. */
export function useJobMark(model: Model): () => string {
  const mark = useSignal('');
  useSignalEffect(() => {
    const { value } = model.job.state.value;
    mark.value = value === null || value.id !== model.view.value.job ? '' : value.state === 'done' ? '✓ ' : value.state === 'failed' ? '✕ ' : '';
  });
  return () => mark.value;
}
