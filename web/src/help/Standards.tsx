import { useMemo } from 'preact/hooks';
import { get } from '../api/client';
import { resource } from '../api/resource';
import { t } from '../i18n/i18n';
import { decimal, length } from '../i18n/numbers';
import { term } from '../i18n/terms';
import { Region } from '../ui/Region';
import { w } from './words';

/** Every standard that the store and the program have: its limit, what it counts, and where it is written. */
export function Standards() {
  const standards = useMemo(() => resource(() => '', async (_, abort) => (await get('/api/v1/standards', { query: { limit: 1000 }, signal: abort })).items ?? []), []);
  return (
    <Region of={standards} lines={4}>{(all) => (
      <div class="scroll" tabIndex={0} role="region" aria-label={w('part.standards')}>
        <table class="list">
          <caption class="unseen">{w('part.standards')}</caption>
          <thead><tr><th scope="col">{w('standard.name')}</th><th scope="col">{w('standard.limit')}</th><th scope="col" class="wide">{w('standard.offers')}</th><th scope="col">{w('standard.source')}</th></tr></thead>
          <tbody>
            {all.map((one) => (
              <tr key={one.id}>
                <th scope="row">{t('standard.name', { zh: one.name_zh, en: one.name_en })}<span class="under code">{one.id}</span></th>
                <td>{typeof one.limit_m === 'number' ? length(one.limit_m) : t('minutes', { n: decimal((one.limit_s ?? 0) / 60, 0) })}</td>
                <td class="wide">{(one.offers ?? []).map((offer) => term('offer', offer)).join(t('list.separator'))}</td>
                <td><span lang="zh-CN">{[one.source, one.clause].filter(Boolean).join(' ')}</span>{!one.verified && <span class="chip chip-check">{w('standard.unverified')}</span>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    )}</Region>
  );
}
