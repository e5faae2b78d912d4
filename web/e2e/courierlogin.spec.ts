import { readFileSync } from 'node:fs';
import { expect as look, type APIRequestContext } from '@playwright/test';
import { dayFromNow, PASSWORD, PEOPLE, test, type RunAnswer } from './day';
import { PHONE } from './visit';

const expect = look.configure({ timeout: 120_000 });
test.describe.configure({ timeout: 480_000 });

interface Link { path: string; pin: string }

/** The office: logged in, it asks for runs and makes links. */
async function office(request: APIRequestContext, origin: string) {
  const session = await request.post(`${origin}/api/v1/session`, { data: { name: PEOPLE.office, password: PASSWORD } });
  const { csrf_token } = (await session.json()) as { csrf_token: string };
  const path = (id: string): string => `${origin}/api/v1/runs/${encodeURIComponent(id)}`;
  return {
    runs: async (date: string) => ((await (await request.get(`${origin}/api/v1/runs?date=${date}`)).json()) as { items: { id: string }[] }).items.map(({ id }) => id),
    read: async (id: string) => (await (await request.get(path(id))).json()) as RunAnswer,
    link: async (id: string) => (await (await request.post(`${path(id)}/links`, { data: {}, headers: { 'X-Csrf-Token': csrf_token } })).json()) as Link,
  };
}

test('a courier without an account opens one run by the link and the PIN of the day, and goes on without a network', async ({ page, context, request, guarded }) => {
  const staff = await office(request, guarded.origin);
  const id = (await staff.runs(dayFromNow(1)))[1] ?? '';
  const { path, pin } = await staff.link(id);
  await page.setViewportSize(PHONE);
  await page.goto(`${guarded.origin}${path}`);
  await expect(page.getByRole('heading', { name: '打开今天的路线' })).toBeVisible();
  await page.screenshot({ path: 'screenshots/courier-pin.png' });
  await page.getByLabel('PIN').fill(pin === '000000' ? '111111' : '000000');
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('PIN');
  await page.getByLabel('PIN').fill(pin);
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await expect(page.locator('.next')).toBeVisible();
  await expect(page.locator('[data-offline]')).toHaveAttribute('data-offline', 'ready');
  await context.setOffline(true);
  await page.locator('.next .good').click();
  await page.reload();
  await expect(page.locator('.folded')).toContainText('1'); // the link is still in the address, and asks for no PIN again
  await context.setOffline(false);
  await expect(page.locator('.chip')).toContainText('已同步');
  await expect(page.locator('.chip')).toHaveAttribute('data-unsent', '0');
  expect((await staff.read(id)).events.map((event) => event.kind)).toEqual(['delivered']);
});

test('a courier with an account sees the runs that are theirs, and a login that has ended loses nothing', async ({ page, context, request, guarded }) => {
  const staff = await office(request, guarded.origin);
  await page.setViewportSize(PHONE);
  await page.goto(`${guarded.origin}/courier/?lang=zh`);
  await expect(page.getByRole('heading', { name: '登录' })).toBeVisible();
  const login = async (): Promise<void> => {
    await page.getByLabel('账号').fill(PEOPLE.courier);
    await page.getByLabel('密码').fill(PASSWORD);
    await page.locator('form button').click();
  };
  await login();
  await expect(page.locator('.stops button')).toHaveCount(1);
  await page.locator('.stops button').click();
  await expect(page.locator('.next')).toBeVisible();
  await expect(page.locator('.chip')).toContainText('已同步');
  await context.clearCookies();
  await page.locator('.next .good').click();
  await expect(page.locator('.chip')).toContainText('请登录');
  await page.locator('.notice').getByRole('button', { name: '登录' }).click();
  await login();
  await expect(page.locator('.chip')).toContainText('已同步');
  await expect(page.locator('.folded')).toContainText('1');
  expect((await staff.read((await staff.runs(dayFromNow(0)))[0] ?? '')).events.map((event) => event.kind)).toEqual(['delivered']);
});

test('a run that the phone may no longer write to holds up no other, and its notes make a file for the office', async ({ page, request, guarded }) => {
  const staff = await office(request, guarded.origin);
  const [ended, next] = await Promise.all([-1, 1].map(async (day) => (await staff.runs(dayFromNow(day)))[0] ?? ''));
  await page.setViewportSize(PHONE);
  await page.route((url) => url.pathname === `/api/v1/runs/${encodeURIComponent(ended ?? '')}/events`, (route) =>
    route.fulfill({ status: 404, contentType: 'application/problem+json', body: JSON.stringify({ title: 'Not Found', detail: 'gone' }) }));
  const open = (id: string | undefined) => page.goto(`${guarded.origin}/courier/?lang=zh&run=${encodeURIComponent(id ?? '')}`);
  await open(ended);
  await page.getByLabel('账号').fill(PEOPLE.courier);
  await page.getByLabel('密码').fill(PASSWORD);
  await page.locator('form button').click();
  await page.locator('.next .good').click();
  await expect(page.locator('[data-stranded]')).toContainText(ended ?? '');
  await open(next);
  await page.locator('.next .good').click();
  await expect(async () => expect((await staff.read(next ?? '')).events.map((event) => event.kind)).toEqual(['delivered'])).toPass();
  await expect(page.locator('.chip')).toHaveAttribute('data-unsent', '1');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: '保存为文件' }).click();
  await expect(page.locator('[data-stranded]')).toHaveAttribute('data-filed', 'true');
  await expect(page.locator('[data-stranded]')).toContainText('存成文件');
  const file = JSON.parse(readFileSync(await (await download).path(), 'utf8')) as { format: string; events: { run: string; kind: string }[] };
  expect(file.format).toBe('cuntong-stop-events-1');
  expect(file.events).toMatchObject([{ run: ended, kind: 'delivered' }]);
});
