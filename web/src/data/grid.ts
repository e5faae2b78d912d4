// What the grid shows of a record, how a cell is checked, and what an edit sends. No drawing here.
import type { Kind } from './view';

export type Value = string | number | boolean | null;

/** A row as the OGC API gives it. */
export interface Row {
  id: string;
  values: Record<string, Value>;
}

export interface Column {
  name: string;
  /** number and whole are from 0; words are several of a list with commas between them. */
  type: 'key' | 'text' | 'whole' | 'number' | 'word' | 'words' | 'yes' | 'lon' | 'lat';
  of?: readonly string[];
  needed?: boolean;
}

const POSITION: Column[] = [{ name: 'lon', type: 'lon' }, { name: 'lat', type: 'lat' }];

/** The columns of a kind, in order; the first one is the key and is not edited. */
export const COLUMNS: Record<Kind, readonly Column[]> = {
  settlements: [
    { name: 'code', type: 'key' }, { name: 'name', type: 'text', needed: true }, { name: 'kind', type: 'word', of: ['village', 'residents', 'pseudo'] }, { name: 'town', type: 'text' },
    { name: 'population', type: 'whole' }, { name: 'parcels_in_day', type: 'number' }, { name: 'parcels_out_day', type: 'number' }, ...POSITION,
  ],
  facilities: [
    { name: 'id', type: 'key' }, { name: 'name', type: 'text', needed: true }, { name: 'tier', type: 'word', of: ['hub', 'station', 'point'] },
    { name: 'status', type: 'word', of: ['candidate', 'planned', 'building', 'active', 'suspended', 'closed'] },
    { name: 'operators', type: 'words', of: ['postal', 'express', 'coop', 'ecommerce'] }, { name: 'offers', type: 'words', of: ['pickup', 'dropoff', 'retail', 'supplies', 'payment', 'finance'] },
    { name: 'town', type: 'text' }, { name: 'settlement', type: 'text' }, { name: 'capacity_parcels_day', type: 'number' }, { name: 'opening_cost_yuan', type: 'whole' }, { name: 'yearly_cost_yuan', type: 'whole' }, ...POSITION,
  ],
};

/** What is wrong with what was typed into a cell. */
export type Wrong = 'needed' | 'whole' | 'number' | 'word' | 'lon' | 'lat' | 'long';

/** Reads what was typed into a cell. */
export function read(column: Column, typed: string): { value: Value } | { wrong: Wrong } {
  const text = typed.trim();
  if (text === '') return column.needed === true || column.type === 'word' ? { wrong: 'needed' } : { value: column.type === 'text' || column.type === 'words' ? '' : null };
  const n = Number(text.replace(/[,，]/g, ''));
  switch (column.type) {
    case 'whole': return Number.isInteger(n) && n >= 0 && n <= 1e12 ? { value: n } : { wrong: 'whole' };
    case 'number': return Number.isFinite(n) && n >= 0 && n <= 1e12 ? { value: n } : { wrong: 'number' };
    case 'lon': return Number.isFinite(n) && n >= -180 && n <= 180 ? { value: n } : { wrong: 'lon' };
    case 'lat': return Number.isFinite(n) && n >= -90 && n <= 90 ? { value: n } : { wrong: 'lat' };
    case 'word': return (column.of ?? []).includes(text) ? { value: text } : { wrong: 'word' };
    case 'words': {
      const words = text.split(/[,，、\s]+/).filter((word) => word !== '');
      return words.every((word) => (column.of ?? []).includes(word)) ? { value: words.join(',') } : { wrong: 'word' };
    }
    default: return text.length <= 160 ? { value: text } : { wrong: 'long' };
  }
}

/** A feature as a row. */
export function rowOf(kind: Kind, feature: { geometry: unknown; properties: Record<string, Value> }): Row {
  const at = (feature.geometry as { coordinates?: number[] } | null)?.coordinates;
  const values: Record<string, Value> = { ...feature.properties, lon: at?.[0] ?? null, lat: at?.[1] ?? null };
  return { id: String(feature.properties[COLUMNS[kind][0]?.name ?? 'id']), values };
}

/** The names of the columns in which two states of a row differ. */
export function differing(kind: Kind, a: Row, b: Row): string[] {
  return COLUMNS[kind].filter(({ name }) => (a.values[name] ?? null) !== (b.values[name] ?? null)).map(({ name }) => name);
}

/** The body of an edit that brings a row from one state to another; null where the position is half given. */
export function patchOf(kind: Kind, before: Row, after: Row): { type: 'Feature'; geometry?: unknown; properties: Record<string, Value> } | null {
  const changed = differing(kind, before, after);
  const properties: Record<string, Value> = {};
  for (const name of changed) if (name !== 'lon' && name !== 'lat') properties[name] = after.values[name] ?? null;
  if (!changed.includes('lon') && !changed.includes('lat')) return { type: 'Feature', properties };
  const { lon = null, lat = null } = after.values;
  if ((lon === null) !== (lat === null)) return null;
  return { type: 'Feature', geometry: lon === null ? null : { type: 'Point', coordinates: [lon, lat] }, properties };
}

/** The filter of the list: records of an area, and those with a part of a name. */
export function filterOf(area: string, name: string): string {
  const quoted = (text: string): string => text.replaceAll("'", "''").replaceAll('\\', '').replaceAll('%', '').replaceAll('_', '');
  const parts: string[] = [];
  if (area !== '') parts.push(`town LIKE '${quoted(area.length === 6 ? area.replace(/(00)+$/, '') : area)}%'`);
  if (quoted(name.trim()) !== '') parts.push(`name LIKE '%${quoted(name.trim())}%'`);
  return parts.join(' AND ');
}
