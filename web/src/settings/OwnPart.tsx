import { useSignal } from '@preact/signals';
import { PasswordDialog } from '../account/PasswordDialog';
import { session } from '../account/account';
import { t } from '../i18n/i18n';
import { AreaPicker } from '../ui/AreaPicker';
import { keepOwn, own, type Own } from '../ui/own';
import type { Model } from './model';
import { w } from './words';

/** What somebody chooses for themselves in this browser, and their password. */
export function OwnPart({ model }: { model: Model }) {
  const choice = useSignal(own());
  const said = useSignal('');
  const changing = useSignal(false);
  const choose = (change: Partial<Own>): void => {
    choice.value = { ...choice.value, ...change };
    said.value = keepOwn(choice.value) ? t('saved') : w('own.not_kept');
    if (change.language !== undefined && change.language !== '') model.bound.speak(change.language);
  };
  const account = session.value?.name ?? null;
  return (
    <>
      <p class="lead">{w('own.lead')}</p>
      <div class="card">
        <h2>{w('own.here')}</h2>
        <div class="bar">
          <label class="picker"><span>{w('own.language')}</span>
            <select value={choice.value.language} onChange={(event) => choose({ language: event.currentTarget.value as Own['language'] })}>
              <option value="">{w('own.by_address')}</option>
              <option value="zh" lang="zh-CN">{t('language.zh')}</option>
              <option value="en" lang="en">{t('language.en')}</option>
            </select>
          </label>
          <AreaPicker areas={model.areas} value={choice.value.area} choose={(area) => choose({ area })} label={w('own.area')} all={w('own.as_all')} />
        </div>
        <label class="tick"><input type="checkbox" checked={!choice.value.quiet} onChange={(event) => choose({ quiet: !event.currentTarget.checked })} /><span>{w('own.keys')}</span></label>
        <p class="said" role="status">{said.value}</p>
      </div>
      <div class="card">
        <h2>{w('own.account')}</h2>
        {account === null ? <p>{w('own.no_account')}</p> : (
          <>
            <p>{w('own.who', { name: session.value?.display_name ?? account, role: w(`role.${session.value?.role ?? 'viewer'}` as 'role.viewer'), area: session.value?.area_name ?? w('area.everything') })}</p>
            <p><button type="button" class="button" onClick={() => (changing.value = true)}>{t('account.change')}</button></p>
            {changing.value && <PasswordDialog close={() => (changing.value = false)} />}
          </>
        )}
      </div>
    </>
  );
}
