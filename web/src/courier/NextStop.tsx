import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Model } from './model';
import { Navigate } from './Navigate';
import reasons from './reasons.json';
import { clock, clockAt, type Outcome, type StopView } from './run';
import { Stepper } from './Stepper';
import { reasonWord, t } from './words';

const MOST_VILLAGES = 3;
/** How long a stop that comes up takes no taps, in milliseconds. */
const SETTLE = 500;

/** The stop at hand, big: who, how many, when, and what became of it with one tap. */
export function NextStop({ model }: { model: Model }) {
  const view = model.next.value;
  if (view === null) {
    const calls = model.stops.value.filter(({ stop }) => !stop.reload).length;
    return (
      <section class="card done" aria-labelledby="next">
        <h2 id="next">{t('all_done')}</h2>
        <p>{t('all_done.how', { n: calls })}</p>
      </section>
    );
  }
  return <Stop key={view.stop.stop} model={model} view={view} />;
}

function Stop({ model, view }: { model: Model; view: StopView }) {
  const { stop, outcome } = view;
  const down = useSignal<number | null>(outcome?.down ?? null);
  const up = useSignal<number | null>(outcome?.up ?? null);
  const failing = useSignal(false);
  // Gloves tap twice: the second tap must not fall on the next stop.
  const ready = useSignal(model.said.peek() === '');
  const chosen = model.chosen.value === stop.stop;
  const villages = stop.villages ?? [];
  const shown = villages.slice(0, MOST_VILLAGES).join(t('list.separator'));
  const load = loadBefore(model.stops.value, view);
  useEffect(() => {
    // Where the button that was pressed is gone, one goes on from the heading of the stop that took its place.
    if (chosen || model.said.peek() !== '') document.getElementById('next')?.focus();
  }, [chosen]);
  useEffect(() => {
    const timer = setTimeout(() => (ready.value = true), SETTLE);
    return () => clearTimeout(timer);
  }, []);
  const say = (draft: Parameters<Model['note']>[0], what: string): void => {
    if (!ready.value) return; // a second tap before the button was drawn anew
    ready.value = false;
    void model.note(draft, what).finally(() => (ready.value = true));
  };
  // Where nothing was counted, nothing is said: the program takes what the run says.
  const counted = { parcels_down: down.value ?? undefined, parcels_up: up.value ?? undefined };
  return (
    <section class="card next" aria-labelledby="next">
      <div class="next-top">
        <span class="disc" aria-hidden="true">{stop.number}</span>
        <div>
          <p class="soft">{t(chosen ? 'next.chosen' : 'next')} · {t('next.number', { n: stop.number })}</p>
          <h2 id="next" tabIndex={-1} lang="zh-CN">{stop.name}</h2>
        </div>
      </div>
      {load !== null && <p class="hint">{t('next.reload', { name: load.name, from: clock(load.arrive_s) })}</p>}
      {outcome !== null && <p class="hint">{t('correct.why', { what: outcomeWords(outcome) })}</p>}
      {villages.length > 0 && <p>{villages.length > MOST_VILLAGES ? t('next.more_villages', { villages: shown, n: villages.length }) : t('next.villages', { villages: shown })}</p>}
      {stop.contact !== null && <p>{t('next.contact', { name: stop.contact })}</p>}
      <p class="tabular">{t('next.window', { from: clock(stop.arrive_s), to: clock(stop.leave_s) })}</p>
      <div class="counts">
        <Stepper what={t('down')} planned={stop.parcels_down} value={down} />
        <Stepper what={t('up')} planned={stop.parcels_up} value={up} />
      </div>
      <div class="actions">
        <Navigate model={model} stop={stop} />
        {stop.phone === null ? <p class="nocall">{t('call.none')}</p> : (
          <a class="button" href={`tel:${stop.phone.replace(/[^\d+]/g, '')}`} aria-label={t('call.label', { name: stop.contact ?? stop.name, phone: stop.phone })}>{t('call')} <span class="tabular">{stop.phone}</span></a>
        )}
      </div>
      <div class="actions">
        <button class="big good" disabled={!ready.value} aria-label={t('delivered.label', { name: stop.name })}
          onClick={() => say({ kind: 'delivered', stop: stop.stop, ...counted }, t('said.delivered', { name: stop.name }))}>✓ {t('delivered')}</button>
        <button class="big bad" disabled={!ready.value} aria-expanded={failing.value} onClick={() => (failing.value = !failing.value)}>✗ {t('failed')}</button>
      </div>
      {failing.value && (
        <fieldset class="reasons">
          <legend>{t('failed.title')}</legend>
          {reasons.failed.map((reason, at) => (
            <button key={reason} disabled={!ready.value} onClick={() => say({ kind: 'failed', stop: stop.stop, reason, ...counted }, t('said.failed', { name: stop.name, reason: reasonWord('failed', at, reason) }))}>
              {reasonWord('failed', at, reason)}
            </button>
          ))}
        </fieldset>
      )}
      {chosen && <button class="wide" onClick={() => (model.chosen.value = null)}>{t('next.back')}</button>}
    </section>
  );
}

/** What became of a stop, in words. */
export function outcomeWords(outcome: Outcome): string {
  const time = clockAt(outcome.at);
  return outcome.kind === 'delivered' ? t('row.delivered', { time }) : t('row.failed', { time, reason: reasonWord('failed', reasons.failed.indexOf(outcome.reason), outcome.reason) });
}

// loadBefore returns the reload right before a stop.
function loadBefore(stops: readonly StopView[], view: StopView) {
  const before = stops[stops.indexOf(view) - 1]?.stop;
  return before?.reload ? before : null;
}
