import { useSignal } from '@preact/signals';
import { address, change } from '../api/client';
import { count } from '../i18n/numbers';
import { reasonOf } from '../i18n/problems';
import { Reason } from '../ui/Region';
import { batchesOf, tallyOf, type Tally } from './eventsfile';
import type { Model } from './model';
import { w } from './words';
import type { components } from '../api/schema';

/** What came of the events of one run in a file. */
interface Sent {
  run: string;
  events: number;
  outcome: Tally | Error;
}

/** Files of events from phones and run sheets that could not send them: taken in, and told what became of each. */
export function EventFiles({ model }: { model: Model }) {
  const wrong = useSignal('');
  const busy = useSignal(false);
  const sent = useSignal<Sent[]>([]);
  const take = async (files: FileList | null): Promise<void> => {
    if (files === null || files.length === 0 || busy.value) return;
    busy.value = true;
    wrong.value = '';
    sent.value = [];
    for (const file of files) {
      const batches = batchesOf(await file.text());
      if (!Array.isArray(batches)) {
        wrong.value = `${file.name}: ${batches.wrong === 'no_run' ? w('file.no_run', { id: batches.event }) : w(`file.${batches.wrong}`)}`;
        continue;
      }
      // One after the other: what contradicts is marked in the order in which it comes in.
      for (const { run, device, events } of batches) {
        let outcome: Sent['outcome'];
        try {
          const noted = (await change('POST', address('/api/v1/runs/{id}/events', {}, { id: run }), { ...(device === '' ? {} : { device }), events })) as components['schemas']['RunEventsNoted'];
          outcome = tallyOf(noted.results ?? []);
        } catch (cause) {
          outcome = cause instanceof Error ? cause : new Error(String(cause));
        }
        sent.value = [...sent.value, { run, events: events.length, outcome }];
      }
    }
    busy.value = false;
    model.again();
  };
  return (
    <>
      <p class="lead">{w('file.lead')}</p>
      <label class="field"><span>{w('file.choose')}</span>
        <input type="file" accept=".json,application/json" multiple disabled={busy.value} onChange={(event) => void take(event.currentTarget.files)} />
      </label>
      <p class="said" role="status">{busy.value ? w('file.busy') : sent.value.length > 0 ? w('file.done', { n: count(sent.value.length) }) : ''}</p>
      {wrong.value !== '' && <p class="failure" role="alert">{wrong.value}</p>}
      <ul class="cards">{sent.value.map((one, i) => <li key={i} class="card"><Told sent={one} model={model} /></li>)}</ul>
    </>
  );
}

function Told({ sent: { run, events, outcome }, model }: { sent: Sent; model: Model }) {
  return (
    <>
      <h3>{w('file.run', { run, n: count(events) })}</h3>
      {outcome instanceof Error ? (
        <p class="failure" role="alert"><span><strong>{w('file.none')}</strong> <Reason of={reasonOf(outcome)} /></span></p>
      ) : (
        <>
          <p>✓ {w('file.accepted', { n: count(outcome.accepted) })}{w('file.known', { n: count(outcome.known) })}{outcome.renamed > 0 && w('file.renamed', { n: count(outcome.renamed) })}{outcome.conflicts > 0 && <strong class="warn">{w('file.conflicts', { n: count(outcome.conflicts) })}</strong>}</p>
          <p><button type="button" class="button" onClick={() => model.bound.go({ tab: 'runs', date: run.slice(0, 10), run })}>{w('file.show')}</button></p>
        </>
      )}
    </>
  );
}
