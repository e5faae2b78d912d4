import { useEffect } from 'preact/hooks';
import type { ComparedState } from '../../api/records';
import { language } from '../../i18n/i18n';
import { term } from '../../i18n/terms';
import { Region } from '../../ui/Region';
import type { Model } from '../model';
import { HOWS } from '../view';
import { askedOf, comparingOf } from './comparing';
import './compare.css';
import { Difference } from './Difference';
import { Indicators, Keep, Parameters, Towns, Villages } from './Tables';
import { TwoMaps } from './TwoMaps';
import { w } from './words';

/** Two states of the area: B, the active scenario, against A, the present state or another scenario. */
export function CompareView({ model }: { model: Model }) {
  const comparing = comparingOf(model);
  useEffect(() => {
    comparing.shown.value = true;
    return () => void (comparing.shown.value = false);
  }, [comparing]);
  const { how } = model.view.value;
  // Plans come first; until then nothing is asked and there is nothing to show.
  const { value, error } = comparing.result.state.value;
  const waiting = value === null && error === null;
  const leave = (): void => model.go({ compare: '' });
  if (askedOf(model) === null) {
    return <div class="compare"><p class="empty">{w('compare.nothing')}</p><p><button type="button" class="button" onClick={leave}>{w('compare.leave')}</button></p></div>;
  }
  return (
    <div class="compare">
      <div class="compare-head">
        <fieldset class="compare-how">
          <legend>{w('compare.how')}</legend>
          {HOWS.map((one) => (
            <label key={one}><input type="radio" name="how" checked={how === one} onChange={() => model.go({ how: one })} />{w(`how.${one}`)}</label>
          ))}
        </fieldset>
        <button type="button" class="button" onClick={leave}>{w('compare.leave')}</button>
      </div>
      {waiting && <p class="compare-wait" role="status">{w('compare.wait')}</p>}
      <Region of={comparing.result} lines={10}>
        {(found) => {
          const names = { a: nameOfState(found.a), b: nameOfState(found.b) };
          return (
            <div class="compare-body">
              <div class="compare-look">
                {how === 'difference' ? <Difference model={model} comparing={comparing} found={found} /> : <TwoMaps key={how} model={model} comparing={comparing} names={names} curtain={how === 'swipe'} />}
              </div>
              <div class="compare-tables" tabIndex={0} role="region" aria-label={w('compare.tables')}>
                <h2>{w('compare.title', { a: names.a, b: names.b })}</h2>
                <p class="under">{(['a', 'b'] as const).map((side) => `${side.toUpperCase()} ${aboutOf(model, found[side])}`).join(w('compare.semicolon'))}</p>
                <Parameters found={found} names={names} />
                <Indicators found={found} names={names} />
                <Towns found={found} />
                <Villages model={model} found={found} />
                <Keep found={found} names={names} />
              </div>
            </div>
          );
        }}
      </Region>
    </div>
  );
}

function nameOfState({ name }: ComparedState): string {
  return name ?? w('compare.baseline');
}

// aboutOf says what a state is counted as: its rule, its travel and its plan.
function aboutOf(model: Model, { name, plan, stale, standard, travel }: ComparedState): string {
  const entry = (model.standards.state.value.value ?? []).find(({ id }) => id === standard);
  const named = entry === undefined ? standard : language.value === 'zh' ? entry.name_zh : entry.name_en;
  const rule = w('compare.rule', { standard: named, travel: term('travel', travel.method) });
  if (name === undefined) return rule;
  return rule + (plan === undefined ? w('compare.no_plan') : w(stale ? 'compare.stale_plan' : 'compare.plan', { plan }));
}
