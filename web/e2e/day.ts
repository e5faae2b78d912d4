// A county's day with runs, served on a port of its own, for the tests of the courier's page: they note events, which the shared sample must not have.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test as base } from '@playwright/test';

const PROGRAM = resolve(process.env['CUNTONG'] ?? '../bin/cuntong');
/** Each test takes runs of a day of its own. */
export const DAYS = ['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27', '2026-11-28', '2026-11-29'];
const TOWN = '370522101'; // of Lijin

export interface Day {
  origin: string;
  /** ID of the nth run of a day, from 0. */
  run(day: string, nth?: number): Promise<string>;
  read(id: string): Promise<RunAnswer>;
  /** How many legs of a run's way are on roads; fails where none is. */
  roadLegs(id: string): Promise<number>;
  post(id: string, body: object): Promise<Response>;
}

export interface RunAnswer {
  state: string;
  open_stops: number;
  conflicts: number;
  stops: { stop: string; number: number; name: string; reload: boolean; parcels_down: number; parcels_up: number; outcome?: { kind: string; reason: string | null; parcels_down: number | null } }[];
  events: { id: string; kind: string; stop: string | null; seq: number; device: string; reason: string | null; note: string | null; parcels_up: number | null; coordinates: number[] | null }[];
}

/** Who may log in where there are accounts, all with the password below. */
export const PASSWORD = 'eleven-letters';
const COURIER = '王五';
export const PEOPLE = { office: 'office', courier: 'wang' };

export const test = base.extend<object, { day: Day; guarded: Day }>({
  day: [async ({}, use) => serve(storeOf(DAYS), use), { scope: 'worker', timeout: 240_000 }],
  /** The same with accounts, on the days from yesterday to tomorrow, for links end with theirs; the first run of each is the courier's. */
  guarded: [
    async ({}, use) => {
      const store = storeOf([-1, 0, 1].map(dayFromNow));
      for (const date of [-1, 0, 1].map(dayFromNow)) {
        const { runs } = JSON.parse(call('run', 'list', '--store', store, '--date', date, '--json')) as { runs: { id: string }[] };
        call('run', 'assign', '--store', store, runs[0]?.id ?? '', COURIER);
      }
      for (const [name, role, ...more] of [[PEOPLE.office, 'administrator'], [PEOPLE.courier, 'courier', '--courier', COURIER]] as const) {
        execFileSync(PROGRAM, ['user', 'add', name ?? '', '--store', store, '--role', role ?? '', '--password-stdin', ...more], { input: `${PASSWORD}\n`, stdio: ['pipe', 'pipe', 'pipe'] });
      }
      await serve(store, use);
    },
    { scope: 'worker', timeout: 240_000 },
  ],
});

/** The calendar day so many days from now, where this machine is. */
export function dayFromNow(days: number): string {
  const at = new Date();
  at.setDate(at.getDate() + days);
  return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;
}

function call(...args: string[]): string {
  return execFileSync(PROGRAM, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 28 });
}

/** A new store of the sample with runs on these days. */
function storeOf(days: readonly string[]): string {
  const store = join(mkdtempSync(join(tmpdir(), 'cuntong-day-')), 'day.gpkg');
  const demo = JSON.parse(call('demo', '--exit', '--store', store, '--json')) as { plans: { area: string; plan_id: string }[] };
  const plan = demo.plans.find(({ area }) => area === '370522')?.plan_id ?? '';
  for (const date of days) call('route', '--store', store, '--plan', plan, '--area', TOWN, '--date', date, '--effort', '200', '--save');
  return store;
}

async function serve(store: string, use: (day: Day) => Promise<void>): Promise<void> {
  const server = spawn(PROGRAM, ['serve', '--store', store, '--addr', '127.0.0.1:0', '--no-worker'], { stdio: ['ignore', 'pipe', 'pipe'] });
  try {
    await use(dayAt(await addressOf(server)));
  } finally {
    server.kill('SIGTERM');
  }
}

function addressOf(server: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    let said = '';
    const listen = (text: Buffer): void => {
      said += String(text);
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
      if (found !== null) done(found[0]);
    };
    server.stdout?.on('data', listen);
    server.stderr?.on('data', listen);
    server.on('exit', () => fail(new Error(`the program ended: ${said}`)));
  });
}

function dayAt(origin: string): Day {
  const path = (id: string): string => `${origin}/api/v1/runs/${encodeURIComponent(id)}`;
  return {
    origin,
    async run(day, nth = 0) {
      const { items } = (await (await fetch(`${origin}/api/v1/runs?date=${day}`)).json()) as { items: { id: string }[] };
      return items[nth]?.id ?? '';
    },
    read: async (id) => (await (await fetch(path(id))).json()) as RunAnswer,
    async roadLegs(id) {
      const { legs } = (await (await fetch(`${path(id)}/way`)).json()) as { legs: { road: boolean }[] };
      const found = legs.filter(({ road }) => road).length;
      if (found === 0) throw new Error(`no leg of ${id} is on a road`);
      return found;
    },
    post: (id, body) => fetch(`${path(id)}/events`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  };
}
