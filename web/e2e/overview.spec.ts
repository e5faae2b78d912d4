import { expect, test } from '@playwright/test';
import { coloursOf, DESKTOP, legendCount, open, PHONE, still, watch } from './visit';
import { COLOURS } from '../src/map/shapes';

// Each visit draws the map anew in software, which takes the time: what needs no page of its own goes along in one walk.
test('the lists, the tabs, the tables, the plan, the areas and the language answer', async ({ page, request }) => {
  test.setTimeout(720_000);
  await open(page);
  await test.step('the first sentence, the figures and the sample notice stand on the page', async () => {
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^东营市 1,660 个建制村，.+（\d+(\.\d)?%）/);
    await expect(page.getByText('示例数据：村庄位置、道路与网点均为模拟')).toBeVisible();
    await expect(page.getByText('本图边界为示意，无审图号')).toBeVisible();
    await expect(page.locator('.figure').first()).toContainText('1,660');
    await expect(page.locator('.figure').first()).toContainText('2,193,518');
  });
  await test.step('the tabs move by arrow keys', async () => {
    await page.getByRole('tab', { name: '缺口清单' }).focus();
    await page.keyboard.press('ArrowRight');
    await expect(page.getByRole('tab', { name: '分县乡' })).toBeFocused();
    await expect(page.getByRole('tabpanel').locator('tbody tr')).toHaveCount(5);
    await page.getByRole('tab', { name: '缺口清单' }).click();
  });
  await test.step('search and town narrow the gap list', async () => {
    const name = (await page.locator('.list tbody .rowbutton').nth(4).innerText()).trim();
    await page.getByRole('searchbox').fill(name);
    await expect(page.locator('.list tbody tr').first()).toContainText(name);
    await page.getByRole('searchbox').fill('no such village');
    await expect(page.locator('.tally')).toContainText('0 / ');
    await page.getByRole('searchbox').fill('');
  });
  await test.step('the tables download as CSV', async () => {
    const gaps = await request.get((await page.getByRole('link', { name: '下载 CSV' }).getAttribute('href')) ?? '');
    expect(gaps.status()).toBe(200);
    expect(gaps.headers()['content-type']).toContain('text/csv');
    await page.getByRole('tab', { name: '方案' }).click();
    const sites = await request.get((await page.getByRole('link', { name: '下载 CSV' }).getAttribute('href')) ?? '');
    expect(sites.status()).toBe(200);
    await page.getByRole('tab', { name: '缺口清单' }).click();
  });
  await test.step('after the plan the map, the counts and the list change', async () => {
    const gapsBefore = await legendCount(page, '未覆盖的村');
    expect(gapsBefore).toBeGreaterThan(0);
    await page.getByText('方案后', { exact: true }).click();
    await expect(page.locator('.legend-entry', { hasText: '方案新增点' })).toBeVisible();
    const newly = await legendCount(page, '方案新覆盖的村');
    expect(await legendCount(page, '未覆盖的村')).toBe(gapsBefore - newly);
    expect(await legendCount(page, '方案新增点')).toBeGreaterThan(0);
    await expect(page.locator('.figure-change').first()).toContainText('+');
    await expect(page).toHaveURL(/view=after/);
    await page.getByText('方案前', { exact: true }).click();
  });
  await test.step('a county is chosen, kept in the address, and undone by the back button', async () => {
    await page.getByLabel('地区').selectOption('370522');
    await expect(page.getByRole('heading', { level: 1 })).toContainText('利津县');
    await expect(page).toHaveURL(/area=370522/);
    await page.goBack();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('东营市');
  });
  await test.step('English switches every word but names', async () => {
    await page.getByText('EN', { exact: true }).click();
    await expect(page.getByRole('tab', { name: 'Gap list' })).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    await expect(page.getByRole('heading', { level: 1 })).toContainText('1,660');
    await expect(page.getByText('Sample data')).toBeVisible();
  });
});

test('places are picked in the list, by keyboard on the map and by a click, and inspected', async ({ page }) => {
  test.setTimeout(720_000);
  await open(page);
  await test.step('a row of the gap list is selected on the map and inspected, and closing gives the focus back', async () => {
    const row = page.locator('.list tbody tr').first();
    const name = (await row.locator('.rowbutton').innerText()).trim();
    const before = await still(page);
    await row.locator('.rowbutton').focus();
    await page.keyboard.press('Enter');
    const inspector = page.getByRole('complementary', { name: '所选地点' });
    await expect(inspector).toContainText(name);
    await expect(inspector).toContainText('超出标准距离');
    await expect(inspector.getByRole('heading')).toBeFocused();
    await expect(row).toHaveClass(/row-selected/);
    const after = await still(page);
    expect(after.equals(before)).toBe(false);
    expect((await coloursOf(page, after)).get(COLOURS.selected.toLowerCase()) ?? 0).toBeGreaterThan(20);
    await page.keyboard.press('Escape');
    await expect(inspector).toBeHidden();
    await expect(row.locator('.rowbutton')).toBeFocused();
  });
  await test.step('a place picked on the map by keyboard is inspected, and its row is found', async () => {
    await page.locator('.list tbody tr').nth(30).click();
    await page.getByRole('button', { name: '关闭' }).click();
    await still(page);
    await page.locator('.map canvas').focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('complementary', { name: '所选地点' })).toBeVisible();
    expect(new URL(page.url()).searchParams.get('sel')).toMatch(/^(settlement|facility):/);
    await page.getByRole('button', { name: '关闭' }).click();
  });
  await test.step('a click on the map centre selects what lies there', async () => {
    const row = page.locator('.list tbody tr').nth(3);
    const code = await row.getAttribute('data-id');
    await row.click();
    await page.getByRole('button', { name: '关闭' }).click();
    await still(page);
    const box = await page.locator('.map canvas').boundingBox();
    if (box === null) throw new Error('the map has no box');
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await expect(page).toHaveURL(new RegExp(`sel=settlement%3A${code}`));
    await expect(row).toHaveClass(/row-selected/);
  });
});

for (const [name, size] of [['desktop', DESKTOP], ['phone', PHONE]] as const) {
  test(`the map is really drawn, gaps and covered villages too, on a ${name}`, async ({ page }) => {
    await page.setViewportSize(size);
    const seen = watch(page);
    await open(page);
    const canvas = page.locator('.map canvas');
    await canvas.scrollIntoViewIfNeeded();
    expect(await canvas.evaluate((c) => c.clientHeight)).toBeGreaterThan(200);
    const colours = await coloursOf(page, await still(page));
    expect(colours.size).toBeGreaterThan(50);
    const pixels = (of: Map<string, number>, colour: string): number => of.get(colour.toLowerCase()) ?? 0;
    expect(pixels(colours, COLOURS.hub)).toBeGreaterThan(100);
    expect(pixels(colours, COLOURS.station)).toBeGreaterThan(100);
    // Letters and edges are black too, and the legend shows every colour: what is hidden must take its pixels away.
    if (name === 'phone') await page.locator('.legend-button').click();
    let shown = await coloursOf(page, await still(page));
    for (const [entry, colour] of [['未覆盖的村', COLOURS.gap], ['已覆盖的村', COLOURS.covered]] as const) {
      await page.locator('.legend-entry', { hasText: entry }).locator('input').uncheck();
      const left = await coloursOf(page, await still(page));
      expect(pixels(shown, colour) - pixels(left, colour), entry).toBeGreaterThan(entry === '未覆盖的村' ? 300 : 40);
      shown = left;
    }
    expect(seen).toEqual({ complaints: [], foreign: [] });
  });
}

test('the page is Chinese in an English browser too, and English only where the address asks', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ locale: 'en-GB', baseURL: baseURL ?? '' });
  const page = await context.newPage();
  await page.goto('/');
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await expect(page.getByRole('tab', { name: '缺口清单' })).toBeVisible();
  await page.goto('/?lang=en');
  await expect(page.getByRole('tab', { name: 'Gap list' })).toBeVisible();
  await context.close();
});

test('a covered village shows the nearest facility of the audit itself, asked for only then', async ({ page, request }) => {
  const { items } = (await (await request.get('/api/v1/audits/reach?area=370522')).json()) as { items: { code: string; class: string; nearest_name?: string; distance_m: number }[] };
  const covered = items.find((item) => item.class === 'covered');
  if (covered === undefined) throw new Error('the demo has no covered settlement in 370522');
  const asked: string[] = [];
  page.on('request', (sent) => {
    if (sent.url().includes('/audits/reach')) asked.push(sent.url());
  });
  await page.goto('/?area=370522');
  await expect(page.getByRole('tab', { selected: true })).toBeVisible();
  expect(asked).toEqual([]);
  await page.goto(`/?area=370522&sel=settlement:${covered.code}`);
  const inspector = page.getByRole('complementary', { name: '所选地点' });
  await expect(inspector).toContainText(`${covered.nearest_name} · ${new Intl.NumberFormat('zh-CN').format(covered.distance_m)}米`);
  await expect(inspector).not.toContainText('约');
  expect(asked).toHaveLength(1);
});

test('a facility says whether it counts for the standard', async ({ page, request }) => {
  const { features } = (await (await request.get('/api/v1/facilities?area=370522&status=active&limit=5000')).json()) as { features: { properties: { id: string; offers: string[] } }[] };
  for (const [counts, words] of [[true, '计入：办理标准要求的取件'], [false, '不计入：不办理标准要求的取件']] as const) {
    const facility = features.find(({ properties }) => properties.offers.includes('pickup') === counts);
    if (facility === undefined) throw new Error(`the demo has no facility of 370522 that offers pickup: ${counts}`);
    await page.goto(`/?area=370522&sel=facility:${encodeURIComponent(facility.properties.id)}`);
    await expect(page.getByRole('complementary', { name: '所选地点' })).toContainText(words);
  }
});

test('the plan card says proven optimal only where the API does', async ({ page, request }) => {
  const answer = (await (await request.get('/api/v1/plans?area=370522')).json()) as { items: { id: string; status: string; fingerprint: string }[] };
  const plan = answer.items[0];
  if (plan === undefined) throw new Error('the demo has no plan for 370522');
  await open(page, '?lang=zh&area=370522&tab=plan');
  await expect(page.locator('.verdict')).toContainText(plan.status === 'optimal' ? '已证明最优' : '未证明最优');
  await expect(page.getByRole('tabpanel')).toContainText(plan.fingerprint);
});

