// What the inspector says of places in a three-tier plan: of a village why it is served from where it is, of premises
// what is done with them and what hangs on them.
import type { ComponentChildren } from 'preact';
import { RequestError } from '../api/client';
import { language, t } from '../i18n/i18n';
import { count, meters, yuan } from '../i18n/numbers';
import { Badges } from '../overview/FacilityPanel';
import type { Model } from '../overview/model';
import { term } from '../i18n/terms';
import { Fact } from '../ui/Fact';
import { Name } from '../ui/Name';
import { Region } from '../ui/Region';
import { loadsOf } from './network';
import type { NetworkAction } from '../api/records';

/** The sentence: why a village is served from where it is, and what a point in it would cost. */
export function WhyVillage({ model }: { model: Model }) {
  const { error } = model.whyVillage.state.value;
  if (error instanceof RequestError && error.status === 409) return <p class="notice notice-stale">{t('why.changed')}</p>;
  if (error instanceof RequestError && error.status === 404) return <p class="notice">{t('why.not_part')}</p>;
  return (
    <div class="why-sentence" aria-live="polite">
      <h3>{t('why.village')}</h3>
      <Region of={model.whyVillage} lines={3}>{(why) => <p>{why.village?.[language.value] ?? t('unknown')}</p>}</Region>
      <details>
        <summary>{t('tab.method')}</summary>
        <p>{t('how.why')}</p>
      </details>
    </div>
  );
}

/** From a village to its point, station and hub, each a step on the map. */
export function Chain({ model, code }: { model: Model; code: string }) {
  const served = (model.tier.value?.plan.assignments ?? []).find((one) => one.settlement === code);
  if (served === undefined) return <Fact word={t('inspector.served_by')} value={t('class.unserved_short')} />;
  const steps = [served.site, served.station, served.hub].filter((id): id is string => id !== undefined && id !== '');
  return (
    <div>
      <dt>{t('inspector.served_by')}</dt>
      <dd>
        <ol class="chain">
          {steps.map((id, i) => <li key={id}><Premises model={model} id={id} />{i === 0 && ` · ${meters(served.distance_m)}`}</li>)}
        </ol>
      </dd>
    </div>
  );
}

function Premises({ model, id }: { model: Model; id: string }) {
  const action = model.actionByID.value.get(id);
  return (
    <button type="button" class="rowbutton" onClick={() => model.go({ selection: { kind: 'facility', id } })}>
      <Name of={action?.name ?? id} />
    </button>
  );
}

/** What the plan does with premises. */
export function PremisesFacts({ model, action }: { model: Model; action: NetworkAction }) {
  const load = loadsOf([...model.actionByID.value.values()], model.tier.value?.plan.assignments ?? []).get(action.facility);
  const run = action.size > 0;
  const serves = load === undefined ? [] : [
    load.villages > 0 ? t('premises.villages', { n: count(load.villages) }) : '', load.points > 0 ? t('premises.points', { n: count(load.points) }) : '', load.stations > 0 ? t('premises.stations', { n: count(load.stations) }) : '',
  ].filter((word) => word !== '');
  return (
    <dl class="facts">
      {action.action === 'merge' && action.into !== undefined && <Row word={t('premises.into')}><Premises model={model} id={action.into} /></Row>}
      {run && action.fed_from !== undefined && action.fed_from !== '' && <Row word={t('premises.fed_from')}><Premises model={model} id={action.fed_from} /></Row>}
      {run && <Fact word={t('premises.serves')} value={serves.join(t('list.separator')) || t('premises.nothing')} />}
      <Row word={t(run ? 'column.shared' : 'premises.was')}><Badges operators={action.operators} /> {action.operators.map((operator) => term('operator', operator)).join(t('list.separator'))}</Row>
      {run && <Fact word={t('column.flow')} value={t('premises.flow', { n: count(action.flow_parcels_day), capacity: action.capacity_parcels_day === null ? t('tiers.no_limit') : t('tiers.of_capacity', { n: count(action.capacity_parcels_day) }) })} />}
      {run && <Fact word={t('premises.size')} value={action.size === 1 ? t('premises.size_record') : t('tiers.size', { n: count(action.size) })} />}
      {run && <Fact word={t('column.yearly')} value={yuan(action.yearly_yuan)} />}
      {action.opening_yuan_once > 0 && <Fact word={t('money.once')} value={yuan(action.opening_yuan_once)} />}
      {action.needs_approval && <Fact word={t('tiers.approval')} value={t('premises.approval')} />}
      <Fact word={t('inspector.town')} value={model.tier.value?.network.joint.towns.find((one) => one.town === action.town)?.name ?? action.town} />
      <Fact word={t('inspector.code')} value={action.facility} code />
    </dl>
  );
}

function Row({ word, children }: { word: string; children: ComponentChildren }) {
  return <div><dt>{word}</dt><dd>{children}</dd></div>;
}
