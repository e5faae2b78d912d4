import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { get } from '../api/client';
import { resource } from '../api/resource';
import { language } from '../i18n/i18n';
import { count, meters } from '../i18n/numbers';
import { later } from '../ui/Later';
import { Region } from '../ui/Region';
import type { Look, Model } from './model';
import { w } from './words';

const DatumMap = later(() => import('./DatumMap').then((part) => part.DatumMap));

/** In which datum the coordinates are given: what speaks for each, drawn over what is on record, and the choice. */
export function DatumStep({ model, look }: { model: Model; look: Look }) {
  const { datum, reading } = look;
  const english = language.value === 'en';
  const chosen = datum.chosen ?? datum.stated ?? '';
  // What an administrator decided is offered where the file says nothing, and taken by nobody but whoever imports.
  const info = useMemo(() => resource(() => '', (_, abort) => get('/api/v1/info', { signal: abort })), []);
  const usual = info.state.value.value?.defaults.datum;
  const pointed = useSignal('');
  // What was clicked stands at once; the figures follow.
  const picked = useSignal('');
  const marked = model.busy.value && picked.value !== '' ? picked.value : chosen;
  const hypotheses = datum.hypotheses ?? [];
  const medianOf = (name: string): number | null => hypotheses.find((one) => one.datum === name)?.median_m ?? null;
  const off = medianOf(chosen);
  const best = datum.guess === undefined ? null : medianOf(datum.guess);
  const shifted = chosen !== '' && off !== null && best !== null && off > 3 * Math.max(best, 30);
  const choose = (name: string): void => {
    picked.value = name;
    const { datum: _, ...rest } = reading;
    void model.read(name === '' ? rest : { ...rest, datum: name as NonNullable<typeof reading.datum> });
  };
  if (datum.positions === 0) return <p>{english ? datum.why.en : datum.why.zh}</p>;
  return (
    <>
      <p class="lead">{w('datum.lead')}</p>
      {datum.guess !== undefined && <p class="verdict">{w('datum.guess', { datum: w(`datum.${datum.guess as 'wgs84'}`) })} {english ? datum.why.en : datum.why.zh}</p>}
      {datum.guess === undefined && <p class="verdict">{english ? datum.why.en : datum.why.zh}</p>}
      {chosen === '' && usual !== undefined && <p><button type="button" class="button" onClick={() => choose(usual)}>{w('datum.usual', { datum: w(`datum.${usual}`) })}</button></p>}
      {shifted && <p class="notice" role="status">{w('datum.shifted', { m: meters(off), datum: w(`datum.${datum.guess as 'wgs84'}`), best: meters(best) })}</p>}
      <fieldset class="datums">
        <legend>{w('datum.choose')}</legend>
        <table class="list">
          <caption class="unseen">{w('datum.choose')}</caption>
          <thead><tr><th scope="col">{w('datum.name')}</th><th scope="col" class="number">{w('datum.matched')}</th><th scope="col" class="number">{w('datum.median')}</th><th scope="col">{w('datum.drawn')}</th></tr></thead>
          <tbody>
            {hypotheses.map((one) => (
              <tr key={one.datum} class={one.datum === chosen ? 'row-selected' : ''} onMouseEnter={() => (pointed.value = one.datum)} onMouseLeave={() => (pointed.value = '')}>
                <th scope="row"><label class="tick"><input type="radio" name="datum" checked={one.datum === marked} onChange={() => choose(one.datum)} /> <span>{w(`datum.${one.datum}`)}</span></label></th>
                <td class="number">{count(one.matched)}</td>
                <td class="number">{one.median_m === null ? w('unknown') : meters(one.median_m)}</td>
                <td><span class={`swatch swatch-${one.datum}`} aria-hidden="true" /> {w(`drawn.${one.datum}`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {datum.stated !== undefined && reading.datum !== undefined && <button type="button" class="button" onClick={() => choose('')}>{w('datum.as_stated', { datum: w(`datum.${datum.stated as 'wgs84'}`) })}</button>}
      </fieldset>
      <Region of={model.positions}>
        {(positions) => <DatumMap positions={positions} chosen={pointed.value !== '' ? pointed.value : chosen !== '' ? chosen : datum.guess ?? 'wgs84'} />}
      </Region>
      <p class="tally">{w('datum.map_note')}</p>
    </>
  );
}
