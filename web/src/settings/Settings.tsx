import { useMemo } from 'preact/hooks';
import { may } from '../account/account';
import { Office } from '../ui/Office';
import { Tabs } from '../ui/Tabs';
import { Accounts } from './Accounts';
import { BasemapPart } from './BasemapPart';
import { Defaults } from './Defaults';
import { makeModel } from './model';
import { OwnPart } from './OwnPart';
import { Tokens } from './Tokens';
import { TABS, type BoundView } from './view';
import { w } from './words';

/** The page as a whole. What only administrators decide is not shown to others. */
export function Settings({ bound }: { bound: BoundView }) {
  const model = useMemo(() => makeModel(bound), [bound]);
  const { area, tab } = bound.view.value;
  const tabs = TABS.filter((one) => one === 'own' || one === 'tokens' || may('administer'));
  const current = tabs.includes(tab) ? tab : 'own';
  return (
    <Office here="settings" title={() => w('settings.title')} area={area} speak={bound.speak}>
      <Tabs label={w('settings.title')} tabs={tabs} current={current} words={(one) => w(`tab.${one}`)} go={(one) => bound.go({ tab: one })}>
        {current === 'own' && <OwnPart model={model} />}
        {current === 'all' && <Defaults model={model} />}
        {current === 'basemap' && <BasemapPart model={model} />}
        {current === 'accounts' && <Accounts model={model} />}
        {current === 'tokens' && <Tokens model={model} />}
      </Tabs>
    </Office>
  );
}
