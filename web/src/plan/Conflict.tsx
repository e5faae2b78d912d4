import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { get } from '../api/client';
import type { Scenario } from '../api/records';
import { moment } from '../i18n/numbers';
import type { Model } from './model';
import { fieldsOf, type Fields } from './scenario';
import { differing } from './state';
import { w, type Word } from './words';

/** Somebody else saved the scenario first: who and when, what differs now, and how to go on with what was typed or without it. */
export function Conflict({ model, seen, mine, over }: { model: Model; seen: Scenario; mine: Fields; over: () => void }) {
  const theirs = useSignal<Scenario | null>(null);
  const who = useSignal('');
  useEffect(() => {
    get('/api/v1/scenarios/{id}', { path: { id: seen.id } }).then((now) => (theirs.value = now), () => undefined);
    get('/api/v1/changes', { query: { kind: 'scenario', key: seen.id, newest: true, limit: 1 } })
      .then(({ items }) => {
        const last = items?.[0];
        if (last !== undefined) who.value = w('conflict.who', { who: last.actor === null || last.actor === '' || last.actor === 'web' ? w('conflict.somebody') : last.actor, at: moment(last.at) });
      }, () => undefined);
  }, [seen.id, seen.version]);
  const now = theirs.value;
  const fields = now === null ? [] : differing(fieldsOf(seen), fieldsOf(now));
  const clash = now === null ? [] : fields.filter((field) => differing(fieldsOf(seen), mine).includes(field));
  const take = (): void => void model.reload().then(() => { model.draft.value = null; over(); }, () => undefined);
  const keep = (): void => void model.reload().then(over, () => undefined);
  const list = (of: readonly string[]): string => of.map((field) => w(`field.${field}` as Word)).join(w('conflict.and'));
  return (
    <div class="failure plan-conflict" role="alert">
      <p><strong>{w('conflict.title')}</strong> {who.value}</p>
      {fields.length > 0 && <p>{w('conflict.fields', { fields: list(fields) })}</p>}
      {clash.length > 0 && <p>{w('conflict.clash', { fields: list(clash) })}</p>}
      <div class="tools">
        <button type="button" class="button" onClick={keep}>{w('conflict.keep')}</button>
        <button type="button" class="button" onClick={take}>{w('conflict.take')}</button>
      </div>
    </div>
  );
}
