import { language, t, type Language } from '../i18n/i18n';
import { compareNames } from '../i18n/numbers';
import type { AreaFeature, PlanHead } from '../api/records';
import type { Model } from './model';
import { term } from './terms';
import { NO_PLAN } from './view';

/** The bar on top: product, area, plan, before or after, language. */
export function TopBar({ model }: { model: Model }) {
  const areas = model.areas.state.value.value ?? [];
  const plans = model.plans.state.value.value ?? [];
  // Where several areas stand at the top, all of them together are a choice of their own.
  const info = model.info.state.value.value;
  const several = info !== null && info.top_area === null;
  return (
    <header class="topbar">
      <p class="brand">
        <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false">
          <path d="M16 6v7M16 13 8 22M16 13l8 9" stroke="currentColor" stroke-width="2.4" fill="none" />
          <circle cx="16" cy="7.5" r="3.4" fill="currentColor" />
          <rect x="12.7" y="10.8" width="6.6" height="6.6" fill="currentColor" />
          <circle cx="8" cy="23" r="3" fill="#7fe0c3" />
          <circle cx="24" cy="23" r="3" fill="#7fe0c3" />
        </svg>
        <span>{t('product')}</span>
      </p>
      <div class="pickers">
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
      </div>
      <fieldset class="switch language">
        <legend class="unseen">{t('top.language')}</legend>
        {(['zh', 'en'] as Language[]).map((lang) => (
          <label key={lang} class={language.value === lang ? 'switch-on' : ''}>
            <input type="radio" name="language" checked={language.value === lang} onChange={() => model.speak(lang)} />
            <span lang={lang === 'zh' ? 'zh-CN' : 'en'}>{t(lang === 'zh' ? 'language.zh' : 'language.en')}</span>
          </label>
        ))}
      </fieldset>
    </header>
  );
}

/** Cities, then each one's counties, a statistical county set in under the county around it. */
export function areaOptions(areas: readonly AreaFeature[]): { code: string; label: string }[] {
  const shown = areas.map((area) => area.properties).filter((area) => area.tier === 'city' || area.tier === 'county');
  const codes = new Set(shown.map((area) => area.code));
  const options: { code: string; label: string }[] = [];
  const add = (parent: string | null, depth: number): void => {
    const here = shown.filter((area) => (parent === null ? !codes.has(area.parent ?? '') : area.parent === parent));
    for (const area of here.sort((a, b) => (a.code < b.code ? -1 : 1))) {
      options.push({ code: area.code, label: '　'.repeat(depth) + area.name });
      add(area.code, depth + 1);
    }
  };
  add(null, 0);
  return options;
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
