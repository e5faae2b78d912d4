import type { Model } from './model';
import { unsent } from './outbox';
import { openStops } from './run';
import { t, type Word } from './words';

export function Head({ model }: { model: Model }) {
  const run = model.view.value === 'run' ? model.kept.value?.run : undefined;
  const calls = model.stops.value.filter(({ stop }) => !stop.reload).length;
  return (
    <header class="head">
      <div class="head-text">
        <h1>{t('title')}{run !== undefined && ` · ${run.courier ?? run.vehicle_name}`}</h1>
        {run !== undefined && <p class="tabular">{t('left', { n: openStops(model.stops.value).length, m: calls })} · {run.date}</p>}
      </div>
      <Chip model={model} />
    </header>
  );
}

/** Whether everything has arrived, in words and with a sign; a tap tries at once. */
function Chip({ model }: { model: Model }) {
  const n = unsent(model.notes.value).length;
  const [kind, sign, state] = chip(model, n);
  return (
    <button class={`chip chip-${kind}`} aria-label={t('chip.label', { state })} data-line={model.line.value} data-unsent={n} onClick={() => void model.sync()}>
      <span aria-hidden="true">{sign}</span> {state}
    </button>
  );
}

function chip(model: Model, n: number): [kind: string, sign: string, words: string] {
  const words = (key: Word): string => t(key, { n });
  switch (model.line.value) {
    case 'off':
      return ['off', '○', words(n > 0 ? 'chip.off_waiting' : 'chip.off')];
    case 'busy':
    case 'failed':
      return ['bad', '!', words('chip.retry')];
    case 'login':
      return ['bad', '!', words('chip.login')];
    case 'asking':
      return n > 0 ? ['wait', '↑', words('chip.waiting')] : ['wait', '…', words('chip.asking')];
    case 'on':
      return n > 0 ? ['wait', '↑', words('chip.waiting')] : ['good', '✓', words('chip.synced')];
  }
}
