import { useMemo } from 'preact/hooks';
import { AreaPicker } from '../ui/AreaPicker';
import { Office } from '../ui/Office';
import { Tabs } from '../ui/Tabs';
import { DayList } from './DayList';
import { EventFiles } from './EventFiles';
import { makeModel } from './model';
import { RoadReports } from './RoadReports';
import { RunPart } from './RunPart';
import { TABS, type BoundView } from './view';
import { w } from './words';

/** The page as a whole. */
export function Runs({ bound }: { bound: BoundView }) {
  const model = useMemo(() => makeModel(bound), [bound]);
  const { area, tab, run } = bound.view.value;
  return (
    <Office here="runs" title={() => w('runs.title')} area={area} speak={bound.speak}>
      <div class="bar">
        <AreaPicker areas={model.areas} value={area} choose={(code) => bound.go({ area: code, run: '' })} />
      </div>
      <Tabs label={w('tabs')} tabs={TABS} current={tab} words={(one) => w(`tab.${one}`)} go={(one) => bound.go({ tab: one })}>
        {tab === 'runs' && <DayList model={model} />}
        {tab === 'runs' && run !== '' && <RunPart key={run} model={model} />}
        {tab === 'roads' && <RoadReports model={model} />}
        {tab === 'files' && <EventFiles model={model} />}
      </Tabs>
    </Office>
  );
}
