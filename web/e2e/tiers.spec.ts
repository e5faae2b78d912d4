import { expect, test, type APIRequestContext } from '@playwright/test';
import { check, coloursOf, DESKTOP, legendCount, open, PHONE, still, watch } from './visit';
import { COLOURS } from '../src/map/shapes';

// A small county, planned anew by the program for these tests; asking again for the same plan is the same job.
const COUNTY = '370503';

interface Action { facility: string; name: string; tier: string; action: string; size: number; operators: string[]; coordinates: [number, number] }
interface Plan {
  id: string;
  sentence: { zh: string; en: string };
  gap: number | null;
  status: string;
  assignments: { settlement: string; site: string; distance_m: number; station?: string; hub: string }[];
  network: { joint: { yuan_per_parcel: number; villages: number; served_villages: number; actions: Action[]; points: { run: number }; stations: { run: number }; hubs: { run: number }; towns: unknown[] }; saving_yuan: number };
}

async function plan(request: APIRequestContext): Promise<Plan> {
  const asked = await request.post('/api/v1/jobs', { data: { kind: 'plan', parameters: { model: 'tier', area: COUNTY, travel: 'straight', rules: { tier: { separate: true, today: true, cross_town: false, approved: false } } } } });
  expect(asked.status()).toBe(202);
  const { id } = (await asked.json()) as { id: string };
  let made: string | null = null;
  await expect.poll(async () => {
    const job = (await (await request.get(`/api/v1/jobs/${id}`)).json()) as { state: string; plan_id: string | null };
    made = job.plan_id;
    return job.state;
  }, { timeout: 240_000, intervals: [1000] }).toBe('done');
  return (await (await request.get(`/api/v1/plans/${made ?? ''}`)).json()) as Plan;
}

const figure = (value: number): string => new Intl.NumberFormat('zh-CN').format(value);
const at = (plan: Plan, more = ''): string => `?area=${COUNTY}&plan=${plan.id}&tab=tiers${more}`;

test('a three-tier plan is asked for on the page, followed, and shown when it is done', async ({ page, request }) => {
  test.setTimeout(360_000);
  const seen = watch(page);
  await open(page, `?area=${COUNTY}&tab=tiers`);
  const form = page.locator('details.ask');
  if (!(await form.evaluate((node) => (node as HTMLDetailsElement).open))) await form.locator('summary').click();
  await form.getByLabel('开办费上限（元）').fill('many');
  await expect(form.getByText('请填整数元')).toBeVisible();
  await expect(form.getByRole('button', { name: '开始计算' })).toBeDisabled();
  await form.getByLabel('开办费上限（元）').fill('');
  await form.getByLabel('件量').selectOption('2');
  await form.getByRole('button', { name: '开始计算' }).click();
  await expect(page).toHaveURL(/plan=/, { timeout: 240_000 });
  await expect(page).not.toHaveURL(/job=/);
  const id = new URL(page.url()).searchParams.get('plan') ?? '';
  const made = (await (await request.get(`/api/v1/plans/${id}`)).json()) as Plan;
  await expect(page.locator('.headline-plan')).toHaveText(made.sentence.zh);
  await expect(page.locator('.verdict')).toContainText(made.status === 'optimal' ? '已证明最优' : '未证明最优');
  await expect(page.locator('.figure').nth(2)).toContainText(`${made.network.joint.hubs.run} + ${made.network.joint.stations.run} + ${figure(made.network.joint.points.run)}`);
  await page.locator('label', { hasText: '怎么算的' }).click();
  await expect(page.getByRole('tabpanel')).toContainText('按记录的 2 倍');
  expect(seen).toEqual({ complaints: [], foreign: [] });
});

test('a job that runs says how far it is and is told to stop, and the address keeps it', async ({ page }) => {
  const job = { id: 'j2', kind: 'plan', parameters: { area: COUNTY }, state: 'running', plan_id: null, stop: null as string | null, progress: { step: 2, steps: 3, name: 'settle', objective: 222210000, bound: 220000000, gap: 0.00994, effort: 137438, elapsed_s: 12, remaining_s: null } };
  const orders: string[] = [];
  await page.route('**/api/v1/jobs/j2**', async (route) => {
    if (route.request().method() === 'POST') {
      orders.push(route.request().url());
      job.stop = 'keep-best';
    }
    await route.fulfill({ status: route.request().method() === 'POST' ? 202 : 200, json: job });
  });
  await page.goto(`/?area=${COUNTY}&tab=tiers&job=j2`);
  const card = page.locator('.job');
  await expect(card).toContainText('步骤 2/3：改进方案与下界');
  await expect(card).toContainText('222.2 万元/年，与已证明的界相差 0.99%');
  await card.getByRole('button', { name: '停止并保留当前解' }).click();
  await expect(card.getByRole('button', { name: '停止并保留当前解' })).toBeDisabled();
  expect(orders.map((url) => new URL(url).pathname)).toEqual(['/api/v1/jobs/j2/stop']);
  await page.reload();
  await expect(card).toContainText('正在计算');
});

test('a job that fails says why and can be tried again', async ({ page }) => {
  const job = { id: 'j1', kind: 'plan', parameters: { area: COUNTY }, state: 'failed', plan_id: null, stop: null, error: { code: 'conflict', detail: 'the records changed while the plan was being prepared; plan again' } };
  await page.route('**/api/v1/jobs/j1', (route) => route.fulfill({ json: job }));
  await page.goto(`/?area=${COUNTY}&tab=tiers&job=j1`);
  await expect(page.locator('.job').getByRole('alert')).toContainText('数据在计算中有改动');
  await expect(page.locator('.job').getByRole('alert')).toContainText('the records changed');
  await expect(page.locator('.job').getByRole('button', { name: '再算一次' })).toBeVisible();
});

test('premises are counted and listed as the API has them, and a number picks them', async ({ page, request }) => {
  test.setTimeout(360_000);
  const made = await plan(request);
  const seen = watch(page);
  await open(page, at(made));
  const { actions } = made.network.joint;
  for (const [kind, words] of [['point-close', '村级点：撤销'], ['point-merge', '村级点：并入'], ['station-close', '乡镇站：撤销'], ['point-add', '村级点：新增']] as const) {
    const [tier, action] = kind.split('-');
    const n = actions.filter((one) => one.tier === tier && one.action === action).length;
    if (n === 0) continue;
    expect(await legendCount(page, words)).toBe(n);
    await page.getByRole('button', { name: `列出${words.replace('：', '')}的 ${figure(n)} 处` }).click();
    await expect(page).toHaveURL(new RegExp(`sites=${kind}`));
    await expect(page.getByRole('tabpanel').locator('.tally')).toHaveText(`${figure(n)} / ${figure(actions.length)} 处`);
  }
  await page.getByRole('button', { name: '看全部 ×' }).click();
  const shared = actions.find((one) => one.size > 0 && one.operators.length > 2 && one.tier === 'point');
  if (shared === undefined) throw new Error('no point of the plan is shared by three operators');
  await page.getByRole('searchbox').fill(shared.facility);
  await expect(page.getByRole('tabpanel').locator('.list').last().locator('.badge')).toHaveCount(shared.operators.length);
  expect(seen).toEqual({ complaints: [], foreign: [] });
});

for (const [name, size] of [['desktop', DESKTOP], ['phone', PHONE]] as const) {
  test(`a village asks why, its way to the hub is drawn, and all fits and is accessible on a ${name}`, async ({ page, request }) => {
    test.setTimeout(720_000);
    const made = await plan(request);
    // A village far from its point, which is far from its station: every kind of link but the direct one, each long enough to see.
    const places = new Map(made.network.joint.actions.map((one) => [one.facility, one.coordinates]));
    const away = (one: Plan['assignments'][number]): number => {
      const [from, to] = [places.get(one.site), places.get(one.station ?? '')];
      return from === undefined || to === undefined ? 0 : one.distance_m * Math.hypot(from[0] - to[0], from[1] - to[1]);
    };
    const served = made.assignments.filter((one) => one.station !== undefined).sort((a, b) => away(b) - away(a))[0];
    if (served === undefined) throw new Error('no station of the plan feeds a point');
    await page.setViewportSize(size);
    const seen = watch(page);
    for (const lang of ['zh', 'en'] as const) {
      await open(page, `${at(made, `&sel=settlement:${served.settlement}`)}&lang=${lang}`);
      const said = (await (await request.get(`/api/v1/plans/${made.id}/why?village=${served.settlement}`)).json()) as { village: { zh: string; en: string } };
      const inspector = page.getByRole('complementary');
      await expect(inspector.locator('.why-sentence')).toContainText(said.village[lang]);
      await expect(inspector.locator('.chain li')).toHaveCount(3);
      await page.locator('.map canvas').scrollIntoViewIfNeeded();
      const legend = page.locator('.legend-button');
      const set = async (visible: boolean, words: string): Promise<Map<string, number>> => {
        await legend.click();
        await page.locator('.legend-entry', { hasText: words }).locator('input').setChecked(visible);
        await legend.click();
        return coloursOf(page, await still(page));
      };
      // The legend shows the colours too, so what is hidden must take its pixels off the map.
      for (const [words, colour] of [[lang === 'zh' ? '村 → 村级点' : 'Village → point', COLOURS.serve], [lang === 'zh' ? '乡镇站 → 县级中心' : 'Station → hub', COLOURS.trunk], [lang === 'zh' ? '村级点 → 乡镇站' : 'Point → station', COLOURS.feed]] as const) {
        const shown = await set(true, words);
        const hidden = await set(false, words);
        await set(true, words);
        expect(near(shown, colour) - near(hidden, colour), words).toBeGreaterThan(5);
      }
      await check(page, 'tiers-why', lang, size);
      await inspector.locator('.close').click();
      for (const part of ['sites', 'money', 'towns', 'alone', 'years', 'method']) {
        await page.locator(`.switch label:has(input[name=part])`).nth(['sites', 'money', 'towns', 'alone', 'years', 'method'].indexOf(part)).click();
        await check(page, `tiers-${part}`, lang, size);
      }
    }
    expect(seen).toEqual({ complaints: [], foreign: [] });
  });
}

// Thin dotted lines are smoothed: hardly a pixel has the very colour.
function near(counts: Map<string, number>, colour: string): number {
  const channels = (hex: string): number[] => [1, 3, 5].map((from) => parseInt(hex.slice(from, from + 2), 16));
  const wanted = channels(colour);
  return [...counts].filter(([hex]) => channels(hex).every((value, i) => Math.abs(value - (wanted[i] ?? 0)) <= 40)).reduce((sum, [, n]) => sum + n, 0);
}

test('premises are chosen by keyboard, say what is done with them, and lead on to who feeds them', async ({ page, request }) => {
  test.setTimeout(360_000);
  const made = await plan(request);
  await page.goto(`/${at(made, '&sites=point-merge')}`);
  const row = page.getByRole('tabpanel').locator('.list').last().locator('tbody .rowbutton').first();
  await row.focus();
  await page.keyboard.press('Enter');
  const inspector = page.getByRole('complementary', { name: '所选地点' });
  await expect(inspector).toContainText('村级点：并入');
  await inspector.getByRole('button').nth(1).click();
  await expect(inspector).toContainText('服务');
  await expect(inspector).toContainText('共用的运营方');
});

test('the years of a plan are shown where it holds them, and said to be missing where not', async ({ page, request }) => {
  test.setTimeout(360_000);
  const made = await plan(request);
  await page.goto(`/${at(made, '&part=years')}`);
  await expect(page.getByRole('tabpanel')).toContainText('这份方案没有分年安排');
  const opened = made.network.joint.actions.filter((one) => one.action === 'add').slice(0, 3);
  const year = { year: 1, budget_yuan: 600000, spent_yuan: 580000, subsidy_yuan: 120000, left_yuan: 20000, opened: opened.map((one) => one.facility), upgraded: [], dropped: [], building: [], points: 40, stations: 7, hubs: 1, served_villages: 60, yuan: 6100000, sentence: { zh: '第 1 年如此。', en: 'Year 1.' } };
  await page.route(`**/api/v1/plans/${made.id}`, async (route) => {
    const whole = (await (await route.fetch()).json()) as { network: object };
    await route.fulfill({ json: { ...whole, network: { ...whole.network, phases: [year] } } });
  });
  await page.reload();
  const row = page.getByRole('tabpanel').locator('.list tbody tr').first();
  for (const words of ['第 1 年', '预算 60 万元', '58 万元', '补助 12 万元；结余 2 万元', `${opened.length} + 0`, '60 / 75', '610 万元']) await expect(row).toContainText(words);
  await page.getByText('第 1 年如此。').click();
  await page.locator('.names .rowbutton').first().click();
  await expect(page.getByRole('complementary', { name: '所选地点' })).toContainText('新增');
});

test('a plan is checked against what may come when asked, by keyboard, and fits a phone', async ({ page, request }) => {
  test.setTimeout(360_000);
  const made = await plan(request);
  const robust = (await (await request.get(`/api/v1/plans/${made.id}/robust`)).json()) as { sentence: { zh: string; en: string }; hosts: { name: string; fallen: unknown[]; standby?: { name: string } }[] };
  const worst = robust.hosts[0];
  if (worst === undefined) throw new Error('the plan runs no point');
  const seen = watch(page);
  await page.setViewportSize(PHONE);
  for (const [lang, start] of [['zh', '开始检查'], ['en', 'Check it']] as const) {
    await open(page, `${at(made, '&part=years')}&lang=${lang}`);
    const part = page.getByRole('tabpanel').locator('.robust');
    await expect(part.locator('table')).toHaveCount(0);
    await part.getByRole('button', { name: start }).focus();
    await page.keyboard.press('Enter');
    await expect(part.getByRole('status')).toHaveText(robust.sentence[lang]);
    const row = part.locator('tbody tr', { hasText: worst.name }).first();
    await expect(row.locator('td').first()).toContainText(String(worst.fallen.length));
    if (worst.standby !== undefined) await expect(row).toContainText(worst.standby.name);
    await check(page, 'tiers-robust', lang, PHONE);
  }
  expect(seen).toEqual({ complaints: [], foreign: [] });
});

test('a siting plan says why its points are where they are', async ({ page, request }) => {
  const plans = (await (await request.get(`/api/v1/plans?area=${COUNTY}`)).json()) as { items: { id: string; scenario: { model: string } }[] };
  const siting = plans.items.find((one) => one.scenario.model !== 'tier');
  if (siting === undefined) throw new Error('the demo has no siting plan of the county');
  const why = (await (await request.get(`/api/v1/plans/${siting.id}/why`)).json()) as { sites: { site: string; sentence: { zh: string } }[] };
  const first = why.sites[0];
  if (first === undefined) throw new Error('the plan opens nothing');
  const seen = watch(page);
  await open(page, `?area=${COUNTY}&plan=${siting.id}&tab=plan&view=after`);
  await page.getByText('每个点带来什么、能不能换').click();
  await expect(page.getByRole('tabpanel')).toContainText(first.sentence.zh);
  await page.locator('.why li .rowbutton').first().click();
  await expect(page.getByRole('complementary', { name: '所选地点' })).toContainText(first.sentence.zh);
  expect(seen).toEqual({ complaints: [], foreign: [] });
});

test('without WebGL the three-tier tables, the sentence and the why stay', async ({ request, baseURL, playwright }) => {
  test.setTimeout(360_000);
  const made = await plan(request);
  const browser = await playwright.chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-3d-apis'] });
  try {
    const page = await browser.newPage();
    await page.goto(`${baseURL ?? ''}/${at(made, `&sel=settlement:${made.assignments[0]?.settlement ?? ''}`)}`);
    await expect(page.getByText('这个浏览器画不了地图')).toBeVisible();
    await expect(page.locator('.why-sentence')).toContainText('服务');
    await expect(page.locator('.tally-table tbody tr')).toHaveCount(3);
  } finally {
    await browser.close();
  }
});
