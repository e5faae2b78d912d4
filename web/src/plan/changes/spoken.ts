// What places and changes are in words.
import { length, yuan } from '../../i18n/numbers';
import type { Step } from './history';
import type { Foot } from './join';
import { ROAD_METERS, VILLAGE_METERS, type Snapped } from './snap';
import type { Shape } from '../../map/shapes';
import type { Cost, Told } from './told';
import { w } from './words';

/** Where a click led, and why. */
export function snapWords(snapped: Snapped): string {
  const limits = { village_limit: length(VILLAGE_METERS), road_limit: length(ROAD_METERS) };
  if (snapped.to === 'village') return w('snap.village', { village: snapped.village.name, n: length(snapped.meters), ...limits });
  const near = snapped.village === null ? '' : w('snap.nearest', { village: snapped.village.name, n: length(snapped.away) });
  return `${snapped.to === 'road' ? w('snap.road', { n: length(snapped.meters), ...limits }) : w('snap.ground', limits)}${near}`;
}

/** How the end of a new road meets the roads there are. */
export function footWords(foot: Foot): string {
  if (foot === null) return w('foot.unknown');
  return typeof foot === 'string' ? w(`foot.${foot}`) : w('foot.joins', { n: length(foot.meters) });
}

/** A step in words, such as those of the buttons that undo and make it again. */
export function stepWords({ label: { does, place } }: Step): string {
  return w('step', { does: w(`does.${does}`), place });
}

/** The symbol of a change, as the map draws it. */
export function shapeOfChange({ does, tier }: Told): Shape {
  switch (does) {
    case 'road_add': return 'roadnew';
    case 'road_close': return 'roadclosed';
    case 'road_speed': return 'roadspeed';
    case 'add': case 'close': case 'merge': case 'upgrade': case 'move': return `${tier}-${does}`;
    default: return tier;
  }
}

/** What a change costs, or that nobody said. */
export function costWords({ once, yearly }: Cost): string {
  if (once === null && yearly === null) return w('cost.unknown');
  const parts = [];
  if (once === null) parts.push(w('cost.once_unknown'));
  else if (once !== 0) parts.push(w('cost.once', { n: yuan(once) }));
  if (yearly === null) parts.push(w('cost.yearly_unknown'));
  else if (yearly > 0) parts.push(w('cost.yearly', { n: yuan(yearly) }));
  else if (yearly < 0) parts.push(w('cost.saves', { n: yuan(-yearly) }));
  return parts.length === 0 ? w('cost.none') : parts.join(w('separator'));
}
