import { signal, useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { address, change, get, type Answer } from '../api/client';
import { resource } from '../api/resource';
import type { components } from '../api/schema';
import { language } from '../i18n/i18n';
import { count } from '../i18n/numbers';
import { reasonOf } from '../i18n/problems';
import { later } from '../ui/Later';
import { Reason, Region } from '../ui/Region';
import { FoundTable, type Found } from './FoundTable';
import type { Model } from './model';
import { w } from './words';

type List = Answer<'/api/v1/findings'>;
type Finding = NonNullable<List['items']>[number];
type Fixed = components['schemas']['FindingFixed'];

const FoundMap = later(() => import('./FoundMap').then((part) => part.FoundMap));

/** What was done last here, so that it can be taken back. */
interface Done {
  finding: Finding;
  fixed: Fixed;
}

/** What is probably wrong with the records, and the repairs that follow from them. */
export function Findings({ model }: { model: Model }) {
  const beat = useMemo(() => signal(0), []);
  const list = useMemo(() => resource<List>(() => `${model.bound.view.value.area} ${beat.value}`, (key, abort) => get('/api/v1/findings', { query: { area: key.split(' ')[0] ?? '', limit: 500 }, signal: abort })), [model]);
  const asked = useSignal<{ finding: Finding; ids: string[] } | null>(null);
  const done = useSignal<Done | null>(null);
  const error = useSignal<Error | null>(null);
  const busy = useSignal(false);
  const run = async (task: () => Promise<void>): Promise<void> => {
    if (busy.peek()) return;
    busy.value = true;
    error.value = null;
    try {
      await task();
    } catch (cause) {
      error.value = cause instanceof Error ? cause : new Error(String(cause));
    } finally {
      busy.value = false;
      beat.value++;
    }
  };
  const fix = (finding: Finding, ids: string[]): Promise<void> => run(async () => {
    done.value = { finding, fixed: (await change('POST', '/api/v1/findings/fix', { code: finding.code, ids })) as Fixed };
  });
  const undo = (last: Done): Promise<void> => run(async () => {
    await change('POST', address('/api/v1/imports/{id}/undo', {}, { id: last.fixed.import }), { whole: true });
    done.value = null;
  });
  const open = model.bound.view.value.finding;
  const last = done.value;
  return (
    <>
      <p class="lead">{w('findings.lead')}</p>
      <div class="bar">
        <p class="said" role="status">{last === null ? '' : w('findings.fixed', { n: count(last.fixed.changed), left: count((last.fixed.left ?? []).length) })}</p>
        {last !== null && last.fixed.import !== '' && <button type="button" class="button" disabled={busy.value} onClick={() => void undo(last)}>{w('undo.last')}</button>}
      </div>
      {error.value !== null && <p class="failure" role="alert"><strong>{w('failed')}</strong> <Reason of={reasonOf(error.value)} /></p>}
      <Region of={list} lines={6}>
        {(found) => (found.items ?? []).length === 0 ? <p class="verdict">{w('findings.none')}</p> : (
          <ul class="cards">
            {(found.items ?? []).map((finding) => (
              <li key={finding.code} class="card">
                <One model={model} finding={finding} open={finding.code === open} busy={busy.value} ask={(ids) => (asked.value = { finding, ids })} />
              </li>
            ))}
          </ul>
        )}
      </Region>
      {asked.value !== null && <Ask {...asked.value} close={() => (asked.value = null)} go={(finding, ids) => void fix(finding, ids)} />}
    </>
  );
}

function One({ model, finding, open, busy, ask }: { model: Model; finding: Finding; open: boolean; busy: boolean; ask: (ids: string[]) => void }) {
  const english = language.value === 'en';
  const rows = finding.rows ?? [];
  const mapped = useSignal(false);
  const fixable = rows.filter((row) => row.fix !== undefined).map((row) => row.id);
  const words = english ? finding.en : finding.zh;
  return (
    <>
      <h3>{words}</h3>
      <p class="meta"><span>{w('findings.count')} <b>{count(finding.count)}</b></span><span>{w('findings.fixable')} <b>{count(finding.fixable)}</b></span></p>
      <div class="tools">
        <button type="button" class="button" aria-expanded={open} onClick={() => model.bound.go({ finding: open ? '' : finding.code })}>{open ? w('findings.hide') : w('findings.look')}</button>
        {finding.fix_zh !== undefined && <button type="button" class="button go" disabled={busy || fixable.length === 0} onClick={() => ask(fixable)}>{w('findings.fix_all', { n: count(fixable.length) })}</button>}
      </div>
      {finding.fix_zh !== undefined && <p class="field-note">{w('found.fix')}: {english ? finding.fix_en : finding.fix_zh}</p>}
      {open && (
        <>
          {rows.some((row) => row.location !== undefined) && <button type="button" class="button" aria-expanded={mapped.value} onClick={() => (mapped.value = !mapped.value)}>{mapped.value ? w('findings.no_map') : w('findings.map')}</button>}
          {mapped.value && <FoundMap rows={rows} />}
          <FoundTable rows={rows} label={words} action={(row: Found) => row.fix === undefined ? <Edit model={model} finding={finding} row={row} /> : <button type="button" class="button" disabled={busy} onClick={() => ask([row.id])}>{w('findings.fix')}</button>} />
          {finding.count > rows.length && <p class="tally">{w('refused.more', { n: count(finding.count - rows.length) })}</p>}
        </>
      )}
    </>
  );
}

// Edit leads to the record in the grid.
function Edit({ model, finding, row }: { model: Model; finding: Finding; row: Found }) {
  return <button type="button" class="button" onClick={() => model.bound.go({ tab: 'grid', kind: finding.kind === 'settlement' ? 'settlements' : 'facilities', name: row.name, after: '' })}>{w('findings.edit')}</button>;
}

// Ask says once in words what will change.
function Ask({ finding, ids, close, go }: { finding: Finding; ids: string[]; close: () => void; go: (finding: Finding, ids: string[]) => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const english = language.value === 'en';
  const rows = (finding.rows ?? []).filter((row) => ids.includes(row.id));
  return (
    <dialog ref={dialog} class="asked" aria-labelledby="asked" onClose={close}>
      <div class="asked-body">
        <h2 id="asked">{w('ask.title', { n: count(ids.length) })}</h2>
        <p>{english ? finding.fix_en : finding.fix_zh}</p>
        <ul class="plain">{rows.slice(0, 8).map((row) => <li key={row.id}><span lang="zh-CN">{row.name}</span> ({row.id}): {english ? row.fix?.en : row.fix?.zh}</li>)}</ul>
        {rows.length > 8 && <p class="tally">{w('refused.more', { n: count(rows.length - 8) })}</p>}
        <p class="field-note">{w('ask.logged')}</p>
        <div class="tools">
          <button type="button" class="button" onClick={() => dialog.current?.close()}>{w('cancel')}</button>
          <button type="button" class="button go" onClick={() => { dialog.current?.close(); go(finding, ids); }}>{w('ask.do')}</button>
        </div>
      </div>
    </dialog>
  );
}
