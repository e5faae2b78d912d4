import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { address } from '../api/client';
import type { Board, BoardGap, OperatorState } from '../api/records';
import { tb, type BoardKey } from '../i18n/board';
import { language, t } from '../i18n/i18n';
import { compareNames, count, decimal, meters } from '../i18n/numbers';
import { firstRows, MORE_ROWS } from '../ui/rows';
import { term } from '../i18n/terms';
import { afterPaint } from '../ui/AfterPaint';
import { Name } from '../ui/Name';
import { Symbol } from '../ui/Symbol';
import { How } from './How';
import { queryOf, type Model } from './model';

// What a screen shows at once of the list.
const SOON = 10;

/** What is not covered, worst first: where, who lives there, how far, what is missing, what would mend it, whose it is. */
export function GapTable({ model, board }: { model: Model; board: Board }) {
  const limit = useSignal(SOON);
  const soon = limit.value === SOON;
  useEffect(() => afterPaint(() => (limit.value = Math.max(limit.value, firstRows()))), []);
  const table = useRef<HTMLTableElement>(null);
  const { view } = model;
  // What is picked on the map is brought into sight here.
  useSignalEffect(() => {
    const { selection } = view.value;
    if (selection === null) return;
    const at = model.gaps.value.findIndex((gap) => gap.code === selection.id);
    if (at < 0) return;
    if (at >= limit.peek()) limit.value = at + firstRows();
    requestAnimationFrame(() => {
      const row = table.current?.querySelector(`[data-id="${CSS.escape(selection.id)}"]`);
      if (row !== null && row !== undefined && !row.contains(document.activeElement) && matchMedia('(min-width: 900px)').matches) row.scrollIntoView({ block: 'nearest' });
    });
  });
  const gaps = model.gaps.value;
  const all = board.gaps ?? [];
  const filter = { ...queryOf(model), town: view.value.town, ...(view.value.people > 0 ? { people: view.value.people } : {}), ...(view.value.unplanned ? { unplanned: true } : {}), lang: language.value };
  return (
    <>
      <div class="board-head">
        <h2>{tb('board.list')}</h2>
        <How model={model} board={board} of="plan" />
      </div>
      <Filters model={model} board={board} />
      <p class="tally" role="status">{tb('board.tally', { shown: count(gaps.length), all: count(all.length) })}{board.counts.unlocated_settlements > 0 && t('gaps.tally_unlocated', { n: count(board.counts.unlocated_settlements) })}</p>
      {all.length === 0 ? (
        <p class="empty">{t('gaps.none', { date: board.date, standard: t('standard.name', { zh: board.standard.name_zh, en: board.standard.name_en }) })}</p>
      ) : (
        <div class="board-scroll">
          <table ref={table} class="list">
            <caption class="unseen">{t('gaps.caption')}</caption>
            <thead>
              <tr>
                <th scope="col">{t('column.village')}</th>
                <th scope="col">{t('column.nearest')}</th>
                <th scope="col" class="wide">{tb('board.missing')}</th>
                <th scope="col">{tb('board.plan')}</th>
              </tr>
            </thead>
            <tbody>{gaps.slice(0, limit.value).map((gap) => <Row key={gap.code} model={model} gap={gap} />)}</tbody>
          </table>
        </div>
      )}
      {gaps.length > limit.value && !soon && (
        <button type="button" class="button more" onClick={() => (limit.value += MORE_ROWS)}>{t('more', { n: count(gaps.length - limit.value) })}</button>
      )}
      <p class="board-links">
        <a class="button" href={address('/api/v1/dashboard/gaps.csv', filter)} download>{t('download')}</a>
        <a class="button" href={address('/api/v1/dashboard/gaps.xlsx', filter)} download>{tb('board.xlsx')}</a>
        {board.area !== '' && <a class="button" href={address(`/report/${board.area}`, { ...queryOf(model), area: '', lang: language.value })}>{tb('board.report')}</a>}
        {board.tier === 'town' && <button type="button" class="button" onClick={() => void printSheet()}>{tb('board.onepage')}</button>}
      </p>
    </>
  );
}

// The sheet's drawing comes by itself; paper must not be had before it.
async function printSheet(): Promise<void> {
  await document.querySelector<HTMLImageElement>('.onepage img')?.decode().catch(() => undefined);
  window.print();
}

function Filters({ model, board }: { model: Model; board: Board }) {
  const { view, go } = model;
  const towns = [...(board.towns ?? [])].sort((a, b) => compareNames(a.name, b.name));
  return (
    <div class="tools">
      {towns.length > 1 && (
        <select aria-label={t('gaps.town')} value={view.value.town} onChange={(event) => go({ town: event.currentTarget.value })}>
          <option value="">{t('gaps.all_towns')}</option>
          {towns.map((town) => <option key={town.code} value={town.code} lang="zh-CN">{town.name}</option>)}
        </select>
      )}
      <select aria-label={tb('board.people_filter')} value={String(view.value.people)} onChange={(event) => go({ people: Number(event.currentTarget.value) })}>
        <option value="0">{tb('board.any_people')}</option>
        {[...new Set([200, 500, 1000, 2000, view.value.people])].filter((n) => n > 0).sort((a, b) => a - b).map((n) => <option key={n} value={String(n)}>{tb('board.least_people', { n: count(n) })}</option>)}
      </select>
      <label class="check">
        <input type="checkbox" checked={view.value.unplanned} onChange={(event) => go({ unplanned: event.currentTarget.checked })} />
        <span>{tb('board.only_unplanned')}</span>
      </label>
    </div>
  );
}

function Row({ model, gap }: { model: Model; gap: BoardGap }) {
  const chosen = model.view.value.selection?.id === gap.code;
  const hovered = model.hovered.value?.id === gap.code;
  const selection = { kind: 'settlement', id: gap.code } as const;
  return (
    <tr class={`row${chosen ? ' row-selected' : ''}${hovered ? ' row-hovered' : ''}`} data-id={gap.code} onClick={() => model.go({ selection })} onMouseEnter={() => (model.hovered.value = selection)} onMouseLeave={() => (model.hovered.value = null)}>
      <th scope="row">
        <button type="button" class="rowbutton" aria-pressed={chosen}><Symbol shape="gap" size={13} /> <Name of={gap.name} /></button>
        <span class="under"><Name of={gap.town_name} /> · {gap.population === null ? t('inspector.population_unknown') : t('figure.people', { n: count(gap.population) })}</span>
      </th>
      <td>
        {gap.distance_m === null ? <strong>{term('reason', gap.reason)}</strong> : (
          <><strong class="tabular">{meters(gap.distance_m)}</strong>{gap.duration_s !== null && <span class="tabular"> · {t('minutes', { n: decimal(Math.ceil(gap.duration_s / 60), 0) })}</span>}<span class="under"><Name of={gap.nearest_name ?? ''} /></span></>
        )}
        <span class="narrow"><Missing states={gap.operators ?? []} /></span>
      </td>
      <td class="wide"><Missing states={gap.operators ?? []} /></td>
      <td>
        {gap.fix === undefined ? <span class="chip chip-check">{t('gaps.unplanned')}</span> : (
          <>
            <a href={address(`/report/${gap.fix.plan}`, { lang: language.value })} onClick={(event) => event.stopPropagation()}><Name of={gap.fix.plan_name === '' ? gap.fix.plan : gap.fix.plan_name} /></a>
            {gap.fix.accepted && <span class="chip">{tb('board.accepted')}</span>}
            {gap.fix.stale && <span class="chip chip-check">{t('tiers.stale')}</span>}
            <span class="under"><Name of={gap.fix.site_name} />{gap.fix.distance_m !== null && ` ${meters(gap.fix.distance_m)}`}</span>
          </>
        )}
        <span class="under">{tb('board.responsible', { who: (gap.responsible ?? []).length === 0 ? tb('board.not_recorded') : (gap.responsible ?? []).map((one) => term('operator', one)).join(t('list.separator')) })}</span>
      </td>
    </tr>
  );
}

const GROUPS: { state: OperatorState['state']; word: BoardKey }[] = [
  { state: 'none', word: 'board.state_none' }, { state: 'unknown', word: 'board.state_unknown' }, { state: 'exempt', word: 'board.state_exempt' }, { state: 'served', word: 'board.state_served' }, { state: 'within', word: 'board.state_within' },
];

/** What each operator has in a village; what no record says is told apart from what is missing. */
function Missing({ states }: { states: readonly OperatorState[] }) {
  if (states.length === 0) return <>{t('unknown')}</>;
  return (
    <>
      {GROUPS.map(({ state, word }) => {
        const these = states.filter((one) => one.state === state);
        return these.length === 0 ? null : <span key={state} class={`state state-${state}`}>{tb(word)} {these.map((one) => <span key={one.operator} class="badge" title={term('operator', one.operator)}><span aria-hidden="true">{term('badge', one.operator)}</span><span class="unseen">{term('operator', one.operator)}</span></span>)}</span>;
      })}
    </>
  );
}

/** The same in words, for paper. */
export function missingWords(states: readonly OperatorState[]): string {
  if (states.length === 0) return t('unknown');
  return GROUPS.flatMap(({ state, word }) => {
    const these = states.filter((one) => one.state === state).map((one) => term('operator', one.operator));
    return these.length === 0 ? [] : [`${tb(word)} ${these.join(t('list.separator'))}`];
  }).join(t('sentence.separator'));
}
