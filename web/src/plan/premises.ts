// Premises as a scenario's changes leave them, for the map and the tables.
import { positionOf, type FacilityFeature, type Scenario, type SettlementFeature } from '../api/records';
import type { Doing, Tier } from '../tiers/network';

export type Change = NonNullable<NonNullable<Scenario['changes']>['facilities']>[number];

/** Premises that the changes touch, with what becomes of them and where they are then; a place of null is not known. */
export interface Changed {
  facility: string;
  name: string;
  tier: Tier;
  action: Doing;
  coordinates: [number, number] | null;
}

/** Where a change puts its premises: the place it names, or that of the village it names; null where it names none. */
export function placeOf(change: Change, villages: ReadonlyMap<string, SettlementFeature>): [number, number] | null {
  const [lon, lat] = change.location ?? [];
  if (lon !== undefined && lat !== undefined) return [lon, lat];
  const village = villages.get(change.settlement ?? '');
  return village === undefined ? null : positionOf(village);
}

/** What a list of changes makes of premises. The last word on one of them counts; a move shows where it goes. */
export function changedOf(changes: readonly Change[], premises: ReadonlyMap<string, FacilityFeature>, villages: ReadonlyMap<string, SettlementFeature>): Map<string, Changed> {
  const changed = new Map<string, Changed>();
  for (const change of changes) {
    const record = premises.get(change.facility);
    const before = changed.get(change.facility);
    const tier = change.tier ?? before?.tier ?? record?.properties.tier ?? 'point';
    const name = change.name || before?.name || record?.properties.name || change.facility;
    const stood = before?.coordinates ?? (record === undefined ? null : positionOf(record));
    const action: Doing = change.do === 'move' ? 'add' : change.do;
    changed.set(change.facility, { facility: change.facility, name, tier, action, coordinates: placeOf(change, villages) ?? stood });
  }
  return changed;
}
