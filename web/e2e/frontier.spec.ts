import { expect, test } from '@playwright/test';
import { open, watch } from './visit';

interface Answer {
  total_weight: number;
  points: { points: number; weight: number; bound: number }[];
}

test('the curve, its sentence and its table show what the API answers', async ({ page, request }) => {
  const seen = watch(page);
  const asked: string[] = [];
  page.on('request', (sent) => {
    if (sent.url().includes('/api/v1/frontier')) asked.push(sent.url());
  });
  await open(page, '?area=370522');
  expect(asked).toEqual([]);
  await page.getByRole('tab', { name: '投入与覆盖' }).click();
  const curve = page.getByRole('img', { name: /阶梯曲线/ });
  await expect(curve).toBeVisible();
  expect(asked).toHaveLength(1);
  const answer = (await (await request.get(asked[0] ?? '')).json()) as Answer;
  expect(answer.points.length).toBeGreaterThan(10);
  const figure = (value: number): string => new Intl.NumberFormat('zh-CN').format(value);
  const last = answer.points[answer.points.length - 1] as Answer['points'][number];
  await page.getByRole('slider', { name: '沿曲线移动' }).press('End');
  await expect(page.locator('.curve-says')).toContainText(`新增 ${figure(last.points)} 个点`);
  await expect(page.locator('.curve-says')).toContainText(figure(last.weight));
  const more = page.locator('.more');
  while (await more.isVisible()) await more.click();
  await expect(page.locator('.list tbody tr')).toHaveCount(answer.points.length);
  await expect(page.locator('.list tbody tr').last()).toContainText(figure(last.weight));
  await expect(page.locator('.list tbody tr.row-selected')).toHaveCount(1);
  // The drawing: the curve found never stands above the proven limit, and both rise from left to right.
  for (const name of ['found', 'bound']) {
    const heights = await curve.locator(`.curve-${name}`).evaluate((path) => (path.getAttribute('d') ?? '').split(/[ML]/).slice(1).map((at) => Number(at.split(' ')[1])));
    expect(heights.length).toBeGreaterThan(10);
    expect([...heights].sort((a, b) => b - a)).toEqual(heights);
  }
  await page.getByText('后一步保留前一步的点').click();
  await expect.poll(() => asked.filter((url) => url.includes('nested=true')).length).toBe(1);
  await page.getByText('开办费', { exact: true }).first().click();
  await expect.poll(() => asked.filter((url) => url.includes('by=yuan')).length).toBe(1);
  await expect(page.getByRole('img', { name: /阶梯曲线/ })).toBeVisible();
  await expect(page.getByRole('link', { name: '下载 CSV' })).toHaveAttribute('href', /frontier\.csv\?.*by=yuan/);
  expect(seen).toEqual({ complaints: [], foreign: [] });
});
