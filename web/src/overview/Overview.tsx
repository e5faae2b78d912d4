import { useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { t, tag } from '../i18n/i18n';
import { MapView } from '../map/MapView';
import { Failure, Skeleton } from '../ui/Region';
import { Tabs } from '../ui/Tabs';
import { AreaTable } from './AreaTable';
import { ChangesPanel } from './ChangesPanel';
import { TierFigures } from '../tiers/TierFigures';
import { TiersPanel } from '../tiers/TiersPanel';
import { FacilityPanel } from './FacilityPanel';
import { Figures } from './Figures';
import { FrontierPanel } from './FrontierPanel';
import { GapList } from './GapList';
import { Headline } from './Headline';
import { Inspector } from './Inspector';
import { MethodPanel } from './MethodPanel';
import type { Model } from './model';
import { PlanPanel } from './PlanPanel';
import { term } from '../i18n/terms';
import { TopBar } from './TopBar';
import { TABS, type Tab } from './view';

/** The overview of an area: the sentence, the figures, the lists and the map. */
export function Overview({ model }: { model: Model }) {
  const panel = useRef<HTMLElement>(null);
  useSignalEffect(() => {
    document.documentElement.lang = tag();
    const name = model.audit.value?.area_name;
    document.title = name === undefined ? t('product') : t('page.title', { name });
  });
  const info = model.info.state.value;
  const empty = info.value !== null && info.value.counts.settlements === 0;
  return (
    <>
      <a class="skip" href="#lists">{t('skip.lists')}</a>
      <a class="skip" href="#map">{t('skip.map')}</a>
      <TopBar model={model} />
      <main>
        {info.error !== null ? (
          <div class="whole"><h1>{t('product')}</h1><Failure error={info.error} retry={model.info.retry} /></div>
        ) : empty ? (
          <Empty name={info.value?.store.name ?? ''} />
        ) : (
          <>
            <Headline model={model} />
            <div class="columns">
              <section class="panel" id="lists" ref={panel} tabIndex={-1} aria-label={t('region.lists')}>
                <Audited model={model} />
              </section>
              <section class="mapregion" id="map" tabIndex={-1} aria-label={t('region.map')}>
                <Inspector model={model} />
                <MapView model={model} leave={() => panel.current?.focus()} />
                <p class="review">{reviewOf(model)}</p>
              </section>
            </div>
          </>
        )}
      </main>
    </>
  );
}

// Audited shows figures and lists once there is an audit to take them from.
function Audited({ model }: { model: Model }) {
  const panels: Record<Tab, () => preact.JSX.Element> = {
    gaps: () => <GapList model={model} />,
    areas: () => <AreaTable model={model} />,
    facilities: () => <FacilityPanel model={model} />,
    plan: () => <PlanPanel model={model} />,
    tiers: () => <TiersPanel model={model} />,
    frontier: () => <FrontierPanel model={model} />,
    changes: () => <ChangesPanel model={model} />,
    method: () => <MethodPanel model={model} />,
  };
  const { tab } = model.view.value;
  if (model.audit.value === null) return model.present.state.value.error === null ? <Skeleton lines={8} /> : null;
  const stale = model.present.state.value.loading || model.plan.state.value.loading;
  return (
    <div class={stale ? 'stale' : undefined}>
      {model.tierShown.value && model.tier.value !== null ? <TierFigures network={model.tier.value.network} /> : <Figures model={model} />}
      <Tabs label={t('region.lists')} tabs={TABS} current={tab} words={(word) => term('tab', word)} go={(next) => model.go({ tab: next })}>
        {panels[tab]()}
      </Tabs>
    </div>
  );
}

function Empty({ name }: { name: string }) {
  return (
    <div class="whole">
      <h1>{t('empty.title')}</h1>
      <p>{t('empty.how')}</p>
      <pre tabIndex={0}>{`cuntong load --store ${name === '' ? 'county.gpkg' : name} --datum cgcs2000 villages.csv facilities.xlsx`}</pre>
      <p>{t('empty.demo')}</p>
      <pre tabIndex={0}>cuntong demo</pre>
    </div>
  );
}

function reviewOf(model: Model): string {
  const number = model.info.state.value.value?.map_review_number ?? '';
  return number === '' ? t('map.no_review') : t('map.review', { number });
}
