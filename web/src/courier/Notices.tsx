import { clockAt } from './run';
import { clockSentence, type Model } from './model';
import { t } from './words';

/** What the courier must know, in words: what did not work, what contradicts, and what this browser cannot do. */
export function Notices({ model }: { model: Model }) {
  const run = model.view.value === 'run' ? model.kept.value?.run : undefined;
  const refused = model.notes.value.filter((note) => note.state === 'refused');
  const split = model.stops.value.filter((stop) => stop.conflict);
  const line = model.line.value;
  const stranded = model.stranded.value;
  const filed = stranded.every((note) => note.filedAt !== undefined);
  const runs = [...new Set(stranded.map((note) => note.run))];
  return (
    <>
      {run?.state === 'cancelled' && <p class="notice notice-bad">{t('cancelled')}</p>}
      {run !== undefined && line === 'off' && <p class="notice">{t('line.off')}</p>}
      {run !== undefined && line === 'busy' && <p class="notice">{t('line.busy', { why: model.lineProblem.value })}</p>}
      {line === 'failed' && <p class="notice notice-bad">{t('line.failed', { why: model.lineProblem.value })}</p>}
      {run !== undefined && line === 'login' && (
        <div class="notice notice-bad">
          <p>{t('line.login')}</p>
          <button onClick={() => (model.view.value = 'login')}>{t('login')}</button>
        </div>
      )}
      {stranded.length > 0 && (
        <div class={filed ? 'notice' : 'notice notice-bad'} role={filed ? 'status' : 'alert'} data-stranded={stranded.length} data-filed={filed}>
          <p>{t(filed ? 'stranded.filed' : 'stranded', { n: stranded.length, runs: runs.join(t('list.separator')), time: clockAt(Math.max(...stranded.map((note) => note.filedAt ?? 0))) })}</p>
          <button onClick={() => model.saveStranded()}>{t(filed ? 'stranded.again' : 'stranded.save')}</button>
        </div>
      )}
      {refused.length > 0 && (
        <div class="notice notice-bad" role="alert">
          <p>{t('refused', { n: refused.length })}</p>
          {refused.map((note) => (
            <p key={note.seq}>{note.problem} <button onClick={() => void model.forgetRefused(note.seq)}>{t('refused.drop')}</button></p>
          ))}
        </div>
      )}
      {run !== undefined && split.length > 0 && (
        <p class="notice notice-bad">{t('conflict', { n: split.length, names: split.map(({ stop }) => stop.name).join(t('list.separator')) })}</p>
      )}
      {model.ahead.value !== null && <p class="notice">{t('clock.note', { off: clockSentence(model.ahead.value) })}</p>}
      {model.unkept.value !== '' && <p class="notice notice-bad" role="alert">{t('kept.not', { why: model.unkept.value })}</p>}
      {!model.store.lasting && <p class="notice notice-bad">{t('kept.memory')}</p>}
      {model.offline.state.value === 'insecure' && <p class="notice">{t('offline.insecure')}</p>}
      {model.offline.state.value === 'failed' && <p class="notice">{t('offline.failed')}</p>}
      {model.offline.newer.value && (
        <div class="notice notice-quiet">
          <p>{t('newer')}</p>
          <button onClick={() => model.offline.renew()}>{t('newer.now')}</button>
        </div>
      )}
    </>
  );
}
