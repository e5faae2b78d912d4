// A new scenario on the present state, to make changes in.
import { change } from '../../api/client';
import type { Scenario } from '../../api/records';
import type { Model } from '../model';
import { freshName, type Fields } from '../scenario';
import { w } from './words';

/** Keeps a new scenario without changes for the area on show and shows it; a RequestError tells why not. */
export async function startScenario(model: Model): Promise<void> {
  const basis = model.basis.peek();
  const names = (model.scenarios.state.peek().value ?? []).map(({ name }) => name);
  const first = w('fresh.name');
  const fields: Fields = { name: names.includes(first) ? freshName(first, names) : first, model: 'lscp', travel: basis?.travel ?? 'straight', ...(basis === null ? {} : { area: basis.area, standard: basis.standard }) };
  const made = (await change('POST', '/api/v1/scenarios', fields)) as Scenario;
  model.scenarios.take([...(model.scenarios.state.peek().value ?? []), made].sort((a, b) => (a.id < b.id ? -1 : 1)));
  model.go({ scenario: made.id, plan: '', job: '', compare: '', tab: 'changes' });
}
