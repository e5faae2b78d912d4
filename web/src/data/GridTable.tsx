import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { fieldWord } from './DifferenceStep';
import { COLUMNS, read, type Column, type Row, type Value, type Wrong } from './grid';
import type { GridModel, Page } from './gridmodel';
import { w } from './words';

/** A value as a cell shows it. */
export function shownValue(value: Value | undefined): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'boolean' ? (value ? '✓' : '') : String(value);
}

interface Spot {
  row: number;
  column: number;
}

/** A table to edit in: arrows move, Enter or F2 opens a cell, Enter takes what was typed, Esc leaves it; leaving a row saves it. */
export function GridTable({ grid, page, place }: { grid: GridModel; page: Page; place: (row: Row) => void }) {
  const columns = COLUMNS[page.kind];
  const here = useSignal<Spot>({ row: 0, column: 1 });
  const editing = useSignal(false);
  const wrong = useSignal<Wrong | null>(null);
  const table = useRef<HTMLTableElement>(null);
  const edits = grid.edits.value;
  // As soon as the cell is drawn it has the focus, so that the next key finds it.
  const wanted = useRef(false);
  const beat = useSignal(0);
  const focus = (): void => {
    wanted.current = true;
    beat.value++;
  };
  void beat.value;
  useLayoutEffect(() => {
    if (!wanted.current || editing.peek()) return;
    wanted.current = false;
    table.current?.querySelector<HTMLElement>(`[data-spot="${here.peek().row} ${here.peek().column}"]`)?.focus();
  });
  const go = (row: number, column: number): void => {
    const to = { row: Math.min(Math.max(row, 0), page.rows.length - 1), column: Math.min(Math.max(column, 0), columns.length - 1) };
    const left = page.rows[here.peek().row];
    if (to.row !== here.peek().row && left !== undefined) void grid.save(left.id);
    here.value = to;
    focus();
  };
  const begin = (): void => {
    if (columns[here.peek().column]?.type === 'key') return;
    wrong.value = null;
    editing.value = true;
  };
  const leave = (): void => {
    editing.value = false;
    wrong.value = null;
    focus();
  };
  const take = (column: Column, row: Row, typed: string): boolean => {
    const got = read(column, typed);
    if ('wrong' in got) {
      wrong.value = got.wrong;
      return false;
    }
    const stood = (grid.edits.peek().get(row.id)?.now ?? row).values[column.name] ?? null;
    if (stood !== got.value && !(stood === null && got.value === '')) grid.set(row, column.name, got.value);
    editing.value = false;
    wrong.value = null;
    return true;
  };
  const keys = (event: KeyboardEvent): void => {
    if (editing.peek()) return;
    const { row, column } = here.peek();
    const moves: Record<string, [number, number]> = { ArrowUp: [row - 1, column], ArrowDown: [row + 1, column], ArrowLeft: [row, column - 1], ArrowRight: [row, column + 1], Home: [row, 0], End: [row, columns.length - 1], PageUp: [row - 10, column], PageDown: [row + 10, column] };
    const to = moves[event.key];
    if (to !== undefined) {
      event.preventDefault();
      go(...to);
    } else if (event.key === 'Enter' || event.key === 'F2') {
      event.preventDefault();
      begin();
    } else if (event.key === 's' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      const at = page.rows[row];
      if (at !== undefined) void grid.save(at.id);
    } else if (event.key === 'z' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void grid.undo();
    }
  };
  return (
    <>
      <p class="wrongcell" role="alert">{wrong.value === null ? '' : w(`wrong.${wrong.value}`)}</p>
      <div class="scroll gridbox">
        <table ref={table} role="grid" class="list grid" aria-label={w('grid.table')} aria-describedby="gridkeys" onKeyDown={keys}>
          <thead>
            <tr>{columns.map((column) => <th key={column.name} scope="col" class={isFigure(column) ? 'number' : ''}>{fieldWord(column.name)}</th>)}<th scope="col">{w('grid.state')}</th></tr>
          </thead>
          <tbody>
            {page.rows.map((stored, r) => {
              const edit = edits.get(stored.id);
              const row = edit?.now ?? stored;
              return (
                <tr key={stored.id} class={edit === undefined ? '' : `edit-${edit.state}`}>
                  {columns.map((column, c) => {
                    const at = here.value.row === r && here.value.column === c;
                    if (at && editing.value) return <td key={column.name}><Cell column={column} value={shownValue(row.values[column.name])} wrong={wrong.value !== null} take={(typed) => take(column, stored, typed)} leave={leave} next={(back) => go(r, c + (back ? -1 : 1))} down={() => go(r + 1, c)} /></td>;
                    const dirty = edit !== undefined && edit.before.values[column.name] !== row.values[column.name];
                    return (
                      <td key={column.name} role="gridcell" data-spot={`${r} ${c}`} tabIndex={at ? 0 : -1} aria-readonly={column.type === 'key'} class={`${isFigure(column) ? 'number' : ''}${dirty ? ' changedcell' : ''}`}
                        {...(column.type === 'text' ? { lang: 'zh-CN' } : {})}
                        onClick={() => go(r, c)} onDblClick={() => { here.value = { row: r, column: c }; begin(); }}>
                        {shownWords(column, row.values[column.name])}
                      </td>
                    );
                  })}
                  <td>
                    <span class="rowtools">
                      {edit !== undefined && edit.state !== 'saved' && <button type="button" class="button" disabled={edit.state === 'saving'} aria-label={w('grid.save_row', { name: String(row.values['name']) })} onClick={() => void grid.save(stored.id)}>{w('grid.save')}</button>}
                      {edit !== undefined && <span class="state">{w(`state.${edit.state}`)}</span>}
                      <button type="button" class="button" aria-label={w('grid.place_row', { name: String(row.values['name']) })} onClick={() => place(row)}>{w('grid.place')}</button>
                    </span>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <p class="tally" id="gridkeys">{w('grid.keys')}</p>
    </>
  );
}

function isFigure({ type }: Column): boolean {
  return type === 'whole' || type === 'number' || type === 'lon' || type === 'lat';
}

function shownWords(column: Column, value: Value | undefined): string {
  const text = shownValue(value);
  if (column.type !== 'word' && column.type !== 'words') return text;
  return text.split(',').map((word) => {
    return w.knows(`word.${word}`) ? w(`word.${word}` as 'word.village') : word;
  }).join('、');
}

// Cell is where something is typed; what it holds is checked when it is left.
function Cell({ column, value, wrong, take, leave, next, down }: { column: Column; value: string; wrong: boolean; take: (typed: string) => boolean; leave: () => void; next: (back: boolean) => void; down: () => void }) {
  const field = useRef<HTMLInputElement & HTMLSelectElement>(null);
  const over = useRef(false);
  // Before the next key comes: a slow machine must not lose the first letter.
  useLayoutEffect(() => {
    field.current?.focus();
    if (column.type !== 'word') field.current?.select();
  }, []);
  const keys = (event: KeyboardEvent): void => {
    event.stopPropagation();
    const typed = field.current?.value ?? '';
    if (event.key === 'Escape') {
      over.current = true;
      leave();
    } else if (event.key === 'Enter' || event.key === 'Tab') {
      event.preventDefault();
      if (!take(typed)) return;
      over.current = true;
      if (event.key === 'Enter') down();
      else next(event.shiftKey);
    }
  };
  const blurred = (): void => {
    if (!over.current && !take(field.current?.value ?? '')) field.current?.focus();
  };
  const label = fieldWord(column.name);
  if (column.type === 'word') {
    return (
      <select ref={field} aria-label={label} onKeyDown={keys} onBlur={blurred}>
        {(column.of ?? []).map((word) => <option key={word} value={word} selected={word === value}>{w(`word.${word}` as 'word.village')}</option>)}
      </select>
    );
  }
  return <input ref={field} aria-label={label} aria-invalid={wrong} value={value} size={Math.max(6, value.length + 1)} list={column.type === 'words' ? `words-${column.name}` : undefined} inputMode={isFigure(column) ? 'decimal' : undefined} onKeyDown={keys} onBlur={blurred} />;
}
