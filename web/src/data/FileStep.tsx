import { useSignal } from '@preact/signals';
import { moment } from '../i18n/numbers';
import type { Model } from './model';
import { w } from './words';

const ACCEPT = '.csv,.txt,.tsv,.xlsx,.xlsm,.geojson';

/** Chooses files, or takes them where they are dropped. */
export function FileStep({ model }: { model: Model }) {
  const over = useSignal(false);
  const take = (list: FileList | null | undefined): void => {
    if (list !== null && list !== undefined && list.length > 0) void model.send([...list]);
  };
  const waiting = model.list.state.value.value?.waiting ?? [];
  return (
    <section class="card" aria-labelledby="file">
      <h2 id="file">{w('file.title')}</h2>
      <p class="lead">{w('file.lead')}</p>
      <label class={over.value ? 'field drop drop-over' : 'field drop'}
        onDragOver={(event) => { event.preventDefault(); over.value = true; }} onDragLeave={() => (over.value = false)}
        onDrop={(event) => { event.preventDefault(); over.value = false; take(event.dataTransfer?.files); }}>
        <span>{w('file.choose')}</span>
        <input type="file" accept={ACCEPT} multiple disabled={model.busy.value} onChange={(event) => take(event.currentTarget.files)} />
        <small>{w('file.formats')}</small>
      </label>
      {model.busy.value && <p role="status">{w('file.busy')}</p>}
      {waiting.length > 0 && (
        <>
          <h3>{w('waiting.title')}</h3>
          <ul class="plain">
            {waiting.map((one) => (
              <li key={one.id}>
                <button type="button" class="rowbutton" onClick={() => model.bound.go({ import: one.id, step: 'columns' })} lang="zh-CN">{(one.files ?? []).map((file) => file.name).join('、')}</button>
                {' '}{w('waiting.since', { at: moment(one.created_at) })}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
