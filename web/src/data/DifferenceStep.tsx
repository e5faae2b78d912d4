import { useSignal } from '@preact/signals';
import { count, meters } from '../i18n/numbers';
import type { Checked, Model } from './model';
import { w } from './words';

/** What would change, and the button that does it. */
export function DifferenceStep({ model, checked }: { model: Model; checked: Checked }) {
  const reason = useSignal('');
  const changes = checked.new + checked.changed;
  const sample = checked.sample ?? [];
  return (
    <>
      <p class="verdict">{w('difference.sentence', { added: count(checked.new), changed: count(checked.changed), same: count(checked.same) })}</p>
      <p class="lead">{w('difference.lead')}</p>
      <table class="list narrow-table">
        <caption>{w('difference.kinds')}</caption>
        <thead><tr><th scope="col">{w('records')}</th><th scope="col" class="number">{w('added')}</th><th scope="col" class="number">{w('changed')}</th><th scope="col" class="number">{w('same')}</th></tr></thead>
        <tbody>{(checked.kinds ?? []).map((one) => <tr key={one.kind}><th scope="row">{w(`record.${one.kind}`)}</th><td class="number">{count(one.new)}</td><td class="number">{count(one.changed)}</td><td class="number">{count(one.same)}</td></tr>)}</tbody>
      </table>
      {sample.length > 0 && (
        <div class="scroll" tabIndex={0} role="region" aria-label={w('difference.table')}>
          <table class="list">
            <caption>{w('difference.table')}</caption>
            <thead><tr><th scope="col">{w('record')}</th><th scope="col">{w('change')}</th><th scope="col">{w('difference.fields')}</th></tr></thead>
            <tbody>
              {sample.map((row) => (
                <tr key={`${row.kind} ${row.key}`}>
                  <th scope="row"><span lang="zh-CN">{row.name}</span><span class="under">{w(`record.${row.kind as 'area'}`)} {row.key}{row.line > 0 ? ` · ${w('line_of', { n: row.line })}` : ''}</span></th>
                  <td><span class={row.change === 'new' ? 'state state-good' : 'state'}>{w(row.change === 'new' ? 'added' : 'changed')}</span></td>
                  <td class="why">
                    <ul class="fieldchanges">
                      {(row.fields ?? []).filter((field) => row.change === 'changed' || (field.after !== null && !KEYS.includes(field.field))).map((field) => (
                        <li key={field.field}>
                          {fieldWord(field.field)}: {row.change === 'changed' && <><del><span class="unseen">{w('before')} </span>{toldValue(field.before)}</del> → </>}
                          <ins><span class="unseen">{w('after')} </span>{toldValue(field.after)}</ins>
                          {field.moved_m !== undefined && <> ({w('moved', { m: meters(field.moved_m) })})</>}
                        </li>
                      ))}
                    </ul>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {changes > sample.length && <p class="tally">{w('refused.more', { n: count(changes - sample.length) })}</p>}
      <form class="card" onSubmit={(event) => { event.preventDefault(); void model.commit(reason.value); }}>
        <h3>{w('commit.title')}</h3>
        <label class="field"><span>{w('commit.reason')}</span>
          <input value={reason.value} maxLength={200} onInput={(event) => (reason.value = event.currentTarget.value)} />
          <small>{w('commit.reason_help')}</small>
        </label>
        {changes === 0 ? <p>{w('commit.nothing')}</p> : <p>{w('commit.will', { added: count(checked.new), changed: count(checked.changed), refused: count(checked.refused) })}</p>}
        <div class="tools"><button type="submit" class="button go" disabled={model.busy.value || changes === 0}>{w('commit.do')}</button></div>
      </form>
    </>
  );
}

// What the first column of a new record says already.
const KEYS = ['code', 'id', 'name'];

/** A value as the program tells it, in words: positions to a decimetre, words of lists by their names. */
export function toldValue(value: string | null): string {
  if (value === null) return w('unknown');
  const named = (word: string): string => (w.knows(`word.${word}`) ? w(`word.${word}` as 'word.village') : word);
  if (!value.startsWith('[')) return named(value);
  try {
    const list = JSON.parse(value) as unknown[];
    return list.map((one) => (typeof one === 'number' ? one.toFixed(6) : typeof one === 'string' ? named(one) : JSON.stringify(one))).join(', ');
  } catch {
    return value; // cut short
  }
}

/** The name of a field; as the program writes it where there is no word. */
export function fieldWord(field: string): string {
  return w.knows(`field.${field}`) ? w(`field.${field}` as 'field.name') : field;
}
