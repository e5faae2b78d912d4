import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { address, change, get, type Answer } from '../api/client';
import { scenariosOf, type Scenario } from '../api/records';
import { resource } from '../api/resource';
import { count, length, meters, moment } from '../i18n/numbers';
import { Failure, Region } from '../ui/Region';
import { areaName } from '../ui/AreaPicker';
import type { Model, RoadReport } from './model';
import { REPORT_STATES } from './view';
import { w } from './words';

/** What couriers said of roads, and what the office makes of it. */
export function RoadReports({ model }: { model: Model }) {
  const { bound } = model;
  const { reports } = bound.view.value;
  return (
    <>
      <p class="lead">{w('roads.lead')}</p>
      <label class="picker"><span>{w('roads.state')}</span>
        <select value={reports} onChange={(event) => bound.go({ reports: event.currentTarget.value as typeof reports })}>
          <option value="">{w('roads.all')}</option>
          {REPORT_STATES.map((state) => <option key={state} value={state}>{w(`roads.${state}`)}</option>)}
        </select>
      </label>
      <Region of={model.reports} lines={4}>{(all) => (all.length === 0 ? <p class="empty">{w('roads.none')}</p> : <ul class="cards" aria-label={w('tab.roads')}>{all.map((report) => <Item key={report.id} model={model} report={report} />)}</ul>)}</Region>
    </>
  );
}

const SHAPES: Record<RoadReport['state'], string> = { open: '○', accepted: '✓', dismissed: '–' };

function Item({ model, report }: { model: Model; report: RoadReport }) {
  const open = useSignal(false);
  const place = report.coordinates;
  return (
    <li class="card" data-report={report.id}>
      <div class="bar">
        <h3 lang="zh-CN">{report.reason}</h3>
        <span class={`state ${report.state === 'accepted' ? 'state-good' : ''}`}><span aria-hidden="true">{SHAPES[report.state]}</span>{w(`roads.${report.state}`)}</span>
      </div>
      {report.note !== null && <p lang="zh-CN">{report.note}</p>}
      <p class="meta">
        <span>{w('roads.at')} <b>{moment(report.at)}</b></span>
        <span>{w('roads.until')} <b>{report.until === null ? w('roads.until_unknown') : moment(report.until)}</b></span>
        <span>{w('roads.place')} <b>{place === null ? w('roads.place_unknown') : `${place[0]?.toFixed(5)}, ${place[1]?.toFixed(5)}`}</b>{report.accuracy_m !== null && ` (±${meters(report.accuracy_m)})`}</span>
        <span>{w('column.run')} <button type="button" class="rowbutton" onClick={() => model.bound.go({ tab: 'runs', date: report.run.slice(0, 10), run: report.run })}>{report.run}</button></span>
      </p>
      {report.answer !== null && <p>{w('roads.answer', { at: moment(report.answered_at) })} <span lang="zh-CN">{report.answer}</span></p>}
      <p><button type="button" class="button" aria-expanded={open.value} onClick={() => (open.value = !open.value)}>{w(report.state === 'open' ? 'roads.answer_it' : 'roads.answer_again')}</button></p>
      {open.value && <AnswerForm model={model} report={report} close={() => (open.value = false)} />}
    </li>
  );
}

type Detail = Answer<'/api/v1/road-reports/{id}'>;

function AnswerForm({ model, report, close }: { model: Model; report: RoadReport; close: () => void }) {
  const asked = useMemo(() => resource(() => report.id, async (id, abort) => ({
    detail: await get('/api/v1/road-reports/{id}', { path: { id }, signal: abort }), scenarios: await scenariosOf(abort),
  })), [report.id]);
  return <Region of={asked} lines={3}>{({ detail, scenarios }) => <Form model={model} report={report} detail={detail} scenarios={scenarios} close={close} />}</Region>;
}

const FRESH = '';

function Form({ model, report, detail, scenarios, close }: { model: Model; report: RoadReport; detail: Detail; scenarios: Scenario[]; close: () => void }) {
  const ways = detail.ways ?? [];
  const way = useSignal(ways[0]?.way ?? null);
  const whole = useSignal(false);
  const scenario = useSignal(FRESH);
  const name = useSignal(w('roads.new_name', { day: report.at.slice(0, 10) }));
  const note = useSignal('');
  const error = useSignal<Error | null>(null);
  const send = (work: () => Promise<unknown>): void => {
    error.value = null;
    work().then(() => {
      close();
      model.again();
    }, (cause: unknown) => (error.value = cause instanceof Error ? cause : new Error(String(cause))));
  };
  const chosen = ways.find((one) => one.way === way.value);
  const accept = (event: Event): void => {
    event.preventDefault();
    send(async () => {
      // A scenario that was made stays chosen, so that trying again makes no second one.
      if (scenario.value === FRESH) {
        const { area } = model.bound.view.value;
        const draft = { name: name.value.trim(), model: 'lscp', travel: 'road', ...(area === '' ? {} : { area }) };
        scenario.value = ((await change('POST', '/api/v1/scenarios', draft)) as Scenario).id;
      }
      const road = whole.value && chosen !== undefined && chosen.name !== '' ? { road: chosen.name } : { way: way.value };
      await change('POST', address('/api/v1/road-reports/{id}/accept', {}, { id: report.id }), { scenario: scenario.value, ...road, ...(note.value === '' ? {} : { note: note.value }) });
    });
  };
  const dismiss = (): void => send(() => change('POST', address('/api/v1/road-reports/{id}/dismiss', {}, { id: report.id }), note.value === '' ? {} : { note: note.value }));
  return (
    <form class="fields" onSubmit={accept}>
      <fieldset class="field">
        <legend class="field-name">{w('roads.ways')}</legend>
        {ways.length === 0 && <p>{w('roads.no_ways')}</p>}
        {ways.map((one) => (
          <label key={one.way} class="tick">
            <input type="radio" name={`way-${report.id}`} checked={one.way === way.value} onChange={() => (way.value = one.way)} />
            <span><span lang="zh-CN">{one.name === '' ? w('roads.unnamed') : one.name}</span> · {one.class} · {length(one.distance_m)}</span>
          </label>
        ))}
        {chosen !== undefined && chosen.name !== '' && (
          <label class="tick"><input type="checkbox" checked={whole.value} onChange={(event) => (whole.value = event.currentTarget.checked)} /><span>{w('roads.whole', { name: chosen.name })}</span></label>
        )}
      </fieldset>
      <div class="field">
        <label class="field"><span>{w('roads.scenario')}</span>
          <select value={scenario.value} onChange={(event) => (scenario.value = event.currentTarget.value)}>
            <option value={FRESH}>{w('roads.new')}</option>
            {scenarios.map((one) => <option key={one.id} value={one.id}>{`${one.name} · ${one.area === undefined || one.area === '' ? w('roads.everywhere') : areaName(model.areas, one.area)}`}</option>)}
          </select>
        </label>
        {scenario.value === FRESH && <label class="field"><span>{w('roads.new_label')}</span><input value={name.value} required maxLength={200} onInput={(event) => (name.value = event.currentTarget.value)} /></label>}
        <p class="field-note">{w('roads.scenario_note')}</p>
      </div>
      <label class="field"><span>{w('roads.why')}</span><textarea rows={3} maxLength={1000} value={note.value} onInput={(event) => (note.value = event.currentTarget.value)} /></label>
      <div class="tools">
        <button type="submit" class="button go" disabled={ways.length === 0}>{w('roads.accept')}</button>
        <button type="button" class="button" onClick={dismiss}>{w('roads.dismiss')}</button>
        <span class="tally">{w('roads.count', { n: count(ways.length) })}</span>
      </div>
      {error.value !== null && <Failure title={w('failed')} error={error.value} retry={() => (error.value = null)} />}
    </form>
  );
}
