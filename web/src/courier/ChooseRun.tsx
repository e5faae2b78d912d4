import { useSignal } from '@preact/signals';
import type { Model } from './model';
import { clock } from './run';
import { Speak } from './Speak';
import { t } from './words';

/** The runs of a day, for whoever drives one of them. */
export function ChooseRun({ model }: { model: Model }) {
  const runs = model.runs.value;
  const problem = model.runsProblem.value;
  return (
    <section class="card" aria-labelledby="choose">
      <h2 id="choose">{t('choose')}</h2>
      <label class="field">{t('choose.day')}
        <input type="date" required value={model.day.value} onChange={(event) => {
          if (event.currentTarget.value !== '') void model.list(event.currentTarget.value);
        }} />
      </label>
      {problem !== null && (
        <div class="notice notice-bad" role="alert">
          <p>{model.line.value === 'off' ? t('choose.offline') : t('choose.problem', { why: problem })}</p>
          <button onClick={() => void model.list(model.day.value)}>{t('choose.retry')}</button>
        </div>
      )}
      {problem === null && runs === null && <p>{t('loading')}</p>}
      {runs?.length === 0 && <p>{t('choose.none')}</p>}
      <ul class="stops">
        {(runs ?? []).map((run) => (
          <li key={run.id}>
            <button class="row" onClick={() => void model.choose(run.id)}>
              <span class="row-name" lang="zh-CN">{run.vehicle_name} {run.vehicle}</span>
              <span class="row-facts tabular">{run.courier ?? t('choose.nobody')} · {t('choose.item', { n: run.calls, open: run.open_stops, depart: clock(run.depart_s) })} · {t(`state.${run.state}`)}</span>
            </button>
          </li>
        ))}
      </ul>
      <Speak model={model} />
    </section>
  );
}

/** Asks for the PIN of the link by which the page was opened, or for an account. */
export function Login({ model }: { model: Model }) {
  return model.linked.value ? <Pin model={model} /> : <Account model={model} />;
}

function Pin({ model }: { model: Model }) {
  const problem = useSignal('');
  const pin = useSignal('');
  return (
    <section class="card" aria-labelledby="login">
      <h2 id="login">{t('login.pin_title')}</h2>
      <p>{t('login.pin_how')}</p>
      <form onSubmit={(event) => {
        event.preventDefault();
        void model.open(pin.value).then((why) => (problem.value = why ?? ''));
      }}>
        <label class="field">{t('login.pin')}<input type="text" inputMode="numeric" pattern="[0-9]{4,6}" autocomplete="one-time-code" maxLength={6} required value={pin.value} onInput={(e) => (pin.value = e.currentTarget.value)} /></label>
        {problem.value !== '' && <p class="notice notice-bad" role="alert">{problem.value}</p>}
        <button class="wide primary">{t('login')}</button>
      </form>
      <button class="wide" onClick={() => (model.linked.value = false)}>{t('login.by_account')}</button>
      <Speak model={model} />
    </section>
  );
}

function Account({ model }: { model: Model }) {
  const problem = useSignal('');
  const name = useSignal('');
  const password = useSignal('');
  return (
    <section class="card" aria-labelledby="login">
      <h2 id="login">{t('login')}</h2>
      <p>{t('login.run')}</p>
      <form onSubmit={(event) => {
        event.preventDefault();
        void model.login(name.value, password.value).then((why) => (problem.value = why ?? ''));
      }}>
        <label class="field">{t('login.name')}<input type="text" autocomplete="username" autocapitalize="none" required value={name.value} onInput={(e) => (name.value = e.currentTarget.value)} /></label>
        <label class="field">{t('login.password')}<input type="password" autocomplete="current-password" required value={password.value} onInput={(e) => (password.value = e.currentTarget.value)} /></label>
        {problem.value !== '' && <p class="notice notice-bad" role="alert">{problem.value}</p>}
        <button class="wide primary">{t('login')}</button>
      </form>
      <Speak model={model} />
    </section>
  );
}
