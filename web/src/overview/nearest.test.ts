import { expect, test } from 'vitest';
import type { Audit, FacilityFeature } from '../api/records';
import { nearestOf } from './nearest';

const facility = (id: string, at: [number, number], offers: string[]): FacilityFeature =>
  ({ geometry: { type: 'Point', coordinates: at }, properties: { id, offers } }) as unknown as FacilityFeature;
const audit = (method: string): Audit => ({ travel: { method, detour_factor: 1.3 }, standard_rule: { offers: ['pickup'] } }) as unknown as Audit;
const near = facility('near', [118, 37.005], ['retail']);
const far = facility('far', [118, 37.01], ['pickup']);

test('the nearest facility that offers what the standard asks is found, by detour length rounded up', () => {
  const found = nearestOf([118, 37], [near, far], audit('straight'));
  expect(found?.facility.id).toBe('far');
  expect(found?.meters).toBe(1446); // 0.01° of a meridian is 1111.95 m
});

test('on roads the page does not guess', () => expect(nearestOf([118, 37], [far], audit('road'))).toBeNull());
