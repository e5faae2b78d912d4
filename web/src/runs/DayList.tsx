import { count, clock, day as dayText, length } from '../i18n/numbers';
import { Region } from '../ui/Region';
import { MakeRuns } from './MakeRuns';
import type { Model, RunHead } from './model';
import { dayAfter, dayOf, isDay } from './view';
import { w } from './words';

// State by shape and word; the colour only helps.
const SHAPES: Record<RunHead['state'], string> = { planned: '○', out: '▶', done: '✓', cancelled: '–' };
const LOOKS: Record<RunHead['state'], string> = { planned: '', out: 'state-on', done: 'state-good', cancelled: '' };

/** The state of a run as shape and word. */
export function RunState({ state }: { state: RunHead['state'] }) {
  return <span class={`state ${LOOKS[state]}`}><span aria-hidden="true">{SHAPES[state]}</span>{w(`state.${state}`)}</span>;
}

/** How a run is called: the vehicle as its record calls it, and which of its tours this is. */
export function runName(run: RunHead): string {
  const number = run.id.slice(run.id.lastIndexOf('#') + 1);
  return w('run.name', { vehicle: run.vehicle_name === '' ? run.vehicle : run.vehicle_name, n: number });
}

/** The day, and the runs on it. */
export function DayList({ model }: { model: Model }) {
  const { bound, day } = model;
  const go = (date: string): void => bound.go({ date, run: '' });
  return (
    <>
      <div class="bar">
        <label class="picker"><span>{w('day')}</span>
          <input class="date" type="date" value={day.value} onChange={(event) => isDay(event.currentTarget.value) && go(event.currentTarget.value)} />
        </label>
        <div class="tools">
          <button type="button" class="button" onClick={() => go(dayAfter(day.value, -1))}>{w('day.before')}</button>
          <button type="button" class="button" onClick={() => go('')} aria-pressed={day.value === dayOf(new Date())}>{w('day.today')}</button>
          <button type="button" class="button" onClick={() => go(dayAfter(day.value, 1))}>{w('day.after')}</button>
        </div>
      </div>
      <Region of={model.runs} lines={5}>{(runs) => (runs.length === 0 ? <MakeRuns model={model} /> : <Table model={model} runs={runs} />)}</Region>
    </>
  );
}

function Table({ model, runs }: { model: Model; runs: RunHead[] }) {
  const { bound, day } = model;
  const sum = (of: (run: RunHead) => number, among = runs): string => count(among.reduce((n, run) => n + of(run), 0));
  const going = runs.filter((run) => run.state !== 'cancelled');
  const at = (state: RunHead['state']): string => count(runs.filter((run) => run.state === state).length);
  const conflicts = runs.reduce((n, run) => n + run.conflicts, 0);
  return (
    <>
      <p role="status">
        {w('day.sentence', { day: dayText(day.value), runs: count(runs.length), done: at('done'), out: at('out'), planned: at('planned'), cancelled: at('cancelled') })}
        {w('day.stops', { stops: sum((run) => run.calls, going), delivered: sum((run) => run.delivered_stops, going), failed: sum((run) => run.failed_stops, going), open: sum((run) => run.open_stops, going) })}
        {conflicts > 0 && <strong class="warn">{w('day.conflicts', { n: count(conflicts) })}</strong>}
      </p>
      <div class="scroll" tabIndex={0} role="region" aria-label={w('list')}>
        <table class="list">
          <caption class="unseen">{w('list')}</caption>
          <thead>
            <tr>
              <th scope="col">{w('column.run')}</th><th scope="col" class="wide">{w('column.courier')}</th><th scope="col">{w('column.state')}</th>
              <th scope="col" class="number wide">{w('column.times')}</th><th scope="col" class="number wide">{w('column.length')}</th>
              <th scope="col" class="number">{w('column.delivered')}</th><th scope="col" class="number">{w('column.failed')}</th><th scope="col" class="number">{w('column.open')}</th>
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <tr key={run.id} class={`row ${run.id === bound.view.value.run ? 'row-selected' : ''}`}>
                <th scope="row">
                  <button type="button" class="rowbutton" aria-expanded={run.id === bound.view.value.run} onClick={() => bound.go({ run: run.id === bound.view.value.run ? '' : run.id })}>{runName(run)}</button>
                  <span class="under code">{run.id.slice(run.date.length + 1)}</span>
                  <span class="under narrow">{run.courier ?? w('courier.none')} · {clock(run.depart_s)}–{clock(run.home_s)}</span>
                </th>
                <td class="wide">{run.courier ?? <span class="tally">{w('courier.none')}</span>}</td>
                <td><RunState state={run.state} />{run.conflicts > 0 && <span class="under warn">{w('conflicts', { n: count(run.conflicts) })}</span>}</td>
                <td class="number wide">{clock(run.depart_s)}–{clock(run.home_s)}</td>
                <td class="number wide">{length(run.length_m)}</td>
                <td class="number">{count(run.delivered_stops)}</td><td class="number">{count(run.failed_stops)}</td><td class="number">{count(run.open_stops)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
