// The changes of a scenario as a list of steps that are undone and made again. A step takes changes out of the list and
// puts others in, at a position each, so that it can be turned round exactly; nothing here knows of servers or pages.
import type { Scenario } from '../../api/records';

export type ChangeSet = NonNullable<Scenario['changes']>;
export type FacilityChange = NonNullable<ChangeSet['facilities']>[number];
export type RoadChange = NonNullable<ChangeSet['roads']>[number];
export type Change = FacilityChange | RoadChange;
export type List = 'facilities' | 'roads';

/** One change taken out at a position (null: none), and one put in there (null: none). */
export interface Op {
  list: List;
  at: number;
  out: Change | null;
  in: Change | null;
}

/** What a step does, in a word and the name of its place, for the words of undo and redo. */
export interface Label {
  does: 'add' | 'close' | 'merge' | 'upgrade' | 'move' | 'road_add' | 'road_close' | 'road_speed' | 'remove' | 'edit';
  place: string;
}

export interface Step {
  label: Label;
  ops: Op[];
}

/** A text that two values share if they are equal, whatever the order of their fields; what is not given does not count. */
export function canon(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canon).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const fields = Object.entries(value).filter(([, v]) => v !== undefined && v !== false && v !== '' && !(Array.isArray(v) && v.length === 0));
    return `{${fields.sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, v]) => `${JSON.stringify(k)}:${canon(v)}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

/** Makes a step on a change-set; null where it does not fit what stands there. The change-set given stays as it is. */
export function apply(changes: ChangeSet, step: Step): ChangeSet | null {
  const lists = { facilities: [...(changes.facilities ?? [])] as Change[], roads: [...(changes.roads ?? [])] as Change[] };
  for (const op of step.ops) {
    const list = lists[op.list];
    if (op.at < 0 || op.at > list.length) return null;
    if (op.out !== null && canon(list[op.at]) !== canon(op.out)) return null;
    list.splice(op.at, op.out === null ? 0 : 1, ...(op.in === null ? [] : [op.in]));
  }
  const { facilities: _f, roads: _r, ...rest } = changes;
  return {
    ...rest,
    ...(lists.facilities.length > 0 ? { facilities: lists.facilities as FacilityChange[] } : {}),
    ...(lists.roads.length > 0 ? { roads: lists.roads as RoadChange[] } : {}),
  };
}

/** The step that takes a step back. */
export function inverse(step: Step): Step {
  return { label: step.label, ops: step.ops.map((op) => ({ ...op, out: op.in, in: op.out })).reverse() };
}

/** Puts changes of facilities, or of roads, at the end of their list. */
export function adding(changes: ChangeSet, list: List, label: Label, ...added: Change[]): Step {
  const end = (changes[list] ?? []).length;
  return { label, ops: added.map((change, i) => ({ list, at: end + i, out: null, in: change })) };
}

/** Puts another change in the place of one. */
export function replacing(changes: ChangeSet, list: List, at: number, label: Label, change: Change): Step {
  return { label, ops: [{ list, at, out: (changes[list] ?? [])[at] ?? null, in: change }] };
}

/** Positions of later changes that a change carries: without it they would stand on nothing. */
export function dependents(changes: ChangeSet, list: List, at: number): number[] {
  const all = changes.facilities ?? [];
  const gone = list === 'facilities' ? all[at] : undefined;
  if (gone === undefined || gone.do !== 'add') return [];
  return all.flatMap((change, i) => (i > at && (change.facility === gone.facility || change.into === gone.facility) ? [i] : []));
}

/** Takes a change out of the list, and with it those that stand on it. */
export function removing(changes: ChangeSet, list: List, at: number, label: Label): Step {
  const all = (changes[list] ?? []) as Change[];
  // From the end, so that no position moves before its turn.
  const positions = [...dependents(changes, list, at), at].sort((a, b) => b - a);
  return { label, ops: positions.map((position) => ({ list, at: position, out: all[position] ?? null, in: null })) };
}

/**
 * Puts a step on a change-set that somebody else has written since: what it puts in goes to the end of the list, what it
 * takes out or replaces is looked for by what it says. Null where it is not there any more.
 */
export function transplant(changes: ChangeSet, step: Step): Step | null {
  let now = changes;
  const ops: Op[] = [];
  for (const op of step.ops) {
    const list = (now[op.list] ?? []) as Change[];
    const at = op.out === null ? list.length : list.findIndex((change) => canon(change) === canon(op.out));
    if (at < 0) return null;
    const moved: Op = { ...op, at };
    const next = apply(now, { label: step.label, ops: [moved] });
    if (next === null) return null;
    now = next;
    ops.push(moved);
  }
  return { label: step.label, ops };
}
