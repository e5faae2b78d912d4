import { expect, test } from 'vitest';
import type { Audit, Effect, Gap } from './records';
import { classify, gapsOf, missingPeople, offersAsked, reclassify, withLost, type Class } from './classes';

const gap = (code: string): Gap => ({ code }) as Gap;
const audit = (lists: Partial<Record<'uncovered' | 'unreachable' | 'unlocated', string[]>>): Audit =>
  ({
    standard_rule: { kinds: ['village'] },
    uncovered: (lists.uncovered ?? []).map(gap),
    unreachable: (lists.unreachable ?? []).map(gap),
    unlocated: (lists.unlocated ?? []).map(gap),
  }) as unknown as Audit;
const settlements = ['a', 'b', 'c', 'd'].map((code) => ({ code, kind: 'village' }));

test('what the audit does not list is covered', () => {
  const classes = classify(settlements, audit({ uncovered: ['b'], unreachable: ['c'], unlocated: ['d'] }), null);
  expect([...classes.values()]).toEqual(['covered', 'uncovered', 'unreachable', 'unlocated']);
});

test('what a plan covers is told from what was covered before', () => {
  const classes = classify(settlements, audit({ uncovered: ['c'] }), audit({ uncovered: ['b', 'c'] }));
  expect([...classes.values()]).toEqual(['covered', 'newly', 'uncovered', 'covered']);
});

test('kinds that the standard leaves out are neither covered nor gaps', () => {
  expect(classify([{ code: 'x', kind: 'pseudo' }], audit({}), null).get('x')).toBe('outside');
});

test('an unreachable settlement comes before the distant ones, an unlocated one last', () => {
  expect(gapsOf(audit({ uncovered: ['far'], unreachable: ['never'], unlocated: ['where'] })).map((g) => g.code)).toEqual(['never', 'far', 'where']);
});

test('lists that are null count as empty', () => {
  expect(gapsOf({ uncovered: null, unreachable: null, unlocated: null } as unknown as Audit)).toEqual([]);
});

test('people who are not covered are unknown where a class was never counted, not nothing', () => {
  const people = (uncovered: number | null, unlocated: number | null): Audit => ({ uncovered_population: uncovered, unreachable_population: 0, unlocated_population: unlocated }) as Audit;
  expect(missingPeople(people(70, 5))).toBe(75);
  expect(missingPeople(people(null, 5))).toBeNull();
  expect(missingPeople(people(70, null))).toBeNull();
});

test('a facility counts if it offers one of what is asked', () => {
  expect(offersAsked({ offers: ['retail', 'pickup'] }, { offers: ['pickup', 'dropoff'] })).toBe(true);
  expect(offersAsked({ offers: ['retail'] }, { offers: ['pickup'] })).toBe(false);
  expect(offersAsked({ offers: [] }, { offers: ['pickup'] })).toBe(false);
});

test('changes move settlements between classes: newly covered, lost, and out of reach; what they leave alone stays', () => {
  const before = new Map<string, Class>([['stays', 'covered'], ['gains', 'uncovered'], ['loses', 'covered'], ['worse', 'uncovered'], ['out', 'outside']]);
  const effect = (code: string, was: string, now: string): Effect => ({ code, before: { class: was }, after: { class: now } }) as Effect;
  const after = reclassify(before, [effect('stays', 'covered', 'covered'), effect('gains', 'uncovered', 'covered'), effect('loses', 'covered', 'uncovered'), effect('worse', 'uncovered', 'unreachable'), effect('elsewhere', 'covered', 'uncovered')]);
  expect([...after]).toEqual([['stays', 'covered'], ['gains', 'newly'], ['loses', 'lost'], ['worse', 'unreachable'], ['out', 'outside']]);
  expect([...withLost(new Map<string, Class>([['a', 'uncovered'], ['b', 'uncovered'], ['c', 'unlocated'], ['d', 'newly']]), new Map<string, Class>([['a', 'covered'], ['b', 'uncovered'], ['c', 'covered'], ['d', 'uncovered']]))])
    .toEqual([['a', 'lost'], ['b', 'uncovered'], ['c', 'unlocated'], ['d', 'newly']]);
});
