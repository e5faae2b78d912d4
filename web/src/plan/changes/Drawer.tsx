import { useComputed, useSignal, useSignalEffect, type ReadonlySignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { t } from '../../i18n/i18n';
import { count, meters, yuan } from '../../i18n/numbers';
import { term } from '../../i18n/terms';
import { Choice } from '../../ui/Choice';
import { csv, keep, type Cell } from '../../ui/csv';
import { Name } from '../../ui/Name';
import { rowOf } from '../../ui/rows';
import type { Selection } from '../../ui/selection';
import type { Model } from '../model';
import { nameOf } from '../names';
import type { Bounds } from '../../map/content';
import { placeOf } from '../PlanMap';
import { filtered, premisesRows, sorted, villageRows, within, type Order, type PremisesRow, type VillageRow } from './rows';
import { w } from './words';

/** Rows on one page of a table: few enough to be drawn at once, however many there are. */
const PAGE = 50;
/** How long the pointer rests on a row before the map goes there, in milliseconds. */
const REST = 500;

type Kind = 'villages' | 'premises';
const VILLAGE_COLUMNS = ['name', 'town', 'population', 'state', 'before', 'after', 'nearest', 'verdict'] as const;
const PREMISES_COLUMNS = ['name', 'town', 'tier', 'operators', 'yearly', 'state', 'does'] as const;
type Column = (typeof VILLAGE_COLUMNS)[number] | (typeof PREMISES_COLUMNS)[number];
const NUMBERS: readonly string[] = ['population', 'before', 'after', 'yearly'];
const VERDICT_RANK = { worse: 0, better: 1, other: 2, same: 3 } as const;

/** All villages and premises of the area as tables under the map. */
export function Drawer({ model }: { model: Model }) {
  const open = useSignal(matchMedia('(min-width: 900px)').matches);
  const kind = useSignal<Kind>('villages');
  const only = useSignal(false);
  const text = useSignal('');
  const sight = useSignal(false);
  const bounds = useComputed(() => (sight.value ? (model.inSight.value?.bounds ?? null) : null));
  return (
    <section class="drawer" data-open={open.value}>
      <div class="tools drawer-head">
        <button type="button" class="button" aria-expanded={open.value} aria-controls="drawer-table" onClick={() => (open.value = !open.value)}>{w(open.value ? 'drawer.hide' : 'drawer.show')}</button>
        {open.value && (
          <>
            <Choice name="drawer" legend={w('drawer.kind')} values={['villages', 'premises'] as const} current={kind.value} word={(one) => w(`drawer.${one}`)} choose={(one) => (kind.value = one)} />
            <input type="search" value={text.value} placeholder={w('drawer.search')} aria-label={w('drawer.search')} onInput={(event) => (text.value = event.currentTarget.value)} />
            <label class="drawer-only"><input type="checkbox" checked={only.value} onChange={(event) => (only.value = event.currentTarget.checked)} /> {w('drawer.only')}</label>
            {model.engine.value !== null && <label class="drawer-only"><input type="checkbox" checked={sight.value} onChange={(event) => (sight.value = event.currentTarget.checked)} /> {w('drawer.in_sight')}</label>}
            {model.pointed.value !== null && <button type="button" class="button" onClick={() => (model.pointed.value = null)}>{w('drawer.pointed', { title: model.pointed.value.title })} ×</button>}
          </>
        )}
      </div>
      <div id="drawer-table">{open.value && (kind.value === 'villages' ? <Villages model={model} text={text} only={only} bounds={bounds} /> : <PremisesTable model={model} text={text} only={only} bounds={bounds} />)}</div>
    </section>
  );
}

interface Part {
  model: Model;
  text: ReadonlySignal<string>;
  only: ReadonlySignal<boolean>;
  /** Only what stands here is listed; null: all. */
  bounds: ReadonlySignal<Bounds | null>;
}

function Villages({ model, text, only, bounds }: Part) {
  useEffect(() => model.editing.needReach(), []);
  const order = useSignal<Order<(typeof VILLAGE_COLUMNS)[number]>>({ by: 'verdict', down: false });
  const rows = useComputed(() => villageRows(model.settlements.state.value.value?.items ?? [], model.classes.value, model.editing.reach.state.value.value, model.editing.effectOf.value));
  const shown = useComputed(() => {
    const pointed = model.pointed.value === null ? null : new Set(model.pointed.value.codes);
    const kept = within(filtered(rows.value, text.value), bounds.value).filter((row) => (pointed === null || pointed.has(row.id)) && (!only.value || row.verdict === 'better' || row.verdict === 'worse'));
    return sorted(kept, order.value, (row, by) => (by === 'verdict' ? VERDICT_RANK[row.verdict] : by === 'state' ? stateWord(row) : by === 'nearest' ? row.nearest || null : row[by]));
  });
  const cells = (row: VillageRow): Record<(typeof VILLAGE_COLUMNS)[number], ComponentChildren> => ({
    name: '', town: <Name of={row.town} />, population: count(row.population), state: stateWord(row), before: row.before === null ? '—' : meters(row.before), after: row.after === null ? '—' : meters(row.after),
    nearest: <Name of={row.nearest} />, verdict: row.verdict === 'same' ? '' : <span class={`verdict-word ${row.verdict}`}>{term('verdict', row.verdict)}</span>,
  });
  const file = (): Cell[][] => shown.value.map((row) => [row.name, row.town, row.population, stateWord(row), row.before, row.after, row.nearest, row.verdict === 'same' ? '' : term('verdict', row.verdict), row.id]);
  return <Table model={model} kind="settlement" columns={VILLAGE_COLUMNS} rows={shown} all={rows.value.length} order={order.value} sort={(by) => (order.value = next(order.value, by))} cells={cells} file={file} />;
}

function stateWord({ state }: VillageRow): string {
  return state === 'newly' ? w('state.newly') : state === 'lost' ? w('state.lost') : state === 'outside' ? t('class.outside') : term('short', state);
}

function PremisesTable({ model, text, only, bounds }: Part) {
  const order = useSignal<Order<(typeof PREMISES_COLUMNS)[number]>>({ by: 'does', down: false });
  const townOf = (settlement: string | null, id: string): string => model.facilityByID.value.get(id)?.properties.town_name ?? model.settlementByCode.value.get(settlement ?? '')?.properties.town_name ?? '';
  const rows = useComputed(() => premisesRows(model.editing.now.value, model.editing.told.value, (one) => townOf(one.settlement, one.id)));
  const does = (row: PremisesRow): string => row.does.map((one) => w(`does.${one}`)).join(t('list.separator'));
  const shown = useComputed(() => sorted(within(filtered(rows.value, text.value), bounds.value).filter((row) => !only.value || row.does.length > 0), order.value, (row, by) => (by === 'does' ? does(row) || null : by === 'tier' ? term('tier', row.tier) : by === 'operators' ? row.operators.join() : by === 'state' ? activeWord(row) : row[by])));
  const cells = (row: PremisesRow): Record<(typeof PREMISES_COLUMNS)[number], ComponentChildren> => ({
    name: '', town: <Name of={row.town} />, tier: term('tier', row.tier), operators: row.operators.map((one) => term('operator', one)).join(t('list.separator')), yearly: yuan(row.yearly), state: activeWord(row), does: <strong>{does(row)}</strong>,
  });
  const file = (): Cell[][] => shown.value.map((row) => [row.name, row.town, term('tier', row.tier), row.operators.map((one) => term('operator', one)).join(t('list.separator')), row.yearly, activeWord(row), does(row), row.id]);
  return <Table model={model} kind="facility" columns={PREMISES_COLUMNS} rows={shown} all={rows.value.length} order={order.value} sort={(by) => (order.value = next(order.value, by))} cells={cells} file={file} />;
}

function activeWord({ active }: PremisesRow): string {
  return w(active ? 'inspector.serves' : 'inspector.idle');
}

function next<C extends string>(order: Order<C>, by: C): Order<C> {
  return order.by === by ? { by, down: !order.down } : { by, down: false };
}

function Table<R extends { id: string; name: string }, C extends Column>({ model, kind, columns, rows, all, order, sort, cells, file }: {
  model: Model; kind: 'settlement' | 'facility'; columns: readonly C[]; rows: ReadonlySignal<R[]>; all: number; order: Order<C>; sort: (by: C) => void; cells: (row: R) => Record<C, ComponentChildren>; file: () => Cell[][];
}) {
  const page = useSignal(0);
  const table = useRef<HTMLTableElement>(null);
  const pages = Math.max(1, Math.ceil(rows.value.length / PAGE));
  const at = Math.min(page.value, pages - 1);
  useRest(model);
  // What is picked elsewhere is brought into sight here.
  useSignalEffect(() => {
    const { selection } = model.view.value;
    const found = selection?.kind === kind ? rows.peek().findIndex((row) => row.id === selection.id) : -1;
    if (found < 0 || selection === null) return;
    page.value = Math.floor(found / PAGE);
    requestAnimationFrame(() => {
      const row = table.current?.querySelector(`[data-id="${CSS.escape(selection.id)}"]`);
      if (row && !row.contains(document.activeElement) && matchMedia('(min-width: 900px)').matches) row.scrollIntoView({ block: 'nearest' });
    });
  });
  // Distances are of the changes alone; a plan on show changes the state besides.
  const headOf = (column: (typeof columns)[number]): string => column === 'state' && (model.shown.value?.after ?? null) !== null ? w('column.state_plan') : w(`column.${column}`);
  const download = (): void => keep(`${nameOf(model)}-${w(kind === 'settlement' ? 'drawer.villages' : 'drawer.premises')}.csv`, csv([[...columns.map(headOf), t('inspector.code')], ...file()]));
  return (
    <>
      <div class="tools">
        <p class="tally" role="status">{w('drawer.tally', { shown: count(rows.value.length), all: count(all) })}</p>
        {pages > 1 && (
          <span class="pager" role="group" aria-label={w('drawer.pages')}>
            <button type="button" class="button small" disabled={at === 0} onClick={() => (page.value = at - 1)}>{w('drawer.previous')}</button>
            <span>{w('drawer.page', { n: count(at + 1), of: count(pages) })}</span>
            <button type="button" class="button small" disabled={at >= pages - 1} onClick={() => (page.value = at + 1)}>{w('drawer.next')}</button>
          </span>
        )}
        <button type="button" class="button small" onClick={download}>{t('download')}</button>
      </div>
      <div class="drawer-scroll" tabIndex={0} role="region" aria-label={w('drawer.table')}>
        <table class="list" ref={table}>
          <caption class="unseen">{w(kind === 'settlement' ? 'drawer.villages' : 'drawer.premises')}</caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col" class={NUMBERS.includes(column) ? 'number' : undefined} aria-sort={order.by === column ? (order.down ? 'descending' : 'ascending') : 'none'}>
                  <button type="button" class="sortbutton" onClick={() => sort(column)}>{headOf(column)}<span aria-hidden="true">{order.by === column ? (order.down ? ' ▼' : ' ▲') : ''}</span></button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.value.slice(at * PAGE, (at + 1) * PAGE).map((row) => {
              const shown = cells(row);
              return (
                <tr key={row.id} {...rowOf(model, { kind, id: row.id })}>
                  <th scope="row"><button type="button" class="rowbutton"><Name of={row.name} /></button></th>
                  {columns.slice(1).map((column) => <td key={column} class={NUMBERS.includes(column) ? 'number' : undefined}>{shown[column]}</td>)}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </>
  );
}

// useRest takes the map to the row that the pointer rests on, if it lies out of sight; a pointer on its way goes nowhere.
function useRest(model: Model): void {
  useSignalEffect(() => {
    const over: Selection | null = model.hovered.value;
    if (over === null) return;
    const timer = setTimeout(() => {
      const engine = model.engine.peek();
      const at = placeOf(model, over);
      const box = engine?.map.getBounds();
      const row = document.querySelector('.drawer .row:hover');
      if (engine !== null && at !== null && row !== null && box !== undefined && !box.contains(at)) engine.goTo(at);
    }, REST);
    return () => clearTimeout(timer);
  });
}
