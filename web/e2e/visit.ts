// How tests come to the page and what they watch for on every visit.
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

export const DESKTOP = { width: 1366, height: 768 };
export const PHONE = { width: 390, height: 844 };

/** What went wrong on a visit, filled while it lasts. */
export interface Watch {
  complaints: string[];
  foreign: string[];
}

/** Notes console errors and warnings, uncaught errors, failed answers and requests to other hosts. */
export function watch(page: Page): Watch {
  const seen: Watch = { complaints: [], foreign: [] };
  page.on('console', (message) => {
    // Chromium's remark on slow pixel reads in software drawing comes from taking screenshots, not from the page.
    if (['error', 'warning'].includes(message.type()) && !message.text().includes('GPU stall due to ReadPixels')) seen.complaints.push(message.text());
  });
  page.on('pageerror', (error) => seen.complaints.push(error.message));
  page.on('response', (response) => {
    if (response.status() >= 400) seen.complaints.push(`${response.status()} ${response.url()}`);
  });
  page.on('request', (request) => {
    const { protocol, host } = new URL(request.url());
    if (!['data:', 'blob:'].includes(protocol) && host !== new URL(page.url() === 'about:blank' ? request.url() : page.url()).host) seen.foreign.push(request.url());
  });
  return seen;
}

/** Opens the page and waits until lists and map stand. */
export async function open(page: Page, search = ''): Promise<void> {
  await page.goto(`/${search}`);
  await expect(page.getByRole('tab', { selected: true })).toBeVisible();
  await expect(page.locator('.map')).toHaveAttribute('data-drawn', 'true');
  await still(page);
}

/** Waits until two looks at the map are the same. */
export async function still(page: Page): Promise<Buffer> {
  const map = page.locator('.map');
  let before = await map.screenshot();
  for (let i = 0; i < 40; i++) {
    await page.waitForTimeout(250);
    const now = await map.screenshot();
    if (now.equals(before)) return now;
    before = now;
  }
  return before;
}

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** axe finds nothing on the page as it stands. */
export async function accessible(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`), what).toEqual([]);
}

/**
 * Looks at a view: a picture for people to look at, nothing overflows, axe is silent. That it fits is seen in both languages at both sizes; axe,
 * which takes most of the time, reads each view once in each language and once at each size: in Chinese on a desktop, in English on a phone.
 */
export async function check(page: Page, view: string, lang: string, size: { width: number }): Promise<void> {
  const phone = size.width < 900;
  const what = `${view}-${lang}-${phone ? 'phone' : 'desktop'}`;
  await page.screenshot({ path: `screenshots/${what}.png`, fullPage: phone });
  expect(await page.evaluate(() => document.documentElement.scrollWidth), `${what} overflows`).toBeLessThanOrEqual(size.width);
  if (phone === (lang === 'en')) await accessible(page, what);
}

/** Counts the colours of a picture, as #rrggbb, in the page itself. */
export async function coloursOf(page: Page, picture: Buffer): Promise<Map<string, number>> {
  const counted = await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext('2d');
    if (context === null) return [];
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    const counts = new Map<string, number>();
    for (let i = 0; i < data.length; i += 4) {
      const colour = '#' + [data[i], data[i + 1], data[i + 2]].map((v) => (v ?? 0).toString(16).padStart(2, '0')).join('');
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
    return [...counts];
  }, picture.toString('base64'));
  return new Map(counted);
}

/** The number behind an entry of the legend. */
export async function legendCount(page: Page, entry: string): Promise<number> {
  const text = await page.locator('.legend-entry', { hasText: entry }).locator('.number').innerText();
  return Number(text.replaceAll(',', ''));
}
