// How the active scenario is called wherever it must be told which one that is.
import type { Model } from './model';
import { w } from './words';

/** The name of the active scenario, or of the baseline. */
export function nameOf(model: Model): string {
  if (model.view.value.scenario === '') return w('plan.baseline');
  return model.scenario.value?.name ?? w(model.missing.value ? 'plan.missing_name' : 'plan.loading');
}
