import { Region } from '../ui/Region';
import type { Model } from './model';
import { w } from './words';

/** The baseline and the scenarios of the area. */
export function ScenariosTab({ model }: { model: Model }) {
  const pick = (scenario: string): void => model.go({ scenario, plan: '', job: '', selection: null, compare: '', area: model.area.peek() });
  return (
    <ul class="plan-cards">
      <li><button type="button" class="rowbutton" onClick={() => pick('')}>{w('plan.baseline')}</button> {w('plan.only_read')}</li>
      <Region of={model.scenarios}>
        {() => <>{model.scenariosHere.value.map((one) => <li key={one.id}><button type="button" class="rowbutton" onClick={() => pick(one.id)}>{one.name}</button></li>)}</>}
      </Region>
    </ul>
  );
}
