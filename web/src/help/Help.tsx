import { useMemo } from 'preact/hooks';
import { get } from '../api/client';
import { resource } from '../api/resource';
import { Office } from '../ui/Office';
import { Fact } from '../ui/Fact';
import { Region } from '../ui/Region';
import { Formulas } from './Formulas';
import { Glossary } from './Glossary';
import { Standards } from './Standards';
import type { BoundView } from './view';
import { w } from './words';

/** What may be asked of a page of help, in the order in which it stands there. */
const PARTS = ['start', 'keys', 'figures', 'standards', 'words', 'limits', 'phones', 'who'] as const;
const PAGES = ['overview', 'plan', 'dashboard', 'runs', 'data', 'jobs', 'settings', 'courier'] as const;
const KEYS = ['help', 'tabs', 'regions', 'search', 'arrows', 'map', 'enter', 'escape', 'undo'] as const;
const LIMITS = ['made_up', 'straight', 'unknown', 'optimal', 'drawn', 'borders', 'reports', 'network', 'masked'] as const;
const PHONES = ['address', 'accounts', 'tls', 'offline'] as const;

/** The page as a whole: one flow, to read and to print. */
export function Help({ bound }: { bound: BoundView }) {
  const info = useMemo(() => resource(() => '', (_, abort) => get('/api/v1/info', { signal: abort })), []);
  return (
    <Office here="help" title={() => w('help.title')} area={bound.view.value.area} speak={bound.speak}>
      <p class="lead">{w('help.lead')}</p>
      <nav class="unprinted contents" aria-label={w('contents')}>
        <ul class="plain">{PARTS.map((part) => <li key={part}><a href={`#${part}`}>{w(`part.${part}`)}</a></li>)}</ul>
        <button type="button" class="button" onClick={() => window.print()}>{w('print')}</button>
      </nav>
      <section id="start" aria-labelledby="start-title"><h2 id="start-title">{w('part.start')}</h2>
        <dl class="facts">{PAGES.map((page) => <Fact key={page} word={w(`page.${page}`)} value={w(`page_for.${page}`)} />)}</dl>
      </section>
      <section id="keys" aria-labelledby="keys-title"><h2 id="keys-title">{w('part.keys')}</h2>
        <dl class="facts keys">{KEYS.map((key) => <div key={key}><dt><kbd>{w(`key.${key}`)}</kbd></dt><dd>{w(`key_for.${key}`)}</dd></div>)}</dl>
        <p class="field-note">{w('keys.note')}</p>
      </section>
      <section id="figures" aria-labelledby="figures-title"><h2 id="figures-title">{w('part.figures')}</h2><Formulas info={info} /></section>
      <section id="standards" aria-labelledby="standards-title"><h2 id="standards-title">{w('part.standards')}</h2><Standards /></section>
      <section id="words" aria-labelledby="words-title"><h2 id="words-title">{w('part.words')}</h2><Glossary /></section>
      <section id="limits" aria-labelledby="limits-title"><h2 id="limits-title">{w('part.limits')}</h2><ul class="plain">{LIMITS.map((limit) => <li key={limit}>{w(`limit.${limit}`)}</li>)}</ul></section>
      <section id="phones" aria-labelledby="phones-title"><h2 id="phones-title">{w('part.phones')}</h2><ol class="plain">{PHONES.map((step) => <li key={step}>{w(`phone.${step}`)}</li>)}</ol></section>
      <section id="who" aria-labelledby="who-title"><h2 id="who-title">{w('part.who')}</h2>
        <Region of={info} lines={2}>{({ defaults, program_version: version, store }) => (
          <>
            <p>{(defaults.help ?? '') === '' ? w('who.nobody') : defaults.help}</p>
            <p>{w('who.tell', { version, store: store.name })}</p>
          </>
        )}</Region>
      </section>
    </Office>
  );
}
