import AxeBuilder from '@axe-core/playwright';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { coloursOf, DESKTOP, legendCount, PHONE, still, watch } from './visit';

// A small county, by straight lines, so that an answer is there in a second or two.
const COUNTY = '370503';
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

const WORDS = {
  zh: { fresh: '新建方案', name: '名称', make: '建立', model: '模型', p: '新增点数', save: '保存参数', saved: '已保存', start: '开始求解', see: '看结果', accept: '采纳 {name} 的这个结果', accepted: '已采纳', report: '生成报告', site: '方案新增点', gap: '未覆盖的村', fit: '可以求解', sites: '新增点（10）', tabs: ['方案', '参数', '改动', '建议'], proven: '已证明最优', stale: '过期', again: '重新计算' },
  en: { fresh: 'New scenario', name: 'Name', make: 'Make it', model: 'Model', p: 'New points', save: 'Save parameters', saved: 'Saved', start: 'Solve', see: 'See the answer', accept: 'Accept this answer for {name}', accepted: 'Accepted', report: 'Report to print', site: 'New point of the plan', gap: 'Village not covered', fit: 'Ready to solve', sites: 'New points (10)', tabs: ['Scenarios', 'Parameters', 'Changes', 'Advice'], proven: 'Proven optimal', stale: 'Out of date', again: 'Solve again' },
} as const;

/** How a walk presses, types and chooses: by pointer, or by keys alone. */
interface Hands {
  press(what: Locator): Promise<void>;
  type(into: Locator, text: string): Promise<void>;
  choose(of: Locator, value: string): Promise<void>;
}

const pointer: Hands = {
  press: (what) => what.click(),
  type: (into, text) => into.fill(text),
  choose: async (of, value) => void (await of.selectOption(value)),
};

function keys(page: Page): Hands {
  const reach = async (what: Locator): Promise<void> => {
    await expect(what).toBeVisible();
    for (let i = 0; i < 250; i++) {
      if (await what.evaluate((node) => node === document.activeElement)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`no way by Tab to ${what.toString()}`);
  };
  return {
    async press(what) {
      await reach(what);
      await page.keyboard.press((await what.getAttribute('role')) === 'tab' ? 'Space' : 'Enter');
    },
    async type(into, text) {
      await reach(into);
      await page.keyboard.press('Control+A');
      await page.keyboard.type(text);
    },
    async choose(of, value) {
      await reach(of);
      for (let i = 0; i < 20 && (await of.inputValue()) !== value; i++) await page.keyboard.press(i < 10 ? 'ArrowDown' : 'ArrowUp');
      expect(await of.inputValue()).toBe(value);
    },
  };
}

async function fine(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
}

for (const lang of ['zh', 'en'] as const) {
  for (const size of [DESKTOP, PHONE]) {
    const byKeys = lang === 'zh' && size === DESKTOP;
    test(`from blank to an accepted plan and its report in ${lang} at ${size.width}×${size.height}${byKeys ? ' by keys alone' : ''}`, async ({ page, request }) => {
      test.setTimeout(300_000);
      await page.setViewportSize(size);
      const t = WORDS[lang];
      const name = `走查 ${lang} ${size.width}`;
      const hands = byKeys ? keys(page) : pointer;
      const seen = watch(page);
      await page.goto(`/plan?area=${COUNTY}&lang=${lang}`);
      await expect(page.locator('.map')).toHaveAttribute('data-drawn', 'true');
      await expect(page.getByRole('tab')).toHaveText([...t.tabs]);
      await fine(page);

      // A scenario from blank.
      await hands.press(page.getByRole('button', { name: t.fresh }));
      const dialog = page.getByRole('dialog');
      await hands.type(dialog.getByLabel(t.name), name);
      await fine(page);
      await hands.press(dialog.getByRole('button', { name: t.make }));
      await expect(page).toHaveURL(/\/plan\/[^/?]+\?.*tab=parameters/);
      await expect(page.locator('.plan-active')).toContainText(name);
      await expect(page.locator('.plan-corner')).toHaveText(name);

      // Its question.
      await hands.choose(page.getByLabel(t.model, { exact: true }), 'mclp');
      await hands.type(page.getByLabel(t.p, { exact: true }), '10');
      await hands.press(page.getByRole('button', { name: t.save }));
      await expect(page.locator('.plan-save')).toContainText(t.saved);
      await expect(page.locator('.plan-checks .verdict')).toHaveText(t.fit);
      await fine(page);

      // Its answer, which the address keeps over a reload.
      await hands.press(page.getByRole('button', { name: t.start, exact: true }));
      await expect(page).toHaveURL(/[?&]plan=[0-9a-f]{12}/);
      await expect(page).toHaveTitle(/^✓ /);
      await page.reload();
      await hands.press(page.locator('.plan-job').getByRole('button', { name: t.see }));
      const id = new URL(page.url()).searchParams.get('plan') ?? '';
      const plan = (await (await request.get(`/api/v1/plans/${id}`)).json()) as { sentence: { zh: string; en: string }; opened: { features: { properties: { name: string } }[] }; after: { uncovered_settlements: number } };
      await expect(page.locator('.plan-sentence')).toHaveText(plan.sentence[lang]);
      await expect(page.locator('.plan-result .verdict')).toContainText(t.proven);
      await expect(page.locator('.plan-result summary', { hasText: t.sites })).toBeVisible();
      for (const { properties } of plan.opened.features) await expect(page.locator('.plan-result')).toContainText(properties.name);
      const colours = await coloursOf(page, await still(page));
      expect(colours.size).toBeGreaterThan(50);
      for (const colour of ['#009e73', '#111111', '#d55e00']) expect(colours.get(colour) ?? 0, `${colour} on the map`).toBeGreaterThan(5);
      if (size === DESKTOP) {
        expect(await legendCount(page, t.site)).toBe(10);
        expect(await legendCount(page, t.gap)).toBe(plan.after.uncovered_settlements);
      }

      // Accepted, and on paper with the same figures.
      await hands.press(page.getByRole('button', { name: t.accept.replace('{name}', name) }));
      await expect(page.locator('.plan-card-active .plan-states')).toContainText(t.accepted);
      await fine(page);
      await hands.press(page.getByRole('link', { name: t.report }));
      await expect(page).toHaveURL(new RegExp(`/report/${id}`));
      await expect(page.locator('.paper h1')).toBeVisible();
      mkdirSync('screenshots', { recursive: true });
      const file = `screenshots/plan-${lang}-${size.width}.pdf`;
      writeFileSync(file, await page.pdf({ preferCSSPageSize: true, printBackground: true }));
      const paper = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' }).replaceAll(/\s+/g, '');
      const share = /\d+(\.\d)?%/.exec(plan.sentence[lang])?.[0] ?? 'no share';
      expect(paper).toContain(share);
      for (const { properties } of plan.opened.features) expect(paper).toContain(properties.name.slice(0, 6));
      await fine(page);
      expect(seen).toEqual({ complaints: [], foreign: [] });
    });
  }
}

test('without WebGL the workspace stays: somebody else saves first, an answer goes out of date, a job fails and says so', async ({ page, request }) => {
  test.setTimeout(240_000);
  await page.addInitScript(() => {
    HTMLCanvasElement.prototype.getContext = () => null;
  });
  const made = (await (await request.post('/api/v1/scenarios', { data: { name: '两人同改', area: COUNTY, model: 'mclp', p: 5 } })).json()) as { id: string };
  await page.goto(`/plan/${made.id}?tab=parameters`);
  await expect(page.locator('.map-failure')).toBeVisible();
  await expect(page.locator('.plan-drawer table')).toBeVisible();

  // Two people at one scenario: the second is told what the first changed, and goes on with what was typed.
  await page.getByLabel('新增点数', { exact: true }).fill('7');
  const theirs = await request.put(`/api/v1/scenarios/${made.id}`, { headers: { 'If-Match': '"1"' }, data: { name: '两人同改（改名）', area: COUNTY, model: 'mclp', p: 6 } });
  expect(theirs.ok()).toBe(true);
  await page.getByRole('button', { name: '保存参数' }).click();
  const conflict = page.locator('.plan-conflict');
  await expect(conflict).toContainText('别人先改了这个方案');
  await expect(conflict).toContainText('对方改了：名称、新增点数');
  await expect(conflict).toContainText('您也改了：新增点数');
  await fine(page);
  await conflict.getByRole('button', { name: '看对方的版本' }).click();
  await expect(page.locator('.plan-active')).toContainText('两人同改（改名）');
  await expect(page.getByLabel('新增点数', { exact: true })).toHaveValue('7');
  await page.getByRole('button', { name: '保存参数' }).click();
  await expect(page.locator('.plan-save')).toContainText('已保存');

  // A model that takes no number leaves it behind, and an emptied rule is gone.
  await page.getByLabel('模型', { exact: true }).selectOption('lscp');
  await page.locator('summary', { hasText: '覆盖规则' }).click();
  await page.getByLabel('每村需要的点').fill('1');
  await page.getByRole('button', { name: '保存参数' }).click();
  await expect(page.locator('.plan-save')).toContainText('已保存');
  await page.getByLabel('每村需要的点').fill('');
  await page.getByRole('button', { name: '保存参数' }).click();
  await expect(page.locator('.plan-save')).toContainText('已保存');
  const bare = (await (await request.get(`/api/v1/scenarios/${made.id}`)).json()) as object;
  expect([Object.hasOwn(bare, 'p'), Object.hasOwn(bare, 'rules')]).toEqual([false, false]);
  await page.getByLabel('模型', { exact: true }).selectOption('mclp');
  await page.getByLabel('新增点数', { exact: true }).fill('7');
  await page.getByRole('button', { name: '保存参数' }).click();
  await expect(page.locator('.plan-save')).toContainText('已保存');

  // What is out of date stays, dimmed, and is solved again from there.
  await page.getByRole('button', { name: '开始求解' }).click();
  await page.locator('.plan-job').getByRole('button', { name: '看结果' }).click();
  await expect(page.locator('.plan-sentence')).toContainText('新增 7 个村级点');
  await page.getByRole('tab', { name: '参数' }).click();
  await page.getByLabel('新增点数', { exact: true }).fill('8');
  await page.getByRole('button', { name: '保存参数' }).click();
  await expect(page.locator('.plan-save')).toContainText('已保存');
  await page.getByRole('tab', { name: '方案' }).click();
  await expect(page.locator('.plan-card-active .plan-states')).toContainText('过期');
  await expect(page.locator('.plan-result .stale .plan-sentence')).toContainText('新增 7 个村级点');
  await fine(page);
  await page.locator('.plan-result').getByRole('button', { name: '重新计算' }).click();
  await expect(page.locator('.plan-sentence')).toContainText('新增 8 个村级点');
  await expect(page.locator('.plan-card-active .plan-states')).toContainText('完成');

  // A job that failed says what, why, and its ID; the last good answer stays.
  const job = { id: 'j9', kind: 'plan', parameters: { scenario: made.id, name: '两人同改', area: COUNTY }, state: 'failed', plan_id: null, stop: null, started_at: null, finished_at: null, error: { code: 'time_limit', detail: 'no answer within the time limit' } };
  await page.route('**/api/v1/jobs/j9', (route) => route.fulfill({ json: job }));
  await page.goto(`/plan/${made.id}?job=j9`);
  const tray = page.locator('.plan-job');
  await expect(tray.getByRole('alert')).toContainText('超过了时限');
  await expect(tray).toContainText('任务编号：j9');
  await expect(tray.getByRole('button', { name: '复制任务编号和原因' })).toBeVisible();
  await expect(page.locator('.plan-sentence')).toContainText('新增 8 个村级点');
  await expect(page).toHaveTitle(/^✕ /);

  // What a check points out is listed alone, and what blocks cannot be solved.
  const { features } = (await (await request.get(`/api/v1/settlements?area=${COUNTY}&limit=2`)).json()) as { features: { properties: { code: string; name: string } }[] };
  const finding = { level: 'blocks', code: 'unlinked', count: 2, of: 'settlements', keys: features.map(({ properties }) => properties.code), sentence: { zh: '2 个村离路网太远', en: '2 villages are far from any road' }, detail: 'no way to them' };
  await page.route('**/preflight', (route) => route.fulfill({ json: { scenario: made.id, model: 'mclp', revision: 1, ready: false, findings: [finding], demands: null, sites: null, pairs: null } }));
  await page.goto(`/plan/${made.id}?tab=parameters`);
  await expect(page.locator('.plan-checks')).toContainText('需处理');
  await expect(page.getByRole('button', { name: '开始求解' })).toBeDisabled();
  await page.getByRole('button', { name: '在列表和地图上查看：2 个村离路网太远' }).click();
  await expect(page.locator('.plan-drawer tbody tr')).toHaveCount(2);
  for (const { properties } of features) await expect(page.locator('.plan-drawer tbody')).toContainText(properties.name);

  // Put away and taken out again, by a button that says which scenario it is about.
  await page.getByRole('tab', { name: '方案' }).click();
  await page.getByRole('button', { name: '归档 两人同改（改名）', exact: true }).click();
  await expect(page.locator('.plan-card-active .plan-states')).toContainText('已归档');
  await page.getByRole('button', { name: '取消归档 两人同改（改名）', exact: true }).click();
  await expect(page.locator('.plan-card-active .plan-states')).not.toContainText('已归档');
});
