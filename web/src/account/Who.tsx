import { useState } from 'preact/hooks';
import { t } from '../i18n/i18n';
import { leave, session } from './account';
import { PasswordDialog } from './PasswordDialog';

/** Who is logged in and the way out; nothing where the program has no accounts. */
export function Who() {
  const now = session.value;
  const [changing, setChanging] = useState(false);
  if (now === null || now.name === null) return null;
  const name = now.display_name ?? now.name ?? '';
  return (
    <div class="who">
      <span class="who-name">
        <span class="unseen">{t('account.who')} </span>
        {now.area_name === null ? name : t('account.area', { name, area: now.area_name ?? '' })}
      </span>
      {now.run === null && <button type="button" class="button who-leave" onClick={() => setChanging(true)}>{t('account.password')}</button>}
      {changing && <PasswordDialog close={() => setChanging(false)} />}
      <button type="button" class="button who-leave" onClick={() => void leave()}>{t('account.leave')}</button>
    </div>
  );
}
