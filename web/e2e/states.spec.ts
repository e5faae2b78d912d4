import { chromium, expect, test } from '@playwright/test';
import { open } from './visit';

test('an empty store says how to fill it', async ({ page }) => {
  await page.route('**/api/v1/info', async (route) => {
    const info = (await (await route.fetch()).json()) as { counts: { settlements: number } };
    info.counts.settlements = 0;
    await route.fulfill({ json: info });
  });
  await page.goto('/?lang=zh');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('还没有数据');
  await expect(page.getByText('cuntong load --store')).toBeVisible();
});

test('a part that fails says why and can be asked for again; the rest stands', async ({ page }) => {
  let refuse = true;
  await page.route('**/api/v1/plans/*', async (route) => {
    if (refuse) await route.fulfill({ status: 500, contentType: 'application/problem+json', json: { title: 'Internal', detail: 'the plan could not be read' } });
    else await route.continue();
  });
  await open(page, '?lang=zh&tab=plan');
  const failure = page.getByRole('alert');
  await expect(failure).toContainText('the plan could not be read');
  await expect(page.locator('.figure')).toHaveCount(4);
  refuse = false;
  await failure.getByRole('button', { name: '重试' }).click();
  await expect(page.locator('.verdict')).toBeVisible();
});

test('a program that does not answer is told from one that refuses', async ({ page }) => {
  await page.route('**/api/v1/info', (route) => route.abort());
  await page.goto('/?lang=zh');
  await expect(page.getByRole('alert')).toContainText('连不上村通程序');
});

test('unknown figures are written in words', async ({ page }) => {
  const blank = async (audit: Record<string, unknown>): Promise<unknown> => ({ ...audit, population: null, covered_population: null, uncovered_population: null, population_reason: 'no_population_known' });
  await page.route('**/api/v1/plans?*', (route) => route.fulfill({ json: { items: [], next: null } }));
  await page.route('**/api/v1/audits?*', async (route) => route.fulfill({ json: await blank((await (await route.fetch()).json()) as Record<string, unknown>) }));
  await open(page);
  await expect(page.locator('.figure').nth(3).locator('.figure-value')).toHaveText('未知');
  await expect(page.locator('.figure').nth(3)).toContainText('没有人口记录');
});

test('a store with several areas at the top shows them all together and lets each be picked', async ({ page }) => {
  await page.route('**/api/v1/info', async (route) => {
    await route.fulfill({ json: { ...((await (await route.fetch()).json()) as object), top_area: null } });
  });
  await open(page, '?tab=areas');
  const area = page.getByLabel('地区');
  await expect(area.locator('option:checked')).toHaveText('全部地区');
  await expect(area.locator('option', { hasText: '利津县' })).toHaveCount(1);
  await expect(page.getByRole('tabpanel')).toContainText('利津县');
  await area.selectOption('370522');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('利津县');
  await area.selectOption('');
  await expect(page.getByRole('heading', { level: 1 })).not.toContainText('利津县');
});

test('a plan that is stopped or infeasible is explained in the language of the page, its notes are read', async ({ page }) => {
  let change: object = { status: 'stopped', reason: 'The solve was stopped.', notes: [{ zh: '须知一', en: 'note one' }] };
  await page.route('**/api/v1/plans/*', async (route) => {
    await route.fulfill({ json: { ...((await (await route.fetch()).json()) as object), ...change } });
  });
  await page.goto('/?area=370522&tab=plan');
  const panel = page.getByRole('tabpanel');
  await expect(panel).toContainText('计算在证明最优之前停止');
  await expect(panel.getByText('The solve was stopped.')).toBeHidden();
  await panel.getByText('求解器原文').click();
  await expect(panel.getByText('The solve was stopped.')).toBeVisible();
  await expect(panel).toContainText('须知一');
  await expect(page.locator('.headline-note')).toContainText('须知一');
  change = { status: 'infeasible', blocked: [{ settlement: '1', name: '甲村', reason: 'no_site_within_limit', nearest_m: 5000 }] };
  await page.goto('/?area=370522&tab=plan&lang=en');
  await expect(panel).toContainText('1 settlements have no candidate within the standard');
});

test('without WebGL the map says why and the lists stay', async ({ baseURL }) => {
  const browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-3d-apis'] });
  try {
    const page = await browser.newPage();
    await page.goto(`${baseURL}/?lang=zh`);
    await expect(page.getByText('这个浏览器画不了地图')).toBeVisible();
    await expect(page.locator('.list tbody tr').first()).toBeVisible();
    await page.locator('.list tbody .rowbutton').first().click();
    await expect(page.getByRole('complementary', { name: '所选地点' })).toBeVisible();
  } finally {
    await browser.close();
  }
});
