// Dragging and zooming over 20,000 villages: how long the page's main thread was busy at a stretch, from Chromium's own trace, and how
// far apart frames were. Drawing is in software here and counts in the frames; what the page itself takes shows in its tasks.
import { expect, test, type CDPSession, type Page } from '@playwright/test';
import { serveVillages } from './villages';

interface Event { name: string; ph: string; ts: number; dur?: number; tdur?: number; pid: number; tid: number; args?: { data?: { url?: string; functionName?: string; type?: string } } }

const PAGES = [
  { name: 'overview', path: '/?area=990199&lang=zh' },
  { name: 'workspace', path: '/plan?area=990199&lang=zh' },
];

async function traced(cdp: CDPSession, act: () => Promise<void>): Promise<Event[]> {
  const events: Event[] = [];
  cdp.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as Event[])));
  await cdp.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: ['toplevel', 'devtools.timeline', 'blink.user_timing'] } });
  await act();
  const ended = new Promise((done) => cdp.once('Tracing.tracingComplete', done));
  await cdp.send('Tracing.end');
  await ended;
  return events;
}

async function move(page: Page): Promise<void> {
  const box = await page.locator('.map canvas').first().boundingBox();
  if (box === null) throw new Error('there is no map');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const drag = async (dx: number, dy: number): Promise<void> => {
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + dx, y + dy, { steps: 20 });
    await page.mouse.up();
    await page.waitForTimeout(400);
  };
  for (const [dx, dy] of [[150, 80], [-150, 40], [-100, -120]] as const) await drag(dx, dy);
  for (const by of [-240, -240, -240, -240, 240, 240, 480, -480]) {
    await page.mouse.wheel(0, by);
    await page.waitForTimeout(500);
    await page.mouse.move(x + by / 8, y, { steps: 8 }); // what is under the pointer is asked for
  }
  for (const [dx, dy] of [[120, 0], [-120, 60]] as const) await drag(dx, dy);
}

const served = { at: '', stop: (): void => undefined };
test.beforeAll(async () => Object.assign(served, await serveVillages(Number(process.env['E2E_CLOSED_PORT'] ?? 18572) + 7)));
test.afterAll(() => served.stop());

for (const { name, path } of PAGES) {
  test(`the ${name} moves over 20,000 villages`, async ({ page }) => {
    const opened = Date.now();
    await page.goto(served.at + path);
    await expect(page.locator('.map[data-drawn=true]')).toBeVisible({ timeout: 240_000 });
    await page.waitForTimeout(6000);
    const cdp = await page.context().newCDPSession(page);
    const frames = await page.evaluate(() => {
      const held = { gaps: [] as number[], long: [] as number[], last: performance.now() };
      (window as unknown as { held: typeof held }).held = held;
      const next = (now: number): void => {
        held.gaps.push(now - held.last);
        held.last = now;
        requestAnimationFrame(next);
      };
      requestAnimationFrame(next);
      new PerformanceObserver((list) => held.long.push(...list.getEntries().map((one) => one.duration))).observe({ entryTypes: ['longtask'] });
      performance.mark('moving');
      return 0;
    });
    const events = await traced(cdp, async () => {
      await page.evaluate(() => performance.mark('moving'));
      await move(page);
    });
    const held = await page.evaluate(() => (window as unknown as { held: { gaps: number[]; long: number[] } }).held);
    const mark = events.find((one) => one.name === 'moving');
    const main = events.filter((one) => one.pid === mark?.pid && one.tid === mark.tid && one.ph === 'X' && one.dur !== undefined);
    const tasks = main.filter((one) => one.name === 'ThreadControllerImpl::RunTask' || one.name === 'RunTask').map((one) => ({ ...one, wall: (one.dur ?? 0) / 1000, cpu: (one.tdur ?? 0) / 1000 })).sort((a, b) => b.cpu - a.cpu);
    const sorted = held.gaps.toSorted((a, b) => b - a);
    console.log(`${name}: opened and drawn in ${Date.now() - opened} ms; main thread: ${tasks.length} tasks, longest by processor time ${tasks.slice(0, 6).map((one) => one.cpu.toFixed(0)).join(', ')} ms, by the clock ${tasks.map((one) => one.wall).sort((a, b) => b - a).slice(0, 6).map((one) => one.toFixed(0)).join(', ')} ms, ${tasks.filter((one) => one.cpu > 100).length} above 100 ms; frames: ${held.gaps.length}, longest gaps ${sorted.slice(0, 6).map((one) => one.toFixed(0)).join(', ')} ms, median ${(sorted[Math.floor(sorted.length / 2)] ?? NaN).toFixed(0)}, ${held.gaps.filter((gap) => gap > 100).length} above 100 ms; long tasks seen by the page ${held.long.length}`);
    for (const task of tasks.slice(0, 5)) {
      const inside = main.filter((one) => one.ts >= task.ts && one.ts < task.ts + (task.dur ?? 0) && one !== task && (one.dur ?? 0) > 5000).sort((a, b) => (b.dur ?? 0) - (a.dur ?? 0));
      console.log(`  ${task.cpu.toFixed(0)} ms: ${inside.slice(0, 6).map((one) => `${one.name} ${((one.dur ?? 0) / 1000).toFixed(0)} ${one.args?.data?.functionName ?? one.args?.data?.type ?? ''}`).join('; ')}`);
    }
    expect(frames).toBe(0);
  });
}
