import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { allAreas, settlementsOf } from '../api/records';
import { t } from '../i18n/i18n';
import { mapLocale } from '../map/drawn';
import type { Placing } from '../map/placing';
import type { Row } from './grid';
import type { GridModel } from './gridmodel';
import { w } from './words';

/** Moves the position of a record on the map. What is taken over is saved at once, and can be taken back as any edit. */
export function PlaceDialog({ grid, row, close }: { grid: GridModel; row: Row; close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const container = useRef<HTMLDivElement>(null);
  const at = useSignal<[number, number] | null>(typeof row.values['lon'] === 'number' && typeof row.values['lat'] === 'number' ? [row.values['lon'], row.values['lat']] : null);
  const moved = useSignal(false);
  const drawn = useSignal(false);
  const failure = useSignal('');
  useEffect(() => {
    dialog.current?.showModal();
    const node = container.current;
    if (node === null) return;
    const abort = new AbortController();
    let placing: Placing | null = null;
    const opened = async (): Promise<void> => {
      const town = String(row.values['town'] ?? '');
      const [areas, villages, { openPlacing }] = await Promise.all([allAreas(abort.signal), settlementsOf(town, abort.signal), import('../map/placing')]);
      if (abort.signal.aborted) return;
      // Without a position it begins in the middle of its town.
      const points = villages.items.map((one) => (one.geometry as { coordinates?: [number, number] } | null)?.coordinates).filter((one) => one !== undefined);
      const start = at.peek() ?? points[Math.floor(points.length / 2)] ?? [118.5, 37.5];
      const made = await openPlacing(node, { areas, villages: villages.items }, start, w('place.mark', { name: String(row.values['name']) }),
        { locale: mapLocale(w('place.map')), cooperative: false, still: matchMedia('(prefers-reduced-motion: reduce)').matches },
        (now) => { at.value = now; moved.value = true; });
      if (abort.signal.aborted) return made.close();
      placing = made;
      drawn.value = true;
    };
    opened().catch((cause: unknown) => {
      if (!abort.signal.aborted) failure.value = cause instanceof Error ? cause.name : String(cause);
    });
    return () => {
      abort.abort();
      placing?.close();
    };
  }, []);
  const take = (): void => {
    const now = at.value;
    if (now === null) return;
    grid.set(row, 'lon', now[0]);
    grid.set(row, 'lat', now[1]);
    void grid.save(row.id);
    dialog.current?.close();
  };
  return (
    <dialog ref={dialog} class="asked placing" aria-labelledby="placing" onClose={close}>
      <div class="asked-body">
        <h2 id="placing" lang="zh-CN">{String(row.values['name'])}</h2>
        <p>{w('place.lead')}</p>
        <div class="map place-map" data-drawn={drawn.value}>
          {failure.value === '' ? <div ref={container} class="map-canvas" /> : <div class="map-failure" role="status"><p><strong>{t('map.failed')}</strong></p></div>}
        </div>
        <p role="status">{at.value === null ? w('place.none') : w('place.at', { lon: at.value[0], lat: at.value[1] })}</p>
        <div class="tools">
          <button type="button" class="button" onClick={() => dialog.current?.close()}>{w('cancel')}</button>
          <button type="button" class="button go" disabled={!moved.value} onClick={take}>{w('place.take')}</button>
        </div>
      </div>
    </dialog>
  );
}
