// A scenario as it is said to the program: what a person decides about it.
import type { Scenario } from '../api/records';
import type { components } from '../api/schema';

/** All that a person decides about a scenario; ID and version are the program's. */
export type Fields = components['schemas']['ScenarioDraft'];

/** The fields of a scenario as they stand, to save it with some of them changed. */
export function fieldsOf(scenario: Scenario): Fields {
  const { id: _, version: __, phases_yuan: ___, ...fields } = scenario as Scenario & { $schema?: string };
  delete fields.$schema;
  return { ...fields, travel: fields.travel === 'road' ? 'road' : 'straight' };
}

/** A name that no scenario has yet, such as the copy of one. */
export function freshName(name: string, taken: readonly string[]): string {
  for (let n = 2; ; n++) {
    const next = `${name.slice(0, 190)} ${n}`;
    if (!taken.includes(next)) return next;
  }
}
