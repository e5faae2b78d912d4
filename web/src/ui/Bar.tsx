import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { may } from '../account/account';
import { Who } from '../account/Who';
import { listenForKeys } from './keys';
import { language, t, type Language } from '../i18n/i18n';
import type { AreaFeature } from '../api/records';

/** The pages that the bar leads to, and what an account must be allowed to see them. */
const PAGES = [
  { id: 'overview', word: 'nav.overview', path: '/', needs: 'read' },
  { id: 'plan', word: 'nav.plan', path: '/plan', needs: 'read' },
  { id: 'dashboard', word: 'nav.dashboard', path: '/dashboard', needs: 'read' },
  { id: 'runs', word: 'nav.runs', path: '/runs', needs: 'plan' },
  { id: 'data', word: 'nav.data', path: '/data', needs: 'plan' },
  { id: 'jobs', word: 'nav.jobs', path: '/jobs', needs: 'plan' },
  { id: 'settings', word: 'nav.settings', path: '/settings', needs: 'read' },
  { id: 'help', word: 'nav.help', path: '/help', needs: 'read' },
  { id: 'courier', word: 'nav.courier', path: '/courier/', needs: 'deliver' },
] as const;

export type Page = (typeof PAGES)[number]['id'] | 'report';

/** The bar on top of every page: product, pages, what the page lets choose, language. The area goes along from page to page. */
export function Bar({ here, area, speak, children }: { here: Page; area: string; speak: (lang: Language) => void; children?: ComponentChildren }) {
  useEffect(listenForKeys, []);
  // On a phone the pages do not all fit; the one that is open is brought into sight.
  const pages = useRef<HTMLElement>(null);
  useEffect(() => {
    const row = pages.current;
    const open = row?.querySelector<HTMLElement>('[aria-current]');
    if (row && open) row.scrollLeft = open.offsetLeft - row.offsetLeft - (row.clientWidth - open.offsetWidth) / 2;
  }, [here, language.value]);
  return (
    <header class="topbar">
      <p class="brand">
        <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false">
          <path d="M16 6v7M16 13 8 22M16 13l8 9" stroke="currentColor" stroke-width="2.4" fill="none" />
          <circle cx="16" cy="7.5" r="3.4" fill="currentColor" />
          <rect x="12.7" y="10.8" width="6.6" height="6.6" fill="currentColor" />
          <circle cx="8" cy="23" r="3" fill="#7fe0c3" />
          <circle cx="24" cy="23" r="3" fill="#7fe0c3" />
        </svg>
        <span>{t('product')}</span>
      </p>
      <nav ref={pages} class="pages" aria-label={t('nav.label')}>
        {PAGES.filter(({ needs }) => may(needs)).map(({ id, word, path }) => (
          <a key={id} href={`${path}?${new URLSearchParams({ ...(area === '' ? {} : { area }), lang: language.value }).toString()}`} aria-current={id === here ? 'page' : undefined}>{t(word)}</a>
        ))}
      </nav>
      <div class="pickers">{children}</div>
      <fieldset class="switch language">
        <legend class="unseen">{t('top.language')}</legend>
        {(['zh', 'en'] as Language[]).map((lang) => (
          <label key={lang} class={language.value === lang ? 'switch-on' : ''}>
            <input type="radio" name="language" checked={language.value === lang} onChange={() => speak(lang)} />
            <span lang={lang === 'zh' ? 'zh-CN' : 'en'}>{t(lang === 'zh' ? 'language.zh' : 'language.en')}</span>
          </label>
        ))}
      </fieldset>
      <Who />
    </header>
  );
}

/** Cities, then each one's counties, a statistical county set in under the county around it; with towns where asked for. */
export function areaOptions(areas: readonly AreaFeature[], towns = false): { code: string; label: string }[] {
  const shown = areas.map((area) => area.properties).filter((area) => area.tier === 'city' || area.tier === 'county' || (towns && area.tier === 'town'));
  const codes = new Set(shown.map((area) => area.code));
  const options: { code: string; label: string }[] = [];
  const add = (parent: string | null, depth: number): void => {
    const here = shown.filter((area) => (parent === null ? !codes.has(area.parent ?? '') : area.parent === parent));
    for (const area of here.sort((a, b) => (a.code < b.code ? -1 : 1))) {
      options.push({ code: area.code, label: '　'.repeat(depth) + area.name });
      add(area.code, depth + 1);
    }
  };
  add(null, 0);
  return options;
}
