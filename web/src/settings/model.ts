// What the settings page asks for.
import { get, type Answer } from '../api/client';
import { namedAreas, type AreaFeature, type StandardEntry } from '../api/records';
import { resource, type Resource } from '../api/resource';
import { may } from '../account/account';
import type { BoundView } from './view';

export type StoreSettings = Answer<'/api/v1/settings'>;
export type Account = NonNullable<Answer<'/api/v1/accounts'>['items']>[number];
export type Token = NonNullable<Answer<'/api/v1/tokens'>['items']>[number];

export interface Model {
  bound: BoundView;
  areas: Resource<AreaFeature[]>;
  standards: Resource<StandardEntry[]>;
  settings: Resource<StoreSettings>;
  accounts: Resource<Account[]>;
  tokens: Resource<Token[]>;
}

/** Makes the model of the page. It lives as long as the page. */
export function makeModel(bound: BoundView): Model {
  const on = (...tabs: string[]): boolean => tabs.includes(bound.view.value.tab);
  const administers = may('administer');
  return {
    bound,
    areas: resource(() => '', (_, abort) => namedAreas(abort)),
    standards: resource(() => (administers && on('all') ? '' : null), async (_, abort) => (await get('/api/v1/standards', { query: { limit: 1000 }, signal: abort })).items ?? []),
    settings: resource(() => (administers && on('all', 'basemap') ? '' : null), (_, abort) => get('/api/v1/settings', { signal: abort })),
    accounts: resource(() => (administers && on('accounts') ? '' : null), async (_, abort) => (await get('/api/v1/accounts', { query: { limit: 1000 }, signal: abort })).items ?? []),
    tokens: resource(() => (on('tokens') ? '' : null), async (_, abort) => (await get('/api/v1/tokens', { query: administers ? { all: true } : {}, signal: abort })).items ?? []),
  };
}

/** The error of whatever was thrown. */
export function errorOf(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause));
}
