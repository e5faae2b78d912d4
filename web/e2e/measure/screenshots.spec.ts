// Pictures of each page in Chinese, at a desk and on a phone, for docs/screenshots (make screenshots); and the same as people see them who do
// not see green, or no colour, in web/screenshots/vision, which nobody keeps: look at them. Needs the program and nothing else.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type CDPSession, type Page } from '@playwright/test';
import { DESKTOP, PHONE } from '../visit';

const PROGRAM = process.env['CUNTONG'] ?? '../bin/cuntong';
const DAY = '2026-11-26';
const KEPT = '../docs/screenshots';
const SEEN = 'screenshots/vision';
const VISIONS = ['deuteranopia', 'achromatopsia'] as const;
const served = { at: '', run: '', plan: '', scenario: '', stop: (): void => undefined };

const call = (...args: string[]): string => execFileSync(PROGRAM, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 28 });

test.beforeAll(async () => {
  for (const folder of [KEPT, SEEN]) mkdirSync(folder, { recursive: true });
  const store = join(mkdtempSync(join(tmpdir(), 'cuntong-pictures-')), 'sample.gpkg');
  const { plans } = JSON.parse(call('demo', '--exit', '--store', store, '--json')) as { plans: { area: string; plan_id: string }[] };
  served.plan = plans.find(({ area }) => area === '370522')?.plan_id ?? '';
  call('route', '--store', store, '--plan', served.plan, '--area', '370522101', '--date', DAY, '--effort', '200', '--save');
  const program = spawn(PROGRAM, ['serve', '--store', store, '--addr', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'pipe'] });
  served.stop = () => void program.kill('SIGTERM');
  served.at = await new Promise((done) => {
    let said = '';
    for (const from of [program.stdout, program.stderr]) from.on('data', (text) => {
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec((said += String(text)));
      if (found !== null) done(found[0]);
    });
  });
  const post = (path: string, body: object): Promise<Response> => fetch(served.at + path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  await post('/api/v1/jobs', { kind: 'plan', parameters: { model: 'mclp', area: '370522', p: 20, name: '先建二十个' } });
  // A scenario with points closed and a plan of new ones, for the workspace.
  const points = ((await (await fetch(`${served.at}/api/v1/facilities?area=370503&status=active&limit=500`)).json()) as { features: { properties: { id: string; tier: string } }[] }).features.filter(({ properties }) => properties.tier === 'point');
  const made = await post('/api/v1/scenarios', { name: '撤并与新增', area: '370503', model: 'mclp', p: 8, changes: { facilities: points.filter((_, at) => at % 15 === 0).slice(0, 6).map(({ properties }) => ({ do: 'close', facility: properties.id })) } });
  served.scenario = ((await made.json()) as { id: string }).id;
  const asked = (await (await post('/api/v1/jobs', { kind: 'plan', parameters: { scenario: served.scenario } })).json()) as { id: string };
  for (let tries = 0; tries < 300; tries++) {
    const { plan_id } = (await (await fetch(`${served.at}/api/v1/jobs/${asked.id}`)).json()) as { plan_id: string | null };
    if (plan_id !== null) break;
    await new Promise((wait) => setTimeout(wait, 300));
  }
  const { items } = (await (await fetch(`${served.at}/api/v1/runs?date=${DAY}`)).json()) as { items: { id: string }[] };
  served.run = items[1]?.id ?? '';
});
test.afterAll(() => served.stop());

// Before is what is pressed first at a desk, where there is room for it.
const PAGES: { name: string; path: () => string; ready: string; map?: boolean; before?: string }[] = [
  { name: 'overview', path: () => '/?area=370522&view=after', ready: '.list tbody tr', map: true },
  { name: 'plan', path: () => `/plan/${encodeURIComponent(served.scenario)}?`, ready: '.verdict', map: true },
  { name: 'dashboard', path: () => '/dashboard?area=370522', ready: '.board-list tbody tr', map: true },
  { name: 'report', path: () => `/report/${served.plan}?`, ready: '.paper h1' },
  { name: 'courier', path: () => `/courier/?run=${encodeURIComponent(served.run)}`, ready: '.next h2', map: true, before: '打开地图' },
  { name: 'runs', path: () => `/runs?area=370522&date=${DAY}`, ready: 'h1' },
  { name: 'data', path: () => '/data?area=370522', ready: 'h1' },
  { name: 'jobs', path: () => '/jobs?area=370522', ready: 'h1' },
  { name: 'settings', path: () => '/settings?area=370522', ready: 'h1' },
  { name: 'help', path: () => '/help?area=370522', ready: 'h1' },
];

// WebP as the browser itself writes it: a third of the same as PNG.
async function small(page: Page, picture: Buffer): Promise<Buffer> {
  const base64 = await page.evaluate(async (held) => {
    const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(held), (c) => c.charCodeAt(0))], { type: 'image/png' }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/webp', quality: 0.86 })).arrayBuffer());
    let text = '';
    for (const byte of bytes) text += String.fromCharCode(byte);
    return btoa(text);
  }, picture.toString('base64'));
  return Buffer.from(base64, 'base64');
}

for (const { name, path, ready, map, before } of PAGES) {
  test(`pictures of ${name}`, async ({ page, context }) => {
    const cdp: CDPSession = await context.newCDPSession(page);
    for (const [where, size] of [['desktop', DESKTOP], ['phone', PHONE]] as const) {
      await page.setViewportSize(size);
      await page.goto(`${served.at}${path()}${path().endsWith('?') ? '' : '&'}lang=zh`);
      await page.locator(ready).first().waitFor();
      if (before !== undefined && where === 'desktop') await page.getByRole('button', { name: before }).click();
      if (map === true && where === 'desktop') await page.locator('.map[data-drawn=true]').first().waitFor();
      await page.waitForTimeout(3000);
      writeFileSync(`${KEPT}/${name}-zh-${where}.webp`, await small(page, await page.screenshot()));
      for (const type of VISIONS) {
        await cdp.send('Emulation.setEmulatedVisionDeficiency', { type });
        writeFileSync(`${SEEN}/${name}-${where}-${type}.png`, await page.screenshot());
      }
      await cdp.send('Emulation.setEmulatedVisionDeficiency', { type: 'none' });
    }
  });
}
