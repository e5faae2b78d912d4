import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { address, change, type RequestError } from '../api/client';
import { clock, count, length, moment } from '../i18n/numbers';
import { Fact } from '../ui/Fact';
import { Failure, Region } from '../ui/Region';
import { Links } from './Links';
import { runName, RunState } from './DayList';
import type { Model, Run } from './model';
import { RunMap } from './RunMap';
import { Stops } from './Stops';
import { w } from './words';

const where = (run: Run): string => address('/api/v1/runs/{id}', {}, { id: run.id });

/** The run that is looked at: facts, who drives, links, stops and everything that was noted. */
export function RunPart({ model }: { model: Model }) {
  const heading = useRef<HTMLHeadingElement>(null);
  return <Region of={model.run} lines={8}>{(run) => <section class="card" aria-labelledby="run"><Whole model={model} run={run} heading={heading} /></section>}</Region>;
}

function Whole({ model, run, heading }: { model: Model; run: Run; heading: { current: HTMLHeadingElement | null } }) {
  useEffect(() => heading.current?.focus(), []);
  return (
    <>
      <div class="bar">
        <h2 id="run" ref={heading} tabIndex={-1}>{runName(run)}</h2>
        <RunState state={run.state} />
        {run.conflicts > 0 && <span class="state state-bad"><span aria-hidden="true">!</span>{w('conflicts', { n: count(run.conflicts) })}</span>}
      </div>
      <dl class="facts">
        <Fact word={w('fact.depot')} value={run.depot_name} />
        <Fact word={w('fact.times')} value={`${clock(run.depart_s)}–${clock(run.home_s)} · ${length(run.length_m)}`} />
        <Fact word={w('fact.id')} value={run.id} code />
      </dl>
      <Orders model={model} run={run} />
      <Links run={run} />
      <RunMap run={run} />
      <Stops run={run} />
      <Notes run={run} />
    </>
  );
}

/** Who drives, whether it takes place, and the paper. */
function Orders({ model, run }: { model: Model; run: Run }) {
  const courier = useSignal<string | null>(null);
  const error = useSignal<Error | null>(null);
  const said = useSignal('');
  const patch = (body: { courier?: string; state?: 'cancelled' | 'planned' }, words: string): void => {
    error.value = null;
    said.value = '';
    change('PATCH', where(run), body, run.version).then(
      () => {
        said.value = words;
        courier.value = null;
        model.again();
      },
      (cause: unknown) => {
        error.value = cause instanceof Error ? cause : new Error(String(cause));
        if ((error.value as RequestError).code === 'conflict') model.again();
      },
    );
  };
  const assign = (event: Event): void => {
    event.preventDefault();
    patch({ courier: (courier.value ?? run.courier ?? '').trim() }, w('courier.saved'));
  };
  const cancelled = run.state === 'cancelled';
  return (
    <>
      <form class="bar" onSubmit={assign}>
        <label class="picker"><span>{w('courier')}</span>
          <input class="text" value={courier.value ?? run.courier ?? ''} maxLength={200} onInput={(event) => (courier.value = event.currentTarget.value)} aria-describedby="courier-note" />
        </label>
        <button type="submit" class="button" disabled={courier.value === null || courier.value.trim() === (run.courier ?? '')}>{w('courier.save')}</button>
        <a class="button" href={`${where(run)}/sheet.html`} target="_blank" rel="noopener">{w('sheet')}</a>
        <button type="button" class="button" onClick={() => patch({ state: cancelled ? 'planned' : 'cancelled' }, w(cancelled ? 'cancel.undone' : 'cancel.done'))}>{w(cancelled ? 'cancel.undo' : 'cancel.go')}</button>
        <span class="said" role="status">{said.value}</span>
      </form>
      <p id="courier-note" class="field-note">{w('courier.note')}</p>
      {error.value !== null && <Failure title={w('failed')} error={error.value} retry={() => (error.value = null)} />}
    </>
  );
}

/** Everything that was noted, as it came in. */
function Notes({ run }: { run: Run }) {
  const events = run.events ?? [];
  const names = new Map((run.stops ?? []).map((stop) => [stop.stop, `${stop.number} ${stop.name}`]));
  return (
    <details>
      <summary>{w('notes', { n: count(events.length) })}</summary>
      <ol class="plain">
        {events.map((event) => (
          <li key={event.id}>
            {moment(event.at)} · {w(`event.${event.kind}`)}{event.stop === null ? '' : ` · ${names.get(event.stop) ?? event.stop}`}
            {event.reason !== null && ` · ${event.reason}`}{event.note !== null && ` · ${event.note}`}
            <span class="under">
              {w('received', { at: moment(event.received_at) })}{event.device !== null && ` · ${w('device', { id: event.device })}`}
              {event.conflict && <strong class="warn"> {w('conflict')}</strong>}
            </span>
          </li>
        ))}
      </ol>
    </details>
  );
}
