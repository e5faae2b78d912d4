// A scenario as it is said to the program: what a person decides about it.
import type { Scenario } from '../api/records';
import type { components } from '../api/schema';

/** All that a person decides about a scenario; ID and version are the program's. */
export type Fields = components['schemas']['ScenarioDraft'];

const FIELDS = ['name', 'area', 'standard', 'model', 'weight', 'travel', 'profile', 'p', 'budget_yuan', 'changes', 'rules'] as const satisfies readonly (keyof Fields)[];

/** The fields of a scenario as they stand, to save it with some of them changed. Who accepted which plan is no field. */
export function fieldsOf(scenario: Scenario): Fields {
  const fields = Object.fromEntries(FIELDS.filter((field) => scenario[field] !== undefined).map((field) => [field, scenario[field]])) as unknown as Fields;
  return { ...fields, travel: scenario.travel === 'road' ? 'road' : 'straight' };
}

/** A name that no scenario has yet, such as the copy of one. */
export function freshName(name: string, taken: readonly string[]): string {
  for (let n = 2; ; n++) {
    const next = `${name.slice(0, 190)} ${n}`;
    if (!taken.includes(next)) return next;
  }
}
