import { useEffect, useRef, useState } from 'preact/hooks';
import { language, t, tag, type Language } from '../i18n/i18n';
import { login, session, state, wordsOf, type Refusal } from './account';

/** Name and password, what was wrong with them, and the language. */
export function LoginView({ speak, done }: { speak: (lang: Language) => void; done: () => void }) {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const name = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const lang = language.value;
  useEffect(() => {
    document.documentElement.lang = tag();
    document.title = `${t('product')} · ${t('account.title')}`;
  }, [lang]);
  useEffect(() => name.current?.focus(), []);
  const other = state.value === 'in' ? (session.value?.display_name ?? '') : '';
  const openid = session.value?.openid ?? null;

  async function send(event: Event): Promise<void> {
    event.preventDefault();
    if (busy || name.current === null || password.current === null) return;
    setBusy(true);
    const wrong = await login(name.current.value, password.current.value);
    setBusy(false);
    setRefusal(wrong);
    if (wrong === null) return done();
    password.current.select();
  }

  return (
    <main class="login">
      <form class="login-card" onSubmit={(event) => void send(event)} aria-busy={busy}>
        <h1>{t('product')}</h1>
        <p class="login-why">{other !== '' ? t('account.forbidden', { name: other }) : t(state.value === 'ended' ? 'account.ended' : 'account.why')}</p>
        <label for="login-name">{t('account.name')}</label>
        <input id="login-name" ref={name} name="username" autocomplete="username" autocapitalize="none" spellcheck={false} required maxLength={64} />
        <label for="login-password">{t('account.password')}</label>
        <input id="login-password" ref={password} name="password" type="password" autocomplete="current-password" required maxLength={256} aria-describedby="login-wrong" />
        <p id="login-wrong" class="login-wrong" role="alert">{refusal === null ? '' : wordsOf(refusal)}</p>
        <button type="submit" class="button login-go" disabled={busy}>{t(busy ? 'account.busy' : 'account.submit')}</button>
        {openid !== null && <a class="button" href={`${openid}?next=${encodeURIComponent(location.pathname + location.search)}`}>{t('account.openid')}</a>}
        <fieldset class="switch login-language">
          <legend class="unseen">{t('top.language')}</legend>
          {(['zh', 'en'] as Language[]).map((one) => (
            <label key={one} class={lang === one ? 'switch-on' : ''}>
              <input type="radio" name="language" checked={lang === one} onChange={() => speak(one)} />
              <span lang={one === 'zh' ? 'zh-CN' : 'en'}>{t(one === 'zh' ? 'language.zh' : 'language.en')}</span>
            </label>
          ))}
        </fieldset>
      </form>
    </main>
  );
}
