// A change of a scenario of one county, from the press to the figures and the map redrawn: the change is sent, the scenario is
// reckoned anew, its totals stand, and the map has drawn its last frame. Undo and redo of one change in turn, so that every run
// reckons a change-set that the server reckoned before as well as one that it saved just now.
import { expect, test, type APIRequestContext, type CDPSession, type Page } from '@playwright/test';

const RUNS = Number(process.env['RUNS'] ?? 9);
const QUIET = 500; // milliseconds without a frame: the map is done

interface Watch {
  pressed: number;
  told: number;
  drawn: number;
}

async function scenario(request: APIRequestContext, travel: string): Promise<string> {
  const { items } = (await (await request.get('/api/v1/audits/reach?area=370522')).json()) as { items: { code: string; class: string }[] };
  const gaps = items.filter((one) => one.class === 'uncovered').map(({ code }) => code);
  const add = (code: string, n: number): object => ({ do: 'add', facility: `N-${n}`, name: `N${n}`, tier: 'point', operators: ['postal'], offers: ['pickup'], settlement: code });
  const made = await request.post('/api/v1/scenarios', { data: { name: `measured ${travel} ${Date.now()}`, area: '370522', model: 'lscp', travel, changes: { facilities: [add(gaps[0] ?? '', 0), add(gaps[40] ?? '', 1)] } } });
  expect(made.status(), await made.text()).toBe(201);
  return ((await made.json()) as { id: string }).id;
}

// In the page: notes every frame that the map draws, the press, and the moment from which the totals are new.
function watch(): void {
  const seen: Watch = { pressed: 0, told: 0, drawn: 0 };
  (window as unknown as { seen: Watch }).seen = seen;
  const draw = WebGL2RenderingContext.prototype.drawElements;
  WebGL2RenderingContext.prototype.drawElements = function (...given) {
    seen.drawn = performance.now();
    draw.apply(this, given);
  };
  document.addEventListener('click', () => {
    seen.pressed = performance.now();
    seen.told = 0;
  }, true);
  const totals = (): string => (document.querySelector('.stale .totals') === null ? (document.querySelector('.totals')?.textContent ?? '') : '');
  let last = '';
  document.addEventListener('DOMContentLoaded', () => new MutationObserver(() => {
    const now = totals();
    if (now !== '' && now !== last) {
      last = now;
      seen.told = performance.now();
    }
  }).observe(document.body, { childList: true, subtree: true, characterData: true, attributes: true }));
}

interface Figures {
  total: number;
  told: number;
  put: number;
  effects: number;
  drawing: number;
  /** Processor time of the page's main thread, drawing included. */
  task: number;
  script: number;
}

async function spent(cdp: CDPSession): Promise<{ task: number; script: number }> {
  const metrics = new Map((await cdp.send('Performance.getMetrics')).metrics.map(({ name, value }) => [name, value * 1000]));
  return { task: metrics.get('TaskDuration') ?? NaN, script: metrics.get('ScriptDuration') ?? NaN };
}

async function press(page: Page, cdp: CDPSession, name: RegExp): Promise<Figures> {
  const before = await spent(cdp);
  await page.evaluate(() => performance.clearResourceTimings());
  await page.getByRole('button', { name }).click();
  await page.waitForFunction((quiet) => {
    const { pressed, told, drawn } = (window as unknown as { seen: Watch }).seen;
    return told > pressed && performance.now() - drawn > quiet && performance.now() - told > quiet;
  }, QUIET, { polling: 50 });
  const after = await spent(cdp);
  const walls = await page.evaluate(() => {
    const { pressed, told, drawn } = (window as unknown as { seen: Watch }).seen;
    const took = (part: RegExp): number => {
      const one = (performance.getEntriesByType('resource') as PerformanceResourceTiming[]).find((entry) => part.test(new URL(entry.name).pathname));
      return one === undefined ? NaN : one.responseEnd - one.startTime;
    };
    return { total: Math.max(told, drawn) - pressed, told: told - pressed, put: took(/scenarios\/[^/]+$/), effects: took(/effects$/), drawing: Math.max(0, drawn - told) };
  });
  return { ...walls, task: after.task - before.task, script: after.script - before.script };
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
const words = (values: number[]): string => `${median(values).toFixed(0)} (${Math.min(...values).toFixed(0)}–${Math.max(...values).toFixed(0)})`;

for (const travel of ['straight', 'road']) {
  test(`a change of a county's scenario reckoned and drawn, ${travel}`, async ({ page, request }) => {
    test.setTimeout(600_000);
    const id = await scenario(request, travel);
    await page.addInitScript(watch);
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
    await page.goto(`/plan/${id}?tab=changes&plan=none`);
    await expect(page.locator('.map')).toHaveAttribute('data-drawn', 'true');
    await expect(page.locator('.change-row')).toHaveCount(2);
    // The step to undo and redo: the second change is deleted.
    await press(page, cdp, /^删除“新增 N1”/);
    await press(page, cdp, /撤销：删除改动/);
    const figures: Figures[] = [];
    for (let run = 0; run < RUNS; run++) {
      figures.push(await press(page, cdp, /重做：删除改动/));
      figures.push(await press(page, cdp, /撤销：删除改动/));
    }
    const of = (key: keyof Figures): string => words(figures.map((one) => one[key]));
    console.log(`${travel}: ${figures.length} changes, milliseconds median (least–most): press to redrawn map and totals ${of('total')}; to totals ${of('told')}; PUT ${of('put')}; effects ${of('effects')}; last frame after the totals ${of('drawing')}; processor time of the main thread ${of('task')}, of it scripts ${of('script')}`);
  });
}
