import { chromium, expect as look, type Page } from '@playwright/test';
import { DAYS, test, type Day } from './day';
import { proxyTo } from './proxy';
import { accessible, coloursOf, DESKTOP, PHONE, still, watch, type Watch } from './visit';

// A machine that is busy with other things must not decide: a map drawn in software takes its time.
const expect = look.configure({ timeout: 120_000 });
test.describe.configure({ timeout: 480_000 });

const WORDS = {
  zh: { synced: '已同步', off: '离线', done: '送达', failed: '异常', undo: /撤销/, all: '全部办完', ready: '已可离线使用', map: '打开地图', split: '两台手机说法不同', road: '报路况', less: '收上少一件', more: '收上多一件' },
  en: { synced: 'Synced', off: 'Offline', done: 'Delivered', failed: 'Problem', undo: /Undo/, all: 'All done', ready: 'Works without a network', map: 'Open map', split: 'two phones disagree', road: 'Report road', less: 'Collect: one less', more: 'Collect: one more' },
};

/** Opens a run as a courier does, and waits until the page is kept on the phone. */
async function open(page: Page, day: Day, run: string, lang: 'zh' | 'en'): Promise<void> {
  await page.goto(`${day.origin}/courier/?run=${encodeURIComponent(run)}&lang=${lang}`);
  await expect(page.locator('.chip')).toContainText(WORDS[lang].synced);
}

const chip = (page: Page) => page.locator('.chip');
const nextName = (page: Page) => page.locator('.next h2');

/** Notes the stop at hand as delivered and waits until the next one is shown. */
async function deliver(page: Page): Promise<void> {
  const before = await page.locator('.next .disc').innerText();
  await page.locator('.next .good').click();
  await expect(page.locator(`.next .disc:text-is("${before}")`)).toHaveCount(0);
}

async function check(page: Page, what: string, width: number): Promise<void> {
  await page.screenshot({ path: `screenshots/courier-${what}.png` });
  expect(await page.evaluate(() => document.documentElement.scrollWidth), `${what} overflows`).toBeLessThanOrEqual(width);
  if (/-zh-phone|-en-desktop/.test(what) || !/-(zh|en)-/.test(what)) await accessible(page, what); // once in each language, once at each size
  const small = await page.locator('button:visible, a:visible, input:visible, summary:visible').evaluateAll((nodes) =>
    nodes.map((node) => [node.getBoundingClientRect(), node.outerHTML.slice(0, 90)] as const).filter(([box]) => box.height < 47.5 || box.width < 47.5).map(([box, html]) => `${box.width}×${box.height} ${html}`));
  expect(small, `${what}: targets below 48 pixels`).toEqual([]);
}

// While the network is cut the browser itself complains of requests that cannot be made.
function quiet(seen: Watch): void {
  expect(seen.foreign).toEqual([]);
  expect(seen.complaints.filter((text) => !/ERR_INTERNET_DISCONNECTED|Failed to load resource/.test(text))).toEqual([]);
}

const WALKS = [['phone', PHONE, 'zh'], ['phone', PHONE, 'en'], ['desktop', DESKTOP, 'zh'], ['desktop', DESKTOP, 'en']] as const;
for (const [at, [name, size, lang]] of WALKS.entries()) {
  test(`a courier finishes a route with the network cut in the middle, and everything arrives once, in ${lang} on a ${name}`, async ({ page, context, day }) => {
    const words = WORDS[lang];
    await page.setViewportSize(size);
    await context.grantPermissions(['geolocation'], { origin: day.origin });
    await context.setGeolocation({ longitude: 118.3, latitude: 37.5, accuracy: 12 });
    const seen = watch(page);
    const id = await day.run(DAYS[at] ?? '', 1);
    const run = await day.read(id);
    const calls = run.stops.filter((stop) => !stop.reload);
    await open(page, day, id, lang);
    await expect(page.locator('[data-offline]')).toHaveAttribute('data-offline', 'ready');
    await check(page, `first-${lang}-${name}`, size.width);

    // With the network: one delivered with the parcels counted, one taken back and noted again.
    await page.getByRole('button', { name: words.more }).click();
    await page.getByRole('button', { name: words.more }).click();
    await deliver(page);
    await deliver(page);
    await page.getByRole('button', { name: words.undo }).click();
    await expect(nextName(page)).toHaveText(calls[1]?.name ?? '');
    await page.getByRole('button', { name: words.failed }).click();
    await check(page, `reasons-${lang}-${name}`, size.width);
    await page.locator('.reasons button').nth(1).click();
    await expect(chip(page)).toHaveAttribute('data-unsent', '0');
    await expect(chip(page)).toContainText(words.synced);

    // Without it: the rest of the route but one, the map, and the page loaded anew.
    await context.setOffline(true);
    for (let i = 2; i < calls.length - 1; i++) await deliver(page);
    await page.getByRole('button', { name: words.road }).click();
    await page.locator('.reasons button').nth(1).click();
    await expect(chip(page)).toContainText(words.off);
    await check(page, `offline-${lang}-${name}`, size.width);
    await page.reload();
    await expect(nextName(page)).toHaveText(calls.at(-1)?.name ?? '');
    await expect(chip(page)).toHaveAttribute('data-unsent', String(calls.length - 3 + 1));
    await page.getByRole('button', { name: words.map }).click();
    await expect(page.locator('.map')).toHaveAttribute('data-drawn', 'true');
    await mapIsDrawn(page);
    expect(await page.locator('.map').getAttribute('data-road-legs')).toBe(String(await day.roadLegs(id)));
    await page.locator('.map').scrollIntoViewIfNeeded();
    await check(page, `map-${lang}-${name}`, size.width);
    await deliver(page);
    await expect(page.getByRole('heading', { name: words.all })).toBeVisible();
    expect((await day.read(id)).events).toHaveLength(2);

    // With it again: all of it, each once, in order.
    await context.setOffline(false);
    await expect(chip(page)).toHaveAttribute('data-unsent', '0');
    await expect(chip(page)).toContainText(words.synced);
    const after = await day.read(id);
    expect(after).toMatchObject({ state: 'done', open_stops: 0, conflicts: 0 });
    expect(after.events).toHaveLength(calls.length + 1);
    expect(new Set(after.events.map((event) => event.id)).size).toBe(calls.length + 1);
    expect(after.events.map((event) => event.seq)).toEqual([...after.events.map((event) => event.seq)].sort((a, b) => a - b));
    expect(after.events.filter((event) => event.stop === calls[1]?.stop)).toMatchObject([{ kind: 'failed', reason: '站点关门' }]);
    expect(after.events.find((event) => event.stop === calls[0]?.stop)).toMatchObject({ kind: 'delivered', parcels_up: (calls[0]?.parcels_up ?? 0) + 2 });
    expect(after.events.find((event) => event.kind === 'road_report')).toMatchObject({ reason: '积水', coordinates: [118.3, 37.5] });
    await page.locator('.folded summary').click();
    await check(page, `done-${lang}-${name}`, size.width);
    quiet(seen);
  });
}

/** Fails on a blank map: it must have room, many colours, and those of the way and of the discs. */
async function mapIsDrawn(page: Page): Promise<void> {
  const picture = await still(page);
  const colours = await coloursOf(page, picture);
  expect(await page.locator('.map canvas').evaluate((canvas) => canvas.clientHeight)).toBeGreaterThan(200);
  expect(colours.size).toBeGreaterThan(50);
  for (const colour of ['#0072b2', '#f0e442', '#009e73']) expect(colours.get(colour) ?? 0, colour).toBeGreaterThan(40);
}

test('where two phones say otherwise of one stop both stand, and both phones say so', async ({ page, browser, day }) => {
  const id = await day.run(DAYS[4] ?? '', 0);
  const first = (await day.read(id)).stops[0];
  const other = await browser.newContext({ viewport: PHONE });
  const second = await other.newPage();
  await page.setViewportSize(PHONE);
  await open(page, day, id, 'zh');
  await open(second, day, id, 'zh');
  await other.setOffline(true);
  await second.getByRole('button', { name: '异常' }).click();
  await second.locator('.reasons button').first().click();
  await deliver(page);
  await expect(chip(page)).toHaveAttribute('data-unsent', '0');
  await other.setOffline(false);
  await expect(chip(second)).toHaveAttribute('data-unsent', '0');
  await expect(second.locator('.notice', { hasText: WORDS.zh.split })).toContainText(first?.name ?? '');
  await chip(page).click();
  await expect(page.locator('.notice', { hasText: WORDS.zh.split })).toContainText('以时间较晚的为准');
  await page.locator('.folded summary').click();
  await expect(page.locator('.row', { hasText: first?.name ?? '' }).first()).toContainText('⚠');
  await check(page, 'conflict', PHONE.width);
  const after = await day.read(id);
  expect(after.events.filter((event) => event.stop === first?.stop).map((event) => event.kind).sort()).toEqual(['delivered', 'failed']);
  expect(after.conflicts).toBe(2);
  // One word more on one phone, and they agree: nothing contradicts any more, and nothing is gone.
  await second.locator('.folded summary').click();
  await second.locator(`[data-stop="${first?.stop}"]`).click();
  await expect(second.getByText('再记一次就是更正')).toBeVisible();
  await second.locator('.next .good').click();
  await expect.poll(async () => (await day.read(id)).conflicts).toBe(0);
  expect((await day.read(id)).events).toHaveLength(3);
  await other.close();
});

test('an answer that is lost, and a page that is killed before its note went, leave each note once', async ({ page, context, day }) => {
  const id = await day.run(DAYS[4] ?? '', 1);
  await page.setViewportSize(PHONE);
  await open(page, day, id, 'zh');
  // The first two times the program hears of it and the phone is not told.
  let lost = 0;
  await context.route('**/events', async (route) => {
    if (lost >= 2) return route.continue();
    lost++;
    await route.fetch();
    return route.abort('connectionreset');
  });
  await deliver(page);
  await expect(chip(page)).toHaveAttribute('data-unsent', '0');
  expect(lost).toBe(2);
  await deliver(page);
  const before = await page.locator('.next .disc').innerText();
  await page.locator('.next .good').dblclick(); // the second tap neither counts again nor falls on the stop that comes up
  await expect(page.locator(`.next .disc:text-is("${before}")`)).toHaveCount(0);
  await page.close(); // within the ten seconds
  const again = await context.newPage();
  await again.setViewportSize(PHONE);
  await open(again, day, id, 'zh');
  await expect.poll(async () => (await day.read(id)).events.length).toBe(3);
  await expect(chip(again)).toHaveAttribute('data-unsent', '0');
  const { events } = await day.read(id);
  expect(events.map((event) => event.seq)).toEqual([1, 2, 3]);
  expect(events.some((event) => event.id.includes('~'))).toBe(false);
});

test('what the program refuses is shown with its reason and kept apart, and the rest goes', async ({ page, context, day }) => {
  const id = await day.run(DAYS[4] ?? '', 2);
  await page.setViewportSize(PHONE);
  await open(page, day, id, 'zh');
  await context.route('**/events', async (route) => {
    const body = route.request().postDataJSON() as { events: { kind: string }[] };
    const index = body.events.findIndex((event) => event.kind === 'road_report');
    if (index < 0) return route.continue();
    return route.fulfill({ status: 422, contentType: 'application/problem+json', json: { detail: 'nothing was kept', errors: [{ location: `body.events[${index}]`, message: 'no such road' }] } });
  });
  await page.getByRole('button', { name: '报路况' }).click();
  await page.locator('.reasons button').first().click();
  await deliver(page);
  await expect(chip(page)).toHaveAttribute('data-unsent', '0');
  await expect(page.getByRole('alert')).toContainText('no such road');
  await check(page, 'refused', PHONE.width);
  await page.getByRole('button', { name: '知道了' }).click();
  await expect(page.getByRole('alert')).toHaveCount(0);
  expect((await day.read(id)).events.map((event) => event.kind)).toEqual(['delivered']);
});

test('a clock that is wrong is told to the courier and, behind the note, to the office', async ({ page, day }) => {
  const id = await day.run(DAYS[5] ?? '', 0);
  await page.setViewportSize(PHONE);
  await page.clock.install({ time: Date.now() + 12 * 60_000 });
  await open(page, day, id, 'zh');
  await expect(page.locator('.notice')).toContainText('本机时钟比服务器快约 12 分钟');
  await deliver(page);
  await page.clock.runFor(11_000);
  await expect.poll(async () => (await day.read(id)).events[0]?.note ?? '').toContain('快约 12 分钟');
});

test('a newer page waits until the courier takes it over, and nothing is lost', async ({ page, day }) => {
  const id = await day.run(DAYS[5] ?? '', 1);
  const proxy = await proxyTo(day.origin);
  try {
    await page.setViewportSize(PHONE);
    const at = { ...day, origin: `http://127.0.0.1:${proxy.port}` };
    await open(page, at, id, 'zh');
    await expect(page.locator('[data-offline]')).toHaveAttribute('data-offline', 'ready');
    proxy.newer = true;
    await page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update()));
    const bar = page.locator('.notice', { hasText: '有新版本，送完本站再更新' });
    await expect(bar).toBeVisible();
    await deliver(page);
    await Promise.all([page.waitForEvent('load'), bar.getByRole('button').click()]);
    await expect(bar).toHaveCount(0);
    await expect(page.locator('.folded')).toContainText('1');
    await expect.poll(async () => (await day.read(id)).events.length).toBe(1);
    expect(await page.evaluate(() => caches.keys())).toEqual([expect.stringContaining('newer-')]);
  } finally {
    proxy.close();
  }
});

test('without https the page says that it cannot go on without a network, and works', async ({ day }) => {
  const id = await day.run(DAYS[5] ?? '', 2);
  const proxy = await proxyTo(day.origin);
  const browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-3d-apis', '--host-resolver-rules=MAP county.test 127.0.0.1'] });
  try {
    const page = await (await browser.newContext({ viewport: PHONE })).newPage();
    await open(page, { ...day, origin: `http://county.test:${proxy.port}` }, id, 'zh');
    await expect(page.locator('.notice')).toContainText('不是 https');
    await page.getByRole('button', { name: '打开地图' }).click(); // and without WebGL
    await expect(page.locator('.mapcard .notice')).toContainText('清单和导航照常可用');
    await deliver(page);
    await page.reload();
    await expect(chip(page)).toContainText('已同步');
    await expect.poll(async () => (await day.read(id)).events.length).toBe(1);
    await page.locator('.primary').click();
    const links = page.locator('dialog a');
    await expect(links).toHaveCount(3);
    await expect(links.first()).toHaveAttribute('href', /^https:\/\/uri\.amap\.com\/navigation\?to=118\.\d{6},3[78]\.\d{6},/);
    await page.getByRole('button', { name: '复制坐标（GCJ-02' }).click();
    await expect(page.locator('dialog [role=status]')).toContainText(/118\.\d{6},3[78]\.\d{6}/);
    await check(page, 'navigate', PHONE.width);
  } finally {
    await browser.close();
    proxy.close();
  }
});

test('without a run in the address the runs of the day are listed, and an empty day says how to fill it', async ({ page, context, day }) => {
  await context.route('**/api/v1/runs/*', async (route) => {
    const run = (await (await route.fetch()).json()) as { stops: { phone: string; contact: string }[] };
    Object.assign(run.stops[0] ?? {}, { contact: '李四', phone: '0546-123 4567' });
    await route.fulfill({ json: run });
  });
  await page.setViewportSize(PHONE);
  await page.clock.setFixedTime(new Date(`${DAYS[6]}T08:00:00`));
  await page.goto(`${day.origin}/courier/?lang=zh`);
  await expect(page.locator('.stops button')).toHaveCount(3);
  await check(page, 'choose', PHONE.width);
  await page.getByLabel('日期').fill('2030-01-01');
  await expect(page.getByText('--save')).toBeVisible();
  await page.getByLabel('日期').fill(DAYS[6] ?? '');
  await page.locator('.stops button').first().click();
  await expect(page.locator('.next')).toBeVisible();
  expect(new URL(page.url()).searchParams.get('run')).toBe(await day.run(DAYS[6] ?? '', 0));
  await expect(page.getByRole('link', { name: '电话 0546-123 4567 李四' })).toHaveAttribute('href', 'tel:05461234567');
  await page.emulateMedia({ contrast: 'more', reducedMotion: 'reduce' });
  await check(page, 'contrast', PHONE.width);
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('link', { name: 'Call 0546-123 4567 李四' })).toBeVisible();
});
