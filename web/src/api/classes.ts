// Which class each settlement is in under an audit. The audit lists what is not covered; the rest that the
// standard applies to is covered.
import type { Audit, Effect, Facility, Gap, Standard } from './records';

/** newly: covered, but not before; lost: not covered any more. */
export type Class = 'covered' | 'newly' | 'lost' | 'uncovered' | 'unreachable' | 'unlocated' | 'outside';

/** Sorts settlements into classes; before is given where the audit is of the state after a plan. */
export function classify(settlements: readonly { code: string; kind: string }[], audit: Audit, before: Audit | null): Map<string, Class> {
  const applies = new Set(audit.standard_rule.kinds ?? []);
  const missing = new Map<string, Class>();
  for (const gap of audit.uncovered ?? []) missing.set(gap.code, 'uncovered');
  for (const gap of audit.unreachable ?? []) missing.set(gap.code, 'unreachable');
  for (const gap of audit.unlocated ?? []) missing.set(gap.code, 'unlocated');
  const earlier = new Set(before === null ? [] : gapsOf(before).map((gap) => gap.code));
  const classes = new Map<string, Class>();
  for (const { code, kind } of settlements) {
    const covered: Class = earlier.has(code) ? 'newly' : 'covered';
    classes.set(code, missing.get(code) ?? (applies.has(kind) ? covered : 'outside'));
  }
  return classes;
}

/** All settlements that an audit does not find covered, worst first: no way at all, then by distance, then unlocated. */
export function gapsOf(audit: Audit): Gap[] {
  return [...(audit.unreachable ?? []), ...(audit.uncovered ?? []), ...(audit.unlocated ?? [])];
}

/** The counts of village committees (建制村) in an audit; null where the standard leaves them out. */
export function villagesOf(audit: Audit): NonNullable<Audit['by_kind']>[number] | null {
  return (audit.by_kind ?? []).find((kind) => kind.kind === 'village') ?? null;
}

/** Whether a facility counts towards a standard: it does if it offers at least one of what the standard asks for. */
export function offersAsked(facility: Pick<Facility, 'offers'>, rule: Pick<Standard, 'offers'>): boolean {
  const asked = new Set<string>(rule.offers ?? []);
  return (facility.offers ?? []).some((offer) => asked.has(offer));
}

/** The people who are not covered, whatever the reason; null where a class has people that nobody counted. */
export function missingPeople({ uncovered_population: uncovered, unreachable_population: unreachable, unlocated_population: unlocated }: Audit): number | null {
  return uncovered === null || unreachable === null || unlocated === null ? null : uncovered + unreachable + unlocated;
}

/**
 * The classes that a scenario's changes make of those before: who was covered and is no longer is lost, whatever the reason,
 * and who was not and is now is newly covered.
 */
export function reclassify(before: ReadonlyMap<string, Class>, items: readonly Effect[]): Map<string, Class> {
  const classes = new Map(before);
  for (const { code, before: was, after: now } of items) {
    if (!classes.has(code)) continue;
    classes.set(code, now.class === 'covered' ? (was.class === 'covered' ? 'covered' : 'newly') : was.class === 'covered' ? 'lost' : now.class);
  }
  return classes;
}

/** Classes with those who were covered before and are not now as lost. */
export function withLost(now: ReadonlyMap<string, Class>, before: ReadonlyMap<string, Class>): Map<string, Class> {
  const gone = (code: string, state: Class): boolean => (state === 'uncovered' || state === 'unreachable') && before.get(code) === 'covered';
  return new Map([...now].map(([code, state]) => [code, gone(code, state) ? 'lost' : state]));
}
