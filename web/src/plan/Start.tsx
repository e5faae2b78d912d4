import { useSignal } from '@preact/signals';
import { may } from '../account/account';
import { post } from '../api/client';
import { Failure } from '../ui/Region';
import type { Model } from './model';
import { w } from './words';

/** Asks for a plan of the active scenario as it is saved, with its changes and rules; it is worked on in the background. */
export function Start({ model, again = false, disabled = false }: { model: Model; again?: boolean; disabled?: boolean }) {
  const error = useSignal<Error | null>(null);
  const busy = useSignal(false);
  const scenario = model.scenario.value;
  if (scenario === null || !may('plan')) return null;
  const send = (): void => {
    if (busy.value) return;
    busy.value = true;
    error.value = null;
    post('/api/v1/jobs', { kind: 'plan', parameters: { scenario: scenario.id }, priority: 'interactive' })
      .then((job) => model.go({ job: job.id, plan: '', selection: null }), (cause: unknown) => (error.value = cause instanceof Error ? cause : new Error(String(cause))))
      .finally(() => (busy.value = false));
  };
  return (
    <>
      <button type="button" class="button plan-go" disabled={busy.value || disabled} onClick={send}>{w(again ? 'solve.again' : 'solve.start')}</button>
      {error.value !== null && <Failure error={error.value} retry={send} title={w('solve.failed')} />}
    </>
  );
}
