import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/i18n';
import { changePassword, wordsOf, type Refusal } from './account';

/** One's own new password; the old one is asked for, and all other logins of the account end. */
export function PasswordDialog({ close }: { close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [old, setOld] = useState('');
  const [fresh, setFresh] = useState('');
  const [again, setAgain] = useState('');
  const [busy, setBusy] = useState(false);
  const [words, setWords] = useState('');
  useEffect(() => dialog.current?.showModal(), []);

  async function send(event: Event): Promise<void> {
    event.preventDefault();
    if (busy) return;
    if (fresh !== again) return setWords(t('account.differ'));
    setBusy(true);
    const refusal: Refusal | null = await changePassword(old, fresh);
    setBusy(false);
    if (refusal === null) dialog.current?.close();
    else setWords(wordsOf(refusal));
  }

  const fields = [
    { id: 'old', word: t('account.old'), value: old, set: setOld, complete: 'current-password', least: 1 },
    { id: 'new', word: t('account.new'), value: fresh, set: setFresh, complete: 'new-password', least: 10 },
    { id: 'again', word: t('account.again'), value: again, set: setAgain, complete: 'new-password', least: 10 },
  ] as const;
  return (
    <dialog ref={dialog} class="password" aria-labelledby="password-title" onClose={close}>
      <form class="password-form" onSubmit={(event) => void send(event)} aria-busy={busy}>
        <h2 id="password-title">{t('account.change')}</h2>
        {fields.map(({ id, word, value, set, complete, least }) => (
          <>
            <label for={`password-${id}`}>{word}</label>
            <input id={`password-${id}`} type="password" autocomplete={complete} required minLength={least} maxLength={256} value={value} onInput={(event) => set(event.currentTarget.value)} />
          </>
        ))}
        <p class="login-wrong" role="alert">{words}</p>
        <p class="password-buttons">
          <button type="button" class="button" onClick={() => dialog.current?.close()}>{t('account.cancel')}</button>
          <button type="submit" class="button login-go" disabled={busy}>{t('account.change')}</button>
        </p>
      </form>
    </dialog>
  );
}
