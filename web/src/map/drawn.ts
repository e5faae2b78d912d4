// What all maps of the page have in common beside what they draw: which layers an entry of the legend stands for, and the words of the map's own controls.
import { t } from '../i18n/i18n';
import { DOINGS, TIERS, type Kind, type LinkKind } from '../tiers/network';
import type { MoveKind, Shape } from './shapes';

/** The layers that each entry of a legend shows and hides. */
export const LAYER_IDS: Record<Shape, readonly string[]> = {
  ...(Object.fromEntries([
    ...TIERS.flatMap((tier) => DOINGS.map((doing) => [`${tier}-${doing}`, [`network-${tier}-${doing}`]])),
    ...TIERS.flatMap((tier) => ['move', 'left'].map((doing) => [`${tier}-${doing}`, [`moves-${tier}-${doing}`]])),
    ...(['serve', 'feed', 'direct', 'trunk'] as const).map((kind) => [kind, [`links-${kind}`]]),
    ['into', ['links-into', 'moves-into']],
  ]) as Record<Kind | LinkKind | MoveKind, readonly string[]>),
  arrow: ['moves-case', 'moves-line', 'moves-arrow'],
  gap: ['gaps-symbol', 'gaps-name'],
  lost: ['gaps-lost', 'changed-lost'],
  candidate: ['candidates-candidate', 'candidates-name'],
  shut: ['candidates-shut'],
  newly: ['villages-newly', 'changed-newly'],
  covered: ['villages-covered'],
  outside: ['villages-outside'],
  site: ['sites-symbol'],
  hub: ['facilities-hub-symbol', 'facilities-hub-name'],
  station: ['facilities-station-symbol', 'facilities-station-name'],
  point: ['facilities-point-dot', 'facilities-point-symbol', 'facilities-point-name'],
  better: ['effects-better'],
  worse: ['effects-worse'],
  road: ['roads-line', 'roads-ferry', 'roads-name'],
  roadnew: ['roads-new', 'moves-road-case', 'moves-road'],
  roadclosed: ['roads-closed'],
  roadspeed: ['roads-speed'],
  path: ['path-case', 'path-line'],
  area: ['reach-ground', 'reach-edge'],
};

/** The words of the map's own controls, and its name. */
export function mapLocale(title = t('map.title')): Record<string, string> {
  return {
    'Map.Title': title,
    'NavigationControl.ZoomIn': t('map.zoom_in'),
    'NavigationControl.ZoomOut': t('map.zoom_out'),
    'ScaleControl.Meters': t('map.meters'),
    'ScaleControl.Kilometers': t('map.kilometers'),
    'CooperativeGesturesHandler.WindowsHelpText': t('map.scroll_help'),
    'CooperativeGesturesHandler.MacHelpText': t('map.scroll_help_mac'),
    'CooperativeGesturesHandler.MobileHelpText': t('map.touch_help'),
  };
}
