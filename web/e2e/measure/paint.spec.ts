// The dashboard's first useful paint on a processor throttled four times: the sentence, the four figures and the first rows of the
// gap list stand. A page of one word is measured in turn with it, so that a busy machine shows in both.
import { test, type Browser, type CDPSession } from '@playwright/test';

const RUNS = Number(process.env['RUNS'] ?? 7);
const AREAS = (process.env['AREAS'] ?? '370522,3705').split(',');
const THROTTLE = Number(process.env['THROTTLE'] ?? 4);

interface Figures {
  paint: number;
  wall: number;
  task: number;
  script: number;
  layout: number;
  steps: string;
}

// In the page: notes when what is useful has been painted, by the frame after the one in which it stood.
function watch(useful: string): void {
  const seen = (): void => {
    if (document.querySelector(useful) === null) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => ((window as unknown as { painted: number }).painted = performance.now())));
  };
  const observer = new MutationObserver(seen);
  observer.observe(document, { childList: true, subtree: true });
}

async function measure(browser: Browser, path: string, useful: string | null): Promise<Figures> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const cdp: CDPSession = await context.newCDPSession(page);
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: THROTTLE });
  if (useful !== null) await page.addInitScript(watch, useful);
  await page.goto(path);
  await page.waitForFunction((named) => (named ? (window as unknown as { painted?: number }).painted !== undefined : performance.getEntriesByName('first-contentful-paint').length > 0), useful !== null, { polling: 20 });
  const metrics = Object.fromEntries((await cdp.send('Performance.getMetrics')).metrics.map(({ name, value }) => [name, value * 1000]));
  const { paint, wall, steps } = await page.evaluate(() => ({
    paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
    wall: (window as unknown as { painted?: number }).painted ?? NaN,
    steps: (performance.getEntriesByType('resource') as PerformanceResourceTiming[]).filter((one) => one.name.includes('/api/')).map((one) => `${new URL(one.name).pathname.slice(8)} ${one.startTime.toFixed(0)}..${one.responseStart.toFixed(0)}..${one.responseEnd.toFixed(0)} ${one.encodedBodySize}/${one.decodedBodySize}`).join('; '),
  }));
  await context.close();
  return { paint, wall, task: metrics['TaskDuration'] ?? NaN, script: metrics['ScriptDuration'] ?? NaN, layout: (metrics['LayoutDuration'] ?? NaN) + (metrics['RecalcStyleDuration'] ?? NaN), steps };
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
const told = (values: number[]): string => `${median(values).toFixed(0)} (${Math.min(...values).toFixed(0)}–${Math.max(...values).toFixed(0)})`;

for (const area of AREAS) {
  for (const lang of ['zh', 'en']) {
    test(`first useful paint of the dashboard of ${area} in ${lang}`, async ({ browser }) => {
      const board: Figures[] = [];
      const trivial: Figures[] = [];
      await measure(browser, `/dashboard?area=${area}&lang=${lang}`, '.board-list tbody tr');
      for (let run = 0; run < RUNS; run++) {
        trivial.push(await measure(browser, '/healthz', null));
        board.push(await measure(browser, `/dashboard?area=${area}&lang=${lang}`, '.board-list tbody tr'));
      }
      const of = (name: Exclude<keyof Figures, 'steps'>, from: Figures[]): number[] => from.map((one) => one[name]);
      console.log(`dashboard ${area} ${lang}, ${RUNS} runs, processor ÷ ${THROTTLE}: useful paint ${told(of('wall', board))} ms, first contentful ${told(of('paint', board))} ms, trivial page ${told(of('paint', trivial))} ms, ` +
        `ratio ${(median(of('wall', board)) / median(of('paint', trivial))).toFixed(1)}; main thread ${told(of('task', board))} ms of which script ${told(of('script', board))}, style and layout ${told(of('layout', board))} ms`);
      console.log(board.at(-1)?.steps);
    });
  }
}
