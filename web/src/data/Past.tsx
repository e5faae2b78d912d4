import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { get } from '../api/client';
import { count, moment } from '../i18n/numbers';
import { reasonOf } from '../i18n/problems';
import { Fact } from '../ui/Fact';
import { Reason, Region } from '../ui/Region';
import type { Model, Past, Undoing } from './model';
import { w } from './words';

/** What a past import is called: its reason, and of a fix the finding. */
export function pastName(past: Past): string {
  if (!past.fix) return past.reason;
  const code = past.reason.replace(/^fix /, '');
  return w('past.fix', { what: w.knows(`rule.${code}`) ? w(`rule.${code}` as 'rule.facility_twice') : past.reason });
}

/** All imports and fixes that were committed, newest first. */
export function PastList({ model }: { model: Model }) {
  return (
    <section aria-labelledby="past">
      <h2 id="past">{w('past.title')}</h2>
      <Region of={model.list}>
        {(list) => (list.past ?? []).length === 0 ? <p>{w('past.none')}</p> : (
          <div class="scroll" tabIndex={0} role="region" aria-label={w('past.title')}>
            <table class="list">
              <caption class="unseen">{w('past.title')}</caption>
              <thead><tr><th scope="col">{w('past.what')}</th><th scope="col">{w('past.when')}</th><th scope="col" class="number">{w('added')}</th><th scope="col" class="number">{w('changed')}</th><th scope="col">{w('past.state')}</th></tr></thead>
              <tbody>
                {(list.past ?? []).map((past) => (
                  <tr key={past.id}>
                    <th scope="row"><button type="button" class="rowbutton" onClick={() => model.bound.go({ import: past.id })}>{pastName(past)}</button></th>
                    <td>{moment(past.at)}<span class="under" lang="zh-CN">{past.actor}</span></td>
                    <td class="number">{count(past.new)}</td><td class="number">{count(past.changed)}</td>
                    <td><State past={past} /></td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Region>
    </section>
  );
}

function State({ past }: { past: Past }) {
  return past.undone_at === null ? <span class="state state-good">{w('past.stands')}</span> : <span class="state">{w('past.undone', { at: moment(past.undone_at) })}</span>;
}

/** One import that is in the store, and its undoing. */
export function PastImport({ model, past }: { model: Model; past: Past }) {
  const asking = useSignal(false);
  const undone = useSignal<Undoing | null>(null);
  return (
    <section aria-labelledby="pastone">
      <h2 id="pastone">{pastName(past)}</h2>
      <p role="status" class="said">{undone.value !== null ? w('undo.done', { restored: count(undone.value.restored), removed: count(undone.value.removed) }) : past.undone_at === null ? w('past.done') : ''}</p>
      <dl class="facts">
        <Fact word={w('past.state')} value={past.undone_at === null ? w('past.stands') : w('past.undone', { at: moment(past.undone_at) })} />
        <Fact word={w('past.when')} value={moment(past.at)} />
        <Fact word={w('past.who')} value={past.actor} />
        <Fact word={w('added')} value={count(past.new)} />
        <Fact word={w('changed')} value={count(past.changed)} />
        {(past.files ?? []).length > 0 && <Fact word={w('file')} value={(past.files ?? []).map((file) => file.name).join('、')} />}
      </dl>
      {(undone.value?.left ?? []).length > 0 && <Left undoing={undone.value as Undoing} />}
      <div class="tools">
        <button type="button" class="button" onClick={() => model.bound.go({ import: '' })}>{w('past.back')}</button>
        {past.undone_at === null && <button type="button" class="button" onClick={() => (asking.value = true)}>{w('undo.ask')}</button>}
      </div>
      {asking.value && <UndoDialog model={model} past={past} close={() => (asking.value = false)} done={(one) => (undone.value = one)} />}
    </section>
  );
}

/** Asks once, with what undoing will do in numbers. */
export function UndoDialog({ model, past, close, done }: { model: Model; past: Past; close: () => void; done: (undoing: Undoing) => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const plan = useSignal<Undoing | null>(null);
  const error = useSignal<Error | null>(null);
  const whole = useSignal(false);
  useEffect(() => {
    dialog.current?.showModal();
    get('/api/v1/imports/{id}/undo', { path: { id: past.id } }).then((answer) => (plan.value = answer), (cause: unknown) => (error.value = cause instanceof Error ? cause : new Error(String(cause))));
  }, []);
  const undo = async (): Promise<void> => {
    const undoing = await model.undo(past.id, whole.value);
    if (undoing === null) {
      error.value = model.error.peek();
      return;
    }
    done(undoing);
    dialog.current?.close();
  };
  const left = plan.value?.left ?? [];
  return (
    <dialog ref={dialog} class="asked" aria-labelledby="undoing" onClose={close}>
      <div class="asked-body">
        <h2 id="undoing">{w('undo.title', { what: pastName(past) })}</h2>
        {error.value !== null && <p class="failure" role="alert"><Reason of={reasonOf(error.value)} /></p>}
        {plan.value === null ? <p role="status">{w('undo.wait')}</p> : (
          <>
            <p>{w('undo.will', { restored: count(plan.value.restored), removed: count(plan.value.removed) })}</p>
            {left.length > 0 && <Left undoing={plan.value} />}
            {left.length > 0 && <label class="tick"><input type="checkbox" checked={whole.value} onChange={(event) => (whole.value = event.currentTarget.checked)} /> <span>{w('undo.whole')}</span></label>}
            <p class="field-note">{w('undo.logged')}</p>
          </>
        )}
        <div class="tools">
          <button type="button" class="button" onClick={() => dialog.current?.close()}>{w('cancel')}</button>
          <button type="button" class="button go" disabled={plan.value === null || model.busy.value || plan.value.restored + plan.value.removed === 0 || (whole.value && left.length > 0)} onClick={() => void undo()}>{w('undo.do')}</button>
        </div>
      </div>
    </dialog>
  );
}

function Left({ undoing }: { undoing: Undoing }) {
  const left = undoing.left ?? [];
  return (
    <>
      <p><strong>{w('undo.left', { n: count(left.length) })}</strong></p>
      <ul class="plain">{left.slice(0, 10).map((row) => <li key={`${row.kind} ${row.key}`}><span lang="zh-CN">{row.name}</span> {row.key}: {w('lang') === 'en' ? row.en : row.zh}</li>)}</ul>
      {left.length > 10 && <p class="tally">{w('refused.more', { n: count(left.length - 10) })}</p>}
    </>
  );
}
