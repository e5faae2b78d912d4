import AxeBuilder from '@axe-core/playwright';
import { expect, test, type APIRequestContext, type Locator, type Page } from '@playwright/test';
import { COLOURS } from '../src/map/shapes';
import { coloursOf, DESKTOP, legendCount, PHONE, still, watch } from './visit';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
type Place = [lon: number, lat: number];
interface Change { do: string; facility?: string; into?: string; settlement?: string; location?: Place; tier?: string; approved?: boolean; operators?: string[]; way?: number; road?: string; class?: string; line?: Place[] }
interface Kept { version: number; name: string; changes?: { facilities?: Change[]; roads?: Change[] } }
interface Facility { geometry: { coordinates: Place } | null; properties: { id: string; name: string; tier: string; universal_service: boolean } }

// Scenarios change no record: they are the one thing that tests add to the store.
async function newScenario(request: APIRequestContext, name: string): Promise<string> {
  const made = await request.post('/api/v1/scenarios', { data: { name: `${name} ${Math.random().toString(36).slice(2, 8)}`, area: '370522', model: 'lscp' } });
  expect(made.status(), await made.text()).toBe(201);
  return ((await made.json()) as { id: string }).id;
}

async function kept(request: APIRequestContext, id: string): Promise<Kept> {
  return (await (await request.get(`/api/v1/scenarios/${id}`)).json()) as Kept;
}

const doings = ({ changes }: Kept): string[] => [...(changes?.facilities ?? []), ...(changes?.roads ?? []).map((road) => ({ do: `road ${road.do}` }))].map((one) => one.do);

// The points of a county that no rule keeps, those that stand apart from others first, and one that needs approval.
async function premises(request: APIRequestContext): Promise<{ points: Facility[]; universal: Facility }> {
  const { features } = (await (await request.get('/api/v1/facilities?area=370522&status=active&limit=5000')).json()) as { features: Facility[] };
  const points = features.filter(({ geometry, properties }) => geometry !== null && properties.tier === 'point' && !properties.universal_service);
  const apart = ({ geometry }: Facility): number => Math.min(...points.filter((one) => one.geometry !== geometry).map((one) => Math.hypot(one.geometry!.coordinates[0] - geometry!.coordinates[0], one.geometry!.coordinates[1] - geometry!.coordinates[1])));
  const universal = features.find(({ properties }) => properties.universal_service);
  if (universal === undefined) throw new Error('the sample has no universal-service premises in 370522');
  return { points: points.map((one) => ({ one, by: apart(one) })).sort((a, b) => b.by - a.by || (a.one.properties.id < b.one.properties.id ? -1 : 1)).map(({ one }) => one), universal };
}

async function openWorkspace(page: Page, id: string, more = ''): Promise<void> {
  await page.goto(`/plan/${id}?tab=changes&plan=none${more}`);
  await expect(page.locator('.map')).toHaveAttribute('data-drawn', 'true');
  await expect(page.locator('.drawer tbody tr').first()).toBeVisible();
}

// pixel is where a place is drawn: the address says what the map has in sight.
async function pixel(page: Page, [lon, lat]: Place): Promise<{ x: number; y: number }> {
  const box = await page.locator('.map canvas').boundingBox();
  if (box === null) throw new Error('the map has no box');
  const [west, south, east, north] = (new URL(page.url()).searchParams.get('box') ?? '').split(',').map(Number) as [number, number, number, number];
  const mercator = (degrees: number): number => Math.log(Math.tan(Math.PI / 4 + (degrees * Math.PI) / 360));
  return { x: box.x + ((lon - west) / (east - west)) * box.width, y: box.y + ((mercator(north) - mercator(lat)) / (mercator(north) - mercator(south))) * box.height };
}

async function pickPremises(page: Page, { properties }: Facility): Promise<Locator> {
  await page.locator('.drawer-head').getByText('网点', { exact: true }).click();
  await page.getByRole('searchbox', { name: '按名称' }).fill(properties.id);
  await page.locator(`.drawer tr[data-id="${properties.id}"] .rowbutton`).click();
  const inspector = page.getByRole('complementary', { name: '所选地点' });
  await expect(inspector).toContainText(properties.id);
  return inspector;
}

async function saved(page: Page): Promise<void> {
  await expect(page.locator('.saving')).toHaveText('已保存到服务器');
}

async function check(page: Page, what: string, width: number): Promise<void> {
  await page.screenshot({ path: `screenshots/${what}.png`, fullPage: width < 900 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth), `${what} overflows`).toBeLessThanOrEqual(width);
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`), what).toEqual([]);
}

test('a planner places, moves, closes, merges and upgrades on the map, undoes and redoes, and the server holds it', async ({ page, request }) => {
  test.setTimeout(600_000);
  await page.setViewportSize(DESKTOP);
  const seen = watch(page);
  const drawing: string[] = [];
  page.on('request', (sent) => void (/\/assets\/draw-/.test(sent.url()) && drawing.push(sent.url())));
  const id = await newScenario(request, 'mouse');
  const { points, universal } = await premises(request);
  const [moved, closed, merged, into, upgraded] = points as [Facility, Facility, Facility, Facility, Facility];
  await openWorkspace(page, id);
  expect(drawing).toEqual([]);
  await page.getByRole('button', { name: '编辑', exact: true }).click();
  await expect.poll(() => drawing.length).toBe(1);
  const form = page.locator('dialog.change[open]');
  const send = form.getByRole('button', { name: '做这处改动' });

  // A new point by a click beside a gap village: the village takes it.
  const { items } = (await (await request.get('/api/v1/audits/reach?area=370522')).json()) as { items: { code: string; class: string }[] };
  const gap = items.find((one) => one.class === 'uncovered')?.code ?? '';
  await page.getByRole('searchbox', { name: '按名称' }).fill(gap);
  await page.locator(`.drawer tr[data-id="${gap}"] .rowbutton`).click();
  await still(page);
  await page.getByRole('button', { name: '放新点' }).click();
  const { features } = (await (await request.get('/api/v1/settlements?area=370522&limit=5000')).json()) as { features: { geometry: { coordinates: Place }; properties: { code: string; name: string } }[] };
  const village = features.find(({ properties }) => properties.code === gap)!;
  const at = await pixel(page, village.geometry.coordinates);
  await page.mouse.click(at.x + 2, at.y + 2);
  await expect(form).toContainText(`就放在${village.properties.name}`);
  await check(page, 'plan-edit-form', DESKTOP.width);
  await form.getByLabel('开办费').fill('一万');
  await send.click();
  await expect(form.getByRole('alert')).toContainText('整数');
  await form.getByLabel('开办费').fill('8000');
  await form.getByLabel('年费用').fill('6000');
  await send.click();
  await expect(form).toBeHidden();
  await saved(page);
  await expect(page.locator('[data-total=newly] dd')).not.toHaveText(/^0 /);
  await expect(page.locator('.change-row').first()).toContainText('新覆盖');

  // Another is picked and dragged away.
  const inspector = await pickPremises(page, moved);
  await still(page);
  const from = await pixel(page, moved.geometry!.coordinates);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  for (let step = 1; step <= 8; step++) await page.mouse.move(from.x - 12 * step, from.y - 6 * step);
  await page.mouse.up();
  await expect(form).toContainText('迁移');
  await send.click();
  await saved(page);

  await pickPremises(page, closed);
  await inspector.getByRole('button', { name: '撤销网点…' }).click();
  await send.click();
  await saved(page);

  // Who takes it in is picked on the map.
  await pickPremises(page, merged);
  await inspector.getByRole('button', { name: '合并到…' }).click();
  await form.getByRole('button', { name: '在地图上选' }).click();
  await pickPremises(page, into);
  await expect(form).toBeVisible();
  await expect(form.getByRole('listbox', { name: '并入哪个网点' })).toHaveValue(into.properties.id);
  await send.click();
  await saved(page);

  await pickPremises(page, upgraded);
  await inspector.getByRole('button', { name: '升级…' }).click();
  await form.getByLabel('层级').selectOption('station');
  await send.click();
  await saved(page);

  // Universal-service premises go only with approval, and the form says so before anything is sent.
  await pickPremises(page, universal);
  await inspector.getByRole('button', { name: '撤销网点…' }).click();
  await send.click();
  await expect(form.getByRole('alert')).toContainText('须勾选批准');
  await form.getByRole('checkbox', { name: '批准' }).check();
  await send.click();
  await saved(page);
  await expect(page.locator('.change-row', { hasText: '需审批' })).toHaveCount(1);

  const all = ['add', 'move', 'close', 'merge', 'upgrade', 'close'];
  expect(doings(await kept(request, id))).toEqual(all);
  await page.getByRole('button', { name: /撤销：撤销网点/ }).click();
  await page.getByRole('button', { name: /撤销：升级/ }).click();
  await saved(page);
  expect(doings(await kept(request, id))).toEqual(all.slice(0, 4));
  await page.keyboard.press('Control+Shift+z');
  await saved(page);
  await page.keyboard.press('Control+Shift+z');
  await expect(page.getByRole('button', { name: '重做', exact: false })).toBeDisabled();
  await saved(page);
  // A change in the middle of the list is deleted, and undo over a reload brings it back.
  await page.getByRole('button', { name: `删除“迁移 ${moved.properties.name}”` }).click();
  await saved(page);
  expect(doings(await kept(request, id))).toEqual(['add', 'close', 'merge', 'upgrade', 'close']);
  await page.reload();
  await page.getByRole('button', { name: /撤销：删除改动/ }).click();
  await saved(page);
  const end = await kept(request, id);
  expect(doings(end)).toEqual(all);
  const [added, moving, closing, merging, raising, approved] = end.changes!.facilities as [Change, Change, Change, Change, Change, Change];
  expect(added).toMatchObject({ settlement: gap, tier: 'point', opening_cost_yuan: 8000, yearly_cost_yuan: 6000 });
  expect(moving.facility).toBe(moved.properties.id);
  expect(moving.location ?? moving.settlement).toBeDefined();
  expect([closing.facility, merging.facility, merging.into, raising.facility, raising.tier]).toEqual([closed, merged, into, upgraded].map(({ properties }) => properties.id).concat('station'));
  expect(approved).toMatchObject({ facility: universal.properties.id, approved: true });

  // The symbols of changes are on the map: each entry of the legend takes its pixels away.
  await page.goto(`/plan/${id}?tab=changes&plan=none&lang=zh`);
  await expect(page.locator('.map')).toHaveAttribute('data-drawn', 'true');
  await expect(page.locator('.legend-entry', { hasText: '村级点：新增' })).toBeVisible();
  let shown = await still(page);
  for (const [entry, count] of [['村级点：新增', 1], ['村级点：撤销', 1], ['村级点：并入', 1], ['乡镇站：升级', 1], ['迁来的村级点', 1]] as const) {
    expect(await legendCount(page, entry), entry).toBeGreaterThanOrEqual(count);
    await page.locator('.legend-entry', { hasText: entry }).locator('input').uncheck();
    const left = await still(page);
    expect(left.equals(shown), `${entry} is drawn`).toBe(false);
    shown = left;
  }
  await page.goto(`/plan/${id}?tab=changes&plan=none&lang=zh&sel=facility:${closed.properties.id}`);
  await expect(page.locator('.map')).toHaveAttribute('data-drawn', 'true');
  expect((await coloursOf(page, await still(page))).get(COLOURS.closed.toLowerCase()) ?? 0).toBeGreaterThan(10);
  await check(page, 'plan-edit', DESKTOP.width);
  expect(seen).toEqual({ complaints: [], foreign: [] });
});

test('all of it by keyboard alone', async ({ page, request }) => {
  test.setTimeout(600_000);
  await page.setViewportSize(DESKTOP);
  const seen = watch(page);
  const id = await newScenario(request, 'keyboard');
  const { points } = await premises(request);
  const [moved, closed, merged, into, upgraded] = points as [Facility, Facility, Facility, Facility, Facility];
  await openWorkspace(page, id);
  const press = async (target: Locator, key = 'Enter'): Promise<void> => {
    await target.focus();
    await page.keyboard.press(key);
  };
  const type = async (target: Locator, text: string): Promise<void> => {
    await target.focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.type(text);
  };
  const form = page.locator('dialog.change[open]');
  const inspector = page.getByRole('complementary', { name: '所选地点' });
  const search = page.getByRole('searchbox', { name: '按名称' });
  // The first button of the inspector comes after its heading, which has the focus when it opens.
  const inspect = async ({ properties }: Facility, button: string): Promise<void> => {
    await type(search, properties.id);
    await press(page.locator(`.drawer tr[data-id="${properties.id}"] .rowbutton`));
    await expect(inspector).toContainText(properties.id);
    await expect(inspector.getByRole('heading')).toBeFocused();
    const wanted = inspector.getByRole('button', { name: button });
    for (let tabs = 0; tabs < 12 && !(await wanted.evaluate((node) => node === document.activeElement)); tabs++) await page.keyboard.press('Tab');
    await expect(wanted).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(form).toBeVisible();
  };
  const pick = async (label: string, text: string): Promise<void> => {
    await type(form.getByRole('searchbox', { name: label }), text);
    await form.getByRole('listbox', { name: label }).focus();
    await page.keyboard.press('ArrowDown');
    await expect(form.getByRole('listbox', { name: label })).toHaveValue(text);
  };

  const { items } = (await (await request.get('/api/v1/audits/reach?area=370522')).json()) as { items: { code: string; class: string }[] };
  const gaps = items.filter((one) => one.class === 'uncovered').map(({ code }) => code) as [string, string];
  await press(page.getByRole('button', { name: '新增网点…' }));
  await pick('放在哪个村', gaps[0]);
  await page.keyboard.press('Escape');
  await expect(form).toBeHidden();
  await expect(page.getByRole('button', { name: '新增网点…' })).toBeFocused();
  await page.keyboard.press('Enter');
  await pick('放在哪个村', gaps[0]);
  await press(form.getByLabel('名称'));
  await expect(form).toBeHidden();
  await saved(page);

  await press(page.locator('.drawer').getByRole('radio', { name: '村' }), 'ArrowRight');
  await inspect(moved, '迁移…');
  await pick('放在哪个村', gaps[1]);
  await press(form.getByLabel('备注'));
  await saved(page);
  await inspect(closed, '撤销网点…');
  await press(form.getByLabel('备注'));
  await saved(page);
  await inspect(merged, '合并到…');
  await pick('并入哪个网点', into.properties.id);
  await press(form.getByLabel('备注'));
  await saved(page);
  await inspect(upgraded, '升级…');
  await form.getByLabel('层级').focus();
  await page.keyboard.press('ArrowDown');
  await press(form.getByLabel('备注'));
  await saved(page);
  await page.keyboard.press('Escape');

  // On the map: the tool, and Enter at its centre.
  await press(page.getByRole('button', { name: '编辑', exact: true }));
  await press(page.getByRole('button', { name: '放新点' }));
  await expect(page.getByText('回车放在中心')).toBeVisible();
  await press(page.locator('.map canvas'));
  await expect(form).toBeVisible();
  await press(form.getByLabel('备注'));
  await expect(form).toBeHidden();
  await saved(page);
  expect(doings(await kept(request, id))).toEqual(['add', 'move', 'close', 'merge', 'upgrade', 'add']);
  await page.locator('.map canvas').focus();
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+Shift+z');
  await saved(page);
  const end = await kept(request, id);
  expect(doings(end)).toEqual(['add', 'move', 'close', 'merge', 'upgrade']);
  expect(end.changes?.facilities?.[1]).toMatchObject({ facility: moved.properties.id, settlement: gaps[1] });
  expect(end.changes?.facilities?.[3]).toMatchObject({ facility: merged.properties.id, into: into.properties.id });
  expect(seen).toEqual({ complaints: [], foreign: [] });
});

test('a road is drawn and one is closed; what fails is kept over a reload, and a conflict is decided', async ({ page, request }) => {
  test.setTimeout(360_000);
  await page.setViewportSize(DESKTOP);
  const id = await newScenario(request, 'conflict');
  const { points } = await premises(request);
  await openWorkspace(page, id);
  await pickPremises(page, points[0]!);
  await still(page);
  await page.getByRole('button', { name: '关闭', exact: true }).click();
  await page.getByRole('button', { name: '编辑', exact: true }).click();
  const form = page.locator('dialog.change[open]');
  const send = form.getByRole('button', { name: '做这处改动' });
  // It begins on a road that is there and leads away from it.
  const [lon, lat] = points[0]!.geometry!.coordinates;
  const near = (await (await request.get(`/api/v1/roads?bbox=${lon - 0.03},${lat - 0.03},${lon + 0.03},${lat + 0.03}&zoom=14`)).json()) as { features: { geometry: { coordinates: Place[][] } }[] };
  const onRoad = near.features.flatMap(({ geometry }) => geometry.coordinates.flat()).sort((a, b) => Math.hypot(a[0] - lon, a[1] - lat) - Math.hypot(b[0] - lon, b[1] - lat))[0]!;
  const { x, y } = await pixel(page, onRoad);
  await page.getByRole('button', { name: '画新路' }).click();
  for (const [dx, dy] of [[0, 0], [-60, 40], [-120, 110], [-120, 110]] as const) {
    await page.mouse.move(x + dx, y + dy);
    await page.mouse.click(x + dx, y + dy, { delay: 30 });
    await page.waitForTimeout(400);
  }
  await expect(form).toContainText('3 个折点');
  await expect(form).toContainText('起点接到道路');
  await send.click();
  await saved(page);
  expect((await kept(request, id)).changes?.roads?.[0]).toMatchObject({ do: 'add', class: 'village' });
  await page.getByRole('button', { name: '点路封闭' }).click();
  await page.mouse.click(x, y);
  await expect(form).toContainText('编号');
  await send.click();
  await saved(page);
  expect(doings(await kept(request, id))).toEqual(['road add', 'road close']);

  // The server cannot be reached: the step stays here, and the page says so.
  const address = `**/api/v1/scenarios/${id}`;
  await page.route(address, (route) => (route.request().method() === 'PUT' ? route.abort() : route.continue()));
  await page.getByRole('button', { name: '删除“封闭道路' }).click();
  await expect(page.getByText('1 步还没有保存')).toBeVisible();
  expect(doings(await kept(request, id))).toEqual(['road add', 'road close']);
  page.on('dialog', (dialog) => void dialog.accept());
  await page.reload();
  await expect(page.getByText('1 步还没有保存')).toBeVisible();
  await page.unroute(address);
  await page.getByRole('button', { name: '再试保存' }).click();
  await saved(page);
  expect(doings(await kept(request, id))).toEqual(['road add']);

  // Somebody else is faster: both lists of changes survive.
  const now = await kept(request, id);
  const { version, ...rest } = now as Kept & { id?: string };
  delete rest.id;
  const theirs = { ...rest, changes: { ...rest.changes, facilities: [{ do: 'close', facility: points[1]!.properties.id }] } };
  expect((await request.put(`/api/v1/scenarios/${id}`, { data: theirs, headers: { 'If-Match': `"${version}"` } })).status()).toBe(200);
  const inspector = await pickPremises(page, points[2]!);
  await inspector.getByRole('button', { name: '撤销网点…' }).click();
  await send.click();
  await expect(page.getByText('刚被别人改过')).toBeVisible();
  await check(page, 'plan-edit-conflict', DESKTOP.width);
  await page.getByRole('button', { name: '把我的接在对方之后' }).click();
  await saved(page);
  expect((await kept(request, id)).changes?.facilities?.map((one) => one.facility)).toEqual([points[1]!.properties.id, points[2]!.properties.id]);
});

test('on a phone, in English, and on the baseline that nobody changes', async ({ page, request }) => {
  test.setTimeout(240_000);
  await page.setViewportSize(PHONE);
  const seen = watch(page);
  const { points } = await premises(request);
  await page.goto(`/plan?area=370522&tab=changes&lang=en&sel=facility:${points[0]!.properties.id}`);
  await expect(page.locator('.map')).toHaveAttribute('data-drawn', 'true');
  await expect(page.getByRole('button', { name: 'Edit', exact: true })).toHaveCount(0);
  await page.getByRole('tabpanel').getByRole('button', { name: 'New scenario from the present state' }).click();
  await expect(page).toHaveURL(/\/plan\/[^?/]+/);
  await page.getByRole('button', { name: 'Add a point…' }).click();
  await check(page, 'plan-edit-form-en-phone', PHONE.width);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Show the lists' }).click();
  await expect(page.locator('.drawer tbody tr').first()).toBeVisible();
  await check(page, 'plan-edit-en-phone', PHONE.width);
  expect(seen).toEqual({ complaints: [], foreign: [] });
});
