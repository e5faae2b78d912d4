import { useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { t } from '../i18n/i18n';
import { tag } from '../i18n/language';
import { areaOptions, Bar } from '../ui/Bar';
import { later } from '../ui/Later';
import { Failure } from '../ui/Region';
import { Tabs } from '../ui/Tabs';
import { ChangeDialog } from './changes/ChangeDialog';
import { ChangesTab } from './changes/ChangesTab';
import { Drawer } from './changes/Drawer';
import { EditBar } from './changes/EditBar';
import { Inspector } from './changes/Inspector';
import { JobTray, useJobMark } from './JobTray';
import type { Model } from './model';
import { nameOf } from './names';
import { ParametersTab } from './ParametersTab';
import { PlanMap } from './PlanMap';
import { ScenariosTab } from './ScenariosTab';
import { SuggestTab } from './suggest/SuggestTab';
import { TABS, type Tab } from './view';
import { w } from './words';

const CompareView = later(() => import('./compare/CompareView').then((m) => m.CompareView));

/** The page as a whole: panel with its tabs, map or comparison, table drawer. */
export function Workspace({ model }: { model: Model }) {
  const panel = useRef<HTMLElement>(null);
  const mark = useJobMark(model);
  useSignalEffect(() => {
    document.documentElement.lang = tag();
    document.title = mark() + w('plan.page', { name: nameOf(model) });
  });
  const info = model.info.state.value;
  const empty = info.value !== null && info.value.counts.settlements === 0;
  return (
    <>
      <a class="skip" href="#panel">{t('skip.lists')}</a>
      <a class="skip" href="#map">{t('skip.map')}</a>
      <Bar here="plan" area={model.area.value} speak={model.speak}><AreaPicker model={model} /></Bar>
      {info.error !== null || empty ? (
        <main class="whole">
          <h1>{w('plan.title')}</h1>
          {info.error !== null ? <Failure error={info.error} retry={model.info.retry} /> : <><p><strong>{t('empty.title')}</strong></p><p>{t('empty.how')}</p></>}
        </main>
      ) : (
        <main class="plan">
          <section class="plan-panel plan-region" id="panel" ref={panel} tabIndex={-1} aria-label={w('plan.panel')}>
            <h1>{w('plan.title')}</h1>
            <p class="plan-active">{w('plan.active')} <strong>{nameOf(model)}</strong></p>
            <Missing model={model} />
            <JobTray model={model} />
            <Tabs label={w('plan.panel')} tabs={TABS} current={model.view.value.tab} words={(tab) => w(`tab.${tab}`)} go={(tab) => model.go({ tab })}>
              <Panel model={model} tab={model.view.value.tab} />
            </Tabs>
          </section>
          <section class="mapregion plan-map plan-region" id="map" tabIndex={-1} aria-label={t('region.map')}>
            {model.view.value.compare === '' ? (
              <>
                <Inspector model={model} />
                <EditBar model={model} />
                <PlanMap model={model} leave={() => panel.current?.focus()} />
                <p class="review">{reviewOf(model)}</p>
              </>
            ) : <CompareView model={model} />}
          </section>
          <section class="plan-drawer plan-region" id="drawer" tabIndex={-1} aria-label={w('plan.drawer')}>
            <Drawer model={model} />
          </section>
          <ChangeDialog model={model} />
        </main>
      )}
    </>
  );
}

// Missing says what of the ground could not be had: without it the parts of the page have nothing to show.
function Missing({ model }: { model: Model }) {
  if (model.missing.value) return <p class="notice" role="alert">{w('plan.missing')}</p>;
  const failed = [model.areas, model.settlements, model.facilities, model.baseline].find((one) => one.state.value.error !== null);
  return failed === undefined ? null : <Failure error={failed.state.value.error ?? new Error()} retry={failed.retry} />;
}

function Panel({ model, tab }: { model: Model; tab: Tab }) {
  if (tab === 'scenarios') return <ScenariosTab model={model} />;
  if (tab === 'parameters') return <ParametersTab model={model} />;
  return tab === 'changes' ? <ChangesTab model={model} /> : <SuggestTab model={model} />;
}

// AreaPicker leads to the baseline of an area, because a scenario has its own.
function AreaPicker({ model }: { model: Model }) {
  const areas = model.areas.state.value.value ?? [];
  const several = model.info.state.value.value?.top_area === null;
  return (
    <label class="picker">
      <span>{t('top.area')}</span>
      <select value={model.area.value} onChange={(event) => model.go({ area: event.currentTarget.value, scenario: '', compare: '', plan: '', selection: null, box: null })}>
        {several && areas.length > 0 && <option value="">{t('top.all_areas')}</option>}
        {areaOptions(areas, true).map(({ code, label }) => <option key={code} value={code} lang="zh-CN">{label}</option>)}
        {areas.length === 0 && <option value={model.area.value}>{t('loading')}</option>}
      </select>
    </label>
  );
}

function reviewOf(model: Model): string {
  const number = model.info.state.value.value?.map_review_number ?? '';
  return number === '' ? t('map.no_review') : t('map.review', { number });
}
