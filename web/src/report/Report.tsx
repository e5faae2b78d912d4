import { useSignalEffect } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { address, text } from '../api/client';
import { resource } from '../api/resource';
import { tb } from '../i18n/board';
import { language, tag } from '../i18n/i18n';
import type { Bound } from '../ui/address';
import { Bar } from '../ui/Bar';
import { Failure, Skeleton } from '../ui/Region';

/**
 * A report shaped as the paper it prints on. The program makes it; the same file can be kept as HTML, and its figures are
 * those of the workbook.
 */
export function Report({ id, bound }: { id: string; bound: Bound<Record<string, string>> }) {
  const query = (): Record<string, string> => ({ ...bound.view.value, lang: language.value });
  const where = (kind: 'html' | 'xlsx'): string => address(`/api/v1/reports/{id}/report.${kind}`, query(), { id });
  const paper = useMemo(() => resource(() => where('html'), (url, signal) => text(url, signal)), [id]);
  useSignalEffect(() => {
    document.documentElement.lang = tag();
  });
  const { value, error } = paper.state.value;
  return (
    <>
      <Bar here="report" area={/^\d{6,}$/.test(id) ? id : ''} speak={bound.speak}>
        <span class="report-tools">
          <button type="button" class="button" disabled={value === null} onClick={() => window.print()}>{tb('report.print')}</button>
          <a class="button" href={where('html')} download={`report-${id}.html`}>{tb('report.html')}</a>
          <a class="button" href={where('xlsx')} download>{tb('report.xlsx')}</a>
        </span>
      </Bar>
      {error !== null && <main class="whole"><h1>{tb('report.title')}</h1><Failure error={error} retry={paper.retry} /></main>}
      {value === null && error === null && <main class="whole"><h1>{tb('report.loading')}</h1><Skeleton lines={6} /></main>}
      {value !== null && <Sheet html={value} />}
    </>
  );
}

// Sheet takes the paper out of its file, whose own style is for a file that stands alone; the parser runs and loads nothing.
function Sheet({ html }: { html: string }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const made = new DOMParser().parseFromString(html.slice(html.indexOf('<main'), html.indexOf('</main>') + '</main>'.length), 'text/html');
    const sheet = made.querySelector('main.paper');
    document.title = sheet?.querySelector('h1')?.textContent ?? tb('report.title');
    if (sheet !== null) place.current?.replaceChildren(document.adoptNode(sheet));
  }, [html]);
  return <div ref={place} class="sheet" />;
}
