import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { address } from '../api/client';
import { t } from '../i18n/i18n';
import { count, day, meters } from '../i18n/numbers';
import type { Gap } from '../api/records';
import { Name } from '../ui/Name';
import { Symbol } from '../ui/Symbol';
import type { Model } from './model';
import { firstRows, MORE_ROWS, rowOf } from '../ui/rows';
import { term } from '../i18n/terms';
import { byName } from './TopBar';

/** The settlements that are not covered, worst first, with search by name and by town. */
export function GapList({ model }: { model: Model }) {
  const text = useSignal('');
  const limit = useSignal(firstRows());
  const table = useRef<HTMLTableElement>(null);
  const found = useComputed(() => {
    const { town } = model.view.value;
    const wanted = text.value.trim().toLowerCase();
    return model.gaps.value.filter((gap) => (town === '' || gap.town === town) && (wanted === '' || `${gap.name} ${gap.town_name} ${gap.code}`.toLowerCase().includes(wanted)));
  });
  // What is picked on the map is brought into sight here.
  useSignalEffect(() => {
    const { selection } = model.view.value;
    if (selection?.kind !== 'settlement') return;
    const at = found.value.findIndex((gap) => gap.code === selection.id);
    if (at < 0) return;
    if (at >= limit.peek()) limit.value = at + firstRows();
    requestAnimationFrame(() => {
      const row = table.current?.querySelector(`[data-id="${CSS.escape(selection.id)}"]`);
      if (row !== null && row !== undefined && !row.contains(document.activeElement) && matchMedia('(min-width: 900px)').matches) row.scrollIntoView({ block: 'nearest' });
    });
  });

  const audit = model.audit.value;
  if (audit === null) return null;
  const rows = found.value.slice(0, limit.value);
  const planned = model.after.value ? null : model.planned.value;
  return (
    <section>
      <div class="tools">
        <input type="search" value={text.value} placeholder={t('gaps.search')} aria-label={t('gaps.search')} onInput={(event) => (text.value = event.currentTarget.value)} />
        <TownPicker model={model} />
        {!model.after.value && (
          <a class="button" href={address('/api/v1/audits/gaps.csv', { area: model.area.value, standard: audit.standard })} download>
            {t('download')}
          </a>
        )}
      </div>
      <p class="tally" role="status">{t('gaps.tally', { shown: count(found.value.length), all: count(model.gaps.value.length) })}{audit.unlocated_settlements > 0 && t('gaps.tally_unlocated', { n: count(audit.unlocated_settlements) })}</p>
      {model.gaps.value.length === 0 ? (
        <p class="empty">{t('gaps.none', { date: day(audit.date), standard: ruleName(model) })}</p>
      ) : (
        <table ref={table} class="list">
          <caption class="unseen">{t('gaps.caption')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('column.village')}</th>
              <th scope="col" class="number">{t('column.population')}</th>
              <th scope="col">{t('column.nearest')}</th>
              {planned !== null && <th scope="col" class="wide">{t('column.plan')}</th>}
            </tr>
          </thead>
          <tbody>
            {rows.map((gap) => (
              <tr key={gap.code} {...rowOf(model, { kind: 'settlement', id: gap.code })}>
                <th scope="row">
                  <button type="button" class="rowbutton">
                    <Symbol shape="gap" size={13} /> <Name of={gap.name} />
                  </button>
                  <span class="under">
                    <Name of={gap.town_name} />
                    {planned !== null && <span class="narrow"> · {t(planned.has(gap.code) ? 'gaps.planned' : 'gaps.unplanned')}</span>}
                  </span>
                </th>
                <td class="number">{count(gap.population)}</td>
                <td>
                  <Nearest gap={gap} />
                </td>
                {planned !== null && (
                  <td class="wide">
                    <span class={planned.has(gap.code) ? 'chip chip-planned' : 'chip'}>{t(planned.has(gap.code) ? 'gaps.planned' : 'gaps.unplanned')}</span>
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {found.value.length > limit.value && (
        <button type="button" class="button more" onClick={() => (limit.value += MORE_ROWS)}>
          {t('more', { n: count(found.value.length - limit.value) })}
        </button>
      )}
    </section>
  );
}

function Nearest({ gap }: { gap: Gap }) {
  if (gap.distance_m === null || gap.distance_m === undefined) return <>{term('reason', gap.reason)}</>;
  return (
    <>
      <strong class="tabular">{meters(gap.distance_m)}</strong>
      {gap.nearest_name !== undefined && <span class="under"><Name of={gap.nearest_name} /></span>}
    </>
  );
}

function TownPicker({ model }: { model: Model }) {
  const towns = (model.audit.value?.by_area ?? []).filter((area) => area.tier === 'town').sort(byName);
  return (
    <select aria-label={t('gaps.town')} value={model.view.value.town} onChange={(event) => model.go({ town: event.currentTarget.value })}>
      <option value="">{t('gaps.all_towns')}</option>
      {towns.map((town) => (
        <option key={town.code} value={town.code} lang="zh-CN">{town.name}</option>
      ))}
    </select>
  );
}

function ruleName(model: Model): string {
  const rule = model.audit.value?.standard_rule;
  if (rule === undefined) return '';
  return t('standard.name', { zh: rule.name_zh, en: rule.name_en });
}
