// A new scenario on the present state, to make changes in.
import type { Model } from '../model';
import { freshName } from '../scenario';
import { NO_PLAN } from '../view';
import { w } from './words';

/** Keeps a new scenario without changes for the area on show and shows it; a RequestError tells why not. It begins with the question that needs no number. */
export async function startScenario(model: Model): Promise<void> {
  const basis = model.basis.peek();
  const names = (model.scenarios.state.peek().value ?? []).map(({ name }) => name);
  const first = w('fresh.name');
  const made = await model.add({ name: names.includes(first) ? freshName(first, names) : first, model: 'lscp', travel: basis?.travel ?? 'straight', ...(basis === null ? {} : { area: basis.area, standard: basis.standard }) });
  model.go({ scenario: made.id, plan: NO_PLAN, job: '', compare: '', tab: 'changes' });
}
