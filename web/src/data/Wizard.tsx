import { count } from '../i18n/numbers';
import { reasonOf } from '../i18n/problems';
import { Reason, Region, Skeleton } from '../ui/Region';
import { ChecksStep } from './ChecksStep';
import { ColumnsStep } from './ColumnsStep';
import { DatumStep } from './DatumStep';
import { DifferenceStep } from './DifferenceStep';
import { FileStep } from './FileStep';
import type { Look, Model } from './model';
import { PastImport, PastList } from './Past';
import { STEPS } from './view';
import { w } from './words';

/** Brings files in, step by step. Which step of which import stands in the address. */
export function Wizard({ model }: { model: Model }) {
  const { import: id } = model.bound.view.value;
  const view = model.shown.value;
  return (
    <>
      <p class="unseen" role="status">{model.busy.value ? w('busy') : ''}</p>
      {model.error.value !== null && <p class="failure" role="alert"><strong>{w('failed')}</strong> <Reason of={reasonOf(model.error.value)} /></p>}
      {id === '' ? (
        <>
          <FileStep model={model} />
          <PastList model={model} />
        </>
      ) : view === null ? (
        <Gone model={model} />
      ) : view.staged !== undefined ? (
        <Staged model={model} look={view.staged} />
      ) : view.past !== undefined ? (
        <PastImport model={model} past={view.past} />
      ) : <Skeleton lines={4} />}
    </>
  );
}

// Gone is an import that is asked for, or is not there.
function Gone({ model }: { model: Model }) {
  return (
    <>
      <Region of={model.current}>{() => <Skeleton lines={4} />}</Region>
      {model.current.state.value.error !== null && <p><button type="button" class="button" onClick={() => model.bound.go({ import: '' })}>{w('file.again')}</button></p>}
    </>
  );
}

function Staged({ model, look }: { model: Model; look: Look }) {
  const { step } = model.bound.view.value;
  const at = STEPS.indexOf(step);
  const go = (to: number): void => model.bound.go({ step: STEPS[to] ?? 'columns' });
  const next = STEPS[at + 1];
  return (
    <section aria-labelledby="importing" aria-busy={model.busy.value}>
      <div class="bar">
        <h2 id="importing" lang="zh-CN">{(look.files ?? []).map((file) => file.name).join('、')}</h2>
        <button type="button" class="button" disabled={model.busy.value} onClick={() => void model.giveUp(look.id)}>{w('give_up')}</button>
      </div>
      <nav aria-label={w('steps')}>
        <ol class="steps">
          {STEPS.map((one, i) => (
            <li key={one}>
              <button type="button" class="button" aria-current={one === step ? 'step' : undefined} onClick={() => go(i)}>{count(i + 2)} {w(`step.${one}`)}</button>
            </li>
          ))}
        </ol>
      </nav>
      {look.problem !== undefined && <p class="notice" role="status">{w('problem')} {w('lang') === 'en' ? look.problem.en : look.problem.zh}</p>}
      {step === 'columns' ? <ColumnsStep model={model} look={look} />
        : step === 'datum' ? <DatumStep model={model} look={look} />
        : look.checked === undefined ? <p>{w('checks.wait')}</p>
        : step === 'checks' ? <ChecksStep look={look} checked={look.checked} />
        : <DifferenceStep model={model} checked={look.checked} />}
      <div class="tools">
        <button type="button" class="button" onClick={() => (at === 0 ? model.bound.go({ import: '' }) : go(at - 1))}>{w('back')}</button>
        {next !== undefined && <button type="button" class="button go" disabled={model.busy.value} onClick={() => go(at + 1)}>{w('next', { step: w(`step.${next}`) })}</button>}
      </div>
    </section>
  );
}
