import { t } from '../i18n/i18n';
import { count, day, decimal, length } from '../i18n/numbers';
import type { Model } from './model';
import { Fact } from '../ui/Fact';
import { term } from '../i18n/terms';

/** How the figures are made: the rule, where it is written, how far is measured, on which records and which day. */
export function MethodPanel({ model }: { model: Model }) {
  const audit = model.audit.value;
  const info = model.info.state.value.value;
  if (audit === null) return null;
  const rule = audit.standard_rule;
  const { travel, nearest } = audit;
  const limit = typeof rule.limit_m === 'number' ? length(rule.limit_m) : t('minutes', { n: decimal((rule.limit_s ?? 0) / 60, 0) });
  const offers = (rule.offers ?? []).map((offer) => term('offer', offer)).join(t('list.separator'));
  const kinds = (rule.kinds ?? []).map((kind) => term('kind', kind)).join(t('list.separator'));
  return (
    <section class="method">
      <h2>
        {t('standard.name', { zh: rule.name_zh, en: rule.name_en })} {!rule.verified && <span class="chip chip-check">{t('standard.unverified')}</span>}
      </h2>
      <p>{t('method.reach', { limit, offers, kinds })}</p>
      <p>{t('method.service')}</p>
      <p>{t('method.unknown', { n: count(audit.unknown_population_settlements), unlocated: count(audit.unlocated_settlements) })}</p>
      <dl class="facts">
        <Fact word={t('method.source')} value={[rule.source, rule.clause].filter(Boolean).join(' ')} />
        {rule.note !== undefined && rule.note !== '' && <Fact word={t('method.note')} value={rule.note} />}
        <Fact word={t('method.travel')} value={travel.method === 'straight' ? t('method.straight', { factor: decimal(travel.detour_factor ?? null) }) : term('travel', travel.method)} />
        {nearest !== undefined && nearest !== null && (
          <Fact word={t('method.distances')} value={t('method.quantiles', { p50: length(nearest.p50_m), p90: length(nearest.p90_m), max: length(nearest.max_m) })} />
        )}
        <Fact word={t('method.date')} value={day(audit.date)} />
        <Fact word={t('method.revision')} value={count(audit.revision)} />
        {info !== null && <Fact word={t('method.program')} value={`${info.program_version} · ${info.store.name}`} />}
      </dl>
      <p><a href="/licenses.md">{t('method.licences')}</a></p>
    </section>
  );
}
