import { expect, test } from 'vitest';
import { blank, facilityChange, freshID, lineOf, problemsOf, reopen, roadChange, type Draft, type Ground } from './draft';
import { apply, type ChangeSet } from './history';
import { sumOf, tell, type Premises } from './told';
import type { FacilityFeature, SettlementFeature } from '../../api/records';

const village = (code: string, at: [number, number] | null): SettlementFeature => ({ type: 'Feature', geometry: at === null ? null : { type: 'Point', coordinates: at }, properties: { code, name: code } }) as unknown as SettlementFeature;
const villages = new Map([village('1', [118, 37]), village('2', [118.1, 37.1]), village('3', null)].map((one) => [one.properties.code, one]));
const record = (id: string, more: object = {}): FacilityFeature => ({
  type: 'Feature', geometry: { type: 'Point', coordinates: [118.2, 37.2] },
  properties: { id, name: id, tier: 'point', status: 'active', operators: ['postal'], offers: ['pickup'], settlement: '1', capacity_parcels_day: null, opening_cost_yuan: 8000, yearly_cost_yuan: 6000, universal_service: false, ...more },
}) as unknown as FacilityFeature;
const records = new Map([record('a'), record('b', { tier: 'station', yearly_cost_yuan: null }), record('u', { universal_service: true }), record('c', { status: 'candidate' })].map((one) => [one.properties.id, one]));
const premises = (id: string, changes: ChangeSet = {}): Premises | null => tell(changes, records, villages).now.get(id) ?? null;
const ground = (id: string): Ground => {
  const place = (code: string) => (code === '1' ? ([118, 37] as [number, number]) : code === '2' ? ([118.1, 37.1] as [number, number]) : null);
  return { premises: premises(id), located: (code) => place(code) !== null, place };
};
const whys = (draft: Draft, id = ''): string[] => problemsOf(draft, ground(id)).map(({ why }) => why);

test('a new point needs a place with a position, a name, who runs it and what it offers', () => {
  expect(whys(blank('add', { operators: [], offers: [] }))).toEqual(['place_missing', 'name_missing', 'operators_missing', 'offers_missing']);
  expect(whys(blank('add', { name: 'n', settlement: '3' }))).toEqual(['place_unlocated']);
  expect(whys(blank('add', { name: 'n', settlement: '3', location: [118, 37], exact: true }))).toEqual([]);
  expect(whys(blank('add', { name: 'n', settlement: '1', capacity: '-1', once: '1.5', yearly: 'x' }))).toEqual(['figure_wrong', 'whole_wrong', 'whole_wrong']);
  expect(whys(blank('add', { facility: 'c', known: true, operators: [], offers: [] }), 'c')).toEqual([]);
});

test('universal-service premises are closed, merged and moved only with approval, others without', () => {
  for (const more of [blank('close'), blank('merge', { into: 'a' }), blank('move', { settlement: '1' })]) {
    expect(whys({ ...more, facility: 'u' }, 'u')).toEqual(['approval_missing']);
    expect(whys({ ...more, facility: 'u', approved: true }, 'u')).toEqual([]);
    expect(whys({ ...more, facility: 'a' }, 'a')).toEqual([]);
  }
});

test('an upgrade goes up and changes something', () => {
  expect(whys(blank('upgrade', { facility: 'b', tier: 'point' }), 'b')).toEqual(['tier_below']);
  expect(whys(blank('upgrade', { facility: 'b', tier: 'station' }), 'b')).toEqual(['upgrade_nothing']);
  expect(whys(blank('upgrade', { facility: 'b', tier: 'hub' }), 'b')).toEqual([]);
  expect(facilityChange(blank('upgrade', { facility: 'b', tier: 'station', offers: ['finance'] }), premises('b'))).toEqual({ do: 'upgrade', facility: 'b', offers: ['finance'] });
});

test('a change says only what it uses, as the program wants it', () => {
  const full: Partial<Draft> = { facility: 'x', settlement: '1', location: [118.00000001, 37], exact: true, into: 'a', name: 'n', capacity: '40', once: '100', yearly: '200', approved: true, note: ' why ' };
  expect(facilityChange(blank('close', full), null)).toEqual({ do: 'close', facility: 'x', approved: true, note: 'why' });
  expect(facilityChange(blank('merge', full), null)).toEqual({ do: 'merge', facility: 'x', into: 'a', capacity_parcels_day: 40, yearly_cost_yuan: 200, approved: true, note: 'why' });
  expect(facilityChange(blank('move', full), null)).toEqual({ do: 'move', facility: 'x', settlement: '1', location: [118, 37], opening_cost_yuan: 100, yearly_cost_yuan: 200, approved: true, note: 'why' });
  expect(facilityChange(blank('add', { ...full, exact: false }), null)).toEqual({ do: 'add', facility: 'x', settlement: '1', name: 'n', tier: 'point', operators: ['postal'], offers: ['pickup', 'dropoff'], capacity_parcels_day: 40, opening_cost_yuan: 100, yearly_cost_yuan: 200, note: 'why' });
});

test('a road goes from village to village or as it was drawn, and a closing names a way or a name', () => {
  expect(whys(blank('road_add', { from: '1' }))).toEqual(['line_missing']);
  expect(whys(blank('road_add', { from: '1', to: '1' }))).toEqual(['line_same']);
  expect(whys(blank('road_add', { from: '1', to: '2', speed: '300' }))).toEqual(['speed_wrong']);
  expect(roadChange(blank('road_add', { from: '1', to: '2', road: 'new', speed: '40' }), ground(''))).toEqual({ do: 'add', class: 'village', line: [[118, 37], [118.1, 37.1]], road: 'new', speed_kmh: 40 });
  expect(lineOf(blank('road_add', { line: [[1, 2], [3, 4]], from: '1', to: '2' }), ground(''))).toEqual([[1, 2], [3, 4]]);
  const foot = { at: [118.5, 37.5] as [number, number], meters: 12 };
  expect(lineOf(blank('road_add', { from: '1', to: '2', feet: [foot, 'none'] }), ground(''))).toEqual([[118.5, 37.5], [118.1, 37.1]]);
  expect(whys(blank('road_add', { from: '1', to: '2', feet: ['none', 'none'] }))).toEqual(['line_unjoined']);
  expect(whys(blank('road_add', { from: '1', to: '2', feet: [foot, 'asking'] }))).toEqual(['line_asking']);
  expect(whys(blank('road_close'))).toEqual(['road_missing']);
  expect(roadChange(blank('road_close', { way: 7, road: 'name' }), ground(''))).toEqual({ do: 'close', way: 7 });
});

test('a change that is opened again and sent as it is stays the same', () => {
  const changes: ChangeSet = {
    facilities: [
      { do: 'add', facility: 'N-1-1', name: 'n', tier: 'station', settlement: '1', operators: ['coop'], offers: ['retail'], opening_cost_yuan: 5 },
      { do: 'move', facility: 'a', settlement: '2', location: [118.3, 37.3] }, { do: 'merge', facility: 'a', into: 'b', yearly_cost_yuan: 9 }, { do: 'upgrade', facility: 'b', tier: 'hub' }, { do: 'close', facility: 'u', approved: true },
    ],
    roads: [{ do: 'add', class: 'county', line: [[1, 2], [3, 4]], speed_kmh: 30 }, { do: 'close', road: 'r' }],
  };
  for (const told of tell(changes, records, villages).told) {
    const before = told.list === 'facilities' ? tell({ facilities: (changes.facilities ?? []).slice(0, told.at) }, records, villages).now.get((told.change as { facility: string }).facility) ?? null : null;
    const draft = reopen(told, before !== null);
    expect(told.list === 'roads' ? roadChange(draft, ground('')) : facilityChange(draft, before)).toEqual(told.change);
  }
});

test('changes are told in their order, each on what those before it made', () => {
  const changes: ChangeSet = { facilities: [
    { do: 'add', facility: 'new', name: 'New', tier: 'point', settlement: '1', operators: ['coop'], offers: ['retail'], opening_cost_yuan: 100, yearly_cost_yuan: 50 },
    { do: 'move', facility: 'new', settlement: '2' }, { do: 'merge', facility: 'u', into: 'new', approved: true }, { do: 'close', facility: 'b' },
  ] };
  const { told, now } = tell(changes, records, villages);
  expect(told.map(({ does, name, from, to, needsApproval }) => [does, name, from, to, needsApproval])).toEqual([
    ['add', 'New', null, [118, 37], false], ['move', 'New', [118, 37], [118.1, 37.1], false], ['merge', 'u', [118.2, 37.2], [118.2, 37.2], true], ['close', 'b', [118.2, 37.2], [118.2, 37.2], false],
  ]);
  expect(now.get('new')).toMatchObject({ active: true, at: [118.1, 37.1], operators: ['coop', 'postal'], offers: ['retail', 'pickup'], universal: true, made: true });
  expect(now.get('u')?.active).toBe(false);
  // The new one costs 100 once and 50 a year; u saves 6,000 a year; what the move and closing b bring nobody said.
  expect(sumOf(told)).toEqual({ once: 100, yearly: -5950, unknown: 2 });
  expect(apply(changes, { label: { does: 'edit', place: '' }, ops: [] })).toEqual(changes);
});

test('new IDs are not taken yet', () => {
  expect(freshID('1', (id) => id === 'N-1-1')).toBe('N-1-2');
  expect(freshID('', () => false)).toBe('N-new-1');
});
