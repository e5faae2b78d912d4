// The fields of a scenario that a person sets, with what each may be, and how what is typed becomes a scenario again. No page here.
import type { Scenario } from '../api/records';
import { fieldsOf, type Fields } from './scenario';

export const MODELS = ['mclp', 'lscp', 'scp', 'median', 'center', 'facility', 'maxmin', 'huff', 'dispersion', 'tier'] as const;
export type ModelName = (typeof MODELS)[number];
const SITING = MODELS.filter((model) => model !== 'tier');
const LIMITED: readonly ModelName[] = ['mclp', 'median', 'center', 'facility', 'maxmin', 'huff', 'dispersion'];
const LIMIT_NEEDED: readonly ModelName[] = ['mclp', 'median', 'center', 'maxmin', 'huff'];

/** The presets of speeds on roads. */
export const PROFILES = ['plain-van', 'plain-truck', 'plain-car', 'plain-e-trike', 'plain-walk', 'mountain-van', 'mountain-truck', 'mountain-car', 'mountain-e-trike', 'mountain-walk'] as const;

export type Unit = 'points' | 'yuan' | 'limit' | 'percent' | 'parcels' | 'parcels_per_1000' | 'times' | 'yuan_parcel_km' | 'none';

/** One field: its path in a scenario, what may be in it, and for which models it says anything. */
export interface Field {
  id: string;
  kind: 'whole' | 'number' | 'permille' | 'tenths' | 'yes';
  unit: Unit;
  models: readonly ModelName[];
  least: number;
  most: number;
  group: 'limits' | 'coverage' | 'places' | 'loads' | 'tier';
}

const field = (id: string, group: Field['group'], kind: Field['kind'], unit: Unit, models: readonly ModelName[], least = 0, most = 1): Field => ({ id, group, kind, unit, models, least, most });

/** All fields that are a number or a yes, in the order of the form. */
export const FIELDS: readonly Field[] = [
  field('p', 'limits', 'whole', 'points', LIMITED, 0, 1_000_000),
  field('budget_yuan', 'limits', 'whole', 'yuan', [...LIMITED, 'tier'], 0, 1_000_000_000_000),
  field('rules.within', 'coverage', 'whole', 'limit', SITING, 0, 100_000_000),
  field('rules.needs', 'coverage', 'whole', 'points', ['lscp', 'scp', 'mclp'], 1, 20),
  field('rules.backup_permille', 'coverage', 'permille', 'percent', ['mclp'], 0, 100),
  field('rules.nearest', 'coverage', 'whole', 'points', ['median'], 1, 20),
  field('rules.huff_power', 'coverage', 'tenths', 'none', ['huff'], 0.1, 10),
  field('rules.yuan_per_parcel_km', 'coverage', 'number', 'yuan_parcel_km', ['facility'], 0, 1000),
  field('rules.one_per_village', 'places', 'yes', 'none', SITING),
  field('rules.min_spacing', 'places', 'whole', 'limit', SITING, 0, 2_147_483_648),
  field('rules.town_min_new', 'places', 'whole', 'points', SITING, 0, 2_147_483_648),
  field('rules.town_max_new', 'places', 'whole', 'points', SITING, 0, 2_147_483_648),
  field('rules.town_floor_permille', 'places', 'permille', 'percent', SITING, 0, 100),
  field('rules.capacities', 'loads', 'yes', 'none', SITING),
  field('rules.capacity_parcels_day', 'loads', 'number', 'parcels', SITING, 0, 1_000_000_000),
  field('rules.min_load_parcels_day', 'loads', 'number', 'parcels', SITING, 0, 1_000_000_000),
  field('rules.parcels_per_1000_day', 'loads', 'number', 'parcels_per_1000', SITING, 0, 1_000_000_000),
  field('rules.split', 'loads', 'yes', 'none', SITING),
  field('rules.tier.separate', 'tier', 'yes', 'none', ['tier']),
  field('rules.tier.today', 'tier', 'yes', 'none', ['tier']),
  field('rules.tier.cross_town', 'tier', 'yes', 'none', ['tier']),
  field('rules.tier.approved', 'tier', 'yes', 'none', ['tier']),
];

/** What was typed or chosen, by path; an empty text leaves a field to the program. */
export type Draft = Readonly<Record<string, unknown>>;

/** The value at a path, as fields such as rules.needs name it. */
export function valueAt(of: object, path: string): unknown {
  return path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], of);
}

function setAt(of: object, path: string, value: unknown): void {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let at = of as Record<string, unknown>;
  for (const key of keys) at = (at[key] ??= {}) as Record<string, unknown>;
  if (value === undefined) delete at[last];
  else at[last] = value;
}

/** What stands in the box of a field: what was typed, or else what the scenario says. */
export function shownIn({ id, kind }: Field, draft: Draft, scenario: Scenario): string {
  if (id in draft) return String(draft[id]);
  const value = valueAt(scenario, id) as number | boolean | undefined;
  if (value === undefined || value === null) return '';
  return kind === 'permille' ? String(Number(value) / 10) : String(value);
}

/** What a text in a field's box means: a number, nothing where it is left to the program, or null where it cannot be. */
export function meantBy({ kind, least, most }: Field, text: string): number | undefined | null {
  const trimmed = text.trim().replaceAll(',', '').replaceAll('\uFF0C', '');
  if (trimmed === '') return undefined;
  const decimals = kind === 'number' ? 3 : kind === 'whole' ? 0 : 1;
  if (!new RegExp(decimals === 0 ? '^\\d+$' : `^\\d+(\\.\\d{1,${decimals}})?$`).test(trimmed)) return null;
  const value = Number(trimmed);
  if (value < least || value > most) return null;
  return kind === 'permille' ? Math.round(value * 10) : value;
}

/** The fields of a draft that cannot be saved as they are: out of range, or a limit that the model cannot do without. */
export function wrongIn(draft: Draft, scenario: Scenario): string[] {
  const model = (draft['model'] ?? scenario.model) as ModelName;
  const wrong = FIELDS.filter((one) => one.kind !== 'yes' && one.id in draft && meantBy(one, String(draft[one.id])) === null).map(({ id }) => id);
  const given = (id: string): boolean => FIELDS.some((one) => one.id === id && shownIn(one, draft, scenario).trim() !== '');
  if (LIMIT_NEEDED.includes(model) && !given('p') && !given('budget_yuan')) wrong.push('p');
  if (model === 'dispersion' && !given('p')) wrong.push('p');
  if (String(draft['name'] ?? scenario.name).trim() === '') wrong.push('name');
  return [...new Set(wrong)];
}

/** A scenario with a draft in it, ready to be saved. Limits that the model does not take are left out, and so are rules of the other kind of model. */
export function withDraft(scenario: Scenario, draft: Draft): Fields {
  const fields = structuredClone(fieldsOf(scenario)) as Fields;
  for (const [path, value] of Object.entries(draft)) {
    const of = FIELDS.find(({ id }) => id === path);
    const meant = of === undefined || of.kind === 'yes' ? value : meantBy(of, String(value)) ?? undefined;
    setAt(fields, path, meant === '' || meant === false || (Array.isArray(meant) && meant.length === 0) ? undefined : meant);
  }
  const model = fields.model as ModelName;
  if (!LIMITED.includes(model)) delete fields.p;
  if (!LIMITED.includes(model) && model !== 'tier') delete fields.budget_yuan;
  if (fields.travel !== 'road') delete fields.profile;
  if (fields.rules !== undefined) {
    const { tier, ...rest } = fields.rules;
    const rules = model === 'tier' ? (tier === undefined || Object.keys(tier).length === 0 ? {} : { tier }) : rest;
    if (Object.keys(rules).length === 0) delete fields.rules;
    else fields.rules = rules;
  }
  return fields;
}
