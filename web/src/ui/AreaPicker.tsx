import type { AreaFeature } from '../api/records';
import type { Resource } from '../api/resource';
import { t } from '../i18n/i18n';
import { areaOptions } from './Bar';

/** Chooses an area, or all of them where the code is empty; an area that is not in the list stays as its code. */
export function AreaPicker({ areas, value, choose, label = t('top.area'), all = t('areas.all') }: {
  areas: Resource<AreaFeature[]>; value: string; choose: (code: string) => void; label?: string; all?: string;
}) {
  const options = areaOptions(areas.state.value.value ?? []);
  return (
    <label class="picker">
      <span>{label}</span>
      <select value={value} onChange={(event) => choose(event.currentTarget.value)}>
        <option value="">{all}</option>
        {options.map(({ code, label: name }) => <option key={code} value={code} lang="zh-CN">{name}</option>)}
        {value !== '' && !options.some(({ code }) => code === value) && <option value={value}>{value}</option>}
      </select>
    </label>
  );
}

/** The name of an area; its code where it is not known. */
export function areaName(areas: Resource<AreaFeature[]>, code: string): string {
  return (areas.state.value.value ?? []).find(({ properties }) => properties.code === code)?.properties.name ?? code;
}
