import { expect, test } from 'vitest';
import type { Assignment, NetworkAction, NetworkPlan, Plan } from '../api/records';
import { linksOf, loadsOf, servedClasses, tally, together } from './network';

const premises = (facility: string, tier: NetworkAction['tier'], action: NetworkAction['action'], fed?: string, into?: string): NetworkAction =>
  ({ facility, name: facility, tier, town: '1', coordinates: [118, 37], operators: ['postal'], action, ...(fed === undefined ? {} : { fed_from: fed }), ...(into === undefined ? {} : { into }),
    size: action === 'merge' || action === 'close' ? 0 : 1, capacity_parcels_day: null, flow_parcels_day: 0, yearly_yuan: 0, opening_yuan_once: 0, needs_approval: false });
const actions = [
  premises('H', 'hub', 'keep'), premises('S', 'station', 'keep', 'H'), premises('S2', 'station', 'close'),
  premises('P', 'point', 'add', 'S'), premises('Q', 'point', 'upgrade', 'H'), premises('R', 'point', 'merge', undefined, 'P'),
];
const byID = new Map(actions.map((action) => [action.facility, action]));
const served = (settlement: string, site: string): Assignment => ({ settlement, site, distance_m: 1, duration_s: 1 });
const assignments = [served('v1', 'P'), served('v2', 'P'), served('v3', 'Q')];
const words = (selection: Parameters<typeof linksOf>[2]): string[] => linksOf(byID, assignments, selection).map(({ kind, from, to }) => `${kind} ${from}>${to}`).sort();

test('without a selection all carriage between premises that are run is drawn, and no village', () => {
  expect(words(null)).toEqual(['direct Q>H', 'feed P>S', 'trunk S>H']);
  expect(words({ kind: 'settlement', id: 'not served' })).toEqual(['direct Q>H', 'feed P>S', 'trunk S>H']);
});

test('a village shows the whole way from itself to the hub', () => {
  expect(words({ kind: 'settlement', id: 'v1' })).toEqual(['feed P>S', 'serve v1>P', 'trunk S>H']);
  expect(words({ kind: 'settlement', id: 'v3' })).toEqual(['direct Q>H', 'serve v3>Q']);
});

test('a station shows its points, their villages and its own hub', () => {
  expect(words({ kind: 'facility', id: 'S' })).toEqual(['feed P>S', 'serve v1>P', 'serve v2>P', 'trunk S>H']);
});

test('a hub shows what it feeds, a point what moves into it, and what is merged where it goes', () => {
  expect(words({ kind: 'facility', id: 'H' })).toEqual(['direct Q>H', 'trunk S>H']);
  expect(words({ kind: 'facility', id: 'P' })).toEqual(['feed P>S', 'into R>P', 'serve v1>P', 'serve v2>P', 'trunk S>H']);
  expect(words({ kind: 'facility', id: 'R' })).toEqual(['into R>P']);
  expect(words({ kind: 'facility', id: 'S2' })).toEqual([]);
});

test('a chain that bites its tail ends', () => {
  const bad = [premises('A', 'station', 'keep', 'B'), premises('B', 'station', 'keep', 'A')];
  expect(linksOf(new Map(bad.map((one) => [one.facility, one])), [], { kind: 'facility', id: 'A' })).toHaveLength(2);
});

test('premises are counted by tier and action, and what hangs on them too', () => {
  expect(tally(actions).get('point-merge')).toBe(1);
  expect(tally(actions).get('hub-close')).toBeUndefined();
  expect(loadsOf(actions, assignments).get('H')).toEqual({ villages: 0, points: 1, stations: 1 });
  expect(loadsOf(actions, assignments).get('P')).toEqual({ villages: 2, points: 0, stations: 0 });
});

test('a village without a point is not served; what was left out or is no village stands outside', () => {
  const plan = { assignments, network: { left_out: ['v5'] } } as unknown as Plan;
  const classes = servedClasses([{ code: 'v1', kind: 'village' }, { code: 'v4', kind: 'village' }, { code: 'v5', kind: 'village' }, { code: 'x', kind: 'pseudo' }], plan, ['village']);
  expect([...classes.values()]).toEqual(['covered', 'uncovered', 'outside', 'outside']);
});

test('operators together have an unknown cost where one has no answer', () => {
  const plan = (objective: number | null): NetworkPlan => ({ objective_yuan: objective, cost: { unserved_yuan: 5 }, points: { run: 2 }, stations: { run: 1 }, hubs: { run: 1 }, km_day: 10, served_parcels_day: 7 }) as unknown as NetworkPlan;
  expect(together([plan(100), plan(50)])).toMatchObject({ yearly: 140, points: 4, km_day: 20, parcels: 14, unserved: 10 });
  expect(together([plan(100), plan(null)]).yearly).toBeNull();
  expect(together([]).yearly).toBeNull();
});
