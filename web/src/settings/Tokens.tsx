import { useSignal } from '@preact/signals';
import { address, change } from '../api/client';
import { may, session } from '../account/account';
import { moment } from '../i18n/numbers';
import { Copy } from '../ui/Copy';
import { Failure, Region } from '../ui/Region';
import { errorOf, type Model, type Token } from './model';
import { w } from './words';

const PERMISSIONS = ['read', 'deliver', 'plan', 'administer'] as const;

/** Tokens for programs: made of one's own, told once, ended. */
export function Tokens({ model }: { model: Model }) {
  const error = useSignal<Error | null>(null);
  if (session.value?.name === null || session.value === null) return <p class="lead">{w('tokens.none_here')}</p>;
  const end = (token: Token): void => {
    error.value = null;
    change('DELETE', address('/api/v1/tokens/{id}', {}, { id: token.id })).then(() => model.tokens.retry(), (cause: unknown) => (error.value = errorOf(cause)));
  };
  return (
    <>
      <p class="lead">{w('tokens.lead')}</p>
      <Make model={model} />
      {error.value !== null && <Failure title={w('failed')} error={error.value} retry={() => (error.value = null)} />}
      <Region of={model.tokens} lines={3}>{(tokens) => (
        <ul class="cards" aria-label={w('tab.tokens')}>
          {tokens.length === 0 && <li class="empty">{w('tokens.none')}</li>}
          {tokens.map((token) => <li key={token.id} class="card"><Item token={token} end={end} /></li>)}
        </ul>
      )}</Region>
    </>
  );
}

function Item({ token, end }: { token: Token; end: (token: Token) => void }) {
  const over = token.revoked_at !== null || Date.parse(token.expires_at) <= Date.now();
  return (
    <>
      <div class="bar"><h3>{token.name}</h3><span class={`state ${over ? '' : 'state-good'}`}><span aria-hidden="true">{over ? '–' : '✓'}</span>{token.revoked_at !== null ? w('token.ended') : over ? w('token.over') : w('token.good')}</span></div>
      <p class="meta">
        <span>{w('account.name')} <b>{token.account}</b></span><span>{w('token.may')} <b>{(token.may ?? []).map((one) => w(`permission.${one}` as 'permission.read')).join('、')}</b></span>
        <span>{w('token.until')} <b>{moment(token.expires_at)}</b></span><span>{w('token.used')} <b>{token.last_used === null ? w('never') : moment(token.last_used)}</b></span>
      </p>
      {!over && <p><button type="button" class="button" onClick={() => end(token)}>{w('token.end')}<span class="unseen"> {token.name}</span></button></p>}
    </>
  );
}

function Make({ model }: { model: Model }) {
  const name = useSignal('');
  const days = useSignal(90);
  const given = useSignal<readonly string[]>(['read']);
  const secret = useSignal('');
  const error = useSignal<Error | null>(null);
  const make = (event: Event): void => {
    event.preventDefault();
    error.value = null;
    secret.value = '';
    change('POST', '/api/v1/tokens', { name: name.value.trim(), may: given.value, days: days.value }).then((made) => {
      secret.value = (made as { secret: string }).secret;
      name.value = '';
      model.tokens.retry();
    }, (cause: unknown) => (error.value = errorOf(cause)));
  };
  return (
    <form class="card" onSubmit={make}>
      <h2>{w('token.make')}</h2>
      <div class="fields">
        <label class="field"><span>{w('token.name')}</span><input value={name.value} required maxLength={64} onInput={(event) => (name.value = event.currentTarget.value)} /></label>
        <label class="field"><span>{w('token.days')}</span><input type="number" min={1} max={730} value={days.value} onInput={(event) => (days.value = Number(event.currentTarget.value))} /></label>
        <fieldset class="field"><legend class="field-name">{w('token.may')}</legend>
          {PERMISSIONS.filter((one) => may(one)).map((one) => (
            <label key={one} class="tick"><input type="checkbox" checked={given.value.includes(one)} onChange={(event) => (given.value = event.currentTarget.checked ? [...given.value, one] : given.value.filter((other) => other !== one))} /><span>{w(`permission.${one}`)}</span></label>
          ))}
        </fieldset>
      </div>
      <p><button type="submit" class="button go" disabled={given.value.length === 0}>{w('token.make')}</button></p>
      {error.value !== null && <Failure title={w('failed')} error={error.value} retry={() => (error.value = null)} />}
      {secret.value !== '' && <div class="notice" role="status"><p>{w('token.once')}</p><p class="secret">{secret.value}</p><Copy text={secret.value} /></div>}
    </form>
  );
}
