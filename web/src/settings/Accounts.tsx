import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { address, change } from '../api/client';
import { session } from '../account/account';
import { t } from '../i18n/i18n';
import { moment } from '../i18n/numbers';
import { AreaPicker, areaName } from '../ui/AreaPicker';
import { Failure, Region } from '../ui/Region';
import { errorOf, type Account, type Model } from './model';
import { w } from './words';

const ROLES = ['viewer', 'courier', 'planner', 'administrator'] as const;
/** What the dialog is about: a new account, one that is changed, or one that gets a new password. */
type Doing = { what: 'make' } | { what: 'change' | 'password'; account: Account };

/** Who may log in: listed, made, changed, disabled, given a new password. */
export function Accounts({ model }: { model: Model }) {
  const doing = useSignal<Doing | null>(null);
  const open = session.value?.login_required === false;
  return (
    <>
      <p class="lead">{w('accounts.lead')}</p>
      {open ? <div class="card"><p>{w('accounts.none')}</p><pre>cuntong user add NAME --role administrator --store STORE</pre></div> : (
        <>
          <p><button type="button" class="button go" onClick={() => (doing.value = { what: 'make' })}>{w('accounts.make')}</button></p>
          <Region of={model.accounts} lines={6}>{(accounts) => <Listed model={model} accounts={accounts} open={(next) => (doing.value = next)} />}</Region>
        </>
      )}
      {doing.value !== null && <Dialog model={model} doing={doing.value} close={() => (doing.value = null)} />}
    </>
  );
}

function Listed({ model, accounts, open }: { model: Model; accounts: Account[]; open: (doing: Doing) => void }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={w('tab.accounts')}>
      <table class="list">
        <caption class="unseen">{w('tab.accounts')}</caption>
        <thead><tr><th scope="col">{w('account.name')}</th><th scope="col">{w('account.role')}</th><th scope="col" class="wide">{w('account.area')}</th><th scope="col" class="wide">{w('account.last')}</th><th scope="col">{w('account.state')}</th><th scope="col">{w('account.do')}</th></tr></thead>
        <tbody>
          {accounts.map((one) => (
            <tr key={one.name}>
              <th scope="row">{one.name}{one.display_name !== '' && <span class="under">{one.display_name}</span>}{one.courier !== null && one.role === 'courier' && <span class="under">{w('account.courier_is', { name: one.courier })}</span>}</th>
              <td>{w(`role.${one.role}`)}</td>
              <td class="wide">{one.area === null ? w('area.everything') : areaName(model.areas, one.area)}</td>
              <td class="wide">{one.last_login === null ? w('never') : moment(one.last_login)}</td>
              <td><span class={`state ${one.disabled ? 'state-bad' : 'state-good'}`}><span aria-hidden="true">{one.disabled ? '✕' : '✓'}</span>{w(one.disabled ? 'account.disabled' : 'account.enabled')}</span></td>
              <td><div class="tools">
                <button type="button" class="button" onClick={() => open({ what: 'change', account: one })}>{w('account.change')}<span class="unseen"> {one.name}</span></button>
                <button type="button" class="button" onClick={() => open({ what: 'password', account: one })}>{w('account.password')}<span class="unseen"> {one.name}</span></button>
              </div></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Dialog({ model, doing, close }: { model: Model; doing: Doing; close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const account = doing.what === 'make' ? null : doing.account;
  const error = useSignal<Error | null>(null);
  const name = useSignal('');
  const password = useSignal('');
  const fields = useSignal({ display_name: account?.display_name ?? '', role: account?.role ?? ('viewer' as Account['role']), area: account?.area ?? '', courier: account?.courier ?? '', subject: account?.subject ?? '', disabled: account?.disabled ?? false });
  const set = (changed: Partial<typeof fields.value>): void => void (fields.value = { ...fields.value, ...changed });
  const send = (event: Event): void => {
    event.preventDefault();
    error.value = null;
    // What is empty is left out, as the API asks.
    const filled = Object.fromEntries(Object.entries(fields.value).filter(([, value]) => value !== '' && value !== false));
    const asked = doing.what === 'make' ? change('POST', '/api/v1/accounts', { name: name.value.trim(), ...(password.value === '' ? {} : { password: password.value }), ...filled })
      : doing.what === 'password' ? change('PUT', address('/api/v1/accounts/{name}/password', {}, { name: doing.account.name }), { password: password.value })
        : change('PUT', address('/api/v1/accounts/{name}', {}, { name: doing.account.name }), filled, doing.account.version);
    asked.then(() => {
      dialog.current?.close();
      model.accounts.retry();
    }, (cause: unknown) => (error.value = errorOf(cause)));
  };
  const field = fields.value;
  return (
    <dialog ref={dialog} class="asked" aria-labelledby="account-dialog" onClose={close}>
      <form onSubmit={send}>
        <h2 id="account-dialog">{doing.what === 'make' ? w('accounts.make') : w(doing.what === 'change' ? 'account.change_of' : 'account.password_of', { name: account?.name ?? '' })}</h2>
        {doing.what === 'make' && <label class="field"><span>{w('account.name')}</span><input value={name.value} required maxLength={64} autocapitalize="none" spellcheck={false} autocomplete="off" onInput={(event) => (name.value = event.currentTarget.value)} /><small>{w('account.name_note')}</small></label>}
        {doing.what !== 'password' && (
          <>
            <label class="field"><span>{w('account.display')}</span><input value={field.display_name} maxLength={100} onInput={(event) => set({ display_name: event.currentTarget.value })} /></label>
            <label class="field"><span>{w('account.role')}</span>
              <select value={field.role} onChange={(event) => set({ role: event.currentTarget.value as Account['role'] })}>{ROLES.map((role) => <option key={role} value={role}>{w(`role.${role}`)}</option>)}</select>
              <small>{w(`role_note.${field.role}`)}</small>
            </label>
            <div class="bar"><AreaPicker areas={model.areas} value={field.area} choose={(area) => set({ area })} label={w('account.area')} all={w('area.everything')} /></div>
            {field.role === 'courier' && <label class="field"><span>{w('account.courier')}</span><input value={field.courier} maxLength={100} onInput={(event) => set({ courier: event.currentTarget.value })} /><small>{w('account.courier_note')}</small></label>}
            {doing.what === 'change' && <label class="tick"><input type="checkbox" checked={field.disabled} onChange={(event) => set({ disabled: event.currentTarget.checked })} /><span>{w('account.disable')}</span></label>}
          </>
        )}
        {doing.what !== 'change' && <label class="field"><span>{w('account.password_new')}</span><input type="password" value={password.value} required={doing.what === 'password'} minLength={10} maxLength={256} autocomplete="new-password" onInput={(event) => (password.value = event.currentTarget.value)} /><small>{w(doing.what === 'make' ? 'account.password_note' : 'account.password_ends')}</small></label>}
        {error.value !== null && <Failure title={w('failed')} error={error.value} retry={() => (error.value = null)} />}
        <div class="tools"><button type="submit" class="button go">{w('save')}</button><button type="button" class="button" onClick={() => dialog.current?.close()}>{t('cancel')}</button></div>
      </form>
    </dialog>
  );
}
