// The rows of the table drawer: villages and premises with what their columns say, filtered and sorted.
import { compareNames } from '../../i18n/numbers';
import type { Class } from '../../api/classes';
import { positionOf, type Effect, type Reach, type SettlementFeature } from '../../api/records';
import type { Bounds } from '../../map/content';
import type { Position } from './snap';
import type { Premises, Told } from './told';

export type Verdict = Effect['verdict'] | 'same';

export interface VillageRow {
  id: string;
  name: string;
  town: string;
  population: number | null;
  state: Class;
  /** Metres to the nearest premises that count, before and with the changes; null: none, or not known. */
  before: number | null;
  after: number | null;
  nearest: string;
  verdict: Verdict;
  at: Position | null;
}

export interface PremisesRow {
  id: string;
  name: string;
  town: string;
  tier: Premises['tier'];
  active: boolean;
  operators: readonly string[];
  yearly: number | null;
  /** What the changes do to it, first done first. */
  does: readonly Told['does'][];
  at: Position | null;
}

/** How a table is ordered: by a column, upwards or downwards. */
export interface Order<C extends string> {
  by: C;
  down: boolean;
}

/** Villages as rows, in no order. What effects do not name stays as it is. */
export function villageRows(settlements: readonly SettlementFeature[], classes: ReadonlyMap<string, Class>, reach: ReadonlyMap<string, Reach> | null, effects: ReadonlyMap<string, Effect>): VillageRow[] {
  return settlements.map((settlement) => {
    const { code, name, town_name: town, population } = settlement.properties;
    const effect = effects.get(code);
    const was = effect?.before ?? reach?.get(code);
    const now = effect?.after ?? reach?.get(code);
    return {
      id: code, name, town: town ?? '', population, state: classes.get(code) ?? 'outside', before: was?.distance_m ?? null, after: now?.distance_m ?? null,
      nearest: now?.nearest_name ?? now?.nearest ?? '', verdict: effect?.verdict ?? 'same', at: positionOf(settlement),
    };
  });
}

/** Premises as rows, in no order. */
export function premisesRows(now: ReadonlyMap<string, Premises>, told: readonly Told[], townOf: (premises: Premises) => string): PremisesRow[] {
  const does = new Map<string, Told['does'][]>();
  for (const one of told) if ('facility' in one.change) does.set(one.change.facility, [...(does.get(one.change.facility) ?? []), one.does]);
  return [...now.values()].map((one) => ({ id: one.id, name: one.name, town: townOf(one), tier: one.tier, active: one.active, operators: one.operators, yearly: one.yearly, does: does.get(one.id) ?? [], at: one.at }));
}

/** Rows whose name, town or ID holds the text; an empty text holds all. */
export function filtered<R extends { id: string; name: string; town: string }>(rows: readonly R[], text: string): R[] {
  const wanted = text.trim().toLowerCase();
  return wanted === '' ? [...rows] : rows.filter((row) => `${row.name} ${row.town} ${row.id}`.toLowerCase().includes(wanted));
}

/** Rows that stand within bounds, their edges included; null keeps all, also those without a place. */
export function within<R extends { at: Position | null }>(rows: readonly R[], bounds: Bounds | null): R[] {
  if (bounds === null) return [...rows];
  const [west, south, east, north] = bounds;
  return rows.filter(({ at }) => at !== null && at[0] >= west && at[0] <= east && at[1] >= south && at[1] <= north);
}

/** Rows in order; figures that are not known come last either way, and equal rows stand by ID. */
export function sorted<R extends { id: string }, C extends string>(rows: readonly R[], { by, down }: Order<C>, value: (row: R, column: C) => string | number | null): R[] {
  const keyed = rows.map((row) => ({ row, key: value(row, by) }));
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) return a.key === b.key ? (a.row.id < b.row.id ? -1 : 1) : a.key === null ? 1 : -1;
    const order = typeof a.key === 'number' && typeof b.key === 'number' ? a.key - b.key : compareNames(String(a.key), String(b.key));
    return (down ? -order : order) || (a.row.id < b.row.id ? -1 : 1);
  });
  return keyed.map(({ row }) => row);
}
