// The call tree: rows that fold by mouse and keyboard, reasons whole, refusals marked, things that light in the drawings.
import { AxeBuilder, expect, openFirst, pane, type Page, runLogged, test } from './kit';

const tree = (page: Page) => pane(page, 'what').getByRole('tree');
const rows = (page: Page) => tree(page).getByRole('treeitem');
const row = (page: Page, name: string) => rows(page).filter({ has: page.locator('.call-name', { hasText: new RegExp(`^${name}$`) }) });

const rowIndex = (page: Page, name: string) =>
  rows(page).evaluateAll((all, wanted) => all.findIndex((one) => one.querySelector('.call-name')?.textContent === wanted), name);

test('Left closes, Right opens, Enter shows the event; reasons stand there whole', async ({ page }) => {
  await openFirst(page);
  await runLogged(page, '@2 write $a "child"', 4);
  const all = await rows(page).count();
  const wp = row(page, 'do_wp_page');
  await expect(wp).toHaveAttribute('aria-expanded', 'true');
  await expect(row(page, 'wp_can_reuse_anon_folio').locator('.call-reason.no')).toContainText('✗ no: somebody else holds a reference');
  await wp.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(wp).toHaveAttribute('aria-expanded', 'false');
  await expect(row(page, 'wp_page_copy')).toHaveCount(0);
  await page.keyboard.press('ArrowRight');
  await expect(rows(page)).toHaveCount(all);
  await page.keyboard.press('ArrowRight');
  await expect(wp).not.toBeFocused();
  // The child is open itself: the first Left closes it, the next leads to its parent.
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect(wp).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(wp).toHaveClass(/current/);
  // Nothing is cut: each row is as wide as what it says.
  const cut = await rows(page).evaluateAll((list) => list.filter((one) => one.scrollWidth > one.clientWidth + 1).length);
  expect(cut).toBe(0);
  const { violations } = await new AxeBuilder({ page }).include('#pane-what').analyze();
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id }) => id)).toEqual([]);
});

test('the name of a function opens its card, by mouse and by keys, and types nothing', async ({ page }) => {
  await openFirst(page);
  await runLogged(page, '@2 write $a "child"', 4);
  const card = page.locator('aside.card');
  await row(page, 'wp_page_copy').locator('.call-name').click();
  await expect(card.getByRole('heading', { level: 2 })).toHaveText('wp_page_copy');
  await expect(card).toContainText('mm/memory.c');
  await expect(pane(page, 'what').locator('.calls .current')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await row(page, 'do_wp_page').focus();
  await page.keyboard.press('Tab');
  await expect(row(page, 'do_wp_page').locator('.call-name')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(card.getByRole('heading', { level: 2 })).toHaveText('do_wp_page');
  await expect(page.locator('.xterm-rows')).not.toContainText('$ show');
});

test('the sign in front folds by mouse; a frame in a row lights in the drawings and is chosen', async ({ page }) => {
  await openFirst(page);
  await runLogged(page, '@2 write $a "child"', 4);
  await row(page, 'do_wp_page').locator('.call-sign').click();
  await expect(row(page, 'do_wp_page')).toHaveAttribute('aria-expanded', 'false');
  await row(page, 'do_wp_page').locator('.call-sign').click();
  const frame = row(page, 'wp_page_copy').locator('.call-result [data-k^="page:"]');
  await frame.hover();
  await expect(pane(page, 'rmap').locator('[data-lit=hover]').or(pane(page, 'tables').locator('[data-lit=hover]')).first()).toBeVisible();
  await frame.click();
  await expect(page.locator('.xterm-rows')).toContainText('$ rmap pfn 0x');
  await expect(pane(page, 'what').locator('.calls .current')).toHaveCount(0);
});

test('from its row the Tab key goes on to the things that it names: they light, and Enter asks about them', async ({ page }) => {
  await openFirst(page);
  await runLogged(page, '@2 write $a "child"', 4);
  const copy = row(page, 'wp_page_copy');
  await copy.focus();
  await page.keyboard.press('Tab');
  await expect(copy.locator('.call-name')).toBeFocused();
  await page.keyboard.press('Tab');
  const first = copy.locator('.call-result [data-k]').first();
  await expect(first).toBeFocused();
  await expect(page.locator('#pane-tables [data-lit=hover], #pane-rmap [data-lit=hover]').first()).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.locator('.xterm-rows')).toContainText(/\$ (rmap pfn|walk|maps) /);
  await expect(pane(page, 'what').locator('.calls .current')).toHaveCount(0);
  await first.focus();
  await page.keyboard.press('ArrowDown');
  await expect(rows(page).nth((await rowIndex(page, 'wp_page_copy')) + 1)).toBeFocused();
});

test('a store over 1,500 pages is a few rows: the others alike are one', async ({ page }) => {
  await openFirst(page);
  await runLogged(page, 'b = mmap 8M', 4);
  await runLogged(page, 'write $b n=1500', 5);
  await expect(tree(page)).toContainText(/handle_mm_fault × [\d\s]+ more alike/);
  expect(await rows(page).count()).toBeLessThan(400);
  const alike = rows(page).filter({ hasText: 'more alike' }).filter({ hasText: 'handle_mm_fault' }).first();
  await alike.click();
  await expect(alike).toHaveAttribute('aria-expanded', 'true');
});
