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
  const blank = async (audit: Record<string, unknown>): Promise<unknown> => ({ ...audit, population: null, covered_population: null, population_reason: 'no census' });
  await page.route('**/api/v1/plans?*', (route) => route.fulfill({ json: { items: [], next: null } }));
  await page.route('**/api/v1/audits?*', async (route) => route.fulfill({ json: await blank((await (await route.fetch()).json()) as Record<string, unknown>) }));
  await open(page);
  await expect(page.locator('.figure').nth(3).locator('.figure-value')).toHaveText('未知');
  await expect(page.locator('.figure').nth(3)).toContainText('no census');
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
