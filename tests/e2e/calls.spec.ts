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

/** The child's store into a page that it shares: its rows, whole. */
async function openCopy(page: Page): Promise<void> {
  await openFirst(page);
  await runLogged(page, '@2 write $a "child"', 4);
  await expect(row(page, 'wp_page_copy')).toHaveCount(1);
}

const whose = (page: Page) => pane(page, 'what').getByRole('combobox', { name: 'Whose rows' });
const which = (page: Page) => pane(page, 'what').getByRole('combobox', { name: 'Rows of which kind' });
const names = (page: Page) => tree(page).locator('.call-name').allTextContents();

test('rows of one kind keep the calls around them, the rest is counted, and the text stays whole', async ({ page }) => {
  await openCopy(page);
  const all = await names(page);
  expect(all).toContain('__alloc_frozen_pages');
  await which(page).selectOption('refusals');
  await expect(row(page, '__alloc_frozen_pages')).toHaveCount(0);
  expect(await names(page)).toEqual(expect.arrayContaining(['handle_mm_fault', 'do_wp_page', 'wp_can_reuse_anon_folio']));
  const left = await rows(page).count();
  await expect(pane(page, 'what')).toContainText(`${all.length - left} more, not shown`);
  // Its own row is the stop of the Tab key, and of it alone.
  await expect(tree(page).locator('[role=treeitem][tabindex="0"]')).toHaveCount(1);
  await pane(page, 'what').locator('.text-toggle').click();
  await expect(pane(page, 'what').locator('.twin')).toContainText('__alloc_frozen_pages');
  await expect(which(page)).toHaveCount(0);
  await pane(page, 'what').locator('.text-toggle').click();
  await expect(rows(page)).toHaveCount(left);
  await which(page).selectOption('all');
  await expect(rows(page)).toHaveCount(all.length);
  expect(await names(page)).toEqual(all);
});

test('where more than one process takes part, the rows of one can be asked for; the next command is not theirs', async ({ page }) => {
  await openCopy(page);
  await expect(whose(page)).toHaveCount(0);
  await runLogged(page, 'fork', 5);
  await expect(row(page, 'kernel_clone')).toHaveCount(1);
  const all = await rows(page).count();
  expect(await whose(page).locator('option').allTextContents()).toEqual(['all', 'pid 1', 'pid 3']);
  await whose(page).selectOption('pid 3');
  await expect(row(page, 'vm_area_dup').first()).toBeVisible();
  await expect(row(page, 'copy_present_ptes')).toHaveCount(0);
  expect(await rows(page).count()).toBeLessThan(all);
  await expect(pane(page, 'what')).toContainText('more, not shown');
  await runLogged(page, 'write $a', 6);
  await expect(row(page, 'handle_mm_fault').first()).toBeVisible();
  await expect(pane(page, 'what')).not.toContainText('more, not shown');
});

test('a row stays its element, with the focus, through steps, folding and the other language', async ({ page }) => {
  await openCopy(page);
  const wp = row(page, 'do_wp_page');
  await wp.focus();
  await wp.evaluate((element) => Object.assign(window, { kept: element }));
  const isKept = () =>
    wp.evaluate((element) => element === (window as unknown as { kept: Element }).kept && element === document.activeElement);
  await page.keyboard.press('ArrowLeft');
  await expect(wp).toHaveAttribute('aria-expanded', 'false');
  expect(await isKept()).toBe(true);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(wp).toHaveClass(/current/);
  await expect(wp).toHaveAttribute('aria-current', 'step');
  await expect(tree(page).locator('.current')).toHaveCount(1);
  await expect(rows(page).last()).toHaveClass(/future/);
  expect(await isKept()).toBe(true);
  const title = await wp.getAttribute('title');
  await page.evaluate(() => [...document.querySelectorAll('button')].find((button) => button.textContent === '中文')!.click());
  await expect(tree(page)).toHaveAccessibleName(/调用树/);
  await expect(wp).not.toHaveAttribute('title', title!);
  expect(await isKept()).toBe(true);
});

test('a call that comes to the cursor leaves those like it, has its place among all, and keeps the focus', async ({ page }) => {
  await openFirst(page);
  await runLogged(page, 'b = mmap 8M', 4);
  await runLogged(page, 'write $b n=40', 5);
  const alike = rows(page).filter({ hasText: /handle_mm_fault × \d+ more alike/ }).first();
  await alike.locator('.call-sign').click();
  await expect(alike).toHaveAttribute('aria-expanded', 'true');
  // Another call, which is not like them, ran before the tenth of the calls alike, and stands behind them.
  const keys = () => rows(page).evaluateAll((all) => all.map((one) => one.getAttribute('data-row')!));
  const list = await keys();
  const first = list.indexOf((await alike.getAttribute('data-row'))!) + 1;
  const key = list[first + 10]!;
  const isBehind = (later: readonly string[]) => later.slice(0, later.indexOf(key)).some((one) => one === other);
  const other = list.slice(first + 11).find((one) => one.startsWith('call ') && Number(one.slice(5)) < Number(key.slice(5)))!;
  expect(isBehind(list)).toBe(false);
  const chosen = tree(page).locator(`[data-row="${key}"]`);
  await chosen.focus();
  await page.keyboard.press('Enter');
  await expect(chosen).toHaveClass(/current/);
  await expect(chosen).toBeFocused();
  expect(isBehind(await keys())).toBe(true);
  const at = (await keys()).indexOf(key);
  await page.keyboard.press('ArrowDown');
  await expect(rows(page).nth(at + 1)).toBeFocused();
});

/** Folds and unfolds a row; how many rows are fading in when they have just come. */
const fadingAfter = (page: Page, name: string) =>
  row(page, name).evaluate(async (element) => {
    const sign = element.querySelector<HTMLElement>('.call-sign')!;
    const host = element.parentElement!;
    const changed = () => new Promise((done) => new MutationObserver(done).observe(host, { childList: true }));
    const folded = changed();
    sign.click();
    await folded;
    const unfolded = changed();
    sign.click();
    await unfolded;
    return [...host.children].filter((one) => one.getAnimations().length > 0).length;
  });

test('what is unfolded fades in, but not for who wants no motion, and not by a step', async ({ page }) => {
  await openCopy(page);
  const inside = (await rows(page).count()) - (await rowIndex(page, 'wp_page_copy')) - 1;
  expect(inside).toBeGreaterThan(0);
  expect(await fadingAfter(page, 'wp_page_copy')).toBeGreaterThan(0);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  expect(await fadingAfter(page, 'wp_page_copy')).toBe(0);
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  const stepped = tree(page).evaluate(
    (host) =>
      new Promise<number>((done) => {
        new MutationObserver(() => done([...host.children].filter((one) => one.getAnimations().length > 0).length)).observe(host, {
          childList: true,
        });
      }),
  );
  await runLogged(page, 'b = mmap 16K', 5);
  expect(await stepped).toBe(0);
});

test('counters that moved are a table of their own, joined by name', async ({ page }) => {
  await openCopy(page);
  const table = pane(page, 'what').getByRole('table', { name: 'Counters that moved' });
  const faults = table.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'pgfault', exact: true }) });
  await expect(faults.locator('.delta')).toHaveText('+1');
  await faults.evaluate((element) => Object.assign(window, { kept: element }));
  await runLogged(page, 'write $a n=4', 5);
  await expect(faults.locator('.delta')).not.toHaveText('+1');
  expect(await faults.evaluate((element) => element === (window as unknown as { kept: Element }).kept)).toBe(true);
});
