import AxeBuilder from '@axe-core/playwright';
import { expect, test, type APIRequestContext, type Page } from '@playwright/test';
import type { components } from '../src/api/schema';
import { coloursOf, DESKTOP, PHONE, watch } from './visit';

type Comparison = components['schemas']['StateComparison'];
type Suggestions = components['schemas']['Suggestions'];
type Scenario = components['schemas']['ScenarioRecord'];

// A small county, by straight lines, so that an answer is there in a second or two.
const COUNTY = '370503';
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** From much worse to much better, as the map draws classes −2 … 2. */
const FILLS = ['#e66101', '#fdb863', '#f7f7f7', '#b2abd2', '#5e3c99'];

const WORDS = {
  zh: { take: '采纳', ignore: '忽略', lock: '锁定', restore: '恢复已忽略的 1 处', locked: '已锁定 1 处', swipe: '卷帘位置', side: '并排', difference: '差值', better: '改善', worse: '恶化', value: (a: number) => `左 A ${a}%，右 B ${100 - a}%`, end: '结束对比', alike: '所问相同，可以直接比。' },
  en: { take: 'Take over', ignore: 'Ignore', lock: 'Lock', restore: 'Bring back the 1 that were ignored', locked: 'Locked: 1', swipe: 'Curtain at', side: 'Side by side', difference: 'Difference', better: 'better', worse: 'worse', value: (a: number) => `left A ${a}%, right B ${100 - a}%`, end: 'End the comparison', alike: 'Both ask the same, so their figures can be compared.' },
} as const;

async function fine(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
}

async function json<T>(request: APIRequestContext, path: string): Promise<T> {
  const answer = await request.get(path);
  expect(answer.status(), path).toBe(200);
  return (await answer.json()) as T;
}

// solved plans a scenario and returns the plan's ID.
async function solved(request: APIRequestContext, scenario: string): Promise<string> {
  const job = (await (await request.post('/api/v1/jobs', { data: { kind: 'plan', parameters: { scenario } } })).json()) as { id: string };
  let plan = '';
  await expect.poll(async () => {
    const now = await json<{ state: string; plan_id: string | null }>(request, `/api/v1/jobs/${job.id}`);
    plan = now.plan_id ?? '';
    return now.state;
  }, { timeout: 90_000 }).toBe('done');
  return plan;
}

// still waits until two looks at a map are the same.
async function still(page: Page, where: string): Promise<Buffer> {
  const map = page.locator(where);
  let before = await map.screenshot();
  for (let i = 0; i < 60; i++) {
    await page.waitForTimeout(300);
    const now = await map.screenshot();
    if (now.equals(before)) return now;
    before = now;
  }
  return before;
}

for (const [lang, other, size] of [['zh', 'en', DESKTOP], ['en', 'zh', PHONE]] as const) {
  test(`suggestions are taken over and the outcome is compared in ${lang} at ${size.width}×${size.height}`, async ({ page, request }) => {
    test.setTimeout(480_000);
    await page.setViewportSize(size);
    const t = WORDS[lang];
    const seen = watch(page);
    const made = await request.post('/api/v1/scenarios', { data: { name: `对比 ${lang}`, area: COUNTY, model: 'mclp', p: 6 } });
    const scenario = (await made.json()) as Scenario;
    const path = `/api/v1/scenarios/${scenario.id}`;
    const now = (): Promise<Scenario> => json<Scenario>(request, path);

    // Suggestions: what the page says is what the program says.
    const told = await json<Suggestions>(request, `${path}/suggestions`);
    await page.goto(`/plan/${scenario.id}?tab=suggestions&lang=${lang}`);
    const rows = page.locator('.suggest-row[data-site]');
    await expect(rows).toHaveCount(told.openings?.length ?? 0);
    const [first, second, third] = told.openings ?? [];
    if (first === undefined || second === undefined || third === undefined) throw new Error('three suggestions are needed');
    await expect(rows.first()).toContainText(first.name);
    await expect(rows.first()).toContainText(first.gain.population.toLocaleString('en'));
    await expect(rows.first()).toContainText(lang === 'zh' ? first.why.zh : first.why.en);
    await expect(page.locator('.map')).toHaveAttribute('data-drawn', 'true');
    const numbered = await coloursOf(page, await still(page, '.map'));
    expect(numbered.get('#0b4f4a') ?? 0, 'the numbers on the map').toBeGreaterThan(800);
    await rows.nth(1).getByRole('button', { name: second.name }).first().hover();
    await expect(rows.nth(1)).toHaveClass(/suggest-over/);
    await fine(page);

    await rows.nth(1).getByRole('button', { name: `${t.ignore} ${second.name}` }).click();
    await expect(page.locator(`[data-site="${second.site}"]`)).toHaveCount(0);
    await page.getByRole('button', { name: t.restore }).click();
    await expect(page.locator(`[data-site="${second.site}"]`)).toHaveCount(1);

    await rows.first().getByRole('button', { name: `${t.take} ${first.name}` }).click();
    await expect.poll(async () => (await now()).changes?.facilities?.map(({ facility }) => facility)).toEqual([first.changes?.[0]?.facility]);
    const effects = await json<{ newly_covered: { settlements: number; population: number } }>(request, `${path}/effects`);
    expect([effects.newly_covered.settlements, effects.newly_covered.population]).toEqual([first.gain.settlements, first.gain.population]);
    await expect(page.locator(`[data-site="${first.site}"]`)).toHaveCount(0);
    await page.locator(`[data-site="${third.site}"]`).getByRole('button', { name: new RegExp(`^${t.lock} `) }).click();
    await expect(page.getByRole('heading', { name: t.locked })).toBeVisible();
    expect((await now()).rules?.open).toEqual([third.site]);

    // The comparison with the present state: the table is the program's.
    const plan = await solved(request, scenario.id);
    const found = await json<Comparison>(request, `${path}/comparison?plan=${plan}`);
    await page.goto(`/plan/${scenario.id}?compare=baseline&lang=${lang}`);
    const row = (key: string) => page.locator(`[data-indicator="${key}"] td`);
    await expect(row('covered_settlements').nth(1)).toHaveText(String(found.b.counts.covered_settlements));
    for (const one of found.indicators ?? []) {
      if (one.unit !== 'settlements' && one.unit !== 'people' && one.unit !== 'points') continue;
      for (const [at, value] of [[0, one.a], [1, one.b]] as const) if (value !== null) await expect(row(one.key).nth(at)).toContainText(value.toLocaleString('en'));
      if (one.verdict === 'better' || one.verdict === 'worse') await expect(row(one.key).nth(2)).toContainText(`${(one.change ?? 0) > 0 ? '▲' : '▼'} ${t[one.verdict]}`);
    }
    const costs = (found.indicators ?? []).find(({ key }) => key === 'opening_cost_yuan');
    expect(costs?.verdict, 'up is bad for cost').toBe('worse');
    await expect(page.getByText(t.alike)).toBeVisible();
    await expect(page.locator('[data-town]')).toHaveCount(found.towns?.length ?? 0);

    // The curtain by keys: wholly B, then wholly A.
    const curtain = page.getByRole('slider', { name: t.swipe });
    await expect(page.locator('.compare-pane[data-drawn="true"]')).toHaveCount(2);
    await curtain.focus();
    await page.keyboard.press('Home');
    await expect(curtain).toHaveAttribute('aria-valuetext', t.value(0));
    const onlyB = await still(page, '.compare-maps');
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    await expect(curtain).toHaveAttribute('aria-valuetext', t.value(99));
    const onlyA = await still(page, '.compare-maps');
    expect(onlyA.equals(onlyB), 'both states look the same').toBe(false);
    for (const picture of [onlyA, onlyB]) expect((await coloursOf(page, picture)).size).toBeGreaterThan(50);
    await fine(page);

    await page.getByRole('radio', { name: t.side }).check();
    await expect(page.locator('.compare-beside .compare-pane[data-drawn="true"]')).toHaveCount(2);
    await fine(page);

    // The difference: every class that the program tells is on the map, and no other.
    await page.getByRole('radio', { name: t.difference }).check();
    await expect(page.locator('.compare-pane[data-drawn="true"]')).toHaveCount(1);
    const classes = new Set((found.towns ?? []).map((town) => town.class));
    await expect.poll(async () => {
      const colours = await coloursOf(page, await still(page, '.compare-pane .map-canvas'));
      return FILLS.map((fill) => (colours.get(fill) ?? 0) > 40);
    }, { timeout: 90_000 }).toEqual([-2, -1, 0, 1, 2].map((at) => classes.has(at)));
    await fine(page);
    await page.goto(`/plan/${scenario.id}?compare=baseline&how=difference&lang=${other}`);
    await expect(page.getByRole('button', { name: WORDS[other].end })).toBeVisible();
    await expect(page.locator('.compare-pane[data-drawn="true"]')).toHaveCount(1);
    await fine(page);
    await page.getByRole('button', { name: WORDS[other].end }).click();
    await expect(page.locator('.compare')).toHaveCount(0);
    expect(seen.foreign).toEqual([]);
    expect(seen.complaints).toEqual([]);
  });
}
