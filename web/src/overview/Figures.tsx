import type { ComponentChildren } from 'preact';
import { ShareBar } from '../charts/ShareBar';
import { t } from '../i18n/i18n';
import { count, fraction, points, share } from '../i18n/numbers';
import type { Audit } from '../api/records';
import { missingPeople, villagesOf } from '../api/classes';
import type { Model } from './model';
import { term } from '../i18n/terms';

/** The four figures of the state on show, with what stood before the plan where that is another. */
export function Figures({ model }: { model: Model }) {
  const audit = model.audit.value;
  if (audit === null) return null;
  const before = model.after.value ? model.before.value : null;
  const { service } = audit;
  const villages = villagesOf(audit);
  return (
    <dl class="figures">
      <Figure label={t('figure.villages')} value={count(service.villages)} note={t('figure.settlements', { n: count(audit.settlements), people: audit.population === null ? why(audit.population_reason) : t('figure.people', { n: count(audit.population) }) })} />
      <Figure label={t('figure.reach')} value={share(reachOf(audit))} note={t('figure.reach_people', { share: peopleReachOf(audit) === null ? why(audit.population_reason) : share(peopleReachOf(audit)) })} change={changeOf(before && reachOf(before), reachOf(audit))}>
        <ShareBar value={reachOf(audit)} before={before && reachOf(before)} />
        {villages === null && <span>{t('figure.reach_not_asked')}</span>}
      </Figure>
      <Figure
        label={t('figure.service')}
        value={service.no_record > 0 && service.rate !== null ? t('figure.service_least', { share: share(service.rate) }) : share(service.rate)}
        note={withReason(t('figure.service_parts', { unknown: count(service.no_record), most: share(service.rate_at_most), exempt: count(service.exempt) }), service.rate, service.reason)}
      >
        <ShareBar value={service.rate ?? null} />
      </Figure>
      <Figure
        label={t('figure.uncovered')}
        value={count(missingPeople(audit))}
        note={uncoveredNote(audit)}
        change={before === null ? undefined : t('figure.was', { n: count(missingPeople(before)) })}
      />
    </dl>
  );
}

/** One figure with what it is, what it stands beside and how it changed. */
export function Figure({ label, value, note, change, children }: { label: string; value: string; note: string; change?: string | undefined; children?: ComponentChildren }) {
  return (
    <div class="figure">
      <dt>{label}</dt>
      <dd>
        <span class="figure-value">{value}</span>
        {change !== undefined && <span class="figure-change">{change}</span>}
        {children}
        <span class="figure-note">{note}</span>
      </dd>
    </div>
  );
}

function reachOf(audit: Audit): number | null {
  const villages = villagesOf(audit);
  return villages === null ? null : fraction(villages.covered_settlements, villages.settlements);
}

function peopleReachOf(audit: Audit): number | null {
  return fraction(audit.covered_population, audit.population);
}

function uncoveredNote(audit: Audit): string {
  const lost = audit.unlocated_settlements;
  const away = t('figure.uncovered_settlements', { n: count(audit.settlements - audit.covered_settlements - lost), unknown: count(audit.unknown_population_settlements) });
  const note = lost === 0 ? away : t('figure.with_reason', { note: t('figure.unlocated', { n: count(lost) }), reason: away });
  return withReason(note, missingPeople(audit), audit.population_reason);
}

// withReason puts before a note why the figure above it is unknown.
function withReason(note: string, figure: number | null | undefined, reason: string | undefined): string {
  if (reason === undefined || reason === '' || (figure !== null && figure !== undefined)) return note;
  return t('figure.with_reason', { note, reason: why(reason) });
}

function why(reason: string | undefined): string {
  return reason === undefined ? t('unknown') : term('unknown', reason);
}

function changeOf(before: number | null, now: number | null): string | undefined {
  return before === null || now === null ? undefined : points(now - before);
}
