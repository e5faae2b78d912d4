import { useSignal, type Signal } from '@preact/signals';
import { t } from '../i18n/i18n';
import { Failure, Region } from '../ui/Region';
import { keepSettings } from './keep';
import { errorOf, type Model, type StoreSettings } from './model';
import { Trial } from './Trial';
import { w } from './words';

const KINDS = ['none', 'tianditu', 'xyz', 'file'] as const;
type Choice = Omit<StoreSettings['basemap'], 'key_set'>;

/** What is drawn under everything, for all who use the store. */
export function BasemapPart({ model }: { model: Model }) {
  const said = useSignal(''); // outlives the form, which begins anew with each version
  return (
    <>
      <p class="lead">{w('basemap.lead')}</p>
      <Region of={model.settings} lines={6}>{(settings) => <Form key={settings.version} model={model} settings={settings} said={said} />}</Region>
    </>
  );
}

function Form({ model, settings, said }: { model: Model; settings: StoreSettings; said: Signal<string> }) {
  const { key_set: kept, ...first } = settings.basemap;
  const draft = useSignal<Choice>(first);
  const key = useSignal<string | null>(null); // null: the one that is kept
  const error = useSignal<Error | null>(null);
  const set = (change: Partial<Choice>): void => void (draft.value = { ...draft.value, ...change });
  const { kind } = draft.value;
  const shifted = draft.value.datum === 'gcj02';
  const send = (event: Event): void => {
    event.preventDefault();
    error.value = null;
    said.value = '';
    keepSettings(settings, { basemap: { ...draft.value, ...(key.value === null ? {} : { key: key.value.trim() }) } }).then(() => {
      said.value = t('saved');
      model.settings.retry();
    }, (cause: unknown) => (error.value = errorOf(cause)));
  };
  const remote = kind === 'tianditu' || kind === 'xyz';
  return (
    <>
      <form class="card" onSubmit={send}>
        <fieldset class="field">
          <legend class="field-name">{w('basemap.kind')}</legend>
          {KINDS.map((one) => (
            <label key={one} class="tick">
              <input type="radio" name="kind" checked={kind === one} disabled={one === 'file' && !settings.basemap_file} onChange={() => set({ kind: one })} />
              <span>{w(`kind.${one}`)}{one === 'file' && !settings.basemap_file && <small class="field-note"> {w('kind.file_none')}</small>}</span>
            </label>
          ))}
        </fieldset>
        {kind === 'tianditu' && (
          <label class="field"><span>{w('basemap.layer')}</span>
            <select value={draft.value.layer ?? 'vector'} onChange={(event) => set({ layer: event.currentTarget.value as 'vector' })}>
              <option value="vector">{w('layer.vector')}</option>
              <option value="image">{w('layer.image')}</option>
            </select>
          </label>
        )}
        {kind === 'xyz' && <Service draft={draft.value} set={set} shifted={shifted} />}
        {remote && (
          <label class="field"><span>{w('basemap.key')}</span>
            <input type="password" autocomplete="off" maxLength={200} value={key.value ?? ''} placeholder={kept ? w('basemap.key_kept') : ''} onInput={(event) => (key.value = event.currentTarget.value)} />
            <small>{w(kept ? 'basemap.key_kept_note' : 'basemap.key_note')}</small>
          </label>
        )}
        {kept && remote && <p><button type="button" class="button" aria-pressed={key.value === ''} onClick={() => (key.value = key.value === '' ? null : '')}>{w('basemap.key_forget')}</button></p>}
        {kind !== 'none' && (
          <div class="fields">
            <label class="field"><span>{w('basemap.attribution')}</span><input maxLength={300} value={draft.value.attribution ?? ''} required={kind === 'xyz'} onInput={(event) => set({ attribution: event.currentTarget.value })} /><small>{w('basemap.attribution_note')}</small></label>
            <label class="field"><span>{w('basemap.review')}</span><input maxLength={100} value={draft.value.review_number ?? ''} onInput={(event) => set({ review_number: event.currentTarget.value })} /><small>{w('basemap.review_note')}</small></label>
            {remote && <label class="field"><span>{w('basemap.zoom')}</span><input type="number" min={0} max={20} value={draft.value.max_zoom ?? 18} onInput={(event) => set({ max_zoom: Number(event.currentTarget.value) })} /></label>}
          </div>
        )}
        <div class="bar"><button type="submit" class="button go" disabled={kind === 'xyz' && shifted && draft.value.shift !== true}>{w('save')}</button><span class="said" role="status">{said.value}</span></div>
        {error.value !== null && <Failure title={w('failed')} error={error.value} retry={model.settings.retry} />}
      </form>
      {settings.basemap.kind !== 'none' && <Trial />}
    </>
  );
}

function Service({ draft, set, shifted }: { draft: Choice; set: (change: Partial<Choice>) => void; shifted: boolean }) {
  return (
    <>
      <label class="field"><span>{w('basemap.url')}</span><input type="url" required maxLength={1000} value={draft.url ?? ''} placeholder="https://…/{z}/{x}/{y}.png?tk={key}" onInput={(event) => set({ url: event.currentTarget.value })} /><small>{w('basemap.url_note')}</small></label>
      <label class="field"><span>{w('basemap.datum')}</span>
        <select value={draft.datum ?? 'wgs84'} onChange={(event) => set({ datum: event.currentTarget.value as 'wgs84' })}>
          {(['wgs84', 'cgcs2000', 'gcj02'] as const).map((one) => <option key={one} value={one}>{w(`datum.${one}`)}</option>)}
        </select>
      </label>
      {shifted && (
        <>
          <label class="tick"><input type="checkbox" checked={draft.shift === true} onChange={(event) => set({ shift: event.currentTarget.checked })} /><span><strong>{w('basemap.shift')}</strong></span></label>
          {draft.shift !== true && <p class="notice" role="status">{w('basemap.shift_why')}</p>}
        </>
      )}
      <label class="tick"><input type="checkbox" checked={draft.private === true} onChange={(event) => set({ private: event.currentTarget.checked })} /><span>{w('basemap.private')}</span></label>
    </>
  );
}
