import { useSignal } from '@preact/signals';
import { count } from '../../i18n/numbers';
import { Name } from '../../ui/Name';
import { Failure } from '../../ui/Region';
import { editable } from '../changes/ReadOnly';
import type { Model } from '../model';
import { w } from './words';

/** The sites that the scenario's rules take as open, each with a button that lets it go. */
export function Locked({ model }: { model: Model }) {
  const error = useSignal<Error | null>(null);
  const open = model.scenario.value?.rules?.open ?? [];
  if (open.length === 0) return null;
  const nameOf = (id: string): string => model.facilityByID.value.get(id)?.properties.name ?? model.settlementByCode.value.get(id)?.properties.name ?? id;
  const unlock = async (id: string): Promise<void> => {
    error.value = null;
    const { open: _, ...rules } = model.scenario.peek()?.rules ?? {};
    const kept = open.filter((one) => one !== id);
    try {
      await model.save({ rules: kept.length === 0 ? (Object.keys(rules).length === 0 ? undefined : rules) : { ...rules, open: kept } });
      model.editing.said.value = w('said.unlocked', { place: nameOf(id) });
    } catch (cause) {
      error.value = cause instanceof Error ? cause : new Error(String(cause));
    }
  };
  return (
    <>
      <h2>{w('locked.title', { n: count(open.length) })}</h2>
      <p class="under">{w('locked.how')}</p>
      <ul class="plan-chips">
        {open.map((id) => (
          <li key={id}>
            <Name of={nameOf(id)} />
            {editable(model) && <button type="button" class="plan-drop" aria-label={w('locked.drop', { place: nameOf(id) })} onClick={() => void unlock(id)}>×</button>}
          </li>
        ))}
      </ul>
      {error.value !== null && <Failure error={error.value} retry={() => (error.value = null)} />}
    </>
  );
}
