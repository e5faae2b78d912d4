import { type Signal } from '@preact/signals';
import { t } from './words';

const MOST = 1_000_000;

/** Counts parcels. Null: nobody counted, and what was planned stands. */
export function Stepper({ what, planned, value }: { what: string; planned: number; value: Signal<number | null> }) {
  const now = value.value ?? planned;
  const set = (to: number): void => void (value.value = Math.min(Math.max(to, 0), MOST));
  return (
    <div class="stepper" role="group" aria-label={what}>
      <span class="stepper-what">{what}<span class="soft">{value.value === null ? t('count.planned') : t('count.counted', { n: planned })}</span></span>
      <button aria-label={t('count.less', { what })} disabled={now === 0} onClick={() => set(now - 1)}>−</button>
      <input aria-label={what} inputMode="numeric" pattern="[0-9]*" value={now} onChange={(event) => {
        const typed = Number.parseInt(event.currentTarget.value, 10);
        if (Number.isNaN(typed)) event.currentTarget.value = String(now);
        else set(typed);
      }} />
      <button aria-label={t('count.more', { what })} disabled={now === MOST} onClick={() => set(now + 1)}>+</button>
    </div>
  );
}
