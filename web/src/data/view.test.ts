import { expect, test } from 'vitest';
import { format, parse } from './view';

test('a view comes back from the address it was written to', () => {
  for (const search of ['?tab=grid&kind=facilities&name=%E6%9D%91&after=P-1&lang=en', '?import=abc123&step=difference&lang=zh', '?area=370522&tab=findings&finding=facility_twice&lang=zh', '?lang=zh']) {
    const { view, language } = parse(search);
    expect(format(view, language)).toBe(search);
  }
});

test('what is malformed falls back', () => {
  const { view } = parse('?tab=x&step=y&import=../etc&kind=z');
  expect(view).toMatchObject({ tab: 'import', step: 'columns', import: '', kind: 'settlements' });
});
