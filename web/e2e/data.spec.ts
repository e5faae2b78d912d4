// The data page, on a store of its own: these walks change records, which the shared sample must not have.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, test as base, type Page } from '@playwright/test';
import { toGCJ02 } from '../src/courier/datum';
import { coloursOf, DESKTOP, PHONE, still, watch } from './visit';

const PROGRAM = resolve(process.env['CUNTONG'] ?? '../bin/cuntong');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const COUNTY = '370522';

const test = base.extend<object, { origin: string }>({
  origin: [async ({}, use) => {
    const store = join(mkdtempSync(join(tmpdir(), 'cuntong-data-')), 'data.gpkg');
    execFileSync(PROGRAM, ['demo', '--exit', '--store', store], { stdio: 'ignore' });
    const server = spawn(PROGRAM, ['serve', '--store', store, '--addr', '127.0.0.1:0', '--no-worker'], { stdio: ['ignore', 'pipe', 'pipe'] });
    try {
      await use(await addressOf(server));
    } finally {
      server.kill('SIGTERM');
    }
  }, { scope: 'worker', timeout: 240_000 }],
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

interface Village {
  geometry: { coordinates: [number, number] };
  properties: { code: string; name: string; town: string; town_name: string; population: number };
}

async function check(page: Page, what: string, width: number): Promise<void> {
  await page.screenshot({ path: `screenshots/data-${what}.png`, fullPage: true });
  expect(await page.evaluate(() => document.documentElement.scrollWidth), `${what} overflows`).toBeLessThanOrEqual(width);
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`), what).toEqual([]);
}

// A bureau's list in GCJ-02 with a Chinese header: of twelve villages three are changed, five are new, two rows cannot be taken.
function bureauList(villages: readonly Village[]): string {
  const line = (v: Village, people: string | number, at: readonly [number, number]): string => {
    const [lon, lat] = toGCJ02(at);
    return [v.properties.code, v.properties.name, v.properties.town_name, people, lon.toFixed(6), lat.toFixed(6)].join(',');
  };
  const rows = villages.slice(0, 12).map((v, i) => {
    const [lon, lat] = v.geometry.coordinates;
    return line(v, i < 2 ? v.properties.population + 1000 : v.properties.population, i === 2 ? [lon + 0.005, lat] : [lon, lat]);
  });
  const first = villages[0] as Village;
  const [lon, lat] = first.geometry.coordinates;
  const made = (i: number, people: string, at: [number, number]): string => line({ ...first, properties: { ...first.properties, code: `${first.properties.town.slice(0, 9)}${390 + i}`, name: `新设${i}村` } }, people, at);
  for (let i = 0; i < 5; i++) rows.push(made(i, '120', [lon + 0.002 * i, lat + 0.004]));
  rows.push(made(5, '一百二十', [lon, lat + 0.006]), made(6, '120', [lon + 3, lat]));
  return ['利津县行政村基本情况表,,,,,', '统计用区划代码,行政村名称,所属乡镇,常住人口（人）,经度,纬度', ...rows, '合计,,,,,'].join('\r\n');
}

test('a planner brings a bureau list in, sees the dashboard change, and takes it all back', async ({ page, origin }) => {
  test.setTimeout(300_000);
  await page.setViewportSize(DESKTOP);
  const seen = watch(page);
  const { features } = (await (await fetch(`${origin}/api/v1/settlements?area=${COUNTY}&limit=200`)).json()) as { features: Village[] };
  const villages = features.filter((v) => v.geometry !== null && v.properties.population !== null && /\d{9}2\d\d/.test(v.properties.code));
  const sentence = page.getByRole('heading', { level: 1 });
  await page.goto(`${origin}/dashboard?area=${COUNTY}&lang=zh`);
  await expect(sentence).toContainText('499 个建制村');

  await page.goto(`${origin}/data?area=${COUNTY}&lang=zh`);
  await expect(page.getByText('还没有导入过文件。')).toBeVisible();
  await check(page, 'file-zh-desktop', DESKTOP.width);
  await page.locator('input[type=file]').setInputFiles({ name: '村庄普查.csv', mimeType: 'text/csv', buffer: Buffer.from('\ufeff' + bureauList(villages)) });
  await expect(page.getByRole('combobox', { name: '列“行政村名称”读作' })).toHaveValue('village');
  await expect(page.locator('.sample tbody tr')).toHaveCount(20);
  await expect(page).toHaveURL(/import=[a-z0-9]+&step=columns/);
  await check(page, 'columns-zh-desktop', DESKTOP.width);

  await page.getByRole('button', { name: '下一步：坐标系' }).click();
  await expect(page.locator('.datum-map')).toHaveAttribute('data-drawn', 'true');
  await expect(page.getByText('很可能是 GCJ-02（高德、腾讯）。')).toBeVisible();
  await page.getByRole('radio', { name: 'WGS-84（GPS）' }).check();
  await expect(page.getByText(/点位整体偏移约 .*按 GCJ-02（高德、腾讯） 换算时中位偏差只有 0米/)).toBeVisible();
  await page.getByRole('radio', { name: 'GCJ-02（高德、腾讯）' }).check();
  await expect(page.getByText(/点位整体偏移约/)).toBeHidden();
  await page.mouse.move(0, 0);
  await still(page);
  const colours = await coloursOf(page, await page.locator('.datum-map').screenshot());
  expect(colours.get('#d55e00') ?? 0, 'filled discs of the chosen datum').toBeGreaterThan(300);
  expect([...colours].filter(([colour]) => colour === '#0072b2' || colour === '#cc79a7').map(([colour]) => colour).sort(), 'rings of the others').toEqual(['#0072b2', '#cc79a7']);
  await check(page, 'datum-zh-desktop', DESKTOP.width);

  await page.getByRole('button', { name: '下一步：检查' }).click();
  await expect(page.getByRole('heading', { name: '被拒绝的行：2' })).toBeVisible();
  await expect(page.getByRole('row', { name: /一百二十/ })).toBeVisible();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /下载被拒绝的行/ }).click()]);
  expect(readFileSync(await download.path(), 'utf8')).toContain('一百二十');
  await check(page, 'checks-zh-desktop', DESKTOP.width);

  await page.getByRole('button', { name: '下一步：差异与写入' }).click();
  await expect(page.getByText('新增 5 条，修改 3 条，未变 9 条。')).toBeVisible();
  await expect(page.locator('.fieldchanges').first()).toContainText('人口');
  await check(page, 'difference-zh-desktop', DESKTOP.width);
  await page.getByLabel('原因（记入变更日志）').fill('2026 年普查');
  await page.getByRole('button', { name: '写入', exact: true }).click();
  await expect(page.getByText('已写入。')).toBeVisible();
  const done = page.url();
  await page.goto(`${origin}/dashboard?area=${COUNTY}&lang=zh`);
  await expect(sentence).toContainText('504 个建制村');

  // Whoever gets the address sees the same, in English on a phone, and undoes it there.
  await page.setViewportSize(PHONE);
  await page.goto(done.replace('lang=zh', 'lang=en'));
  await page.getByRole('button', { name: 'Undo the whole import…' }).click();
  const dialog = page.locator('dialog[open]');
  await expect(dialog).toContainText('3 records get the content of before the import, 5 that came with it are removed.');
  await check(page, 'undo-en-phone', PHONE.width);
  await dialog.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(page.getByText('Undone: 3 records put back, 5 removed.')).toBeVisible();
  await page.getByRole('button', { name: 'All imports' }).click();
  await expect(page.getByRole('row', { name: /2026 年普查.*undone/ })).toBeVisible();
  await check(page, 'past-en-phone', PHONE.width);
  await page.goto(`${origin}/dashboard?area=${COUNTY}&lang=zh`);
  await expect(sentence).toContainText('499 个建制村');
  expect(seen).toEqual({ complaints: [], foreign: [] });
});

test('findings are mended by one click and back, and a record is edited by keyboard, past a conflict, on a phone in English and at a desk', async ({ page, origin }) => {
  test.setTimeout(300_000);
  await page.setViewportSize(PHONE);
  const seen = watch(page);
  const { features } = (await (await fetch(`${origin}/api/v1/settlements?area=${COUNTY}&limit=100`)).json()) as { features: Village[] };
  const village = features.find((v) => v.geometry !== null && v.properties.population !== null) as Village;
  const item = `${origin}/ogc/collections/facilities/items`;
  // A shop that somebody put down without a place.
  const made = await fetch(item, { method: 'POST', headers: { 'Content-Type': 'application/geo+json' }, body: JSON.stringify({ type: 'Feature', geometry: null, properties: {
    id: 'lost-1', name: '走失便民店', tier: 'point', status: 'active', operators: 'coop', offers: 'pickup', town: village.properties.town, settlement: village.properties.code } }) });
  expect(made.status, await made.text()).toBe(201);

  await page.goto(`${origin}/data?tab=findings&area=${COUNTY}&lang=en`);
  const card = page.locator('.card', { hasText: 'Facilities without a position' });
  await card.getByRole('button', { name: 'Look' }).click();
  await expect(card.getByRole('row', { name: /走失便民店/ })).toBeVisible();
  await check(page, 'findings-en-phone', PHONE.width);
  await card.getByRole('button', { name: 'Fix…' }).click();
  await expect(page.locator('dialog[open]')).toContainText('takes the position of');
  await check(page, 'fix-en-phone', PHONE.width);
  await page.locator('dialog[open]').getByRole('button', { name: 'Fix', exact: true }).click();
  await expect(page.getByText('1 records fixed, 0 needed no fix any more.')).toBeVisible();
  await expect(card).toBeHidden();
  await page.getByRole('button', { name: 'Undo this fix' }).click();
  await expect(card).toBeVisible();

  await page.setViewportSize(DESKTOP);
  await page.goto(`${origin}/data?tab=grid&area=${COUNTY}&name=${encodeURIComponent(village.properties.name)}&lang=zh`);
  const grid = page.getByRole('grid');
  const row = grid.getByRole('row', { name: new RegExp(village.properties.code) });
  await expect(row).toBeVisible();
  const cells = row.getByRole('gridcell');
  // Down in the row to the population, by keyboard alone.
  await cells.nth(1).click();
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
  await expect(cells.nth(4)).toBeFocused();
  await page.keyboard.press('F2');
  await page.keyboard.type('many');
  await page.keyboard.press('Enter');
  await expect(page.getByText('应为 0 或正整数；未知请留空。')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Enter');
  await page.keyboard.type('4321');
  await page.keyboard.press('Tab');
  await expect(cells.nth(4)).toHaveText('4321');
  // Meanwhile somebody else changes the same village.
  const path = `${origin}/ogc/collections/settlements/items/${village.properties.code}`;
  const numbered = (await (await fetch(`${origin}/ogc/collections/settlements/items?filter-lang=cql2-text&filter=${encodeURIComponent(`code = '${village.properties.code}'`)}`)).json()) as { features: { id: number }[] };
  const theirs = path.replace(/[^/]+$/, String(numbered.features[0]?.id ?? village.properties.code));
  const tag = (await fetch(theirs)).headers.get('ETag') ?? '';
  const patched = await fetch(theirs, { method: 'PATCH', headers: { 'Content-Type': 'application/merge-patch+json', 'If-Match': tag }, body: JSON.stringify({ type: 'Feature', properties: { population: 777 } }) });
  expect(patched.ok, await patched.text()).toBe(true);
  await page.keyboard.press('Control+s');
  const alert = page.getByRole('alert').filter({ hasText: '这一行刚被他人改过' });
  await expect(alert.getByRole('row', { name: /人口/ })).toContainText('777');
  await check(page, 'conflict-zh-desktop', DESKTOP.width);
  await alert.getByRole('button', { name: '用我的值' }).click();
  await expect(row.getByText('已保存')).toBeVisible();
  expect(await population(origin, village)).toBe(4321);
  await page.getByRole('button', { name: '撤销上一次保存（1）' }).click();
  await expect(page.getByRole('button', { name: '撤销上一次保存（0）' })).toBeVisible();
  await expect.poll(() => population(origin, village)).toBe(777);

  // The position, by the arrow keys of its mark.
  await row.getByRole('button', { name: /^位置：/ }).click();
  const dialog = page.locator('dialog[open]');
  await expect(dialog.locator('.place-map')).toHaveAttribute('data-drawn', 'true');
  await dialog.locator('.placing-mark').focus();
  await page.keyboard.press('ArrowUp');
  await check(page, 'place-zh-desktop', DESKTOP.width);
  await dialog.getByRole('button', { name: '采用并保存' }).click();
  await expect(row.getByText('已保存')).toBeVisible();
  await page.getByRole('button', { name: '撤销上一次保存（1）' }).click();
  await expect(page.getByRole('button', { name: '撤销上一次保存（0）' })).toBeVisible();
  await check(page, 'grid-zh-desktop', DESKTOP.width);
  expect(seen).toEqual({ complaints: [], foreign: [] });
});

async function population(origin: string, village: Village): Promise<number | null> {
  const { features } = (await (await fetch(`${origin}/api/v1/settlements?area=${village.properties.town}&limit=1000`)).json()) as { features: Village[] };
  return features.find((v) => v.properties.code === village.properties.code)?.properties.population ?? null;
}
