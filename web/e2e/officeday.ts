// A county's sample with accounts, runs of today, a worker and a PMTiles file under its maps, served on a port of its own; and a service of tiles
// beside it. Tests of the office's pages change settings and accounts, which the shared sample must not have.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { test as base, type Page } from '@playwright/test';
import { dayFromNow } from './day';

const PROGRAM = resolve(process.env['CUNTONG'] ?? '../bin/cuntong');
export const PASSWORD = 'eleven-letters';
/** What the tiles of the file and of the service are painted with. */
export const FILE_COLOUR: Colour = [214, 196, 232];
export const SERVICE_COLOUR: Colour = [150, 200, 240];
type Colour = readonly [number, number, number];
export const hex = (colour: Colour): string => `#${colour.map((part) => part.toString(16).padStart(2, '0')).join('')}`;

export interface Office {
  origin: string;
  today: string;
  plan: string;
  /** The service of tiles: its address, how often it was asked, and with which status it answers. */
  tiles: { origin: string; asked: number; status: number };
}

export const test = base.extend<object, { office: Office }>({
  office: [
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'cuntong-office-'));
      const store = join(folder, 'office.gpkg');
      const demo = JSON.parse(call('demo', '--exit', '--store', store, '--json')) as { plans: { area: string; plan_id: string }[] };
      const plan = demo.plans.find(({ area }) => area === '370522')?.plan_id ?? '';
      const today = dayFromNow(0);
      call('route', '--store', store, '--plan', plan, '--area', '370522101', '--date', today, '--effort', '200', '--save');
      for (const [name, role] of [['root', 'administrator'], ['sun', 'viewer']] as const) {
        execFileSync(PROGRAM, ['user', 'add', name, '--store', store, '--role', role, '--password-stdin'], { input: `${PASSWORD}\n`, stdio: ['pipe', 'pipe', 'pipe'] });
      }
      const file = join(folder, 'under.pmtiles');
      writeFileSync(file, pmtiles(png(FILE_COLOUR)));
      const tiles = { origin: '', asked: 0, status: 200 };
      const service = await serveTiles(tiles);
      const server = spawn(PROGRAM, ['serve', '--store', store, '--addr', '127.0.0.1:0', '--basemap', file], { stdio: ['ignore', 'pipe', 'pipe'] });
      try {
        await use({ origin: await addressOf(server), today, plan, tiles });
      } finally {
        server.kill('SIGTERM');
        service.close();
      }
    },
    { scope: 'worker', timeout: 240_000 },
  ],
});

function call(...args: string[]): string {
  return execFileSync(PROGRAM, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 28 });
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

function serveTiles(tiles: Office['tiles']): Promise<Server> {
  const picture = png(SERVICE_COLOUR);
  const server = createServer((request, response) => {
    tiles.asked++;
    const status = new URL(request.url ?? '/', 'http://x').searchParams.get('tk') === 'the-key' ? tiles.status : 403;
    response.writeHead(status, { 'Content-Type': 'image/png' });
    response.end(status === 200 ? picture : undefined);
  });
  return new Promise((done) => server.listen(0, '127.0.0.1', () => {
    const at = server.address();
    tiles.origin = `http://127.0.0.1:${typeof at === 'object' && at !== null ? at.port : 0}`;
    done(server);
  }));
}

/** A tile of one colour as PNG. */
function png([r, g, b]: Colour, side = 256): Buffer {
  const rows = Buffer.alloc((side * 3 + 1) * side);
  for (let y = 0; y < side; y++) for (let x = 0; x < side; x++) rows.set([r, g, b], y * (side * 3 + 1) + 1 + x * 3);
  const chunk = (type: string, body: Buffer): Buffer => {
    const head = Buffer.alloc(4);
    head.writeUInt32BE(body.length);
    const named = Buffer.concat([Buffer.from(type), body]);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(named));
    return Buffer.concat([head, named, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 2], 8);
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

/** A PMTiles archive of version 3 with one tile everywhere at zooms 0 to 10: a run for each zoom. */
function pmtiles(tile: Buffer): Buffer {
  const varint = (n: number): number[] => (n < 128 ? [n] : [(n % 128) + 128, ...varint(Math.floor(n / 128))]);
  const zooms = Array.from({ length: 11 }, (_, zoom) => zoom);
  const firsts = zooms.map((zoom) => (4 ** zoom - 1) / 3);
  const directory = Buffer.from([zooms.length, ...firsts.flatMap((first, i) => varint(first - (firsts[i - 1] ?? 0))), ...zooms.flatMap((zoom) => varint(4 ** zoom)), ...zooms.flatMap(() => varint(tile.length)), ...zooms.flatMap(() => varint(1))]);
  const about = Buffer.from(JSON.stringify({ attribution: '<a href="https://example.org">某县测绘院</a>' }));
  const head = Buffer.alloc(127);
  head.write('PMTiles');
  head[7] = 3;
  [[127, directory.length], [127 + directory.length, about.length], [127 + directory.length + about.length, 0], [127 + directory.length + about.length, tile.length]].forEach(([at = 0, length = 0], i) => {
    head.writeBigUInt64LE(BigInt(at), 8 + 16 * i);
    head.writeBigUInt64LE(BigInt(length), 16 + 16 * i);
  });
  head.set([1, 1, 2, 0, 10], 97); // no compression, PNG, zooms
  [-180, -85, 180, 85].forEach((degrees, i) => head.writeInt32LE(degrees * 1e7, 102 + 4 * i));
  return Buffer.concat([head, directory, about, tile]);
}

/** Opens a page of the office and logs in where that is asked for. */
export async function enter(page: Page, office: Office, where: string, name = 'root'): Promise<void> {
  await page.goto(office.origin + where);
  const english = where.includes('lang=en');
  await page.getByLabel(english ? 'Account' : '账号').fill(name);
  await page.getByLabel(english ? 'Password' : '密码').fill(PASSWORD);
  await page.getByRole('button', { name: english ? 'Log in' : '登录', exact: true }).click();
  await page.locator('.topbar').waitFor();
}
