import AxeBuilder from '@axe-core/playwright';
import { expect as look, type APIResponse, type Page } from '@playwright/test';
import jsQR from 'jsqr';
import { enter, FILE_COLOUR, hex, PASSWORD, SERVICE_COLOUR, test, type Office } from './officeday';
import { coloursOf, DESKTOP, PHONE, still, watch } from './visit';

const expect = look.configure({ timeout: 120_000 });
// One after the other: they share a server, its settings and its runs.
test.describe.configure({ mode: 'default', timeout: 480_000 });

async function clean(page: Page, width: number): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
}

/** Asks the program from the page itself, with its login. */
async function asked<T>(page: Page, method: string, where: string, body?: unknown): Promise<T> {
  const { csrf_token: token } = (await (await page.request.get(`${new URL(page.url()).origin}/api/v1/session`)).json()) as { csrf_token: string };
  const answer: APIResponse = await page.request.fetch(new URL(page.url()).origin + where, { method, headers: { 'X-Csrf-Token': token }, ...(body === undefined ? {} : { data: body }) });
  return (await answer.json()) as T;
}

test('jobs are followed to their end, say why they failed, and lead to what they made', async ({ page, office }) => {
  const seen = watch(page);
  await page.setViewportSize(DESKTOP);
  await enter(page, office, '/jobs');
  await expect(page.getByText('这里还没有任务')).toBeVisible();
  const { id } = await asked<{ id: string }>(page, 'POST', '/api/v1/jobs', { kind: 'plan', parameters: { model: 'mclp', p: 12, area: '370522' } });
  const doomed = await asked<{ id: string }>(page, 'POST', '/api/v1/jobs', { kind: 'plan', parameters: { model: 'lscp', area: '3705', time_limit_s: 600 } });
  await asked(page, 'POST', `/api/v1/jobs/${doomed.id}/cancel`);
  const item = page.locator(`[data-job="${id}"]`);
  await expect(item).toHaveAttribute('data-state', 'done'); // the list asks by itself
  await expect(item.getByRole('heading')).toHaveText('规划 · 利津县 · 最多覆盖（最大覆盖） · 新增不超过 12 个点');
  await expect(item).toContainText('提交人 root');
  await item.locator('summary').click();
  await expect(item.locator('.facts')).toContainText('利津县 (370522)');
  await item.getByRole('button', { name: '按同样参数再算' }).click();
  await expect(item.getByText('数据没有变，结果就是这一个')).toBeVisible();
  const plan = await item.getByRole('link', { name: '看方案' }).getAttribute('href');
  expect(plan).toMatch(/^\/\?area=370522&plan=\w+&tab=plan/);
  await page.getByLabel('状态').selectOption('cancelled');
  const other = page.locator(`[data-job="${doomed.id}"]`);
  await expect(other).toBeVisible();
  await expect(item).toHaveCount(0);
  await expect(other.getByRole('button', { name: '重试' })).toBeVisible();
  await clean(page, DESKTOP.width);
  await page.screenshot({ path: 'screenshots/jobs-desktop.png' });
  await page.setViewportSize(PHONE);
  await page.goto(`${office.origin}/jobs?lang=en`);
  await expect(page.getByRole('heading', { name: 'Plan · 利津县 · Most covered (maximal covering) · at most 12 new points' })).toBeVisible();
  await clean(page, PHONE.width);
  await page.screenshot({ path: 'screenshots/jobs-phone.png' });
  expect([seen.complaints.filter((text) => !text.includes('401')), seen.foreign]).toEqual([[], []]);
});

interface RunAnswer { stops: { stop: string; reload: boolean; name: string; coordinates: number[] }[] }

test('the office hands out a link whose QR code opens a run, sees what comes back, answers a road report and takes in a file', async ({ page, office, browser }) => {
  const seen = watch(page);
  await page.setViewportSize(DESKTOP);
  await enter(page, office, '/runs');
  const rows = page.locator('tbody tr');
  await expect(rows.first()).toContainText('待出车');
  await rows.first().getByRole('button').click();
  const runs = (await asked<{ items: { id: string }[] }>(page, 'GET', `/api/v1/runs?date=${office.today}`)).items.map(({ id }) => id);
  const run = runs[0] ?? '';
  const whole = await asked<RunAnswer>(page, 'GET', `/api/v1/runs/${encodeURIComponent(run)}`);
  const calls = whole.stops.filter(({ reload }) => !reload);
  await page.getByRole('textbox', { name: '谁开车' }).fill('王五');
  await page.locator('.card').getByRole('button', { name: '保存', exact: true }).click();
  await expect(rows.first()).toContainText('王五');
  await page.getByRole('button', { name: '新做一个链接和 PIN' }).click();
  const slip = page.getByRole('dialog');
  const address = (await slip.locator('.slip-address').innerText()).trim();
  const pin = (await slip.locator('.slip-digits').innerText()).trim();
  expect(await readQR(page)).toBe(address);
  expect(pin).toMatch(/^\d{6}$/);
  await clean(page, DESKTOP.width);
  await page.screenshot({ path: 'screenshots/runs-link.png' });
  await slip.getByRole('button', { name: '我已记下，关闭' }).click();
  await expect(page.locator('body')).not.toContainText(pin); // told once

  await courier(browser, office, address, pin, run, calls[1]?.coordinates ?? []);
  // The page looks again by itself.
  await expect(page.locator('#run ~ .state, .bar .state').filter({ hasText: '在途' }).first()).toBeVisible();
  await expect(page.getByRole('row', { name: new RegExp(`^1 ${calls[0]?.name}`) }).getByText('已送达')).toBeVisible();
  // The same on the map: the first stop done, the others open.
  await page.getByRole('button', { name: '看地图' }).click();
  const map = page.locator('.runmap');
  await expect(map).toHaveAttribute('data-drawn', 'true');
  await expect(async () => {
    const colours = await coloursOf(page, await map.screenshot());
    expect([colours.get('#009e73') ?? 0, colours.get('#d55e00') ?? 0, colours.get('#0072b2') ?? 0].map((n) => n > 100)).toEqual([true, true, true]);
  }).toPass();
  await page.getByRole('button', { name: '收起地图' }).click();
  await page.getByRole('button', { name: '停用' }).click();
  await expect(page.getByRole('button', { name: '停用' })).toHaveCount(0);
  await expect(page.getByRole('listitem').filter({ hasText: '由 root 做' })).toContainText('停用');

  await page.getByRole('tab', { name: '路况报告' }).click();
  const report = page.locator('[data-report]');
  await expect(report).toContainText('积水');
  await report.getByRole('button', { name: '处理' }).click();
  await report.getByLabel('新情景的名称').fill('汛期路况');
  await report.getByLabel('说明（为什么采纳或不采纳）').fill('电话核实');
  await report.getByRole('button', { name: '采纳，在情景里封路' }).click();
  await expect(page.getByText('没有这样的路况报告')).toBeVisible();
  await page.getByLabel('状态').selectOption('accepted');
  await expect(report).toContainText('电话核实');
  const scenarios = await asked<{ items: { name: string; changes: { roads: { do: string }[] } }[] }>(page, 'GET', '/api/v1/scenarios?limit=100');
  expect(scenarios.items.find(({ name }) => name === '汛期路况')?.changes.roads[0]?.do).toBe('close');

  await page.getByRole('tab', { name: '补录事件文件' }).click();
  const events = [{ id: 'late-1', run, stop: calls[1]?.stop, kind: 'delivered', at: `${office.today}T02:00:00Z`, seq: 1, coordinates: null }, { id: 'late-2', run, stop: calls[2]?.stop, kind: 'failed', reason: '无人', at: `${office.today}T02:10:00Z`, seq: 2 }];
  const file = { name: 'phone.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify({ format: 'cuntong-stop-events-1', device: 'lost-phone', events })) };
  await page.locator('input[type=file]').setInputFiles(file);
  await expect(page.getByText('新收 2 条。')).toBeVisible();
  await page.locator('input[type=file]').setInputFiles({ ...file, name: 'again.json' });
  await expect(page.getByText('早已收到 2 条。')).toBeVisible();
  await page.locator('input[type=file]').setInputFiles({ ...file, name: 'other.json', buffer: Buffer.from('{}') });
  await expect(page.getByRole('alert')).toContainText('other.json: 不是村通的事件文件');
  await page.setViewportSize(PHONE);
  await page.goto(`${office.origin}/runs?lang=en&run=${encodeURIComponent(run)}`);
  await expect(page.getByRole('row', { name: new RegExp(`${calls[2]?.name}`) }).getByText('failed')).toBeVisible();
  await clean(page, PHONE.width);
  await page.screenshot({ path: 'screenshots/runs-phone.png', fullPage: true });
  expect([seen.complaints.filter((text) => !text.includes('401')), seen.foreign]).toEqual([[], []]);
});

/** Reads the QR code as it stands on the screen, with a library that had no part in drawing it. */
async function readQR(page: Page): Promise<string | undefined> {
  const picture = (await page.locator('svg.qr').screenshot()).toString('base64');
  const { data, width, height } = await page.evaluate(async (base64) => {
    const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], { type: 'image/png' }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
    const image = canvas.getContext('2d')?.getImageData(0, 0, bitmap.width, bitmap.height);
    return { data: [...(image?.data ?? [])], width: bitmap.width, height: bitmap.height };
  }, picture);
  return jsQR(new Uint8ClampedArray(data), width, height)?.data;
}

/** A courier without an account opens the run on a phone, delivers at the first stop, and reports water on the road. */
async function courier(browser: import('@playwright/test').Browser, office: Office, address: string, pin: string, run: string, at: number[]): Promise<void> {
  const context = await browser.newContext({ viewport: PHONE, locale: 'zh-CN' });
  const phone = await context.newPage();
  await phone.goto(address);
  await phone.getByLabel('PIN').fill(pin);
  await phone.getByRole('button', { name: '登录', exact: true }).click();
  await phone.locator('.next .good').click();
  // It is held for ten seconds, in which it may be taken back, and then goes up.
  await expect(async () => expect(await phone.evaluate(async (where) => ((await (await fetch(where)).json()) as { delivered_stops: number }).delivered_stops, `/api/v1/runs/${encodeURIComponent(run)}`)).toBe(1)).toPass();
  const sent = await phone.evaluate(async ([where, coordinates, day]) => {
    const login = await (await fetch('/api/v1/session')).json();
    const event = { id: 'water-1', kind: 'road_report', reason: '积水', at: `${day}T01:30:00Z`, coordinates, seq: 900 };
    return (await fetch(where as string, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Csrf-Token': login.csrf_token ?? '' }, body: JSON.stringify({ device: 'phone', events: [event] }) })).status;
  }, [`/api/v1/runs/${encodeURIComponent(run)}/events`, at, office.today] as const);
  expect(sent).toBe(200);
  await context.close();
}

test('a basemap lies under everything once it is chosen, fails without harm, and accounts are made and ended', async ({ page, office }) => {
  const seen = watch(page);
  await page.setViewportSize(DESKTOP);
  await enter(page, office, '/?area=370522');
  // The file that the program was started with.
  expect((await coloursOfMap(page)).get(hex(FILE_COLOUR)) ?? 0).toBeGreaterThan(20_000);
  await expect(page.locator('.map-source')).toHaveText('底图：某县测绘院');
  await page.goto(`${office.origin}/settings?tab=basemap`);
  await page.getByLabel('瓦片服务（XYZ 或 WMTS 网址）').check();
  await page.getByLabel('网址模板').fill(`${office.tiles.origin}/{z}/{x}/{y}.png?tk={key}`);
  await page.getByLabel('瓦片的坐标系').selectOption('gcj02');
  await page.getByLabel(/^图的来源/).fill('测试图院');
  await page.getByLabel(/^审图号/).fill('GS(2026)0001号');
  await expect(page.getByText('偏约 500 米')).toBeVisible();
  await expect(page.getByRole('button', { name: '保存', exact: true })).toBeDisabled(); // refused until moved
  await page.getByLabel('瓦片的坐标系').selectOption('wgs84');
  await page.getByLabel(/^密钥/).fill('the-key');
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await expect(page.getByText('已保存', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: '取库中部的一块底图' }).click();
  await expect(page.getByText('内网')).toHaveCount(1); // only the tick; the refusal speaks in English
  await expect(page.locator('.failure')).toContainText('底图取不到');
  expect(office.tiles.asked).toBe(0);
  await page.getByLabel(/^服务在内网地址/).check();
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await expect(page.getByText('已保存', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: '取库中部的一块底图' }).click();
  await expect(page.getByAltText('取来的一块底图')).toBeVisible();
  await clean(page, DESKTOP.width);
  await page.screenshot({ path: 'screenshots/settings-basemap.png', fullPage: true });
  expect(await page.content()).not.toContain('the-key');
  await page.goto(`${office.origin}/?area=370522`);
  const colours = await coloursOfMap(page);
  expect(colours.get(hex(SERVICE_COLOUR)) ?? 0).toBeGreaterThan(20_000);
  expect(colours.get('#111111') ?? 0).toBeGreaterThan(200); // the gaps are drawn over it
  await expect(page.locator('.map-source')).toHaveText('底图：测试图院 GS(2026)0001号');
  await page.screenshot({ path: 'screenshots/basemap.png' });
  await page.locator('.map-source input').uncheck();
  await expect(async () => expect((await coloursOfMap(page)).get(hex(SERVICE_COLOUR)) ?? 0).toBe(0)).toPass();
  expect([seen.complaints.filter((text) => !/401|502/.test(text)), seen.foreign]).toEqual([[], []]);

  // A service that has nothing there: one line, which goes away, and everything else is drawn. Another zoom limit makes other addresses.
  office.tiles.status = 404;
  const settings = await asked<{ version: number; defaults: object; basemap: Record<string, unknown> }>(page, 'GET', '/api/v1/settings');
  delete settings.basemap['key_set'];
  await page.request.put(`${office.origin}/api/v1/settings`, { data: { defaults: settings.defaults, basemap: { ...settings.basemap, max_zoom: 17 } }, headers: { 'If-Match': `"${settings.version}"`, 'X-Csrf-Token': (await asked<{ csrf_token: string }>(page, 'GET', '/api/v1/session')).csrf_token } });
  await expect(async () => expect((await asked<{ basemap: { max_zoom: number } }>(page, 'GET', '/api/v1/info')).basemap.max_zoom).toBe(17)).toPass();
  await page.reload();
  await expect(page.locator('.map-trouble')).toContainText('底图在这里没有图');
  expect((await coloursOfMap(page)).get('#111111') ?? 0).toBeGreaterThan(200);
  await page.locator('.map-trouble').getByRole('button').click();
  await expect(page.locator('.map-trouble')).toHaveCount(0);

  await page.setViewportSize(PHONE);
  await page.goto(`${office.origin}/settings?tab=accounts&lang=en`);
  await page.getByRole('button', { name: 'Add an account' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/^Account/).fill('zhou');
  await dialog.getByLabel('Role').selectOption('planner');
  await dialog.getByLabel('Area').selectOption('370522');
  await dialog.getByLabel(/^Password/).fill(PASSWORD);
  await clean(page, PHONE.width);
  await dialog.getByRole('button', { name: 'Save' }).click();
  const row = page.getByRole('row', { name: /zhou/ });
  await expect(row).toContainText('planner');
  await row.getByRole('button', { name: 'Change zhou' }).click();
  await dialog.getByLabel(/^Disabled/).check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(row).toContainText('disabled');
  await clean(page, PHONE.width);
  await page.screenshot({ path: 'screenshots/settings-accounts-phone.png' });
  await page.goto(`${office.origin}/settings?tab=tokens&lang=en`);
  await page.getByLabel('What it is for').fill('QGIS');
  await page.getByRole('button', { name: 'Make a token' }).click();
  await expect(page.locator('.secret')).toHaveText(/^ctk_/);
  await page.reload();
  await expect(page.getByRole('heading', { name: 'QGIS' })).toBeVisible();
  await expect(page.locator('.secret')).toHaveCount(0);
  await page.getByRole('button', { name: 'End it QGIS' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'QGIS' }).locator('.state')).toContainText('ended');
});

/** The colours of the map once it stands still. */
async function coloursOfMap(page: Page): Promise<Map<string, number>> {
  await expect(page.locator('.map')).toHaveAttribute('data-drawn', 'true');
  await expect(page.locator('.map-source')).toBeVisible();
  return coloursOf(page, await still(page));
}

test('help is opened by a key, says what is shown elsewhere, and viewers see their own settings alone', async ({ page, office }) => {
  const seen = watch(page);
  await page.setViewportSize(DESKTOP);
  await enter(page, office, '/settings', 'sun');
  await expect(page.getByRole('tab')).toHaveText(['我自己', '令牌']);
  await page.keyboard.press('Alt+2');
  await expect(page.getByRole('tab', { selected: true })).toHaveText('令牌');
  await page.keyboard.press('Alt+1');
  await page.keyboard.press('F6');
  await page.keyboard.press('F6');
  expect(await page.evaluate(() => document.activeElement?.getAttribute('role') ?? document.activeElement?.className)).toMatch(/tabpanel|topbar/);
  await page.getByLabel('打开网页时的地区').selectOption('370522');
  await page.getByLabel('打开网页时的语言').selectOption('en');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Settings');
  const [help] = await Promise.all([page.context().waitForEvent('page'), page.locator('h1').press('?')]);
  await expect(help.getByRole('heading', { level: 1 })).toHaveText('Help');
  await help.setViewportSize(PHONE);
  await expect(help.getByText('including 2.0 km').or(help.getByText(/2\.0 km/).first()).first()).toBeVisible();
  await expect(help.getByText('village-2km')).toBeVisible();
  await expect(help.getByText('gap village', { exact: true })).toBeVisible();
  await clean(help, PHONE.width);
  await help.screenshot({ path: 'screenshots/help-phone.png' });
  await help.close();
  // One's own area and language are what pages begin with, in this browser.
  await page.goto(`${office.origin}/`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('利津县');
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
  await page.goto(`${office.origin}/help?lang=zh`);
  await expect(page.getByText('直线 × 折线系数')).toBeVisible();
  await clean(page, DESKTOP.width);
  await page.screenshot({ path: 'screenshots/help-desktop.png' });
  expect([seen.complaints.filter((text) => !text.includes('401')), seen.foreign]).toEqual([[], []]);
});
