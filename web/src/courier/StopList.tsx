import type { Model } from './model';
import { outcomeWords } from './NextStop';
import { clock, type StopView } from './run';
import { t } from './words';

/** All stops in order; those that have their outcome are folded away. */
export function StopList({ model }: { model: Model }) {
  const stops = model.stops.value;
  const done = stops.filter((_, at) => isDone(stops, at));
  const open = stops.filter((_, at) => !isDone(stops, at));
  const run = model.kept.value?.run;
  return (
    <section class="card" aria-labelledby="list">
      <h2 id="list">{t('list')}</h2>
      {run !== undefined && <p class="soft">{t('depot', { name: run.depot_name, time: clock(run.depart_s) })}</p>}
      {done.length > 0 && (
        <details class="folded">
          <summary>{t('list.done', { n: done.filter(({ stop }) => !stop.reload).length })}</summary>
          <ol class="stops">{done.map((view) => <Row key={view.stop.number} model={model} view={view} />)}</ol>
        </details>
      )}
      {open.length > 0 && <ol class="stops" aria-label={t('list.open', { n: open.filter(({ stop }) => !stop.reload).length })}>{open.map((view) => <Row key={view.stop.number} model={model} view={view} />)}</ol>}
    </section>
  );
}

// A reload is over once the call behind it has its outcome.
function isDone(stops: readonly StopView[], at: number): boolean {
  return stops.slice(at).find(({ stop }) => !stop.reload)?.outcome != null;
}

function Row({ model, view }: { model: Model; view: StopView }) {
  const { stop, outcome, conflict } = view;
  const parcels = `↓ ${outcome?.down ?? stop.parcels_down}  ↑ ${outcome?.up ?? stop.parcels_up}`;
  const text = (
    <>
      <span class="disc small" aria-hidden="true">{stop.number}</span>
      <span class="row-name" lang="zh-CN">{stop.name}</span>
      <span class="row-facts tabular">{stop.reload ? t('row.reload') : parcels} · {clock(stop.arrive_s)}</span>
      {outcome !== null && (
        <span class={`row-state row-${outcome.kind}`}>
          {outcome.kind === 'delivered' ? '✓' : '✗'} {outcomeWords(outcome)}
          {outcome.whose === 'here' && <b> · {t('row.here')}</b>}
          {outcome.whose === 'refused' && <b class="row-warn"> · {t('row.refused')}</b>}
          {outcome.whose === 'other' && <b> · {t('row.other')}</b>}
          {conflict && <b class="row-warn"> · ⚠ {t('row.conflict')}</b>}
        </span>
      )}
    </>
  );
  if (stop.reload) return <li class="row">{text}</li>;
  return (
    <li>
      <button class="row" aria-current={model.next.value?.stop.stop === stop.stop ? 'step' : undefined} data-stop={stop.stop} onClick={() => {
        model.chosen.value = stop.stop;
        document.getElementById('next')?.scrollIntoView({ block: 'start' });
      }}>
        <span class="unseen">{t('list.pick', { n: stop.number, name: stop.name })} </span>
        {text}
      </button>
    </li>
  );
}
