import { expect, test } from 'vitest';
import { adding, apply, canon, dependents, inverse, removing, replacing, transplant, type Change, type ChangeSet, type FacilityChange, type List, type Step } from './history';
import { begin, current, DEPTH, follow, make, next, onTop, redo, restore, sent, undo, type Session } from './session';

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
console.log(`seed of the properties of changes: ${seed} (SEED=${seed} repeats them)`);

function dice(start: number): (below: number) => number {
  let state = start >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

function anyChange(roll: (below: number) => number, list: List): Change {
  if (list === 'roads') return { do: 'add', class: 'village', line: [[118 + roll(100) / 100, 37], [118, 37 + roll(100) / 100]] };
  const id = `F-${roll(9)}`;
  const into = `F-${9 + roll(9)}`;
  return ([{ do: 'add', facility: id, name: 'n', tier: 'point', settlement: '1' }, { do: 'close', facility: id }, { do: 'merge', facility: id, into }, { do: 'move', facility: id, location: [118, 37] }] as FacilityChange[])[roll(4)]!;
}

function anyStep(roll: (below: number) => number, changes: ChangeSet): Step {
  const list: List = roll(3) === 0 ? 'roads' : 'facilities';
  const many = (changes[list] ?? []).length;
  const label = { does: 'edit', place: String(roll(1000)) } as const;
  if (many === 0 || roll(3) === 0) return adding(changes, list, label, ...Array.from({ length: 1 + roll(3) }, () => anyChange(roll, list)));
  const at = roll(many);
  return roll(2) === 0 ? removing(changes, list, at, label) : replacing(changes, list, at, label, anyChange(roll, list));
}

// walk makes random steps, undoes and redoes, and saves in between.
function walk(roll: (below: number) => number, length: number, look: (session: Session) => void): Session {
  let session = begin('s', 1, { date: '2026-11-26' });
  for (let i = 0; i < length; i++) {
    const does = roll(10);
    const after = does < 5 ? make(session, anyStep(roll, current(session))) : does < 7 ? undo(session) : does < 8 ? redo(session) : session.queue.length > 0 ? sent(session, session.version + 1) : session;
    session = after ?? session;
    look(session);
  }
  return session;
}

test('a step and its inverse leave every change-set as it was', () => {
  const roll = dice(seed);
  let changes: ChangeSet = { demand_factor: 2 };
  for (let i = 0; i < 200; i++) {
    const step = anyStep(roll, changes);
    const after = apply(changes, step);
    expect(after, JSON.stringify({ changes, step })).not.toBeNull();
    expect(canon(apply(after!, inverse(step)))).toBe(canon(changes));
    expect(after!.demand_factor).toBe(2);
    if (roll(2) === 0) changes = after!;
  }
});

test('undoing all steps gives the first state, making all again the last one', () => {
  for (let round = 0; round < 12; round++) {
    const session = walk(dice(seed + round), 40, () => undefined);
    const last = canon(current(session));
    let back = session;
    for (let one = undo(back); one !== null; one = undo(back)) back = one;
    expect(canon(current(back))).toBe(canon({ date: '2026-11-26' }));
    for (let i = 0; i < session.past.length; i++) back = redo(back)!;
    expect(canon(current(back))).toBe(last);
    expect(back.future).toEqual(session.future);
  }
});

test('saving step by step in order ends with what is seen, and every state saved was seen before', () => {
  const seen = new Set<string>([canon({ date: '2026-11-26' })]);
  let session = walk(dice(seed + 1000), 90, (now) => void seen.add(canon(current(now))));
  const goal = canon(current(session));
  while (next(session) !== null) {
    session = sent(session, session.version + 1);
    expect(seen).toContain(canon(session.saved));
  }
  expect(canon(session.saved)).toBe(goal);
  expect(session.queue).toEqual([]);
});

test('a session is the same after it was kept and read again, and a broken one is not believed', () => {
  for (let round = 0; round < 12; round++) {
    const session = walk(dice(seed + 2000 + round), 30, () => undefined);
    expect(restore(JSON.stringify(session), 's')).toEqual(session);
  }
  const session = make(begin('s', 1, {}), adding({}, 'facilities', { does: 'close', place: 'x' }, { do: 'close', facility: 'x' }))!;
  expect(restore(JSON.stringify(session), 'other')).toBeNull();
  expect(restore('{', 's')).toBeNull();
  expect(restore(JSON.stringify({ ...session, queue: [removing({ facilities: [{ do: 'close', facility: 'y' }] }, 'facilities', 0, { does: 'remove', place: 'y' })] }), 's')).toBeNull();
  const strange = { label: { does: 'close', place: 'z' }, ops: [{ list: 'facilities', at: 7, out: null, in: { do: 'close', facility: 'z' } }] };
  const kept = restore(JSON.stringify({ ...session, past: [strange] }), 's');
  expect(kept?.past).toEqual([]);
  expect(kept?.queue).toEqual(session.queue);
});

test('what was made on an older version is put on top of what others wrote, and what fits nothing is told', () => {
  const close = (id: string): FacilityChange => ({ do: 'close', facility: id });
  const label = { does: 'close', place: 'p' } as const;
  const saved: ChangeSet = { facilities: [close('a'), close('b')] };
  let session = begin('s', 3, saved);
  session = make(session, adding(saved, 'facilities', label, close('c')))!;
  session = make(session, removing(current(session), 'facilities', 0, label))!;
  session = make(session, removing(current(session), 'facilities', 0, label))!;
  // Somebody else took b away and closed d before all others.
  const theirs: ChangeSet = { date: '2026-01-01', facilities: [close('d'), close('a')] };
  expect(follow(session, 4, theirs)).toBe('conflict');
  const { session: mine, left } = onTop(session, 4, theirs);
  expect(current(mine)).toEqual({ date: '2026-01-01', facilities: [close('d'), close('c')] });
  expect(left).toHaveLength(1);
  expect(mine.version).toBe(4);
});

test('a version with the same changes keeps everything, one with others is shown when nothing is unsaved', () => {
  const saved: ChangeSet = { facilities: [{ do: 'close', facility: 'a' }] };
  const session = make(begin('s', 1, saved), adding(saved, 'facilities', { does: 'close', place: 'b' }, { do: 'close', facility: 'b' }))!;
  expect(follow(session, 2, { facilities: [{ facility: 'a', do: 'close' }] })).toEqual({ ...session, version: 2 });
  const all = sent(session, 2);
  expect(follow(all, 3, {})).toEqual(begin('s', 3, {}));
});

test('a change takes along what stands on it, and what it does not carry stays', () => {
  const changes: ChangeSet = {
    facilities: [{ do: 'add', facility: 'new', name: 'n', tier: 'point', settlement: '1' }, { do: 'close', facility: 'a' }, { do: 'merge', facility: 'b', into: 'new' }, { do: 'move', facility: 'new', settlement: '2' }],
  };
  expect(dependents(changes, 'facilities', 0)).toEqual([2, 3]);
  expect(dependents(changes, 'facilities', 1)).toEqual([]);
  const step = removing(changes, 'facilities', 0, { does: 'remove', place: 'n' });
  const after = apply(changes, step)!;
  expect(after.facilities).toEqual([{ do: 'close', facility: 'a' }]);
  expect(canon(apply(after, inverse(step)))).toBe(canon(changes));
});

test('a step that fits nothing is refused, and the list of what can be undone is bounded', () => {
  const label = { does: 'close', place: '' } as const;
  expect(make(begin('s', 1, {}), replacing({}, 'facilities', 5, label, { do: 'close', facility: 'x' }))).toBeNull();
  expect(transplant({}, { label, ops: [{ list: 'roads', at: 0, out: { do: 'close', way: 1 }, in: null }] })).toBeNull();
  let session = begin('s', 1, {});
  for (let i = 0; i < DEPTH + 50; i++) session = sent(make(session, adding(current(session), 'roads', label, { do: 'close', way: i }))!, i);
  expect(session.past).toHaveLength(DEPTH);
  expect(undo(begin('s', 1, {}))).toBeNull();
  expect(redo(begin('s', 1, {}))).toBeNull();
});
