import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Place } from './datum';
import { APPS, coordinates, wayTo } from './links';
import type { Model } from './model';
import type { RunStop } from './run';
import { t } from './words';

/** The way to a stop in the application that the courier chose once, and a sheet to choose another or to copy. */
export function Navigate({ model, stop }: { model: Model; stop: RunStop }) {
  const open = useSignal(false);
  const app = model.app.value;
  if (stop.coordinates === null || stop.coordinates.length < 2) return null;
  const goal = { name: stop.name, at: stop.coordinates as unknown as Place };
  return (
    <>
      {app === null ? <button class="big primary" onClick={() => (open.value = true)}>➤ {t('go')}</button> : (
        <a class="button big primary" href={wayTo(goal, app)} target="_blank" rel="noopener noreferrer">➤ {t('go.with', { app: t(`app.${app}`) })}</a>
      )}
      {app !== null && <button onClick={() => (open.value = true)}>{t('go.other')}</button>}
      {open.value && <Sheet model={model} stop={stop} goal={goal} close={() => (open.value = false)} />}
    </>
  );
}

function Sheet({ model, stop, goal, close }: { model: Model; stop: RunStop; goal: { name: string; at: Place }; close(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const said = useSignal('');
  useEffect(() => dialog.current?.showModal(), []);
  const copy = async (text: string): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      said.value = t('go.copied');
    } catch {
      said.value = t('go.copy_failed', { text }); // no clipboard without https
    }
  };
  const address = [stop.name, ...(stop.villages ?? [])].join(' ');
  return (
    <dialog ref={dialog} class="sheet" aria-labelledby="sheet" onClose={close}>
      <h2 id="sheet">{t('go.title', { name: stop.name })}</h2>
      {/MicroMessenger/i.test(navigator.userAgent) && <p class="hint">{t('go.wechat')}</p>}
      {APPS.map((app) => (
        <a key={app} class="button wide" href={wayTo(goal, app)} target="_blank" rel="noopener noreferrer" onClick={() => model.useApp(app)}>{t('go.with', { app: t(`app.${app}`) })}</a>
      ))}
      <button class="wide" onClick={() => void copy(coordinates(goal.at, 'gcj02'))}>{t('go.copy_place')}</button>
      <button class="wide" onClick={() => void copy(coordinates(goal.at, 'wgs84'))}>{t('go.copy_wgs')}</button>
      <button class="wide" onClick={() => void copy(address)}>{t('go.copy_name')}</button>
      <p role="status" class="selectable">{said.value}</p>
      <p class="soft">{t('go.note')}</p>
      <button class="wide primary" onClick={() => dialog.current?.close()}>{t('close')}</button>
    </dialog>
  );
}
