import { expect, test } from 'vitest';
import { format, parse, path, type View } from './view';

const view: View = {
  scenario: '利津 30/点', area: '370522', tab: 'changes', compare: 'baseline', how: 'difference', plan: '0123456789ab', job: 'j1',
  selection: { kind: 'settlement', id: '370522100201' }, show: 'area', limit: 's900', hidden: ['covered', 'point-add'], box: [118.1, 37.2, 118.9, 37.9],
};

test('a view written into an address is read back', () => {
  expect(parse(format(view, 'en'), path(view))).toEqual({ view, language: 'en' });
  expect(path({ ...view, scenario: '' })).toBe('/plan');
});

test('what is unknown or malformed in an address falls back', () => {
  const read = parse('?tab=roof&how=much&sel=castle:1&hide=covered,moon&box=119,37,118,38&lang=fr', '/plan/%E0%A4%A');
  expect(read.language).toBe('zh');
  expect(read.view).toMatchObject({ scenario: '', tab: 'scenarios', how: 'swipe', selection: null, hidden: ['covered'], box: null });
});
