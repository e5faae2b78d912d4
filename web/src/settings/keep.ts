// Settings are replaced as a whole, in the version that was seen.
import { change } from '../api/client';
import type { components } from '../api/schema';
import type { StoreSettings } from './model';

type Draft = components['schemas']['StoreSettingsDraft'];

/** What is sent in place of settings that were seen: those with a change. Without a key, the one that is kept stays. */
export function draftOf(seen: StoreSettings, changed: Partial<Draft>): Draft {
  const { key_set: _, ...basemap } = seen.basemap;
  return { defaults: seen.defaults, basemap, ...changed };
}

/** Replaces settings that were seen by the same with a change. */
export async function keepSettings(seen: StoreSettings, changed: Partial<Draft>): Promise<void> {
  await change('PUT', '/api/v1/settings', draftOf(seen, changed), seen.version);
}
