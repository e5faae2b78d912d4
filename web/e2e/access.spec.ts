import { expect, test } from '@playwright/test';
import { check, DESKTOP, open, PHONE, still, watch } from './visit';

const VIEWS = ['gaps', 'areas', 'facilities', 'plan', 'tiers', 'frontier', 'changes', 'method'];

// Every view in both languages at both sizes: nothing overflows, axe is silent (visit.ts says where it reads), the console is quiet, no other host is
// asked. The pictures in screenshots/ are for people to look at; nothing is compared.
for (const [name, size] of [['desktop', DESKTOP], ['phone', PHONE]] as const) {
  for (const lang of ['zh', 'en']) {
    test(`every view is accessible, quiet and fits in ${lang} on a ${name}`, async ({ page }) => {
      test.setTimeout(720_000);
      await page.setViewportSize(size);
      const seen = watch(page);
      await open(page, lang === 'en' ? '?lang=en' : '');
      // One visit for all views, from tab to tab as people go: drawing the map anew is what takes the time.
      for (const [at, view] of VIEWS.entries()) {
        await page.getByRole('tab').nth(at).click();
        if (view === 'plan') await page.locator('.pickers .switch label').last().click();
        await still(page);
        await check(page, view, lang, size);
        if (view !== 'gaps') continue;
        await page.locator('.list tbody .rowbutton').first().click();
        if (name === 'phone') await page.locator('.legend-button').click();
        await check(page, 'selected', lang, size);
        if (name === 'phone') await page.locator('.legend-button').click();
        await page.locator('.inspector .close').click();
      }
      expect(seen).toEqual({ complaints: [], foreign: [] });
    });
  }
}

test('what is touched on a phone is at least 24 pixels high', async ({ page }) => {
  await page.setViewportSize(PHONE);
  await open(page);
  const small = await page.locator('button:visible, a.button:visible, select:visible').evaluateAll((nodes) =>
    nodes.filter((node) => node.getBoundingClientRect().height < 24).map((node) => node.outerHTML.slice(0, 80)));
  expect(small).toEqual([]);
});
