import type { Model } from './model';
import { w } from './words';

/** What the active scenario asks for. */
export function ParametersTab({ model }: { model: Model }) {
  if (model.scenario.value === null) return <p class="empty">{w('plan.no_scenario')}</p>;
  return <p>{model.scenario.value.model}</p>;
}
