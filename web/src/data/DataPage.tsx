import { useMemo } from 'preact/hooks';
import { AreaPicker } from '../ui/AreaPicker';
import { Office } from '../ui/Office';
import { later } from '../ui/Later';
import { Tabs } from '../ui/Tabs';
import { makeModel } from './model';
import { TABS, type BoundView } from './view';
import { Wizard } from './Wizard';
import { w } from './words';

const Findings = later(() => import('./Findings').then((part) => part.Findings));
const Grid = later(() => import('./Grid').then((part) => part.Grid));

/** The page as a whole: bring files in, see what is wrong, put single records right. */
export function DataPage({ bound }: { bound: BoundView }) {
  const model = useMemo(() => makeModel(bound), [bound]);
  const { tab, area } = bound.view.value;
  return (
    <Office here="data" title={() => w('data.title')} area={area} speak={bound.speak}
      pickers={tab === 'import' ? undefined : <AreaPicker areas={model.areas} value={area} choose={(code) => bound.go({ area: code, after: '' })} />}>
      <Tabs label={w('data.tabs')} tabs={TABS} current={tab} words={(one) => w(`tab.${one}`)} go={(one) => bound.go({ tab: one })}>
        {tab === 'import' ? <Wizard model={model} /> : tab === 'findings' ? <Findings model={model} /> : <Grid model={model} />}
      </Tabs>
    </Office>
  );
}
