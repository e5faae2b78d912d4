// Words for the codes that records carry. A code the page does not know yet is shown as it stands.
import { t, type Key } from './i18n';

const words: Record<string, Key> = {
  'tier.hub': 'tier.hub', 'tier.station': 'tier.station', 'tier.point': 'tier.point',
  'operator.postal': 'operator.postal', 'operator.express': 'operator.express', 'operator.coop': 'operator.coop', 'operator.ecommerce': 'operator.ecommerce',
  'badge.postal': 'badge.postal', 'badge.express': 'badge.express', 'badge.coop': 'badge.coop', 'badge.ecommerce': 'badge.ecommerce',
  'offer.pickup': 'offer.pickup', 'offer.dropoff': 'offer.dropoff', 'offer.retail': 'offer.retail', 'offer.supplies': 'offer.supplies',
  'offer.payment': 'offer.payment', 'offer.finance': 'offer.finance',
  'kind.village': 'kind.village', 'kind.residents': 'kind.residents', 'kind.pseudo': 'kind.pseudo',
  'reason.beyond_limit': 'reason.beyond_limit', 'reason.no_facility': 'reason.no_facility', 'reason.unreachable': 'reason.unreachable', 'reason.unlinked': 'reason.unlinked', 'reason.unlocated': 'reason.unlocated',
  'reason.no_site_within_limit': 'reason.no_site_within_limit',
  'unknown.no_villages': 'unknown.no_villages', 'unknown.no_service_records': 'unknown.no_service_records', 'unknown.all_exempt': 'unknown.all_exempt',
  'unknown.no_population_known': 'unknown.no_population_known', 'unknown.no_population_in_a_class': 'unknown.no_population_in_a_class',
  'status.optimal': 'status.optimal', 'status.feasible': 'status.feasible', 'status.infeasible': 'status.infeasible', 'status.stopped': 'status.stopped',
  'model.lscp': 'model.lscp', 'model.mclp': 'model.mclp', 'model.scp': 'model.scp', 'model.median': 'model.median', 'model.center': 'model.center',
  'model.facility': 'model.facility', 'model.dispersion': 'model.dispersion', 'model.maxmin': 'model.maxmin', 'model.huff': 'model.huff', 'model.tier': 'model.tier',
  'action.keep': 'action.keep', 'action.add': 'action.add', 'action.upgrade': 'action.upgrade', 'action.merge': 'action.merge', 'action.close': 'action.close',
  'link.serve': 'link.serve', 'link.feed': 'link.feed', 'link.direct': 'link.direct', 'link.trunk': 'link.trunk', 'link.into': 'link.into',
  'part.sites': 'part.sites', 'part.money': 'part.money', 'part.towns': 'part.towns', 'part.alone': 'part.alone', 'part.years': 'part.years', 'part.method': 'part.method',
  'job.submitted': 'job.submitted', 'job.running': 'job.running', 'job.stopping': 'job.stopping', 'job.waiting': 'job.waiting', 'job.done': 'job.done', 'job.failed': 'job.failed', 'job.cancelled': 'job.cancelled',
  'step.audit': 'step.audit', 'step.reduce': 'step.reduce', 'step.bound': 'step.bound', 'step.search': 'step.search', 'step.settle': 'step.settle', 'step.branch': 'step.branch',
  'weight.population': 'weight.population', 'weight.settlements': 'weight.settlements',
  'short.covered': 'short.covered', 'short.uncovered': 'short.uncovered', 'short.unreachable': 'short.unreachable', 'short.unlocated': 'short.unlocated',
  'verdict.better': 'verdict.better', 'verdict.worse': 'verdict.worse', 'verdict.other': 'verdict.other',
  'travel.straight': 'travel.straight', 'travel.road': 'travel.road',
  'class.covered': 'class.covered', 'class.newly': 'class.newly', 'class.uncovered': 'class.uncovered',
  'class.unreachable': 'class.unreachable', 'class.unlocated': 'class.unlocated', 'class.outside': 'class.outside',
  'tab.gaps': 'tab.gaps', 'tab.areas': 'tab.areas', 'tab.facilities': 'tab.facilities', 'tab.plan': 'tab.plan', 'tab.tiers': 'tab.tiers', 'tab.frontier': 'tab.frontier', 'tab.changes': 'tab.changes', 'tab.method': 'tab.method',
};

/** The word for a code of a family, such as term('tier', 'hub'). */
export function term(family: string, code: string): string {
  const key = words[`${family}.${code}`];
  return key === undefined ? code : t(key);
}
