import { expect, test } from 'vitest';
import type { StateComparison } from '../../api/records';
import { changeOf, rowsOf, valueOf, verdictOf } from './written';

test('figures have their units, and what is unknown says so', () => {
  expect([valueOf(430, 'settlements'), valueOf(0.841487, 'share'), valueOf(1403, 'm'), valueOf(61, 's'), valueOf(713000, 'yuan')]).toEqual(['430', '84.1%', '1.4公里', '2 分钟', '71.3 万元']);
  expect(valueOf(null, 'yuan')).toBe('未知');
  expect(changeOf(null, 'm')).toBe('未知');
});

test('a change has its sign, and its arrow goes with the figure while the word goes with what it means', () => {
  expect([changeOf(100, 'settlements'), changeOf(-233, 'm'), changeOf(0.195, 'share'), changeOf(0, 'yuan')]).toEqual(['+100', '−233米', '+19.5 个百分点', '0']);
  expect([verdictOf('better', -233), verdictOf('worse', 713000), verdictOf('better', 100), verdictOf('same', 0), verdictOf('none', 3)]).toEqual(['▼ 改善', '▲ 恶化', '▲ 改善', '不变', '']);
});

test('the file holds the figures as they came', () => {
  const found = { indicators: [{ key: 'covered_share', unit: 'share', a: 0.5, b: null, change: null, verdict: 'none' }], towns: [{ name: '镇', a_share: 0.25, b_share: 0.5, change: 0.25, verdict: 'better' }] } as unknown as StateComparison;
  expect(rowsOf(found, '现状', '一').slice(1)).toEqual([['覆盖率', '比例', 0.5, null, null, ''], ['覆盖率：镇', '比例', 0.25, 0.5, 0.25, '改善']]);
});
