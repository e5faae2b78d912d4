import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { DESKTOP, PHONE } from './visit';

const CLOSED = `http://127.0.0.1:${process.env['E2E_CLOSED_PORT'] ?? '18572'}`;
const PASSWORD = 'correct horse 9';

async function fill(page: Page, name: string, password: string): Promise<void> {
  await page.getByLabel('账号').fill(name);
  await page.getByLabel('密码').fill(password);
  await page.getByRole('button', { name: '登录' }).click();
}

async function clean(page: Page, width: number): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
}

for (const [name, size] of [['desktop', DESKTOP], ['phone', PHONE]] as const) {
  test(`a login is asked for, refused, accepted and left on a ${name}`, async ({ page }) => {
    await page.setViewportSize(size);
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('401')) complaints.push(message.text());
    });
    await page.goto(`${CLOSED}/?area=370522&tab=areas`);
    await expect(page.getByRole('button', { name: '登录' })).toBeVisible();
    await expect(page.locator('.topbar')).toHaveCount(0);
    await clean(page, size.width);
    await page.screenshot({ path: `screenshots/login-${name}.png` });
    await fill(page, name === 'phone' ? 'nobody' : 'li', 'not the password');
    await expect(page.getByRole('alert')).toHaveText('账号或密码不对，或账号已停用。');
    await clean(page, size.width);
    await fill(page, 'li', PASSWORD);
    // The address that was asked for is the one that opens, and the account sees its county.
    await expect(page.getByRole('heading', { level: 1 })).toContainText('利津县');
    expect(page.url()).toContain('area=370522');
    await expect(page.getByRole('tab', { selected: true })).toHaveText('分县乡');
    await expect(page.locator('.who')).toContainText('李明（利津县）');
    await clean(page, size.width);
    await page.screenshot({ path: `screenshots/who-${name}.png` });
    // Scripts find neither the cookie nor anything kept aside.
    expect(await page.evaluate(() => document.cookie + localStorage.length + sessionStorage.length)).toBe('00');
    await page.getByRole('button', { name: '退出' }).click();
    await expect(page.getByRole('button', { name: '登录' })).toBeVisible();
    expect(page.url()).toContain('area=370522');
    expect(complaints).toEqual([]);
  });
}

test('a login that ends while the page is open is asked for again and comes back to the same place', async ({ page, context }) => {
  await page.goto(`${CLOSED}/?area=370522`);
  await fill(page, 'li', PASSWORD);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('利津县');
  await expect(page.locator('.map')).toHaveAttribute('data-drawn', 'true');
  await page.waitForLoadState('networkidle');
  await context.clearCookies();
  await page.getByRole('tab', { name: '投入与覆盖' }).click(); // asks the program for something new
  await expect(page.getByText('登录已结束')).toBeVisible();
  await fill(page, 'li', PASSWORD);
  await expect(page.getByRole('tab', { selected: true })).toHaveText('投入与覆盖');
  await expect(page.locator('.map')).toHaveAttribute('data-drawn', 'true'); // a browser that is closed while it opens a map may hang
});

test('work is asked for with the token of the login', async ({ page }) => {
  await page.goto(`${CLOSED}/?area=370522&tab=tiers`);
  await fill(page, 'li', PASSWORD);
  await expect(page.locator('.who')).toBeVisible();
  const answer = await page.evaluate(async () => {
    const bare = await fetch('/api/v1/scenarios', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"name":"x","model":"lscp"}' });
    const { csrf_token: token } = await (await fetch('/api/v1/session')).json();
    const good = await fetch('/api/v1/scenarios', { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Csrf-Token': token }, body: '{"name":"x","model":"lscp"}' });
    return [bare.status, good.status, (await good.json()).area];
  });
  expect(answer).toEqual([403, 201, '370522']);
});

test('one changes one’s own password and stays logged in', async ({ page }) => {
  await page.setViewportSize(PHONE);
  await page.goto(`${CLOSED}/dashboard`);
  await fill(page, 'sun', PASSWORD);
  const dialog = page.getByRole('dialog', { name: '修改密码' });
  const change = async (old: string, fresh: string, again: string): Promise<void> => {
    await dialog.getByLabel('现在的密码').fill(old);
    await dialog.getByLabel('新密码（至少 10 个字符）').fill(fresh);
    await dialog.getByLabel('再输入一次新密码').fill(again);
    await dialog.getByRole('button', { name: '修改密码' }).click();
  };
  await page.locator('.who').getByRole('button', { name: '密码' }).click();
  await change(PASSWORD, 'another horse 7', 'another horse 8');
  await expect(dialog.getByRole('alert')).toHaveText('两次输入的新密码不同。');
  await clean(page, PHONE.width);
  await change('not the password', 'another horse 7', 'another horse 7');
  await expect(dialog.getByRole('alert')).toHaveText('现在的密码不对。');
  await change(PASSWORD, 'password123', 'password123');
  await expect(dialog.getByRole('alert')).toContainText('太容易猜到');
  await change(PASSWORD, 'another horse 7', 'another horse 7');
  await expect(dialog).toHaveCount(0);
  expect(await page.evaluate(async () => ((await (await fetch('/api/v1/session')).json()) as { name: string }).name)).toBe('sun');
});

test('a courier is told that the map is not theirs', async ({ page }) => {
  await page.goto(`${CLOSED}/?lang=zh`);
  await fill(page, 'zhao', PASSWORD);
  await expect(page.getByText('zhao 这个账号不能查看本页')).toBeVisible();
  await expect(page.locator('.topbar')).toHaveCount(0);
});

test('without accounts nothing of this is seen', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('.who')).toHaveCount(0);
});
