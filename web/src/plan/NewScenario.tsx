import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { areaOptions } from '../ui/Bar';
import { Failure } from '../ui/Region';
import { t } from '../i18n/i18n';
import type { Model } from './model';
import { toPanel } from './focus';
import { w } from './words';

/** Asks for the name and the area of a new scenario, which begins with the question that needs no number: fewest points that cover all. */
export function NewScenario({ model, close }: { model: Model; close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const name = useSignal('');
  const area = useSignal(model.area.peek());
  const error = useSignal<Error | null>(null);
  const busy = useSignal(false);
  useEffect(() => dialog.current?.showModal(), []);
  const options = areaOptions(model.areas.state.value.value ?? [], true);
  const send = (): void => {
    if (busy.value || name.value.trim() === '') return;
    busy.value = true;
    error.value = null;
    model.add({ name: name.value.trim(), area: area.value, model: 'lscp', travel: 'straight' })
      .then((made) => {
        dialog.current?.close();
        model.go({ scenario: made.id, area: made.area, tab: 'parameters', plan: '', job: '', selection: null, compare: '', box: made.area === model.area.peek() ? model.view.peek().box : null });
        toPanel();
      }, (cause: unknown) => (error.value = cause instanceof Error ? cause : new Error(String(cause))))
      .finally(() => (busy.value = false));
  };
  return (
    <dialog ref={dialog} class="plan-dialog" aria-labelledby="new-scenario" onClose={close}>
      <form onSubmit={(event) => { event.preventDefault(); send(); }}>
        <h2 id="new-scenario">{w('scenario.new')}</h2>
        <p class="under">{w('scenario.new_about')}</p>
        <label for="new-scenario-name">{w('field.name')}</label>
        <input id="new-scenario-name" class="plan-input" type="text" required maxLength={200} autocomplete="off" value={name.value} onInput={(event) => (name.value = event.currentTarget.value)} />
        <label for="new-scenario-area">{w('field.area')}</label>
        <select id="new-scenario-area" value={area.value} onChange={(event) => (area.value = event.currentTarget.value)}>
          {model.info.state.value.value?.top_area === null && <option value="">{t('top.all_areas')}</option>}
          {options.map(({ code, label }) => <option key={code} value={code} lang="zh-CN">{label}</option>)}
        </select>
        {error.value !== null && <Failure error={error.value} retry={send} title={w('scenario.not_made')} />}
        <p class="tools">
          <button type="button" class="button" onClick={() => dialog.current?.close()}>{t('cancel')}</button>
          <button type="submit" class="button plan-go" disabled={busy.value}>{w('scenario.make')}</button>
        </p>
      </form>
    </dialog>
  );
}
