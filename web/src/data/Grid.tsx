import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { count } from '../i18n/numbers';
import { reasonOf } from '../i18n/problems';
import { Choice } from '../ui/Choice';
import { later } from '../ui/Later';
import { Reason, Region } from '../ui/Region';
import { fieldWord } from './DifferenceStep';
import { differing, type Row } from './grid';
import { makeGrid, type Edit, type GridModel } from './gridmodel';
import { GridTable, shownValue } from './GridTable';
import type { Model } from './model';
import { KINDS, type Kind } from './view';
import { w } from './words';

const PlaceDialog = later(() => import('./PlaceDialog').then((part) => part.PlaceDialog));

/** Single records put right in a table, page by page. */
export function Grid({ model }: { model: Model }) {
  const grid = useMemo(() => makeGrid(model), [model]);
  const placing = useSignal<Row | null>(null);
  // Where the pages before this one began, as far as they were turned here.
  const trail = useSignal<readonly string[]>([]);
  const { kind, name, after } = model.bound.view.value;
  const undoable = grid.saved.value.length;
  return (
    <>
      <p class="lead">{w('grid.lead')}</p>
      <form class="bar" role="search" aria-label={w('grid.search')} onSubmit={(event) => event.preventDefault()}>
        <Choice name="kind" legend={w('grid.kind')} values={KINDS} current={kind} word={(one) => w(`kind.${one}`)} choose={(one) => { grid.edits.value = new Map(); trail.value = []; model.bound.go({ kind: one, after: '' }); }} />
        <label class="picker"><span>{w('grid.name')}</span>
          <input type="search" value={name} maxLength={60} onChange={(event) => { trail.value = []; model.bound.go({ name: event.currentTarget.value.trim(), after: '' }); }} />
        </label>
        <button type="button" class="button" disabled={undoable === 0} onClick={() => void grid.undo()}>{w('grid.undo', { n: count(undoable) })}</button>
      </form>
      <Troubles grid={grid} kind={kind} />
      <Region of={grid.page} lines={10}>
        {(page) => page.rows.length === 0 ? <p>{w('grid.none')}</p> : (
          <>
            <GridTable grid={grid} page={page} place={(row) => (placing.value = row)} />
            <div class="tools">
              <button type="button" class="button" disabled={after === ''} onClick={() => { trail.value = []; model.bound.go({ after: '' }); }}>{w('grid.first')}</button>
              <button type="button" class="button" disabled={trail.value.length === 0} onClick={() => { const to = trail.value.at(-1) ?? ''; trail.value = trail.value.slice(0, -1); model.bound.go({ after: to }); }}>{w('grid.before')}</button>
              <button type="button" class="button" disabled={page.next === ''} onClick={() => { trail.value = [...trail.value, after]; model.bound.go({ after: page.next }); }}>{w('grid.next')}</button>
              <span class="tally">{w('grid.count', { n: count(page.rows.length), all: count(page.matched) })}</span>
            </div>
          </>
        )}
      </Region>
      {placing.value !== null && <PlaceDialog grid={grid} row={placing.value} close={() => (placing.value = null)} />}
    </>
  );
}

// Troubles are rows that could not be saved: refused, or changed by somebody else meanwhile.
function Troubles({ grid, kind }: { grid: GridModel; kind: Kind }) {
  const list = [...grid.edits.value].filter(([, edit]) => edit.state === 'failed' || edit.state === 'conflict');
  const states = [...grid.edits.value.values()];
  const dirty = states.filter((edit) => edit.state === 'dirty').length;
  return (
    <>
      <p class="unseen" role="status">{states.some((edit) => edit.state === 'saving') ? w('state.saving') : dirty > 0 ? w('grid.dirty', { n: count(dirty) }) : states.some((edit) => edit.state === 'saved') ? w('state.saved') : ''}</p>
      {list.map(([id, edit]) => (
        <div key={id} class="failure" role="alert">
          {edit.state === 'failed' && edit.error !== null
            ? <p><strong><span lang="zh-CN">{String(edit.now.values['name'])}</span>: {w('grid.failed')}</strong> {(edit.error as { code?: string }).code === 'half_position' ? w('wrong.half') : <Reason of={reasonOf(edit.error)} />}</p>
            : <Conflict grid={grid} kind={kind} id={id} edit={edit} />}
          {edit.state === 'failed' && <div class="tools"><button type="button" class="button" onClick={() => void grid.save(id)}>{w('grid.retry')}</button><button type="button" class="button" onClick={() => grid.forget(id)}>{w('grid.forget')}</button></div>}
        </div>
      ))}
    </>
  );
}

function Conflict({ grid, kind, id, edit }: { grid: GridModel; kind: Kind; id: string; edit: Edit }) {
  const theirs = edit.theirs;
  if (theirs === null) return null;
  const names = [...new Set([...differing(kind, edit.now, theirs), ...differing(kind, edit.before, theirs)])];
  return (
    <>
      <p><strong><span lang="zh-CN">{String(edit.now.values['name'])}</span>: {w('conflict.title')}</strong></p>
      <table class="list">
        <caption class="unseen">{w('conflict.title')}</caption>
        <thead><tr><th scope="col">{w('column')}</th><th scope="col">{w('conflict.was')}</th><th scope="col">{w('conflict.theirs')}</th><th scope="col">{w('conflict.mine')}</th></tr></thead>
        <tbody>{names.map((name) => <tr key={name}><th scope="row">{fieldWord(name)}</th><td>{shownValue(edit.before.values[name])}</td><td>{shownValue(theirs.values[name])}</td><td>{shownValue(edit.now.values[name])}</td></tr>)}</tbody>
      </table>
      <div class="tools">
        <button type="button" class="button" onClick={() => void grid.settle(id, false)}>{w('conflict.take')}</button>
        <button type="button" class="button" onClick={() => void grid.settle(id, true)}>{w('conflict.keep')}</button>
      </div>
    </>
  );
}
