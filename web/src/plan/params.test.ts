import { expect, test } from 'vitest';
import type { Scenario } from '../api/records';
import { FIELDS, meantBy, shownIn, withDraft, wrongIn, type Field } from './params';

const scenario: Scenario = { id: 's', name: 'a', area: '370503', standard: 'village-2km', model: 'mclp', travel: 'straight', p: 10, rules: { needs: 2, town_floor_permille: 655, open: ['x'] }, version: 3 };
const of = (id: string): Field => FIELDS.find((one) => one.id === id) as Field;

test('what is typed is read by the kind of the field, and what cannot be is told from what is left open', () => {
  expect(meantBy(of('p'), ' 1,200 ')).toBe(1200);
  expect(meantBy(of('p'), '')).toBe(undefined);
  expect(['1.5', '-1', '1000001', 'ten', '1e3'].map((text) => meantBy(of('p'), text))).toEqual([null, null, null, null, null]);
  expect(meantBy(of('rules.needs'), '0')).toBe(null);
  expect(meantBy(of('rules.town_floor_permille'), '65.5')).toBe(655);
  expect(meantBy(of('rules.town_floor_permille'), '65.55')).toBe(null);
  expect(shownIn(of('rules.town_floor_permille'), {}, scenario)).toBe('65.5');
});

test('a draft changes the fields it names and no others, and an emptied field is left to the program', () => {
  expect(withDraft(scenario, { p: '12', 'rules.needs': '' })).toEqual({ name: 'a', area: '370503', standard: 'village-2km', model: 'mclp', travel: 'straight', p: 12, rules: { town_floor_permille: 655, open: ['x'] } });
  expect(scenario.rules?.needs).toBe(2);
});

test('a model takes the limits and rules that are its own along, and no others', () => {
  expect(withDraft(scenario, { model: 'lscp' })).not.toHaveProperty('p');
  expect(withDraft(scenario, { model: 'tier', 'rules.tier.separate': true, budget_yuan: '500000' })).toMatchObject({ model: 'tier', budget_yuan: 500000, rules: { tier: { separate: true } } });
  expect(withDraft(scenario, { model: 'tier' })).not.toHaveProperty('rules');
  expect(withDraft({ ...scenario, travel: 'road', profile: 'plain-walk' }, { travel: 'straight' })).not.toHaveProperty('profile');
});

test('a draft without the limit that its model needs is not saved', () => {
  expect(wrongIn({ p: '' }, scenario)).toEqual(['p']);
  expect(wrongIn({ p: '', budget_yuan: '100' }, scenario)).toEqual([]);
  expect(wrongIn({ p: 'x', name: ' ' }, scenario)).toEqual(['p', 'name']);
  expect(wrongIn({ p: '', model: 'lscp' }, scenario)).toEqual([]);
});
