import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { address, change, get } from '../api/client';
import { resource } from '../api/resource';
import { moment } from '../i18n/numbers';
import { Failure, Region } from '../ui/Region';
import { LinkDialog, type NewLink } from './LinkDialog';
import type { Run, RunLink } from './model';
import { w } from './words';

/** Links for couriers without an account: made here, told once, listed without their secrets, ended. */
export function Links({ run }: { run: Run }) {
  const links = useMemo(() => resource(() => run.id, async (id, abort) => (await get('/api/v1/runs/{id}/links', { path: { id }, query: { limit: 100 }, signal: abort })).items ?? []), [run.id]);
  const made = useSignal<NewLink | null>(null);
  const error = useSignal<Error | null>(null);
  const busy = useSignal(false);
  const failed = (cause: unknown): void => void (error.value = cause instanceof Error ? cause : new Error(String(cause)));
  const make = (): void => {
    error.value = null;
    busy.value = true;
    change('POST', address('/api/v1/runs/{id}/links', {}, { id: run.id }), {}).then((link) => {
      made.value = link as NewLink;
      links.retry();
    }, failed).finally(() => (busy.value = false));
  };
  const end = (link: RunLink): void => {
    error.value = null;
    change('DELETE', address('/api/v1/runs/{id}/links/{link}', {}, { id: run.id, link: link.id })).then(() => links.retry(), failed);
  };
  return (
    <section aria-label={w('links')}>
      <h3>{w('links')}</h3>
      <p class="field-note">{w('links.note')}</p>
      <p><button type="button" class="button go" disabled={busy.value} onClick={make}>{w('link.make')}</button></p>
      {error.value !== null && <Failure title={w('failed')} error={error.value} retry={() => (error.value = null)} />}
      <Region of={links} lines={1}>{(all) => <Listed links={all} end={end} />}</Region>
      {made.value !== null && <LinkDialog link={made.value} run={run} close={() => (made.value = null)} />}
    </section>
  );
}

function Listed({ links, end }: { links: RunLink[]; end: (link: RunLink) => void }) {
  if (links.length === 0) return null;
  return (
    <ul class="plain">
      {links.map((link) => {
        const over = link.revoked_at !== null || Date.parse(link.until) <= Date.now();
        const words = link.revoked_at !== null ? w('link.ended', { at: moment(link.revoked_at) }) : over ? w('link.over') : link.locked ? w('link.locked') : w('link.open', { at: moment(link.until) });
        return (
          <li key={link.id}>
            {w('link.line', { at: moment(link.created_at), by: link.created_by })} · {words}{' '}
            {!over && <button type="button" class="button" onClick={() => end(link)}>{w('link.end')}</button>}
          </li>
        );
      })}
    </ul>
  );
}
