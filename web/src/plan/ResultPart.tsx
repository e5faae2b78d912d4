import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { may } from '../account/account';
import { language, t } from '../i18n/i18n';
import { count, day, gap, moment, yuan } from '../i18n/numbers';
import { objectiveWords } from '../i18n/objective';
import { term } from '../i18n/terms';
import { address } from '../api/client';
import type { Plan } from '../api/records';
import { Fact } from '../ui/Fact';
import { later } from '../ui/Later';
import { Name } from '../ui/Name';
import { Failure, Region } from '../ui/Region';
import { MORE_ROWS, rowOf } from '../ui/rows';
import { Symbol } from '../ui/Symbol';
import type { Model } from './model';
import { Start } from './Start';
import { answers } from './state';
import { w } from './words';

const CurvePart = later(() => import('./CurvePart').then((m) => m.CurvePart));

/** What the newest plan of the active scenario says; a plan that is out of date stays, dimmed, until there is another. */
export function ResultPart({ model }: { model: Model }) {
  const curve = useSignal(false);
  if (model.planID.value === '') {
    return (
      <div class="plan-result">
        <p class="under">{w('result.none')}</p>
        <div class="tools"><button type="button" class="button" onClick={() => model.go({ tab: 'parameters' })}>{w('result.parameters')}</button></div>
      </div>
    );
  }
  return (
    <div class="plan-result">
      {model.stale.value && (
        <div class="notice notice-stale">
          <p>{w(sameAgain(model) ? 'result.same' : 'result.stale')}</p>
          <Start model={model} again />
        </div>
      )}
      <Region of={model.plan} lines={4}>{(plan) => <div class={model.stale.value ? 'stale' : undefined}><Result model={model} plan={plan} /></div>}</Region>
      <details onToggle={(event) => (curve.value = event.currentTarget.open)}>
        <summary>{w('result.curve')}</summary>
        {curve.value && <CurvePart model={model} />}
      </details>
    </div>
  );
}

// sameAgain: the followed job solved what the scenario asks now, and came to the plan on show, which the store keeps with the revision it was first found at.
function sameAgain(model: Model): boolean {
  const job = model.job.state.value.value;
  const scenario = model.scenario.value;
  const plan = model.shown.value;
  return job !== null && scenario !== null && plan !== null && job.state === 'done' && job.plan_id === plan.id && job.revision > plan.revision && answers(plan.scenario, scenario);
}

function Result({ model, plan }: { model: Model; plan: Plan }) {
  const earlier = model.plansHere.value;
  return (
    <>
      <p class="plan-sentence">{plan.sentence[language.value]}</p>
      <p class={`verdict verdict-${plan.status}`}>
        <strong>{term('status', plan.status)}</strong>
        {plan.status !== 'optimal' && plan.gap !== null && <span> · {w('result.gap', { gap: gap(plan.gap) })}</span>}
        {plan.verified && <span> · {t('plan.verified')}</span>}
      </p>
      <Why plan={plan} />
      {earlier.length > 1 && (
        <label class="picker plan-earlier">
          <span>{w('result.which')}</span>
          <select value={plan.id} onChange={(event) => model.go({ plan: event.currentTarget.value, selection: null })}>
            {earlier.map((one) => <option key={one.id} value={one.id}>{`${day(one.created_at)} · ${one.id.slice(0, 6)}`}</option>)}
          </select>
        </label>
      )}
      <dl class="facts">
        <Fact word={t('plan.objective')} value={objectiveWords(plan.scenario, plan.objective)} />
        <Fact word={t('plan.bound')} value={plan.bound === null ? t('plan.no_bound') : objectiveWords(plan.scenario, plan.bound)} />
        <Fact word={t('plan.opening_cost')} value={yuan(plan.opening_cost_yuan)} />
        <Fact word={t('plan.yearly_cost')} value={yuan(plan.yearly_cost_yuan)} />
        <Fact word={t('plan.made')} value={day(plan.created_at)} />
      </dl>
      <Acceptance model={model} plan={plan} />
      <div class="tools">
        <a class="button" href={`/report/${encodeURIComponent(plan.id)}?lang=${language.value}`}>{w('result.report')}</a>
        {plan.network !== undefined && <a class="button" href={`/?${new URLSearchParams({ area: plan.scenario.area, plan: plan.id, tab: 'tiers', lang: language.value }).toString()}`}>{t('plan.see_tiers')}</a>}
      </div>
      {plan.notes.length > 0 && (
        <details>
          <summary>{t('plan.notes')}</summary>
          <ul class="plain">{plan.notes.map((note) => <li key={note.en}>{note[language.value]}</li>)}</ul>
        </details>
      )}
      <Sites model={model} plan={plan} />
    </>
  );
}

// Acceptance says who accepted the plan, or accepts it. One that is out of date is accepted only knowingly.
function Acceptance({ model, plan }: { model: Model; plan: Plan }) {
  const error = useSignal<Error | null>(null);
  const busy = useSignal(false);
  const buttons = useRef<HTMLDivElement>(null);
  const scenario = model.scenario.value;
  if (scenario === null) return null;
  const order = (what: () => Promise<unknown>): void => {
    if (busy.value) return;
    busy.value = true;
    error.value = null;
    // The button that was pressed gives way to another one, which takes the focus over.
    what().then(() => requestAnimationFrame(() => buttons.current?.querySelector('button')?.focus())).catch((cause: unknown) => (error.value = cause instanceof Error ? cause : new Error(String(cause)))).finally(() => (busy.value = false));
  };
  const held = scenario.accepted_plan;
  const mine = may('plan');
  const stale = model.stale.value;
  const by = scenario.accepted_by === undefined || scenario.accepted_by === '' || scenario.accepted_by === 'web' ? w('accept.local') : scenario.accepted_by;
  return (
    <div class="plan-accept">
      <p role="status">
        {held === plan.id && <><strong><span aria-hidden="true">★</span> {w('state.accepted')}</strong> {w('accept.who', { who: by, at: moment(scenario.accepted_at) })}</>}
        {held !== undefined && held !== plan.id && w('accept.other', { plan: held.slice(0, 6) })}
      </p>
      {mine && (
        <div class="tools" ref={buttons}>
          {held !== plan.id && plan.objective !== null && plan.verified && <button type="button" class={stale ? 'button' : 'button plan-go'} disabled={busy.value} onClick={() => order(() => model.accept(plan.id, stale))}>{w(stale ? 'accept.knowing' : 'accept', { name: scenario.name })}</button>}
          {held === plan.id && <button type="button" class="button" disabled={busy.value} onClick={() => order(() => model.withdraw())}>{w('accept.withdraw', { name: scenario.name })}</button>}
          {held !== undefined && held !== plan.id && <button type="button" class="button" onClick={() => model.go({ plan: held })}>{w('accept.see')}</button>}
        </div>
      )}
      {error.value !== null && <Failure error={error.value} retry={() => { error.value = null; void model.reload().catch(() => undefined); }} title={w('accept.failed')} />}
    </div>
  );
}

function Why({ plan }: { plan: Plan }) {
  if (plan.status === 'optimal' || plan.status === 'feasible') return null;
  const far = (plan.blocked ?? []).filter((settlement) => settlement.reason !== 'unlocated').length;
  const words = plan.status === 'stopped' ? t(plan.objective === null ? 'plan.stopped_early' : 'plan.stopped_best') : far > 0 && plan.objective !== null ? t('plan.infeasible_rest', { n: count(far) }) : t('plan.infeasible_all');
  return <p class="notice">{words}</p>;
}

// Sites are the points that the plan opens, those that bring most villages first; a row points to the map and back.
function Sites({ model, plan }: { model: Model; plan: Plan }) {
  const limit = useSignal(20);
  const sites = (plan.opened.features ?? []).map((site) => site.properties).sort((a, b) => b.newly_covered - a.newly_covered || (a.site < b.site ? -1 : 1));
  if (sites.length === 0) return null;
  return (
    <details open>
      <summary>{t('plan.sites', { n: count(sites.length) })}</summary>
      <table class="list">
        <caption class="unseen">{t('plan.sites_caption')}</caption>
        <thead>
          <tr><th scope="col">{t('column.site')}</th><th scope="col" class="number">{t('column.newly')}</th><th scope="col" class="number">{t('column.cost')}</th></tr>
        </thead>
        <tbody>
          {sites.slice(0, limit.value).map((site) => (
            <tr key={site.site} {...rowOf(model, { kind: 'site', id: site.site })}>
              <th scope="row">
                <button type="button" class="rowbutton"><Symbol shape="site" size={14} /> <Name of={site.name} /></button>
                <span class="under"><Name of={site.town_name ?? site.town ?? ''} /></span>
              </th>
              <td class="number">{count(site.newly_covered)}</td>
              <td class="number">{yuan(site.opening_cost_yuan)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {sites.length > limit.value && <button type="button" class="button more" onClick={() => (limit.value += MORE_ROWS)}>{t('more', { n: count(sites.length - limit.value) })}</button>}
      <div class="tools"><a class="button" href={address('/api/v1/plans/{id}/sites.csv', {}, { id: plan.id })} download>{t('download')}</a></div>
    </details>
  );
}
