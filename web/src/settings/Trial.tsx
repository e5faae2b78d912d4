import { useSignal } from '@preact/signals';
import { get } from '../api/client';
import { reasonOf, type Reason as Why } from '../i18n/problems';
import { RequestError } from '../api/client';
import { Reason } from '../ui/Region';
import { tileAt } from './tile';
import { w } from './words';

type Outcome = { picture: string } | { words: string } | { why: Why };

/** Asks for one tile of the basemap in the middle of the records, so that a wrong address or key is seen here and not on everybody's map. */
export function Trial() {
  const outcome = useSignal<Outcome | null>(null);
  const busy = useSignal(false);
  const ask = async (): Promise<void> => {
    busy.value = true;
    try {
      outcome.value = await oneTile();
    } catch (cause) {
      outcome.value = { why: reasonOf(cause instanceof Error ? cause : new Error(String(cause))) };
    }
    busy.value = false;
  };
  const now = outcome.value;
  return (
    <div class="card">
      <h2>{w('trial.title')}</h2>
      <p><button type="button" class="button" disabled={busy.value} onClick={() => void ask()}>{w('trial.go')}</button></p>
      <div role="status">
        {now !== null && 'words' in now && <p>{now.words}</p>}
        {now !== null && 'why' in now && <p class="failure"><span><Reason of={now.why} /></span></p>}
        {now !== null && 'picture' in now && <><p>✓ {w('trial.good')}</p><img class="trial" src={now.picture} alt={w('trial.alt')} width={256} height={256} /></>}
      </div>
    </div>
  );
}

async function oneTile(): Promise<Outcome> {
  const { basemap, extent } = await get('/api/v1/info');
  const address = basemap?.tiles?.[0];
  if (basemap === undefined || address === undefined) return { words: w('trial.none') };
  const middle: [number, number] = extent === null ? [118.5, 37.5] : [((extent[0] ?? 0) + (extent[2] ?? 0)) / 2, ((extent[1] ?? 0) + (extent[3] ?? 0)) / 2];
  const { z, x, y } = tileAt(middle, Math.max(basemap.min_zoom, Math.min(basemap.max_zoom, 10)));
  const response = await fetch(address.replace('{z}', String(z)).replace('{x}', String(x)).replace('{y}', String(y)));
  if (response.status === 404) return { words: w('trial.absent', { z, x, y }) };
  if (!response.ok) {
    const problem = (await response.json()) as { code: string; detail: string; params?: Record<string, string> };
    throw new RequestError(response.status, problem.detail, problem.code, problem.params);
  }
  if (basemap.type === 'vector') return { words: `✓ ${w('trial.vector', { n: (await response.arrayBuffer()).byteLength })}` };
  return { picture: URL.createObjectURL(await response.blob()) };
}
