import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { DAYS, test, type Day } from './day';
import { coloursOf, DESKTOP, PHONE, still, watch, type Watch } from './visit';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
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
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`), what).toEqual([]);
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
    test.setTimeout(300_000);
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
