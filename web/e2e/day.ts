// A county's day with runs, served on a port of its own, for the tests of the courier's page: they note events, which the shared sample must not have.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test as base } from '@playwright/test';

const PROGRAM = resolve(process.env['CUNTONG'] ?? '../bin/cuntong');
/** Each test takes runs of a day of its own. */
export const DAYS = ['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27', '2026-11-28', '2026-11-29', '2026-11-30'];
const TOWN = '370522101'; // of Lijin

export interface Day {
  origin: string;
  /** ID of the nth run of a day, from 0. */
  run(day: string, nth?: number): Promise<string>;
  read(id: string): Promise<RunAnswer>;
  post(id: string, body: object): Promise<Response>;
}

export interface RunAnswer {
  state: string;
  open_stops: number;
  conflicts: number;
  stops: { stop: string; number: number; name: string; reload: boolean; parcels_down: number; parcels_up: number; outcome?: { kind: string; reason: string | null; parcels_down: number | null } }[];
  events: { id: string; kind: string; stop: string | null; seq: number; device: string; reason: string | null; note: string | null; parcels_up: number | null; coordinates: number[] | null }[];
}

export const test = base.extend<object, { day: Day }>({
  day: [
    async ({}, use) => {
      const store = join(mkdtempSync(join(tmpdir(), 'cuntong-day-')), 'day.gpkg');
      const call = (...args: string[]): string => execFileSync(PROGRAM, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 28 });
      const demo = JSON.parse(call('demo', '--exit', '--store', store, '--json')) as { plans: { area: string; plan_id: string }[] };
      const plan = demo.plans.find(({ area }) => area === '370522')?.plan_id ?? '';
      for (const date of DAYS) call('route', '--store', store, '--plan', plan, '--area', TOWN, '--date', date, '--effort', '200', '--save');
      const server = spawn(PROGRAM, ['serve', '--store', store, '--addr', '127.0.0.1:0', '--no-worker'], { stdio: ['ignore', 'pipe', 'pipe'] });
      try {
        await use(dayAt(await addressOf(server)));
      } finally {
        server.kill('SIGTERM');
      }
    },
    { scope: 'worker', timeout: 240_000 },
  ],
});

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
    post: (id, body) => fetch(`${path(id)}/events`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  };
}
