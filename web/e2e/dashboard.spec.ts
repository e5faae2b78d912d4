import { expect, test, type Page } from '@playwright/test';
import { check, coloursOf, DESKTOP, PHONE, still, watch } from './visit';
import { GAP_COLOURS } from '../src/map/shapes';

const LIJIN = 'area=370522';

interface Board {
  gaps: { code: string; name: string; town: string; population: number | null; distance_m: number; fix?: { plan: string; plan_name: string; site_name: string } }[];
  towns: { code: string; name: string; gap_share: number | null }[];
}

async function openBoard(page: Page, search: string): Promise<void> {
  await page.goto(`/dashboard?${search}`);
  await expect(page.locator('.map')).toHaveAttribute('data-drawn', 'true');
  await still(page);
}

// The walk of an official: the sentence, the worst gap, the plan that mends it, the report on paper.
for (const [name, size] of [['desktop', DESKTOP], ['phone', PHONE]] as const) {
  for (const lang of ['zh', 'en'] as const) {
    test(`an official finds the worst gap and its planned fix and comes to the report, in ${lang} on a ${name}`, async ({ page, request }) => {
      test.setTimeout(720_000);
      await page.setViewportSize(size);
      const seen = watch(page);
      const board = (await (await request.get(`/api/v1/dashboard?${LIJIN}`)).json()) as Board;
      const worst = board.gaps[0];
      if (worst?.fix === undefined) throw new Error('the demo has no planned gap in 370522');
      await openBoard(page, `${LIJIN}&lang=${lang}`);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(lang === 'zh' ? /^利津县 499 个建制村，318 个 2 公里内可到服务点（63\.7%），181 个空白村。$/ : /499 administrative villages, 318 within 2 km of a service point \(63\.7%\), 181 gap villages\.$/);
      await expect(page.locator('.board-figures .figure')).toHaveCount(4);
      await check(page, 'dashboard', lang, size);

      const row = page.locator('.board-list tbody tr').first();
      await expect(row).toContainText(worst.name);
      await expect(row).toContainText(new Intl.NumberFormat('zh-CN').format(worst.distance_m));
      await expect(row).toContainText(worst.fix.site_name);
      await row.getByRole('button').click();
      await expect(page).toHaveURL(new RegExp(`sel=${worst.code}`));
      await expect(row).toHaveClass(/row-selected/);
      await still(page);
      await check(page, 'dashboard-selected', lang, size);

      await page.locator('.board-figures').getByRole('button').first().click();
      const dialog = page.locator('dialog[open]');
      await expect(dialog).toContainText(lang === 'zh' ? '标准出处' : 'Source');
      await check(page, 'dashboard-how', lang, size);
      await page.keyboard.press('Escape');
      await expect(dialog).toBeHidden();

      await row.getByRole('link').click();
      await expect(page).toHaveURL(new RegExp(`/report/${worst.fix.plan}`));
      await expect(page.locator('.paper h1')).toContainText(lang === 'zh' ? '利津县农村寄递物流网点方案报告' : 'plan of rural delivery points');
      await expect(page.locator('.paper')).toContainText(worst.name);
      await expect(page.getByRole('button', { name: lang === 'zh' ? '打印 / 存为 PDF' : 'Print / save as PDF' })).toBeEnabled();
      await check(page, 'report', lang, size);
      expect(seen).toEqual({ complaints: [], foreign: [] });
    });
  }
}

for (const [name, size] of [['desktop', DESKTOP], ['phone', PHONE]] as const) {
  test(`the towns are really coloured by their class, and the gaps stand on them, on a ${name}`, async ({ page, request }) => {
    await page.setViewportSize(size);
    await openBoard(page, LIJIN);
    const canvas = page.locator('.map canvas');
    await canvas.scrollIntoViewIfNeeded();
    expect(await canvas.evaluate((c) => c.clientHeight)).toBeGreaterThan(200);
    const colours = await coloursOf(page, await still(page));
    expect(colours.size).toBeGreaterThan(50);
    const { towns } = (await (await request.get(`/api/v1/dashboard?${LIJIN}`)).json()) as Board;
    const classOf = (share: number): number => [0.05, 0.15, 0.3, 0.5].filter((least) => share >= least).length;
    for (const [of, colour] of GAP_COLOURS.entries()) {
      const expected = towns.some((town) => town.gap_share !== null && classOf(town.gap_share) === of);
      if (expected) expect(colours.get(colour) ?? 0, colour).toBeGreaterThan(200);
      else expect(colours.get(colour) ?? 0, colour).toBeLessThan(20);
    }
    const black = colours.get('#111111') ?? 0;
    await page.locator('.board-legend input').uncheck();
    expect(black - ((await coloursOf(page, await still(page))).get('#111111') ?? 0)).toBeGreaterThan(100);
  });
}

test('a town without data is hatched and said, never coloured as if it had no gaps', async ({ page }) => {
  await page.route('**/api/v1/dashboard?*', async (route) => {
    const board = (await (await route.fetch()).json()) as Board;
    for (const town of board.towns) town.gap_share = null;
    await route.fulfill({ json: board });
  });
  await openBoard(page, LIJIN);
  const colours = await coloursOf(page, await still(page));
  expect(colours.get('#9a958a') ?? 0).toBeGreaterThan(500);
  for (const colour of GAP_COLOURS) expect(colours.get(colour) ?? 0, colour).toBe(0);
  await expect(page.locator('.board-towns tbody tr').first()).toContainText('无数据');
});

test('filters narrow list, map and downloads alike, and stay in the address', async ({ page, request }) => {
  await openBoard(page, LIJIN);
  const board = (await (await request.get(`/api/v1/dashboard?${LIJIN}`)).json()) as Board;
  const town = board.towns.find((one) => one.name === '北宋镇');
  await page.getByLabel('按乡镇筛选').selectOption(town?.code ?? '');
  await page.getByLabel('按人口筛选').selectOption('500');
  const left = board.gaps.filter((gap) => gap.town === town?.code && (gap.population ?? -1) >= 500);
  expect(left.length).toBeGreaterThan(0);
  await expect(page.locator('.board-list .tally')).toContainText(`${left.length} / ${board.gaps.length}`);
  const table = await request.get((await page.getByRole('link', { name: '下载 CSV' }).getAttribute('href')) ?? '');
  expect((await table.text()).trim().split('\r\n')).toHaveLength(left.length + 1);
  const book = await request.get((await page.getByRole('link', { name: '下载 XLSX' }).getAttribute('href')) ?? '');
  expect(book.headers()['content-type']).toContain('spreadsheetml');
  await page.getByLabel('只看未安排').check();
  await expect(page.locator('.board-list .tally')).toContainText(`0 / ${board.gaps.length}`);
  await page.reload();
  await expect(page.getByLabel('只看未安排')).toBeChecked();
  await expect(page.getByLabel('按人口筛选')).toHaveValue('500');
});

test('one operator alone, another standard and residents are asked for and told', async ({ page }) => {
  await openBoard(page, LIJIN);
  await page.getByLabel('只算哪家').selectOption('coop');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('供销社服务点');
  await page.getByLabel('服务标准').selectOption('village-5km');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('5 公里内');
  await page.getByText('按人口', { exact: true }).click();
  await expect(page).toHaveURL(/operator=coop.*metric=people|metric=people.*operator=coop/);
  await expect(page.locator('.board-towns thead')).toContainText('空白占比（人口）');
});

test('without a history the trend says so, and with one it is a curve with its table', async ({ page }) => {
  await openBoard(page, LIJIN);
  await expect(page.locator('.board-trend')).toContainText('尚无历史');
  await page.route('**/api/v1/dashboard?*', async (route) => {
    const board = (await (await route.fetch()).json()) as { history: unknown[] };
    board.history.unshift({ date: '2026-06-30', plan: 'abc', settlements: 499, covered_settlements: 250, gap_settlements: 249 });
    await route.fulfill({ json: board });
  });
  await openBoard(page, LIJIN);
  await expect(page.locator('.board-trend svg.curve')).toBeVisible();
  await expect(page.locator('.board-trend tbody tr')).toHaveCount(2);
});

test('the dashboard offers nothing that changes anything, and its pages lead to each other', async ({ page }) => {
  const written: string[] = [];
  page.on('request', (sent) => {
    if (sent.method() !== 'GET') written.push(sent.url());
  });
  await openBoard(page, LIJIN);
  expect(written).toEqual([]);
  await page.getByRole('navigation').getByRole('link', { name: '总览' }).click();
  await expect(page).toHaveURL(/\/\?area=370522/);
  await expect(page.getByRole('tab', { selected: true })).toBeVisible();
  await page.getByRole('navigation').getByRole('link', { name: '看板' }).click();
  await expect(page).toHaveURL(/\/dashboard\?area=370522/);
});

test('figures that fail say why and can be asked for again', async ({ page }) => {
  let refuse = true;
  await page.route('**/api/v1/dashboard?*', async (route) => {
    if (refuse) await route.fulfill({ status: 503, contentType: 'application/problem+json', json: { title: 'Busy', detail: 'the store is busy' } });
    else await route.continue();
  });
  await page.goto(`/dashboard?${LIJIN}`);
  await expect(page.getByRole('alert')).toContainText('the store is busy');
  refuse = false;
  await page.getByRole('button', { name: '重试' }).click();
  await expect(page.locator('.board-figures .figure')).toHaveCount(4);
});

test('where the browser cannot draw, the list and the tables stand', async ({ page }) => {
  await page.addInitScript(() => {
    HTMLCanvasElement.prototype.getContext = () => null;
  });
  await page.goto(`/dashboard?${LIJIN}`);
  await expect(page.locator('.map-failure')).toBeVisible();
  await expect(page.locator('.board-list tbody tr').first()).toBeVisible();
});
