// Names for the records the API answers with, taken from the OpenAPI document by way of its operations.
import type { Feature, Point } from 'geojson';
import { get, type Answer } from './client';

export type Info = Answer<'/api/v1/info'>;
export type AreaFeature = NonNullable<Answer<'/api/v1/areas'>['features']>[number];
export type SettlementFeature = NonNullable<Answer<'/api/v1/settlements'>['features']>[number];
export type FacilityFeature = NonNullable<Answer<'/api/v1/facilities'>['features']>[number];
export type Settlement = SettlementFeature['properties'];
export type Facility = FacilityFeature['properties'];
export type Audit = Answer<'/api/v1/audits'>;
export type Gap = NonNullable<Audit['uncovered']>[number];
export type AreaCounts = NonNullable<Audit['by_area']>[number];
export type OperatorRate = NonNullable<Audit['by_operator']>[number];
export type Standard = Audit['standard_rule'];
export type Reach = NonNullable<Answer<'/api/v1/audits/reach'>['items']>[number];
export type Frontier = Answer<'/api/v1/frontier'>;
export type FrontierPoint = NonNullable<Frontier['points']>[number];
export type PlanHead = NonNullable<Answer<'/api/v1/plans'>['items']>[number];
export type Plan = Answer<'/api/v1/plans/{id}'>;
export type Network = NonNullable<Plan['network']>;
export type NetworkPlan = Network['joint'];
export type NetworkAction = NetworkPlan['actions'][number];
export type Assignment = NonNullable<Plan['assignments']>[number];
export type Why = Answer<'/api/v1/plans/{id}/why'>;
export type Robust = Answer<'/api/v1/plans/{id}/robust'>;
export type RobustScore = Robust['base'];
export type JobHead = NonNullable<Answer<'/api/v1/jobs'>['items']>[number];
export type Job = Answer<'/api/v1/jobs/{id}'>;
export type SiteFeature = NonNullable<Plan['opened']['features']>[number];
export type Site = SiteFeature['properties'];
export type Scenario = NonNullable<Answer<'/api/v1/scenarios'>['items']>[number];
export type Effects = Answer<'/api/v1/scenarios/{id}/effects'>;
export type Effect = NonNullable<Effects['items']>[number];
export type Suggestions = Answer<'/api/v1/scenarios/{id}/suggestions'>;
export type Opening = NonNullable<Suggestions['openings']>[number];
export type MergeSaving = NonNullable<Suggestions['merges']>[number];
export type StateComparison = Answer<'/api/v1/scenarios/{id}/comparison'>;
export type ComparedState = StateComparison['a'];
export type StateIndicator = NonNullable<StateComparison['indicators']>[number];
export type StateTown = NonNullable<StateComparison['towns']>[number];
export type Board = Answer<'/api/v1/dashboard'>;
export type BoardGap = NonNullable<Board['gaps']>[number];
export type BoardTown = NonNullable<Board['towns']>[number];
export type OperatorState = NonNullable<BoardGap['operators']>[number];
export type TownShapes = Answer<'/api/v1/dashboard/towns'>;
export type StandardEntry = NonNullable<Answer<'/api/v1/standards'>['items']>[number];
export type Roads = Answer<'/api/v1/roads'>;
export type PathAnswer = Answer<'/api/v1/roads/path'>;
export type AreaAnswer = Answer<'/api/v1/roads/area'>;

/** The area that pages begin with: the one that the settings name, or the one around everything; all of them where there are several. */
export function beginning(info: Info | null): string {
  return info === null || info.top_area === null ? '' : info.defaults.area || info.top_area.code;
}

/** The most settlements or facilities the page draws; beyond it the map says that it is not complete. */
export const DRAWN_LIMIT = 20000;
const PAGE = 5000;

/** A list, and whether it was cut at DRAWN_LIMIT. */
export interface Listing<T> {
  items: T[];
  cut: boolean;
}

/** All areas with their outlines. */
export async function allAreas(signal: AbortSignal): Promise<AreaFeature[]> {
  return (await pages((after) => get('/api/v1/areas', { query: { geometry: true, limit: PAGE, after }, signal }))).items;
}

/** All areas without their outlines, to choose from and to name. */
export async function namedAreas(signal: AbortSignal): Promise<AreaFeature[]> {
  return (await pages((after) => get('/api/v1/areas', { query: { geometry: false, limit: PAGE, after }, signal }))).items;
}

/** The settlements of an area, page after page; all areas where the code is empty. */
export function settlementsOf(area: string, signal: AbortSignal): Promise<Listing<SettlementFeature>> {
  return pages((after) => get('/api/v1/settlements', { query: { area, limit: PAGE, after }, signal }));
}

/** Each audited settlement's class and nearest facility, by code, under the rule and on the day of an audit. */
export async function reachOf({ area, standard, travel, date }: Audit, signal: AbortSignal): Promise<Map<string, Reach>> {
  const query = { area, standard, travel: travel.method as 'straight', date };
  const answer = await get('/api/v1/audits/reach', { query, signal });
  return new Map((answer.items ?? []).map((reach) => [reach.code, reach]));
}

/** The scenarios that are kept, at most a thousand. */
export async function scenariosOf(signal: AbortSignal): Promise<Scenario[]> {
  return (await get('/api/v1/scenarios', { query: { limit: 1000 }, signal })).items ?? [];
}

/** The active facilities of an area. */
export function facilitiesOf(area: string, signal: AbortSignal): Promise<Listing<FacilityFeature>> {
  return pages((after) => get('/api/v1/facilities', { query: { area, status: ['active'], limit: PAGE, after }, signal }));
}

/** All premises of an area, whatever their status. */
export function premisesOf(area: string, signal: AbortSignal): Promise<Listing<FacilityFeature>> {
  return pages((after) => get('/api/v1/facilities', { query: { area, limit: PAGE, after }, signal }));
}

async function pages<T>(page: (after: string) => Promise<{ features: T[] | null; next?: string | null }>): Promise<Listing<T>> {
  const items: T[] = [];
  let after = '';
  do {
    const answer = await page(after);
    items.push(...(answer.features ?? []));
    after = answer.next ?? '';
  } while (after !== '' && items.length < DRAWN_LIMIT);
  return { items, cut: after !== '' };
}

/** The position of a feature; null where it has none on record. */
export function positionOf(feature: { geometry: unknown }): [number, number] | null {
  const geometry = feature.geometry as Feature<Point>['geometry'] | null;
  if (geometry === null || geometry === undefined || geometry.type !== 'Point') return null;
  const [lon, lat] = geometry.coordinates;
  return lon === undefined || lat === undefined ? null : [lon, lat];
}
