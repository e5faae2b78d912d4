import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { allAreas, settlementsOf } from '../api/records';
import { t } from '../i18n/i18n';
import { mapLocale } from '../map/drawn';
import type { Preview } from '../map/preview';
import type { Positions } from './model';
import { w } from './words';

/** The positions in every datum over the villages on record; those of the chosen one big, with lines to where their places are known to be. */
export function DatumMap({ positions, chosen }: { positions: Positions; chosen: string }) {
  const container = useRef<HTMLDivElement>(null);
  const preview = useRef<Preview | null>(null);
  const drawn = useSignal(false);
  const failure = useSignal('');
  useEffect(() => {
    const node = container.current;
    if (node === null) return;
    const abort = new AbortController();
    const opened = async (): Promise<void> => {
      const [areas, villages, { openPreview }] = await Promise.all([allAreas(abort.signal), settlementsOf('', abort.signal), import('../map/preview')]);
      if (abort.signal.aborted) return;
      const made = await openPreview(node, { areas, villages: villages.items }, { locale: mapLocale(w('datum.map')), cooperative: matchMedia('(max-width: 899px)').matches, still: matchMedia('(prefers-reduced-motion: reduce)').matches });
      if (abort.signal.aborted) return made.close();
      preview.current = made;
      made.show(positions.candidates ?? [], chosen);
      drawn.value = true;
    };
    opened().catch((cause: unknown) => {
      if (!abort.signal.aborted) failure.value = cause instanceof Error ? cause.name : String(cause);
    });
    return () => {
      abort.abort();
      preview.current?.close();
      preview.current = null;
    };
  }, []);
  useEffect(() => preview.current?.show(positions.candidates ?? [], chosen), [positions, chosen]);
  return (
    <div class="map datum-map" data-drawn={drawn.value}>
      {failure.value === '' ? (
        <>
          <div ref={container} class="map-canvas" />
          {!drawn.value && <p class="map-wait" role="status">{t('map.loading')}</p>}
        </>
      ) : <div class="map-failure" role="status"><p><strong>{t('map.failed')}</strong></p><p>{t('map.failed_why', { reason: failure.value })}</p></div>}
    </div>
  );
}
