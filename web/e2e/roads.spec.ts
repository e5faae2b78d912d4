import { expect, test, type APIRequestContext } from '@playwright/test';
import { COLOURS } from '../src/map/shapes';
import { check, coloursOf, DESKTOP, open, PHONE, still, watch } from './visit';

const pixels = (of: Map<string, number>, colour: string): number => of.get(colour.toLowerCase()) ?? 0;
const VILLAGE = '370522101206'; // a settlement of Lijin

// Scenarios change no record: they are the one thing that tests add to the store.
async function scenario(request: APIRequestContext, name: string, changes: object, more: object = {}): Promise<string> {
  const made = await request.post('/api/v1/scenarios', { data: { name, area: '370522', model: 'lscp', travel: 'road', changes, ...more } });
  expect(made.status(), await made.text()).toBe(201);
  return ((await made.json()) as { id: string }).id;
}

// A point that serves many villages: closing it makes them worse off.
async function busiest(request: APIRequestContext): Promise<string> {
  const { items } = (await (await request.get('/api/v1/audits/reach?area=370522&travel=road')).json()) as { items: { nearest?: string; class: string }[] };
  const served = new Map<string, number>();
  for (const { nearest, class: reached } of items) if (nearest?.startsWith('P-') && reached === 'covered') served.set(nearest, (served.get(nearest) ?? 0) + 1);
  return [...served].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]![0];
}

test('the road network is drawn, and more of it when one comes nearer', async ({ page }) => {
  const seen = watch(page);
  const asked: string[] = [];
  page.on('request', (sent) => {
    if (sent.url().includes('/api/v1/roads?')) asked.push(sent.url());
  });
  await open(page, '?area=370522');
  await expect(page.locator('.legend-entry', { hasText: '道路' })).toBeVisible();
  const shown = await coloursOf(page, await still(page));
  expect(pixels(shown, COLOURS.road)).toBeGreaterThan(300);
  await page.locator('.legend-entry', { hasText: '道路' }).locator('input').uncheck();
  const hidden = await coloursOf(page, await still(page));
  expect(pixels(hidden, COLOURS.road)).toBeLessThan(pixels(shown, COLOURS.road) / 4);
  await page.locator('.legend-entry', { hasText: '道路' }).locator('input').check();
  const before = asked.length;
  for (let i = 0; i < 3; i++) await page.getByRole('button', { name: '地图放大' }).click();
  await still(page);
  expect(asked.length).toBeGreaterThan(before);
  expect(seen).toEqual({ complaints: [], foreign: [] });
});

test('the way from a village to its facility is drawn with its figures', async ({ page, request }) => {
  const { properties } = (await (await request.get(`/api/v1/roads/path?settlement=${VILLAGE}`)).json()) as { properties: { distance_m: number; to: { name: string } } };
  await open(page, `?area=370522&sel=settlement:${VILLAGE}`);
  const inspector = page.getByRole('complementary', { name: '所选地点' });
  const button = inspector.getByRole('button', { name: '到最近网点怎么走' });
  const without = pixels(await coloursOf(page, await still(page)), COLOURS.path);
  await button.click();
  await expect(button).toHaveAttribute('aria-pressed', 'true');
  await expect(inspector).toContainText(`到${properties.to.name}：道路 ${new Intl.NumberFormat('zh-CN').format(properties.distance_m)}米`);
  await expect(page.locator('.legend-entry', { hasText: '到最近网点的路' })).toBeVisible();
  await page.getByRole('button', { name: '地图放大' }).click();
  const shown = await coloursOf(page, await still(page));
  expect(pixels(shown, COLOURS.path)).toBeGreaterThan(without + 60);
  expect(page.url()).toContain('show=path');
});

test('the service area of a facility is drawn and grows with its limit', async ({ page, request }) => {
  const facility = await busiest(request);
  await open(page, `?area=370522&sel=facility:${encodeURIComponent(facility)}`);
  const inspector = page.getByRole('complementary', { name: '所选地点' });
  const ground = async (): Promise<number> => {
    await page.mouse.move(5, 5);
    const colours = await coloursOf(page, await still(page));
    return [...colours].filter(([colour]) => isAreaGround(colour)).reduce((sum, [, n]) => sum + n, 0);
  };
  const none = await ground();
  await inspector.getByRole('button', { name: '服务区' }).click();
  await inspector.getByLabel('服务区的范围').selectOption('s600');
  await expect(inspector).toContainText('10 分钟以内可走到的道路共');
  const small = await ground();
  expect(small).toBeGreaterThan(none + 200);
  await inspector.getByLabel('服务区的范围').selectOption('s1800');
  await expect(inspector).toContainText('30 分钟以内可走到的道路共');
  expect(await ground()).toBeGreaterThan(small);
  expect(page.url()).toContain('show=area');
});

// The area is drawn three quarters opaque over paper or ground: a light blue.
function isAreaGround(colour: string): boolean {
  const [r, g, b] = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16)) as [number, number, number];
  return b > 215 && b - r > 30 && b - r < 60 && g > 195 && g < b;
}

for (const [name, size] of [['desktop', DESKTOP], ['phone', PHONE]] as const) {
  test(`a scenario shows what changed for whom, in the list and on the map, on a ${name}`, async ({ page, request }) => {
    test.setTimeout(720_000);
    const id = await scenario(request, `撤点封路 ${name}`, {
      facilities: [{ do: 'close', facility: await busiest(request) }],
      roads: [{ do: 'close', class: 'provincial' }, { do: 'add', class: 'county', road: '新桥', line: [[118.376, 37.647], [118.427, 37.55]] }, { do: 'speed', class: 'township', speed_kmh: 45 }],
    });
    await page.setViewportSize(size);
    const seen = watch(page);
    for (const lang of ['zh', 'en']) {
      await open(page, `?area=370522&tab=changes&scenario=${encodeURIComponent(id)}&lang=${lang}`);
      const panel = page.getByRole('tabpanel');
      await expect(panel.locator('.list tbody tr').first()).toContainText(lang === 'zh' ? '▼ 恶化' : '▼ worse');
      await page.locator('.map canvas').scrollIntoViewIfNeeded();
      // The legend shows every colour too: what is hidden must take its pixels off the map.
      const colours = [COLOURS.roadnew, COLOURS.roadclosed, COLOURS.roadspeed, COLOURS.worse];
      for (const [at, entry] of (lang === 'zh' ? ['新建的路', '封闭的路', '改速的路', '恶化的村'] : ['New roads', 'Closed roads', 'Roads with another speed', 'Worse off']).entries()) {
        const set = async (visible: boolean): Promise<Map<string, number>> => {
          if (name === 'phone') await page.locator('.legend-button').click(); // it would cover half the map
          await page.locator('.legend-entry', { hasText: entry }).locator('input').setChecked(visible);
          if (name === 'phone') await page.locator('.legend-button').click();
          return coloursOf(page, await still(page));
        };
        const shown = await set(true);
        const hidden = await set(false);
        await set(true);
        expect(pixels(shown, colours[at]!) - pixels(hidden, colours[at]!), entry).toBeGreaterThan(8);
      }
      await check(page, 'changes', lang, size);
    }
    await page.getByRole('tabpanel').locator('.list tbody .rowbutton').first().click();
    await check(page, 'changes-selected', 'en', size);
    expect(seen).toEqual({ complaints: [], foreign: [] });
  });
}

test('a store without roads is not asked for any', async ({ page }) => {
  await page.route('**/api/v1/info', async (route) => {
    const info = (await (await route.fetch()).json()) as { counts: { networks: number } };
    info.counts.networks = 0;
    await route.fulfill({ json: info });
  });
  const seen = watch(page);
  await open(page, `?area=370522&sel=settlement:${VILLAGE}&show=path`);
  await expect(page.getByRole('complementary', { name: '所选地点' })).toBeVisible();
  await expect(page.getByRole('button', { name: '到最近网点怎么走' })).toHaveCount(0);
  await expect(page.locator('.legend-entry', { hasText: '道路' })).toHaveCount(0);
  expect(seen).toEqual({ complaints: [], foreign: [] });
});
