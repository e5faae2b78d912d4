import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { count } from '../../i18n/numbers';
import { w } from './words';

/** One thing to pick: its name, and what tells it from others of that name. */
export interface Option {
  id: string;
  name: string;
  under: string;
}

/** How many of those found are listed; a longer list is narrowed by typing on. */
const LISTED = 60;

/** Picks one of many by typing a part of its name or code: a field to search with, and the list of what is found. */
export function Picker({ label, options, chosen, choose, wrong }: { label: string; options: readonly Option[]; chosen: string; choose: (id: string) => void; wrong?: string | undefined }) {
  const text = useSignal('');
  const id = useId();
  const wanted = text.value.trim().toLowerCase();
  const found = wanted === '' ? options : options.filter((one) => `${one.name} ${one.under} ${one.id}`.toLowerCase().includes(wanted));
  const held = options.find((one) => one.id === chosen);
  const listed = found.slice(0, LISTED);
  if (held !== undefined && !listed.includes(held)) listed.unshift(held);
  return (
    <fieldset class="picking">
      <legend>{label}</legend>
      <input type="search" aria-label={w('picker.search', { what: label })} placeholder={w('picker.hint')} value={text.value} onInput={(event) => (text.value = event.currentTarget.value)} />
      <select size={5} aria-label={label} aria-describedby={`${id}-tally`} aria-invalid={wrong !== undefined} value={chosen} onChange={(event) => choose(event.currentTarget.value)}>
        {listed.map((one) => <option key={one.id} value={one.id} lang="zh-CN" selected={one.id === chosen}>{one.under === '' ? one.name : `${one.name} · ${one.under}`}</option>)}
      </select>
      <p id={`${id}-tally`} class="under" role="status">
        {found.length > listed.length ? w('picker.more', { n: count(found.length), shown: count(LISTED) }) : w('picker.found', { n: count(found.length) })}
      </p>
      {wrong !== undefined && <p class="wrong">{wrong}</p>}
    </fieldset>
  );
}
