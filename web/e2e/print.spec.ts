import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';
import { expect, test, type Page } from '@playwright/test';

// Paper shows the drawing that the program makes; the live map only costs these tests time.
async function withoutMap(page: Page): Promise<void> {
  await page.addInitScript(() => {
    HTMLCanvasElement.prototype.getContext = () => null;
  });
}

/** Prints what is shown as a browser does and reads the words back with pdftotext (poppler-utils), page by page. */
async function printed(page: Page, name: string): Promise<string[]> {
  const file = `screenshots/${name}.pdf`;
  writeFileSync(file, await page.pdf({ preferCSSPageSize: true, printBackground: true }));
  return execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' }).split('\f').slice(0, -1);
}

test('the report prints on numbered pages of A4, its table heads repeated, with the figures of the workbook', async ({ page, request }) => {
  const plans = (await (await request.get('/api/v1/plans?area=370522')).json()) as { items: { id: string; scenario: { model: string } }[] };
  const plan = plans.items.find((one) => one.scenario.model === 'lscp');
  if (plan === undefined) throw new Error('the demo has no plan for 370522');
  await page.goto(`/report/${plan.id}`);
  await expect(page.locator('.paper h1')).toHaveText('利津县农村寄递物流网点方案报告');
  const pages = await printed(page, 'report');
  expect(pages.length).toBeGreaterThan(5);
  expect(pages.length).toBeLessThan(30);
  pages.forEach((text, i) => expect(text).toContain(`${i + 1} / ${pages.length}`));
  const all = pages.join('\n');
  for (const words of ['空白村清单', '各乡镇覆盖情况', '方案新增点与费用', '方法与局限', '审核：', '无审图号', '空白占比']) expect(all).toContain(words);
  expect(all).not.toContain('覆盖看板'); // nothing of the screen's bar
  expect(pages.filter((text) => text.includes('最近网点')).length).toBeGreaterThan(3);

  // The rows of towns on paper are those on the page, and those of the workbook.
  const rows = await page.locator('.paper section', { hasText: '各乡镇覆盖情况' }).locator('tbody tr').evaluateAll((found) => found.map((row) => [...row.children].map((cell) => cell.textContent ?? '')));
  expect(rows.length).toBeGreaterThan(5);
  const book = unzipped(await (await request.get(`/api/v1/reports/${plan.id}/report.xlsx`)).body());
  for (const row of rows) {
    expect(all).toMatch(new RegExp(row.map((cell) => cell.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('\\s+')));
    for (const cell of row) if (/^\d[\d,]*$/.test(cell)) expect(book).toContain(`<v>${cell.replaceAll(',', '')}</v>`);
  }
});

test('a town prints on one sheet', async ({ page }) => {
  await withoutMap(page);
  await page.goto('/dashboard?area=370522101');
  await expect.poll(() => page.locator('.onepage img').evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 0)).toBe(true);
  const pages = await printed(page, 'onepage');
  expect(pages).toHaveLength(1);
  for (const words of ['北宋镇 72 个建制村', '站点可达率', '最近网点', '其余', '利津县村点全覆盖']) expect(pages[0]).toContain(words);
  expect(pages[0]).not.toContain('只看未安排');
});

test('the dashboard of a county prints without its controls', async ({ page }) => {
  await withoutMap(page);
  await page.goto('/dashboard?area=370522');
  await expect(page.locator('.board-figures .figure')).toHaveCount(4);
  const pages = await printed(page, 'county');
  expect(pages.join('\n')).toContain('利津县 499 个建制村');
  expect(pages.join('\n')).not.toContain('下载 CSV');
});

/** The sheets of a workbook as text, found by their local headers in the archive. */
function unzipped(book: Buffer): string {
  let text = '';
  // The central directory at the end names each file, its packed size and where it begins.
  let at = book.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  at = book.readUInt32LE(at + 16);
  while (book.readUInt32LE(at) === 0x02014b50) {
    const [packed, nameLength, extra, comment, offset] = [book.readUInt32LE(at + 20), book.readUInt16LE(at + 28), book.readUInt16LE(at + 30), book.readUInt16LE(at + 32), book.readUInt32LE(at + 42)];
    const name = book.toString('utf8', at + 46, at + 46 + nameLength);
    if (name.startsWith('xl/worksheets/')) {
      const begin = offset + 30 + book.readUInt16LE(offset + 26) + book.readUInt16LE(offset + 28);
      text += inflateRawSync(book.subarray(begin, begin + packed)).toString('utf8');
    }
    at += 46 + nameLength + extra + comment;
  }
  return text;
}
