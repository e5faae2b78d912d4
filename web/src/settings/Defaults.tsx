import { useSignal, type Signal } from '@preact/signals';
import { language, t } from '../i18n/i18n';
import { AreaPicker } from '../ui/AreaPicker';
import { Failure, Region } from '../ui/Region';
import { errorOf, type Model, type StoreSettings } from './model';
import { keepSettings } from './keep';
import { w } from './words';

const DATUMS = ['wgs84', 'cgcs2000', 'gcj02', 'bd09'] as const;

/** What pages begin with for all who use the store. */
export function Defaults({ model }: { model: Model }) {
  const said = useSignal(''); // outlives the form, which begins anew with each version
  return (
    <>
      <p class="lead">{w('all.lead')}</p>
      <Region of={model.settings} lines={5}>{(settings) => <Form key={settings.version} model={model} settings={settings} said={said} />}</Region>
    </>
  );
}

/** Defaults with another datum; none where it has to be said each time. */
function withDatum({ datum: _, ...rest }: StoreSettings['defaults'], datum: string): StoreSettings['defaults'] {
  const known = DATUMS.find((one) => one === datum);
  return known === undefined ? rest : { ...rest, datum: known };
}

function Form({ model, settings, said }: { model: Model; settings: StoreSettings; said: Signal<string> }) {
  const draft = useSignal(settings.defaults);
  const error = useSignal<Error | null>(null);
  const standards = model.standards.state.value.value ?? [];
  const send = (event: Event): void => {
    event.preventDefault();
    error.value = null;
    said.value = '';
    keepSettings(settings, { defaults: draft.value }).then(() => {
      said.value = t('saved');
      model.settings.retry();
    }, (cause: unknown) => (error.value = errorOf(cause)));
  };
  return (
    <form class="card" onSubmit={send}>
      <div class="bar"><AreaPicker areas={model.areas} value={draft.value.area} choose={(area) => (draft.value = { ...draft.value, area })} label={w('all.area')} all={w('all.around')} /></div>
      <p class="field-note">{w('all.area_note')}</p>
      <label class="field"><span>{w('all.standard')}</span>
        <select value={draft.value.standard} onChange={(event) => (draft.value = { ...draft.value, standard: event.currentTarget.value })}>
          <option value="">{w('all.standard_program')}</option>
          {standards.map((one) => <option key={one.id} value={one.id}>{language.value === 'en' ? one.name_en : one.name_zh}</option>)}
        </select>
        <small>{w('all.standard_note')}</small>
      </label>
      <label class="field"><span>{w('all.datum')}</span>
        <select value={draft.value.datum ?? ''} onChange={(event) => (draft.value = withDatum(draft.value, event.currentTarget.value))}>
          <option value="">{w('datum.said')}</option>
          {DATUMS.map((one) => <option key={one} value={one}>{w(`datum.${one}`)}</option>)}
        </select>
        <small>{w('all.datum_note')}</small>
      </label>
      <label class="field"><span>{w('all.help')}</span>
        <textarea rows={2} maxLength={500} value={draft.value.help ?? ''} onInput={(event) => (draft.value = { ...draft.value, help: event.currentTarget.value })} />
        <small>{w('all.help_note')}</small>
      </label>
      <div class="bar"><button type="submit" class="button go">{w('save')}</button><span class="said" role="status">{said.value}</span></div>
      {error.value !== null && <Failure title={w('failed')} error={error.value} retry={model.settings.retry} />}
    </form>
  );
}
