import { computed, signal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { get, type Answer } from '../../api/client';
import { resource } from '../../api/resource';
import { language } from '../../i18n/i18n';
import { count } from '../../i18n/numbers';
import { Region } from '../../ui/Region';
import type { Model } from '../model';
import { adding } from './history';
import { w } from './words';

type Proposal = NonNullable<Answer<'/api/v1/merges'>['items']>[number];
/** How many proposals are listed; those that are taken make room for the next. */
const LISTED = 20;

/** Premises of several operators that are one place, as the program proposes to merge them; nothing is merged but what is taken here. */
export function MergesPart({ model }: { model: Model }) {
  const { open, approved, proposals } = useMemo(() => {
    const opened = signal(false);
    const key = computed(() => (opened.value && model.scenario.value !== null ? `${model.scenario.value.area} ${model.scenario.value.id} ${model.scenario.value.version}` : null));
    return {
      open: opened, approved: signal<ReadonlySet<string>>(new Set()),
      proposals: resource(() => key.value, async (of, abort) => {
        const [area = '', scenario = ''] = of.split(' ');
        return (await get('/api/v1/merges', { query: { area, scenario, limit: LISTED }, signal: abort })).items ?? [];
      }),
    };
  }, [model]);
  const take = (proposal: Proposal): void => {
    const changes = proposal.changes.map((one) => (proposal.needs_approval ? { ...one, approved: true } : one));
    model.editing.make(adding(model.editing.editor.changes.peek(), 'facilities', { does: 'merge', place: proposal.into.name }, ...changes));
    model.editing.said.value = w('said.made', { change: w('does.merge'), place: proposal.into.name });
  };
  return (
    <details class="merges" onToggle={(event) => (open.value = event.currentTarget.open)}>
      <summary>{w('merges.title')}</summary>
      <Region of={proposals} lines={3}>
        {(items) => items.length === 0 ? <p class="under">{w('merges.none')}</p> : (
          <>
            <p class="under">{w('merges.about', { n: count(items.length) })}</p>
            <ul class="change-list">
              {items.map((one) => (
                <li key={one.id} class="change-row">
                  <p>{one.sentence[language.value]}</p>
                  {one.needs_approval && <label class="drawer-only"><input type="checkbox" checked={approved.value.has(one.id)} onChange={(event) => (approved.value = event.currentTarget.checked ? new Set([...approved.value, one.id]) : new Set([...approved.value].filter((id) => id !== one.id)))} /> {w('field.approved')}</label>}
                  <button type="button" class="button small" disabled={one.needs_approval && !approved.value.has(one.id)} aria-label={w('merges.take_of', { place: one.into.name })} onClick={() => take(one)}>{w('merges.take')}</button>
                </li>
              ))}
            </ul>
          </>
        )}
      </Region>
    </details>
  );
}
