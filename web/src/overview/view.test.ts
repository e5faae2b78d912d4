import { expect, test, vi } from 'vitest';
import { format, parse, type View } from './view';

const view: View = {
  area: '370522', plan: 'abc123', after: true, town: '370522100000', tab: 'plan',
  selection: { kind: 'settlement', id: '370522100201' }, scenario: 'flood', show: 'area', limit: 's900',
  part: 'towns', sites: 'point-close', job: 'j1',
};

test('a view survives the address and back', () => {
  expect(parse(format(view, 'en'))).toEqual({ view, language: 'en' });
});

test('a malformed address falls back instead of failing', () => {
  const read = parse('?tab=nonsense&sel=castle:1&lang=fr&view=later&show=me&limit=1');
  expect(read.view.tab).toBe('gaps');
  expect(read.view.selection).toBeNull();
  expect(read.view.after).toBe(false);
  expect([read.view.show, read.view.limit]).toEqual(['', 's1800']);
  expect(read.language).toBe('zh');
});

test('a part of a three-tier plan that does not exist falls back', () => {
  const read = parse('?tab=tiers&part=roof&sites=point-burn');
  expect([read.view.tab, read.view.part, read.view.sites]).toEqual(['tiers', 'sites', '']);
});

test('the page is Chinese whatever the browser prefers, unless the address asks for English', () => {
  vi.stubGlobal('navigator', { language: 'en-GB', languages: ['en-GB'] });
  expect(parse('').language).toBe('zh');
  expect(parse('?lang=en').language).toBe('en');
  vi.unstubAllGlobals();
});

test('an id with colons survives', () => {
  const selected = { ...view, selection: { kind: 'facility' as const, id: 'post:3705:1' } };
  expect(parse(format(selected, 'zh')).view.selection).toEqual(selected.selection);
});
