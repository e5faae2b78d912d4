import { useSignalEffect } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { t, tag, type Language } from '../i18n/i18n';
import { Bar, type Page } from './Bar';

/** A page of lists and forms that scrolls as a whole: bar, heading, content. */
export function Office({ here, title, area, speak, pickers, children }: {
  here: Page; title: () => string; area: string; speak: (lang: Language) => void; pickers?: ComponentChildren; children: ComponentChildren;
}) {
  useSignalEffect(() => {
    document.documentElement.lang = tag();
    document.title = `${title()} · ${t('product')}`;
  });
  return (
    <>
      <a class="skip" href="#main">{t('skip.main')}</a>
      <Bar here={here} area={area} speak={speak}>{pickers}</Bar>
      <main id="main" class="office" tabIndex={-1}>
        <h1>{title()}</h1>
        {children}
      </main>
    </>
  );
}
