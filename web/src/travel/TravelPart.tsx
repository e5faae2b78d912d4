import { t } from '../i18n/i18n';
import { count, length, meters, minutes } from '../i18n/numbers';
import type { AreaAnswer, PathAnswer } from '../api/records';
import { Region } from '../ui/Region';
import type { Selection } from '../ui/selection';
import { LIMITS, type AreaLimit, type Show, type Travelling } from './travel';

/** What the roads say of the selected place: the way to its facility, and what is within a limit. Both are drawn on the map. */
export function TravelPart({ model, selection }: { model: Travelling; selection: Selection }) {
  const { show, limit } = model.view.value;
  const toggle = (what: Show): void => model.go({ show: show === what ? '' : what });
  return (
    <section class="travel" aria-label={t('roads.title')}>
      <div class="tools">
        {selection.kind === 'settlement' && (
          <button type="button" class="button" aria-pressed={show === 'path'} onClick={() => toggle('path')}>{t('roads.path')}</button>
        )}
        <button type="button" class="button" aria-pressed={show === 'area'} onClick={() => toggle('area')}>{t('roads.area')}</button>
        {show === 'area' && (
          <select aria-label={t('roads.limit')} value={limit} onChange={(event) => model.go({ limit: event.currentTarget.value as AreaLimit })}>
            {LIMITS.map((one) => <option key={one} value={one}>{limitWords(one)}</option>)}
          </select>
        )}
      </div>
      {show === 'path' && selection.kind === 'settlement' && <Region of={model.path} lines={1}>{(path) => <PathWords path={path} />}</Region>}
      {show === 'area' && <Region of={model.reached} lines={1}>{(area) => <AreaWords area={area} limit={limit} />}</Region>}
    </section>
  );
}

function PathWords({ path }: { path: PathAnswer }) {
  const { distance_m: road, duration_s: seconds, straight_m: straight, to, travel, unlinked } = path.properties;
  return (
    <>
      <p role="status">
        {road === null || to === null ? t('roads.path_none')
        : t('roads.path_is', { name: to.name ?? to.facility ?? t('unknown'), road: meters(road), minutes: minutes(seconds), straight: meters(straight) })}
      </p>
      {road === null && (unlinked ?? []).map((end) => <p key={String(end.point)}>{noRoad(end.road_m)}</p>)}
      <p class="under">{t('roads.profile', { profile: travel.profile ?? t('unknown') })}</p>
    </>
  );
}

function AreaWords({ area, limit }: { area: AreaAnswer; limit: AreaLimit }) {
  const { road_m: road, travel, unlinked } = area.properties;
  return (
    <>
      <p role="status">{road === 0 ? t('roads.area_none') : t('roads.area_is', { limit: limitWords(limit), road: length(road) })}</p>
      {road === 0 && (unlinked ?? []).map((end) => <p key={String(end.point)}>{noRoad(end.road_m)}</p>)}
      <p class="under">{t('roads.profile', { profile: travel.profile ?? t('unknown') })}</p>
    </>
  );
}

function noRoad(away: number | null): string {
  return away === null ? t('roads.no_road_at_all') : t('roads.no_road', { n: meters(away) });
}

function limitWords(limit: AreaLimit): string {
  const value = Number(limit.slice(1));
  return limit.startsWith('s') ? t('roads.within_minutes', { n: count(value / 60) }) : t('roads.within_kilometers', { n: count(value / 1000) });
}
