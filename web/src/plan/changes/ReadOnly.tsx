import { useSignal } from '@preact/signals';
import { may } from '../../account/account';
import { Failure } from '../../ui/Region';
import type { Model } from '../model';
import { startScenario } from './fresh';
import { w } from './words';

/** Says that the present state is only read, and offers a new scenario on it to who may keep one. */
export function ReadOnly({ model }: { model: Model }) {
  const busy = useSignal(false);
  const error = useSignal<Error | null>(null);
  const start = async (): Promise<void> => {
    if (busy.value) return;
    busy.value = true;
    error.value = null;
    try {
      await startScenario(model);
    } catch (cause) {
      error.value = cause instanceof Error ? cause : new Error(String(cause));
    } finally {
      busy.value = false;
    }
  };
  return (
    <div class="readonly">
      <p>{w(may('plan') ? 'readonly.baseline' : 'readonly.viewer')}</p>
      {error.value !== null && <Failure error={error.value} retry={() => void start()} />}
      {may('plan') && <button type="button" class="button main" aria-busy={busy.value} onClick={() => void start()}>{w('readonly.start')}</button>}
    </div>
  );
}

/** Whether changes can be made here: a scenario is on show, and who looks may plan. */
export function editable(model: Model): boolean {
  return model.scenario.value !== null && may('plan');
}
