import { tb } from '../i18n/board';
import { t } from '../i18n/i18n';
import { term } from '../i18n/terms';
import { areaOptions, Bar } from '../ui/Bar';
import type { Model } from './model';
import { OPERATORS, type Operator } from './view';

/** The bar on top: area, standard, way of travel, and whose facilities count. */
export function BoardBar({ model }: { model: Model }) {
  const areas = model.areas.state.value.value ?? [];
  const standards = model.standards.state.value.value ?? [];
  const info = model.info.state.value.value;
  const board = model.board.state.value.value;
  const { view } = model;
  const area = view.value.area || board?.area || '';
  const standard = view.value.standard || board?.standard.id || '';
  return (
    <Bar here="dashboard" area={area} speak={model.speak}>
      <label class="picker">
        <span>{t('top.area')}</span>
        <select value={codeOf(area)} onChange={(event) => model.go({ area: event.currentTarget.value, town: '', selection: null })}>
          {info !== null && info.top_area === null && <option value="">{t('top.all_areas')}</option>}
          {areaOptions(areas, true).map(({ code, label }) => <option key={code} value={code} lang="zh-CN">{label}</option>)}
          {areas.length === 0 && <option value={codeOf(area)}>{board?.area_name ?? t('loading')}</option>}
        </select>
      </label>
      <label class="picker">
        <span>{tb('board.standard')}</span>
        <select value={standard} onChange={(event) => model.go({ standard: event.currentTarget.value })}>
          {standards.map((one) => <option key={one.id} value={one.id}>{nameOf(one)}</option>)}
          {standards.length === 0 && <option value={standard}>{board === null ? t('loading') : nameOf(board.standard)}</option>}
        </select>
      </label>
      <label class="picker picker-short">
        <span>{tb('board.operator')}</span>
        <select value={view.value.operator} onChange={(event) => model.go({ operator: event.currentTarget.value as Operator | '' })}>
          <option value="">{tb('board.all_operators')}</option>
          {OPERATORS.map((operator) => <option key={operator} value={operator}>{term('operator', operator)}</option>)}
        </select>
      </label>
      {(info?.counts.networks ?? 0) > 0 && (
        <label class="picker picker-short">
          <span>{tb('board.travel')}</span>
          <select value={view.value.travel} onChange={(event) => model.go({ travel: event.currentTarget.value as 'straight' | 'road' })}>
            {(['straight', 'road'] as const).map((way) => <option key={way} value={way}>{term('travel', way)}</option>)}
          </select>
        </label>
      )}
    </Bar>
  );
}

function nameOf(standard: { name_zh: string; name_en: string }): string {
  return t('standard.name', { zh: standard.name_zh, en: standard.name_en });
}

// A town's code may come with nine digits; the records have twelve.
function codeOf(area: string): string {
  return area.length === 9 ? `${area}000` : area;
}
