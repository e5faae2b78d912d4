import { count } from '../../i18n/numbers';
import type { StateComparison } from '../../api/records';
import { CHANGE_COLOURS } from '../../map/shapes';
import { Symbol } from '../../ui/Symbol';
import type { Model } from '../model';
import { changedOf, type Comparing } from './comparing';
import { MapPane } from './MapPane';
import { Review } from './Review';
import { w, type Word } from './words';

/** What changes from A to B: towns by the change of their share, villages that come in or fall out. */
export function Difference({ model, comparing, found }: { model: Model; comparing: Comparing; found: StateComparison }) {
  const drawn = (comparing.shapes.state.value.value?.features ?? []).some((town) => town.properties.drawn);
  return (
    <>
      <div class="compare-maps"><div class="compare-side"><MapPane model={model} content={comparing.difference} title={w('map.difference')} layers="changes" /></div><Review model={model} /></div>
      <div class="compare-legend" role="group" aria-label={w('difference.legend')}>
        <p><strong>{w('difference.legend')}</strong></p>
        <ul>
          {[-2, -1, 0, 1, 2].map((at) => (
            <li key={at}>
              <svg width="22" height="14" viewBox="0 0 22 14" aria-hidden="true" focusable="false"><rect x="0.5" y="0.5" width="21" height="13" fill={CHANGE_COLOURS[at + 2]} stroke="#6b665b" /></svg>
              {w(`class.${String(at)}` as Word)}<span class="number">{count((found.towns ?? []).filter((town) => town.class === at).length)}</span>
            </li>
          ))}
          {(found.towns ?? []).some((town) => town.class === null) && <li><svg width="22" height="14" viewBox="0 0 22 14" aria-hidden="true" focusable="false"><path d="M0 14 14 0M8 14 22 0" stroke="#6b665b" stroke-width="3" /></svg>{w('class.none')}</li>}
          {(['better', 'worse'] as const).map((verdict) => (
            <li key={verdict}><Symbol shape={verdict} size={18} />{w(`difference.${verdict}`)}<span class="number">{count(changedOf(found).filter((one) => one.verdict === verdict).length)}</span></li>
          ))}
        </ul>
        {drawn && <p class="under">{w('difference.drawn')}</p>}
      </div>
    </>
  );
}
