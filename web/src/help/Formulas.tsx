import { useMemo } from 'preact/hooks';
import { get } from '../api/client';
import type { Info } from '../api/records';
import { resource, type Resource } from '../api/resource';
import { tb } from '../i18n/board';
import { t } from '../i18n/i18n';
import { decimal, length } from '../i18n/numbers';
import { term } from '../i18n/terms';
import { Region } from '../ui/Region';
import { w } from './words';

/** Figures that the dashboard explains, in its very words, and those that stand elsewhere. */
const BOARD = ['how.reach', 'how.people', 'how.service', 'how.gaps', 'how.share', 'how.plan', 'how.trend'] as const;
const OTHERS = ['limit', 'distance', 'classes', 'gap', 'objective', 'cost', 'three', 'change'] as const;

/** How figures are made, with the standard that is used where none is chosen. */
export function Formulas({ info }: { info: Resource<Info> }) {
  const standards = useMemo(() => resource(() => '', async (_, abort) => (await get('/api/v1/standards', { query: { limit: 1000 }, signal: abort })).items ?? []), []);
  const usual = info.state.value.value?.default_standard ?? '';
  return (
    <>
      <Region of={standards} lines={6}>{(all) => {
        const rule = all.find(({ id }) => id === usual) ?? all[0];
        if (rule === undefined) return null;
        const limit = typeof rule.limit_m === 'number' ? length(rule.limit_m) : t('minutes', { n: decimal((rule.limit_s ?? 0) / 60, 0) });
        const values = { limit, offers: (rule.offers ?? []).map((offer) => term('offer', offer)).join(t('list.separator')), kinds: (rule.kinds ?? []).map((kind) => term('kind', kind)).join(t('list.separator')) };
        return <ul class="plain">{BOARD.map((key) => <li key={key}>{tb(key, values)}</li>)}</ul>;
      }}</Region>
      <ul class="plain">{OTHERS.map((one) => <li key={one}>{w(`figure.${one}`)}</li>)}</ul>
    </>
  );
}
