import { useSignal } from '@preact/signals';
import { change, post } from '../api/client';
import { t, type Key } from '../i18n/i18n';
import { count, gap, moment, span, yuan } from '../i18n/numbers';
import { jobReasonOf } from '../i18n/problems';
import { may } from '../account/account';
import { areaName } from '../ui/AreaPicker';
import { Copy } from '../ui/Copy';
import { Failure, Reason } from '../ui/Region';
import { elapsed, finished, type Heard, type JobHead, type Model } from './model';
import { Parameters, type Known } from './Parameters';
import { Results } from './Results';
import { w } from './words';

const parametersOf = (job: JobHead): Known => (job.parameters ?? {}) as Known;
const MODELS = ['lscp', 'mclp', 'scp', 'median', 'center', 'facility', 'dispersion', 'maxmin', 'huff', 'tier'];

/** The model of a plan in words; as it stands where the page does not know it. */
export function modelName(model: string): string {
  return MODELS.includes(model) ? t(`model.${model}` as Key) : model;
}

/** What a job is about, in words: kind, area, and what distinguishes it. */
export function titleOf(model: Model, job: JobHead): string {
  const { area, model: asked, date, name, p } = parametersOf(job);
  const parts = [w(`kind.${job.kind}` as 'kind.plan'), area === undefined || area === '' ? w('area.all') : areaName(model.areas, area)];
  if (asked !== undefined) parts.push(modelName(asked));
  if (date !== undefined) parts.push(date);
  if (typeof p === 'number') parts.push(w('title.p', { n: count(p) }));
  if (name !== undefined && name !== '' && name !== parts[1]) parts.push(name);
  return parts.join(' · ');
}

// State by shape and word; the colour only helps.
const SHAPES: Record<JobHead['state'], string> = { submitted: '○', running: '▶', stopping: '◼', waiting: '…', done: '✓', failed: '✕', cancelled: '–' };
const LOOKS: Record<JobHead['state'], string> = { submitted: '', running: 'state-on', stopping: '', waiting: '', done: 'state-good', failed: 'state-bad', cancelled: '' };

/** One job: what it is, how far, what came of it, and what may be done with it. */
export function JobItem({ model, heard }: { model: Model; heard: Heard }) {
  const { job } = heard;
  const over = finished(job);
  const took = elapsed(heard, model.now.value);
  return (
    <li class="card" data-job={job.id} data-state={job.state}>
      <div class="bar">
        <h2>{titleOf(model, job)}</h2>
        <span class={`state ${LOOKS[job.state]}`}><span aria-hidden="true">{SHAPES[job.state]}</span>{w(`state.${job.state}`)}</span>
        {job.stop === 'keep-best' && <span class="state">{w('stop.keep-best')}</span>}
      </div>
      <p class="meta">
        <span>{w('asked')} <b>{moment(job.submitted_at)}</b></span>
        {job.submitted_by !== null && <span>{w('by')} <b>{job.submitted_by === 'web' ? w('by.local') : job.submitted_by}</b></span>}
        {took !== null && <span>{w(over ? 'took' : 'elapsed')} <b>{span(took)}</b></span>}
        {job.attempts > 1 && <span>{w('attempts')} <b>{count(job.attempts)}</b></span>}
        <span>ID <b class="code">{job.id}</b></span>
      </p>
      {!over && <How job={job} />}
      {job.error !== undefined && <Why job={job} />}
      <Parameters of={parametersOf(job)} model={model} />
      <div class="tools">
        <Results model={model} job={job} />
        {may('plan') && <Orders model={model} job={job} over={over} />}
      </div>
    </li>
  );
}

/** How far a job is, how good its answer, how long it may still take. */
function How({ job }: { job: JobHead }) {
  const { progress } = job;
  if (progress === undefined) return <p class="tally">{w(`waits.${job.state}` as 'waits.submitted')}</p>;
  const { step, steps, name, objective, gap: away, remaining_s: left } = progress;
  return (
    <>
      <label class="bar"><span>{w('step', { i: step, n: steps, name: stepName(name) })}</span><progress value={step - 1} max={Math.max(1, steps)} /></label>
      <p class="meta">
        {job.kind !== 'audit' && job.kind !== 'load' && <span>{w('objective')} <b>{objective === null ? w('objective.none') : objectiveOf(job, objective)}</b></span>}
        {away !== null && <span>{w('gap')} <b>{gap(away)}</b></span>}
        {left !== null && <span>{w('left')} <b>{span(left)}</b></span>}
      </p>
    </>
  );
}

const STEPS = ['audit', 'read', 'reduce', 'bound', 'search', 'settle', 'branch', 'store', 'counties'];
const stepName = (name: string): string => (STEPS.includes(name) ? w(`step.${name}` as 'step.audit') : name);

// The unit of an objective is the model's own.
function objectiveOf(job: JobHead, n: number): string {
  const { model, weight } = parametersOf(job);
  if (model === 'tier') return w('objective.year', { n: yuan(n / 100) });
  if (model === 'lscp') return w('objective.points', { n: count(n) });
  if (model === 'mclp' && weight !== undefined) return w(weight === 'settlements' ? 'objective.settlements' : 'objective.people', { n: count(n) });
  return w('objective.other', { n: count(n) });
}

/** Why a job failed, with the code and the ID for whoever is asked for help. */
function Why({ job }: { job: JobHead }) {
  const error = job.error;
  if (error === undefined) return null;
  return (
    <div class="failure" role={finished(job) ? undefined : 'alert'}>
      <p><strong>{w(finished(job) ? 'failed.why' : 'waiting.why')}</strong> <Reason of={jobReasonOf(error)} /></p>
      <Copy label={w('failed.copy')} text={`${error.code} · ${job.id} · ${error.detail}`} />
    </div>
  );
}

/** What may be asked of a job now. */
function Orders({ model, job, over }: { model: Model; job: JobHead; over: boolean }) {
  const error = useSignal<Error | null>(null);
  const said = useSignal('');
  const order = (what: 'stop' | 'cancel' | 'retry' | 'again'): void => {
    error.value = null;
    said.value = '';
    const asked = what === 'again'
      ? change('POST', '/api/v1/jobs', { kind: job.kind, parameters: job.parameters }).then((answer) => void (said.value = (answer as JobHead).id === job.id ? w('again.same') : w('again.new')))
      : post(`/api/v1/jobs/{id}/${what}`, undefined, { id: job.id });
    asked.then(() => model.list.retry(), (cause: unknown) => (error.value = cause instanceof Error ? cause : new Error(String(cause))));
  };
  const solves = job.kind === 'plan';
  const stoppedEarly = job.state === 'done' && job.stop !== null;
  return (
    <>
      {!over && solves && <button type="button" class="button" disabled={job.stop !== null} onClick={() => order('stop')}>{t('job.keep')}</button>}
      {!over && <button type="button" class="button" disabled={job.stop === 'cancel'} onClick={() => order('cancel')}>{t('job.cancel')}</button>}
      {(job.state === 'failed' || job.state === 'cancelled' || stoppedEarly) && <button type="button" class="button" onClick={() => order('retry')}>{w('retry')}</button>}
      {job.state === 'done' && !stoppedEarly && job.kind !== 'load' && <button type="button" class="button" onClick={() => order('again')}>{w('again')}</button>}
      <span class="copy-said" role="status">{said.value}</span>
      {error.value !== null && <Failure title={w('order.failed')} error={error.value} retry={() => (error.value = null)} />}
    </>
  );
}
