import { clock, count, moment } from '../i18n/numbers';
import type { Run } from './model';
import { w } from './words';

type Stop = NonNullable<Run['stops']>[number];

/** The stops of a run in order, what was to be done at each and what became of it. */
export function Stops({ run }: { run: Run }) {
  const disputed = new Set((run.events ?? []).filter((event) => event.conflict).map((event) => event.stop));
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={w('stops')}>
      <table class="list">
        <caption>{w('stops')}</caption>
        <thead>
          <tr>
            <th scope="col" class="number">#</th><th scope="col">{w('stop.name')}</th><th scope="col" class="number">{w('stop.planned')}</th>
            <th scope="col" class="number wide">{w('stop.down')}</th><th scope="col" class="number wide">{w('stop.up')}</th><th scope="col">{w('stop.outcome')}</th>
          </tr>
        </thead>
        <tbody>
          {(run.stops ?? []).map((stop) => (
            <tr key={stop.number} data-stop={stop.stop}>
              <td class="number">{count(stop.number)}</td>
              <th scope="row" lang="zh-CN">{stop.name}<span class="under">{stop.reload ? w('reload') : (stop.villages ?? []).join('、')}</span></th>
              <td class="number">{clock(stop.arrive_s)}</td>
              <td class="number wide">{stop.reload ? '' : count(stop.parcels_down)}</td>
              <td class="number wide">{stop.reload ? '' : count(stop.parcels_up)}</td>
              <td><Outcome stop={stop} disputed={disputed.has(stop.stop)} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Outcome({ stop, disputed }: { stop: Stop; disputed: boolean }) {
  const { outcome } = stop;
  if (stop.reload) return <span class="tally">—</span>;
  if (outcome === undefined) return <span class="tally">○ {w('outcome.open')}</span>;
  const good = outcome.kind === 'delivered';
  // What was counted at the door, where it differs from what the run says.
  const counted = [outcome.parcels_down !== null && outcome.parcels_down !== stop.parcels_down && w('counted.down', { n: count(outcome.parcels_down) }), outcome.parcels_up !== null && outcome.parcels_up !== stop.parcels_up && w('counted.up', { n: count(outcome.parcels_up) })].filter((text) => text !== false);
  return (
    <>
      <span class={`state ${good ? 'state-good' : 'state-bad'}`}><span aria-hidden="true">{good ? '✓' : '✕'}</span>{w(good ? 'event.delivered' : 'event.failed')}</span>
      <span class="under">{moment(outcome.at)}{outcome.reason !== null && ` · ${outcome.reason}`}{outcome.note !== null && ` · ${outcome.note}`}</span>
      {counted.length > 0 && <span class="under">{counted.join(' · ')}</span>}
      {disputed && <strong class="under warn">! {w('conflict')}</strong>}
    </>
  );
}
