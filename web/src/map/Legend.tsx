import { useSignal, type ReadonlySignal, type Signal } from '@preact/signals';
import { Symbol } from '../ui/Symbol';
import { count } from '../i18n/numbers';
import { t } from '../i18n/i18n';
import type { Shape } from './shapes';

/** One line of the legend: what is drawn and how many there are. */
export interface Entry {
  shape: Shape;
  label: string;
  /** null: not a number of things, such as a network. */
  count: number | null;
}

/** From so many entries on the legend makes room for the inspector. */
const MANY = 10;

/**
 * The legend: always open beside a wide map, behind a button on a phone. Entries switch what the map shows; the note
 * tells what it cannot show.
 */
export function Legend({ title, entries, hidden, note }: { title: string; entries: ReadonlySignal<Entry[]>; hidden: Signal<ReadonlySet<Shape>>; note: string }) {
  const open = useSignal(false);
  const toggle = (shape: Shape): void => {
    const next = new Set(hidden.value);
    if (!next.delete(shape)) next.add(shape);
    hidden.value = next;
  };
  return (
    <div class={`legend${open.value ? ' legend-open' : ''}${entries.value.length > MANY ? ' legend-many' : ''}`}>
      <button type="button" class="button legend-button" aria-expanded={open.value} onClick={() => (open.value = !open.value)}>
        {t('legend.title')}
      </button>
      <fieldset class="legend-body">
        <legend>{title}</legend>
        {entries.value.map((entry) => (
          <label key={entry.shape} class="legend-entry">
            <input type="checkbox" checked={!hidden.value.has(entry.shape)} onChange={() => toggle(entry.shape)} />
            <Symbol shape={entry.shape} size={18} />
            <span>{entry.label}</span>
            <span class="number">{entry.count === null ? '' : count(entry.count)}</span>
          </label>
        ))}
        {note !== '' && <p class="legend-note">{note}</p>}
      </fieldset>
    </div>
  );
}
