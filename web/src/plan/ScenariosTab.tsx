import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { may } from '../account/account';
import type { Scenario } from '../api/records';
import { Name } from '../ui/Name';
import { Failure, Region } from '../ui/Region';
import { areaName } from '../ui/AreaPicker';
import { BaselineFigures, CardFigures } from './CardFigures';
import { openDesk, solving, stateOf, type Desk } from './figures';
import type { Model } from './model';
import { NewScenario } from './NewScenario';
import { ResultPart } from './ResultPart';
import { fieldsOf, freshName } from './scenario';
import { BASELINE } from './view';
import { w } from './words';

/** The present state and the scenarios of the area as cards; the active one with its result. */
export function ScenariosTab({ model }: { model: Model }) {
  const desk = useMemo(() => openDesk(model), [model]);
  const asking = useSignal(false);
  const archived = useSignal(false);
  const all = model.scenariosHere.value;
  const listed = all.filter((one) => archived.value || !isArchived(one) || one.id === model.view.value.scenario);
  return (
    <>
      {may('plan') && (
        <div class="tools">
          <button type="button" class="button" onClick={() => (asking.value = true)}>{w('scenario.new')}</button>
        </div>
      )}
      {asking.value && <NewScenario model={model} close={() => (asking.value = false)} />}
      <ul class="plan-cards">
        <BaselineCard model={model} desk={desk} />
      </ul>
      <Region of={model.scenarios} lines={3}>
        {() => listed.length > 0 && <ul class="plan-cards">{listed.map((one) => <ScenarioCard key={one.id} model={model} desk={desk} scenario={one} />)}</ul>}
      </Region>
      {model.scenarios.state.value.value !== null && all.length === 0 && <p class="empty">{w('scenario.none')}</p>}
      {all.some(isArchived) && (
        <label class="plan-check"><input type="checkbox" checked={archived.value} onChange={(event) => (archived.value = event.currentTarget.checked)} /> <span>{w('scenario.show_archived')}</span></label>
      )}
    </>
  );
}

function isArchived({ archived }: Scenario): boolean {
  return archived === true;
}

function open(model: Model, scenario: string): void {
  model.go({ scenario, plan: '', selection: null, compare: '', area: model.area.peek() });
}

function BaselineCard({ model, desk }: { model: Model; desk: Desk }) {
  const active = model.view.value.scenario === '';
  return (
    <li class={`plan-card${active ? ' plan-card-active' : ''}`}>
      <h2>
        <button type="button" class="rowbutton" aria-current={active ? 'true' : undefined} onClick={() => open(model, '')}>{w('plan.baseline')}</button>
        <span class="chip"><svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true"><path d="M4 7V5a4 4 0 0 1 8 0v2h1v8H3V7zm2 0h4V5a2 2 0 0 0-4 0z" fill="currentColor" /></svg> {w('plan.only_read')}</span>
      </h2>
      <BaselineFigures figures={desk.baseline.value} />
      {!active && <div class="tools"><button type="button" class="button" onClick={() => model.go({ compare: BASELINE })}>{w('scenario.compare_baseline')}</button></div>}
    </li>
  );
}

function ScenarioCard({ model, desk, scenario }: { model: Model; desk: Desk; scenario: Scenario }) {
  const card = useRef<HTMLLIElement>(null);
  const error = useSignal<Error | null>(null);
  const seen = useSignal(false);
  const active = model.view.value.scenario === scenario.id;
  useEffect(() => {
    if (card.current === null) return undefined;
    const watch = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) seen.value = true;
    });
    watch.observe(card.current);
    return () => watch.disconnect();
  }, []);
  const asked = desk.of(scenario);
  const job = solving(model, scenario);
  useEffect(() => {
    if (seen.value && asked.is === 'waiting' && model.plans.state.value.value !== null) desk.want(scenario);
  });
  const failed = (cause: unknown): void => {
    error.value = cause instanceof Error ? cause : new Error(String(cause));
  };
  const copy = (): void => {
    error.value = null;
    const name = freshName(scenario.name, (model.scenarios.state.peek().value ?? []).map((one) => one.name));
    model.add({ ...fieldsOf(scenario), name }).then((made) => open(model, made.id), failed);
  };
  const archive = (): void => {
    error.value = null;
    model.archive(scenario, !isArchived(scenario)).catch(failed);
  };
  return (
    <li ref={card} class={`plan-card${active ? ' plan-card-active' : ''}`} data-scenario={scenario.id}>
      <h2>
        <button type="button" class="rowbutton" aria-current={active ? 'true' : undefined} onClick={() => open(model, scenario.id)}>{scenario.name}</button>
        <span class="plan-states">
          <State model={model} scenario={scenario} />
          {scenario.accepted_plan !== undefined && <span class="chip plan-state-done"><span aria-hidden="true">★</span> {w(scenario.accepted_stale === true ? 'state.accepted_stale' : 'state.accepted')}</span>}
          {isArchived(scenario) && <span class="chip"><span aria-hidden="true">▤</span> {w('state.archived')}</span>}
        </span>
      </h2>
      {scenario.area !== model.area.value && <p class="under"><Name of={scenario.area === '' ? w('scenario.everything') : areaName(model.areas, scenario.area)} /></p>}
      <CardFigures asked={asked} />
      {error.value !== null && <Failure error={error.value} retry={() => { error.value = null; model.scenarios.retry(); }} title={w('scenario.failed', { name: scenario.name })} />}
      <div class="tools">
        {job !== undefined && job.id !== model.view.value.job && <button type="button" class="button" onClick={() => model.go({ job: job.id })}>{w('scenario.follow')}</button>}
        {may('plan') && <button type="button" class="button" aria-label={w('scenario.copy_of', { name: scenario.name })} onClick={copy}>{w('scenario.copy')}</button>}
        {!active && <button type="button" class="button" aria-label={w('scenario.compare_with', { name: scenario.name })} onClick={() => model.go(model.view.peek().scenario === '' ? { scenario: scenario.id, compare: BASELINE, plan: '' } : { compare: scenario.id })}>{w('scenario.compare')}</button>}
        {may('plan') && <button type="button" class="button" onClick={archive}>{w(isArchived(scenario) ? 'scenario.unarchive' : 'scenario.archive', { name: scenario.name })}</button>}
      </div>
      {active && <ResultPart model={model} />}
    </li>
  );
}

const MARKS = { draft: '○', solving: '▶', done: '✓', stale: '!' } as const;

// State is said in a word with a shape beside it; colour only helps.
function State({ model, scenario }: { model: Model; scenario: Scenario }) {
  const state = stateOf(model, scenario);
  return state === null ? null : <span class={`chip plan-state-${state}`}><span aria-hidden="true">{MARKS[state]}</span> {w(`state.${state}`)}</span>;
}
