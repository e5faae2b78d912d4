import { useMemo } from 'preact/hooks';
import { get, type Answer } from '../api/client';
import { resource, type Resource } from '../api/resource';
import { language } from '../i18n/language';
import { count, span } from '../i18n/numbers';
import { Reason, Region } from '../ui/Region';
import type { Model } from './model';
import { w } from './words';

type Checks = Answer<'/api/v1/scenarios/{id}/preflight'>;
type Finding = NonNullable<Checks['findings']>[number];

const MARKS = { blocks: '✕', warns: '!', ok: '✓' } as const;

/** What stands in the way of a solve of the active scenario as it is saved; asked for anew with each version. */
export function usePreflight(model: Model): Resource<Checks> {
  return useMemo(() => resource<Checks>(() => {
    const now = model.scenario.value;
    return now === null ? null : `${now.id} ${now.version}`;
  }, (key, abort) => get('/api/v1/scenarios/{id}/preflight', { path: { id: key.split(' ')[0] ?? '' }, signal: abort })), [model]);
}

/** The list before a solve: what blocks it, what to mind, what is in order, each with the records it is about; then how big the question is. */
export function Preflight({ model, checks }: { model: Model; checks: Resource<Checks> }) {
  return (
    <section class="plan-checks" aria-labelledby="plan-checks">
      <h2 id="plan-checks">{w('check.title')}</h2>
      <Region of={checks} lines={3}>
        {(found) => (
          <>
            <p class={`verdict verdict-${found.ready ? 'optimal' : 'infeasible'}`} role="status"><strong>{w(found.ready ? 'check.ready' : 'check.not_ready')}</strong></p>
            <ul class="plan-findings">{(found.findings ?? []).map((one) => <Line key={`${one.code} ${one.level}`} model={model} finding={one} />)}</ul>
            <p class="tally">
              {found.demands === null || found.sites === null || found.pairs === null ? w('check.size_unknown') : w('check.size', { demands: count(found.demands), sites: count(found.sites), pairs: count(found.pairs) })}{' '}
              {found.estimate === undefined ? w('check.time_unknown') : w('check.time', { median: span(found.estimate.median_s), most: span(found.estimate.most_s), n: count(found.estimate.jobs) })}
            </p>
          </>
        )}
      </Region>
    </section>
  );
}

function Line({ model, finding }: { model: Model; finding: Finding }) {
  const { level, count: n, sentence, detail = '', keys = [], of } = finding;
  const words = sentence[language.value];
  const see = (): void => {
    model.pointed.value = { title: words, codes: keys ?? [] };
    model.go({ selection: null });
    document.getElementById('drawer')?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <li class={`plan-finding plan-finding-${level}`}>
      <span class="plan-mark"><span aria-hidden="true">{MARKS[level]}</span> {w(`check.${level}`)}</span>
      <span>
        {words}
        {detail !== '' && level === 'blocks' && <Reason of={{ words: '', detail }} />}
      </span>
      {(keys ?? []).length > 0 && of !== undefined && (
        <button type="button" class="button" aria-label={w('check.see_what', { what: words })} onClick={see}>{n > (keys ?? []).length ? w('check.see_first', { n: count((keys ?? []).length), all: count(n) }) : w('check.see', { n: count(n) })}</button>
      )}
    </li>
  );
}
