import { t } from '../i18n/i18n';
import { compareNames } from '../i18n/numbers';
import type { PlanHead } from '../api/records';
import { areaOptions, Bar } from '../ui/Bar';
import type { Model } from './model';
import { term } from '../i18n/terms';
import { NO_PLAN } from './view';

/** The bar on top: product, area, plan, before or after, language. */
export function TopBar({ model }: { model: Model }) {
  const areas = model.areas.state.value.value ?? [];
  const plans = model.plans.state.value.value ?? [];
  // Where several areas stand at the top, all of them together are a choice of their own.
  const info = model.info.state.value.value;
  const several = info !== null && info.top_area === null;
  return (
    <Bar here="overview" area={model.area.value} speak={model.speak}>
      <label class="picker">
        <span>{t('top.area')}</span>
        <select value={model.area.value} onChange={(event) => model.go({ area: event.currentTarget.value, plan: '', town: '', selection: null })}>
          {several && areas.length > 0 && <option value="">{t('top.all_areas')}</option>}
          {areaOptions(areas).map(({ code, label }) => (
            <option key={code} value={code} lang="zh-CN">{label}</option>
          ))}
          {areas.length === 0 && <option value={model.area.value}>{t('loading')}</option>}
        </select>
      </label>
      <label class="picker">
        <span>{t('top.plan')}</span>
        <select
          value={model.planID.value || NO_PLAN}
          onChange={(event) => model.go({ plan: event.currentTarget.value, selection: null, ...(event.currentTarget.value === NO_PLAN ? { after: false } : {}) })}
        >
          <option value={NO_PLAN}>{t('top.no_plan')}</option>
          {plans.map((plan) => (
            <option key={plan.id} value={plan.id}>{planLabel(plan)}</option>
          ))}
          {model.planID.value !== '' && !plans.some((plan) => plan.id === model.planID.value) && <option value={model.planID.value}>{model.planID.value}</option>}
        </select>
      </label>
      <fieldset class="switch" disabled={model.planID.value === '' || model.tierShown.value}>
        <legend class="unseen">{t('top.state')}</legend>
        {[false, true].map((after) => (
          <label key={String(after)} class={model.after.value === after ? 'switch-on' : ''}>
            <input type="radio" name="state" checked={model.after.value === after} onChange={() => model.go({ after })} />
            <span>{t(after ? 'top.after' : 'top.before')}</span>
          </label>
        ))}
      </fieldset>
    </Bar>
  );
}

function planLabel(plan: PlanHead): string {
  const { name, model, p, budget_yuan: budget } = plan.scenario;
  const limit = p !== undefined && p !== null ? ` p=${p}` : budget !== undefined && budget !== null ? ` ≤${budget}` : '';
  return `${name === '' ? term('model', model) : name}${limit} · ${plan.id.slice(0, 6)}`;
}

/** Orders areas by name, for pickers of towns. */
export function byName(a: { name: string }, b: { name: string }): number {
  return compareNames(a.name, b.name);
}
