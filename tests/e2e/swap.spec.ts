// The Swap view: a device is made and put to use, pages go out and come back, and entry, slot and page light together.
import { readFileSync } from 'node:fs';
import { holdClock, poseOf, runUntil } from './clock';
import { AxeBuilder, expect, hash, open, openOnPhone, type Page, pane, run, terminal, test, where } from './kit';

const link = (...lines: string[]) => `#cmd=${encodeURIComponent(lines.join(';'))}`;
const kPages = ['a = mmap 64K', 'write $a "hello" n=4', 'drain', 'madvise $a 12K pageout'];
const kOut = ['sysctl vm.page-cluster=0', 'mkswap sda 40K', 'swapon sda', ...kPages];

/** With the view as large as the page. */
async function openSwap(page: Page, lines: readonly string[]): Promise<void> {
  await open(page, link(...lines));
  await expect(where(page)).toContainText(`command ${lines.length} of ${lines.length}`);
  await page.locator('.lower-switch').getByRole('button', { name: 'Swap' }).first().click();
  await expect(pane(page, 'swap')).toBeVisible();
}

const slots = (page: Page) => pane(page, 'swap').locator('.mark.slot[data-key^="slot:0/"]');
const slot = (page: Page, offset: number) => pane(page, 'swap').locator(`.mark.slot[data-key="slot:0/${offset}"]`);

test('from a machine without swap to pages that are out: what to try is typed, slots are seen to be in use', async ({ page }) => {
  await open(page, link('a = mmap 64K', 'write $a "hello" n=4', 'drain'));
  await page.locator('.lower-switch').getByRole('button', { name: 'Swap' }).first().click();
  const swap = pane(page, 'swap');
  await swap.getByRole('button', { name: 'mkswap /dev/sda 1M' }).click();
  await page.keyboard.press('Enter');
  await expect(terminal(page)).toContainText('255 slots');
  await swap.getByRole('button', { name: 'swapon /dev/sda' }).click();
  await page.keyboard.press('Enter');
  await expect(swap).toContainText('255 of 255 slots free');
  await expect(slots(page)).toHaveCount(1);
  await run(page, 'madvise $a 12K pageout');
  await expect(slots(page)).toHaveCount(4);
  await expect(swap).toContainText('252 of 255 slots free');
  await expect(slot(page, 1)).toHaveAttribute('aria-label', /^slot 0:1: named by 1 entry; on the device, and in memory in frame 0x/);
  expect(await hash(page)).toMatch(/[0-9a-f]{16}/);
});

test('pointing at a slot lights its entry in the tables and its frame in memory, and the other way round', async ({ page }) => {
  await openSwap(page, kOut);
  await slot(page, 1).hover();
  await expect(pane(page, 'tables').locator('.mark.entry[data-lit=hover]')).toHaveCount(1);
  await expect(pane(page, 'memory').locator('.mark.slot[data-lit=hover]')).toHaveCount(1);
  await expect(pane(page, 'spaces').locator('.mark.slot[data-lit=hover]')).toHaveCount(1);
  await pane(page, 'spaces').locator('.mark.slot[data-k*="slot:0/2"]').hover();
  await expect(slot(page, 2)).toHaveAttribute('data-lit', 'hover');
  await expect(slot(page, 1)).not.toHaveAttribute('data-lit', 'hover');
});

test('a slot has a card, with links to its entry and its frame; search finds it', async ({ page }) => {
  await openSwap(page, kOut);
  await slot(page, 1).click();
  const card = page.locator('aside.card');
  await expect(card).toContainText('Swap slot 0:1');
  await expect(card).toContainText('/dev/sda, disk');
  await card.getByRole('button', { name: /^0x7f.*\(1\)$/ }).first().click();
  await expect(card).toContainText('Page-table entry');
  await expect(card).toContainText('is in swap, in slot 0:1');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Shift+F');
  await page.getByRole('combobox', { name: /^Address, frame/ }).fill('0:2');
  await expect(page.locator('#search-found').getByRole('option').first()).toContainText('Swap slot 0:2');
});

test('the text twin has the same slots as the drawing, and so has the shell', async ({ page }) => {
  await openSwap(page, kOut);
  await expect(slots(page)).toHaveCount(4);
  const keys = await slots(page).evaluateAll((all) => all.map((one) => one.getAttribute('data-key')!));
  const drawn = keys.map((key) => key.slice('slot:'.length).replace('/', ':'));
  const swap = pane(page, 'swap');
  await swap.locator('.text-toggle').click();
  await expect(swap.locator('.twin')).toContainText('area 0: /dev/sda, disk');
  const text = (await swap.locator('.twin').textContent())!;
  const told = [...text.matchAll(/^ {2}(\d+):(\d+)(?:\.\.(\d+))? /gm)].flatMap(([, area, from, to]) =>
    Array.from({ length: Number(to ?? from) - Number(from) + 1 }, (_, at) => `${area}:${Number(from) + at}`),
  );
  expect(drawn.sort()).toEqual(told.sort());
  await run(page, 'show swap');
  await expect(terminal(page)).toContainText('area 0: /dev/sda, disk');
});

test('a page that comes back leaves its slot for memory', async ({ page }) => {
  await page.clock.install();
  await open(page, link('sysctl vm.page-cluster=0', 'mkswap ram 40K kind=zram', 'swapon ram', ...kPages));
  await expect(where(page)).toContainText('command 7 of 7');
  await page.locator('.lower-switch').getByRole('button', { name: 'Swap' }).first().click();
  await pane(page, 'swap').locator('.grow').click();
  await expect(slots(page)).toHaveCount(4);
  await holdClock(page);
  await page.clock.runFor(500);
  const start = await poseOf(slot(page, 2));
  await runUntil(page, 'write $a+4K 9', pane(page, 'swap').locator('[data-key="free:0/2"]'));
  await page.clock.runFor(80);
  const half = await poseOf(slot(page, 2));
  expect(half.y).toBeLessThan(start.y);
  expect(half.opacity).toBeGreaterThan(0);
  expect(half.opacity).toBeLessThan(1);
  await page.clock.runFor(1000);
  await expect(slot(page, 2)).toHaveCount(0);
});

test('what goes out, and what comes back, brings swap to the front of the story', async ({ page }) => {
  await page.goto(`./${link(...kOut.slice(0, -1))}`);
  await expect(where(page)).toContainText('command 6 of 6', { timeout: 20_000 });
  const swap = page.locator('#pane-swap[data-slot=front]');
  await expect(swap).toHaveCount(0);
  await run(page, kOut.at(-1)!);
  await expect(swap).toBeVisible();
  await page.locator('.stage-tabs').getByRole('button', { name: 'Tables' }).click();
  await expect(swap).toHaveCount(0);
  await run(page, 'read $a');
  await expect(swap).toBeVisible();
});

test('eight areas of 1 GiB are squares on a canvas; the arrow keys reach one, and Enter opens it to its slots', async ({ page }) => {
  const areas = [...'abcdefgh'].flatMap((name) => [`mkswap sd${name} 1G`, `swapon sd${name}`]);
  await openSwap(page, [...areas, 'a = mmap 8M', 'write $a n=2000', 'drain', 'madvise $a 8M pageout']);
  const swap = pane(page, 'swap');
  await swap.locator('.grow').click();
  await expect(swap.locator('canvas').first()).toBeVisible();
  await swap.locator('.text-toggle').click();
  await expect(swap.locator('.twin')).toContainText('508 free clusters');
  await swap.locator('.text-toggle').click();
  await expect(swap.locator('canvas').first()).toBeVisible();
});

test('drawing, hint and text are accessible in both themes; the drawing is taken away as SVG', async ({ page }) => {
  await openSwap(page, kOut);
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    const { violations } = await new AxeBuilder({ page }).include('#pane-swap').analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  }
  await page.keyboard.press('Escape');
  const swap = pane(page, 'swap');
  await swap.locator('.grow').click();
  await swap.locator('.take-away summary').click();
  const download = page.waitForEvent('download');
  await swap.locator('[data-form=svg]').click();
  expect(readFileSync((await (await download).path())!, 'utf8')).toContain('/dev/sda');
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('slots are seen and tapped, in Chinese too', async ({ page }) => {
    await openOnPhone(page);
    for (const line of ['mkswap sda 40K', 'swapon sda', 'drain', 'madvise $a 4K pageout']) await run(page, line);
    await page.locator('.tabs').getByRole('button', { name: 'Swap' }).tap();
    await expect(slots(page)).toHaveCount(1);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await slot(page, 0).tap();
    await expect(page.locator('aside.card')).toContainText('The header of a swap area');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: '中文' }).or(page.getByRole('button', { name: /Chinese/ })).first().tap();
    await expect(pane(page, 'swap')).toContainText('头部');
  });
});
