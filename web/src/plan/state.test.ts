import { expect, test } from 'vitest';
import type { FacilityFeature, Plan, Scenario } from '../api/records';
import { answers, figuresOf, outdated, plansOf } from './state';

const scenario: Scenario = { id: 's', name: 'a', area: '370503', standard: 'village-2km', model: 'mclp', travel: 'straight', p: 10, version: 3 };

test('a plan answers a scenario that asks the same, whoever asked and however it is written', () => {
  expect(answers({ ...scenario, weight: 'population' }, scenario)).toBe(true);
  expect(answers({ ...scenario, rules: { needs: 2, open: ['a', 'b'] } }, { ...scenario, rules: { open: ['a', 'b'], needs: 2, forbid: [], capacities: false } })).toBe(true);
  expect(answers({ ...scenario, rules: { open: ['b', 'a'] } }, { ...scenario, rules: { open: ['a', 'b'] } })).toBe(false);
  expect(answers({ ...scenario, weight: 'population' }, { ...scenario, weight: 'settlements' })).toBe(false);
  expect(answers({ ...scenario, p: 0 }, { ...scenario, p: undefined as never })).toBe(false);
  expect(answers({ ...scenario, changes: { facilities: [{ do: 'close', facility: 'f' }] } }, scenario)).toBe(false);
});

test('what answers the scenario as it stands comes before what it asked earlier, and is not out of date', () => {
  const plan = (id: string, of: string, p: number, stale = false) => ({ id, stale, scenario: { ...scenario, id: of, p } });
  const plans = [plan('older', 's', 9), plan('twin', 'other', 10), plan('foreign', 'other', 9)];
  expect(plansOf(plans, scenario).map(({ id }) => id)).toEqual(['twin', 'older']);
  expect(plans.map((one) => outdated(one, scenario))).toEqual([true, false, true]);
  expect(outdated(plan('twin', 'other', 10, true), scenario)).toBe(true);
});

test('points and yearly cost follow the changes and what the plan opens; one unknown cost makes the sum unknown', () => {
  const one = (id: string, status: string, tier: string, yearly: number | null) => [id, { geometry: null, properties: { id, name: id, status, tier, yearly_cost_yuan: yearly } } as unknown as FacilityFeature] as const;
  const premises = new Map([one('hub', 'active', 'hub', 1000), one('a', 'active', 'point', 100), one('b', 'active', 'point', 200), one('c', 'candidate', 'point', 300)]);
  expect(figuresOf(premises, undefined, null, 0.5)).toEqual({ points: 2, coverage: 0.5, yearly: 1300, carriage: false });
  const changes: Scenario['changes'] = { facilities: [{ do: 'close', facility: 'a' }, { do: 'add', facility: 'c' }, { do: 'upgrade', facility: 'b', tier: 'station', yearly_cost_yuan: 500 }, { do: 'add', facility: 'new', tier: 'point', yearly_cost_yuan: 50 }] };
  expect(figuresOf(premises, changes, null, null)).toMatchObject({ points: 2, yearly: 1000 + 500 + 300 + 50 });
  expect(figuresOf(premises, { facilities: [{ do: 'add', facility: 'new' }] }, null, null)).toMatchObject({ points: 3, yearly: null });
  const plan = { opened: { features: [{}, {}] }, yearly_cost_yuan: 70 } as unknown as Plan;
  expect(figuresOf(premises, undefined, plan, 1)).toMatchObject({ points: 4, yearly: 1370 });
});
