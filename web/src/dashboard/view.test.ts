import { expect, test } from 'vitest';
import { format, parse, type View } from './view';

const view: View = {
  area: '370522', standard: 'village-5km', travel: 'road', operator: 'coop', metric: 'people', town: '370522101000', people: 500, unplanned: true,
  selection: { kind: 'settlement', id: '370522101201' },
};

test('a view survives the address and back', () => {
  expect(parse(format(view, 'en'))).toEqual({ view, language: 'en' });
});

test('a malformed address falls back instead of failing', () => {
  const read = parse('?operator=bank&metric=money&people=-3&travel=air&unplanned=1').view;
  expect([read.operator, read.metric, read.people, read.travel, read.unplanned]).toEqual(['', 'settlements', 0, 'straight', false]);
});
