import { t } from '../i18n/i18n';
import { count, yuan } from '../i18n/numbers';
import { areaName } from '../ui/AreaPicker';
import { Fact } from '../ui/Fact';
import { modelName } from './JobItem';
import type { Model } from './model';
import { w } from './words';

/** Parameters of jobs that the page has words for; there may be others. */
export interface Known {
  area?: string;
  model?: string;
  date?: string;
  name?: string;
  weight?: string;
  [other: string]: unknown;
}

const NAMED = ['area', 'name', 'model', 'p', 'budget_yuan', 'phases_yuan', 'standard', 'travel', 'profile', 'weight', 'scenario', 'plan', 'date', 'skip', 'haulage', 'bus', 'time_limit_s', 'seed', 'effort', 'files', 'datum', 'network'] as const;
type Named = (typeof NAMED)[number];

/** What was asked for, as the program understood it: in words where the page has them, else as it stands. */
export function Parameters({ of, model }: { of: Known; model: Model }) {
  const keys = Object.keys(of).sort((a, b) => order(a) - order(b));
  if (keys.length === 0) return null;
  return (
    <details>
      <summary>{w('parameters')}</summary>
      <dl class="facts">
        {keys.map((key) => <Fact key={key} word={isNamed(key) ? w(`parameter.${key}`) : key} value={valueOf(key, of[key], model)} code={!isNamed(key)} />)}
      </dl>
    </details>
  );
}

const isNamed = (key: string): key is Named => (NAMED as readonly string[]).includes(key);
const order = (key: string): number => (isNamed(key) ? NAMED.indexOf(key) : NAMED.length);

function valueOf(key: string, value: unknown, model: Model): string {
  if (key === 'area' && typeof value === 'string') return value === '' ? w('area.all') : `${areaName(model.areas, value)} (${value})`;
  if (key === 'model' && typeof value === 'string') return modelName(value);
  if (key === 'travel' && (value === 'straight' || value === 'road')) return t(`travel.${value}`);
  if (key === 'weight' && (value === 'population' || value === 'settlements')) return t(`weight.${value}`);
  if (key === 'budget_yuan' && typeof value === 'number') return yuan(value);
  if (key === 'phases_yuan' && Array.isArray(value)) return value.map((year) => yuan(year as number)).join(' + ');
  if (key === 'time_limit_s' && typeof value === 'number') return w('seconds', { n: count(value) });
  if (typeof value === 'boolean') return w(value ? 'yes' : 'no');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
