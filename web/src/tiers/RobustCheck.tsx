import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { get, RequestError } from '../api/client';
import type { Plan, Robust, RobustScore } from '../api/records';
import type { Loaded } from '../api/resource';
import { language, t } from '../i18n/i18n';
import { count, decimal, yuan } from '../i18n/numbers';
import type { Model } from '../overview/model';
import { term } from '../i18n/terms';
import { Name } from '../ui/Name';
import { Region } from '../ui/Region';

type Case = 'base' | 'demand' | 'road' | 'host' | 'operator';

/** The most villages that are named for one case; the others are counted. */
const NAMED = 60;

/** What the plan stands, counted when it is asked for: other demand, lost hosts, an operator that leaves, and a closed road of plans by road. */
export function RobustCheck({ model, plan }: { model: Model; plan: Plan }) {
  const state = useSignal<Loaded<Robust>>({ value: null, loading: false, error: null });
  const road = useSignal('');
  const asked = useRef<AbortController | null>(null);
  useEffect(() => () => asked.current?.abort(), []);
  const run = (): void => {
    asked.current?.abort();
    const abort = new AbortController();
    asked.current = abort;
    state.value = { value: state.peek().value, loading: true, error: null };
    get('/api/v1/plans/{id}/robust', { path: { id: plan.id }, query: { road: road.value.trim() }, signal: abort.signal }).then(
      (value) => {
        if (!abort.signal.aborted) state.value = { value, loading: false, error: null };
      },
      (cause: unknown) => {
        if (!abort.signal.aborted) state.value = { value: null, loading: false, error: cause instanceof Error ? cause : new Error(String(cause)) };
      },
    );
  };
  const { loading, error } = state.value;
  return (
    <section class="robust" aria-label={t('robust.title')}>
      <h3>{t('robust.title')}</h3>
      <p class="tally">{t('robust.about')}</p>
      <form class="ask-form" onSubmit={(event) => { event.preventDefault(); if (!loading) run(); }}>
        {plan.scenario.travel === 'road' && (
          <label class="ask-line">{t('robust.road')}<input type="text" maxLength={200} value={road.value} onInput={(event) => (road.value = event.currentTarget.value)} /></label>
        )}
        <div class="tools"><button type="submit" class="button" aria-disabled={loading}>{t(loading ? 'robust.running' : 'robust.start')}</button></div>
      </form>
      {error instanceof RequestError && error.status === 409
        ? <p class="notice notice-stale" role="alert">{t('robust.changed')}</p>
        : <Region of={{ state, retry: run }} lines={6}>{(robust) => <Result model={model} robust={robust} />}</Region>}
    </section>
  );
}

function Result({ model, robust }: { model: Model; robust: Robust }) {
  const cases: readonly (readonly [Case, RobustScore])[] = [
    ['base', robust.base], ...robust.demand.map((one) => ['demand', one] as const), ...robust.roads.map((one) => ['road', one] as const),
    ...robust.operators.map((one) => ['operator', one] as const), ...robust.hosts.map((one) => ['host', one] as const),
  ];
  return (
    <>
      <p class="says" role="status">{robust.sentence[language.value]}</p>
      <table class="list">
        <caption class="unseen">{t('robust.caption')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('robust.case')}</th>
            <th scope="col" class="number">{t('robust.fallen')}</th>
            <th scope="col" class="number">{t('robust.parcels')}</th>
            <th scope="col" class="number">{t('tiers.yearly')}</th>
            <th scope="col">{t('robust.standby')}</th>
          </tr>
        </thead>
        <tbody>
          {cases.map(([kind, one]) => (
            <tr key={`${kind} ${one.what}`}>
              <th scope="row"><What model={model} kind={kind} one={one} /></th>
              <td class="number">{count(one.fallen.length)}{one.fallen.length > 0 && <span class="under">{t('robust.people', { n: count(one.fallen_people) })}</span>}</td>
              <td class="number">{t('towns.of', { n: count(one.served_parcels_day), all: count(one.parcels_day) })}</td>
              <td class="number">{yuan(one.yuan)}</td>
              <td>{kind === 'host' && <Standby one={one} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h4>{t('robust.sentences')}</h4>
      {cases.map(([kind, one]) => <Said key={`${kind} ${one.what}`} model={model} one={one} />)}
    </>
  );
}

function What({ model, kind, one }: { model: Model; kind: Case; one: RobustScore }) {
  switch (kind) {
    case 'base': return <>{t('robust.base')}</>;
    case 'demand': return <>{t('robust.demand', { n: decimal(Number(one.what)) })}</>;
    case 'road': return <>{t('robust.closed', { name: one.what })}</>;
    case 'operator': return <>{t('robust.leaves', { name: term('operator', one.what) })}<span class="under">{t('robust.lost', { n: count(one.lost.length) })}</span></>;
    case 'host': return (
      <>
        <button type="button" class="rowbutton" onClick={() => model.go({ selection: { kind: 'facility', id: one.what } })}><Name of={one.name ?? one.what} /></button>
        <span class="under">{t('robust.host')}</span>
      </>
    );
  }
}

function Standby({ one }: { one: RobustScore }) {
  if (one.fallen.length === 0) return <>{t('robust.not_needed')}</>;
  if (one.standby === undefined) return <>{t('robust.no_standby')}</>;
  const { name, villages, opening_yuan_once: opening, yearly_yuan: each } = one.standby;
  return <><Name of={name} /><span class="under">{t('robust.takes', { n: count(villages), opening: yuan(opening), yearly: yuan(each) })}</span></>;
}

/** One case in a sentence, and which villages fall out. */
function Said({ model, one }: { model: Model; one: RobustScore }) {
  const sentence = one.sentence[language.value];
  if (one.fallen.length === 0) return <p class="year">{sentence}</p>;
  return (
    <details class="year">
      <summary>{sentence}</summary>
      <ul class="names">
        {one.fallen.slice(0, NAMED).map(({ village, name }) => (
          <li key={village}><button type="button" class="rowbutton" onClick={() => model.go({ selection: { kind: 'settlement', id: village } })}><Name of={name} /></button></li>
        ))}
        {one.fallen.length > NAMED && <li>{t('robust.more', { n: count(one.fallen.length - NAMED) })}</li>}
      </ul>
    </details>
  );
}
