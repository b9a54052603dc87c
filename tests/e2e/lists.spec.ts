// The view of the LRU lists: lanes, pages that move between them with the reason, twin, keyboard, phone; and the bar of views where it does
// not hold all.
import { AxeBuilder, expect, hash, open, openOnPhone, type Page, pane, run, terminal, test, where } from './kit';

const link = (...lines: string[]) => `#cmd=${encodeURIComponent(lines.join(';'))}`;
const kWaiting = ['a = mmap 512K', 'write $a n=20'];

async function openLists(page: Page, lines: readonly string[]): Promise<void> {
  await open(page, link(...lines));
  await expect(where(page)).toContainText(`command ${lines.length} of ${lines.length}`);
  await page.locator('.lower-switch').getByRole('button', { name: 'LRU' }).first().click();
  await expect(pane(page, 'lists')).toBeVisible();
}

const lane = (page: Page, key: string) => pane(page, 'lists').locator(`.mark.list[data-key="${key}"]`);
const pages = (page: Page) => pane(page, 'lists').locator('.mark.slot[data-key^="page:"]');

test('pages wait in a batch, go to their list, and the drawing says why; the shell says the same', async ({ page }) => {
  await openLists(page, kWaiting);
  const lists = pane(page, 'lists');
  await lists.locator('.grow').click();
  await expect(lists).toContainText('0 pages on lists, 21 in batches');
  await expect(lane(page, 'batch:0/lru_add')).toHaveCount(1);
  await expect(pages(page)).toHaveCount(21);
  await expect(lists).toContainText('a new page waits in a batch first');
  await run(page, 'drain');
  await expect(lists).toContainText('21 pages on lists, 0 in batches');
  await expect(lane(page, 'batch:0/lru_add')).toHaveCount(0);
  await expect(lists).toContainText('21 pages: a batch → inactive, anonymous');
  await expect(lists).toContainText('it was asked to');
  await lists.locator('.text-toggle').click();
  await expect(lists.locator('.twin')).toContainText('inactive_anon: 21 pages, the newest first');
  await run(page, 'show lists');
  await expect(terminal(page)).toContainText('inactive_anon: 21 pages, the newest first');
  expect(await hash(page)).toMatch(/[0-9a-f]{16}/);
});

test('drain calls the lists to the front of the story; a page lights where it is drawn elsewhere, and its card opens', async ({ page }) => {
  await page.goto(`./${link(...kWaiting)}`);
  await expect(where(page)).toContainText('command 2 of 2', { timeout: 20_000 });
  await run(page, 'drain');
  await expect(page.locator('#pane-lists[data-slot=front]')).toBeVisible();
  // The pages are still on their way from the batches when the lists appear.
  await expect(async () => {
    await page.mouse.move(0, 0);
    await pages(page).first().hover();
    await expect(pages(page).first()).toHaveAttribute('data-lit', 'hover', { timeout: 500 });
  }).toPass();
  await expect(pane(page, 'tables').locator('.mark[data-lit=hover]').first()).toBeVisible();
  await pages(page).first().click();
  await expect(page.locator('aside.card')).toContainText('0x');
});

test('of many pages both ends are seen; a fold is opened by keys and by mouse, and folded again', async ({ page }) => {
  await openLists(page, ['a = mmap 8M', 'write $a n=600', 'drain']);
  const lists = pane(page, 'lists');
  await lists.locator('.grow').click();
  const fold = lists.locator('.mark.fold[data-key^="fold:lru:inactiveAnon"]');
  await expect(fold).toContainText('more');
  const folded = await pages(page).count();
  await fold.click();
  await expect(pages(page)).toHaveCount(601);
  expect(folded).toBeLessThan(601);
  await lists.locator('.mark.fold[data-key="fewer:lru:inactiveAnon"]').click();
  await expect(pages(page)).toHaveCount(folded);
});

test('accessible in both themes', async ({ page }) => {
  await openLists(page, [...kWaiting, 'drain']);
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    const { violations } = await new AxeBuilder({ page }).include('#pane-lists').analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  }
});

test.describe('at 1280 px', () => {
  test.use({ viewport: { width: 1280, height: 720 } });

  test('the bar of views scrolls: each is reached by keys and then seen whole, and the one in front stands in sight', async ({ page }) => {
    await page.goto(`./${link(...kWaiting)}`);
    await expect(where(page)).toContainText('command 2 of 2', { timeout: 20_000 });
    const bar = page.locator('.stage-tabs ul');
    const buttons = bar.getByRole('button');
    const isWhole = (at: number) =>
      buttons.nth(at).evaluate((one) => {
        const [own, around] = [one.getBoundingClientRect(), one.closest('ul')!.getBoundingClientRect()];
        return own.left >= around.left - 1 && own.right <= around.right + 1;
      });
    const count = await buttons.count();
    expect(count).toBeGreaterThanOrEqual(10);
    await buttons.first().focus();
    for (let at = 0; at < count; ++at) {
      await expect(buttons.nth(at)).toBeFocused();
      await expect.poll(() => isWhole(at)).toBe(true);
      await page.keyboard.press('Tab');
    }
    await buttons.last().click();
    await expect.poll(() => isWhole(count - 1)).toBe(true);
    await buttons.first().focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => isWhole(0)).toBe(true);
  });
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('lanes are seen, in Chinese too', async ({ page }) => {
    await openOnPhone(page);
    await run(page, 'drain');
    await page.locator('.tabs').getByRole('button', { name: 'LRU' }).tap();
    await expect(lane(page, 'lru:inactiveAnon')).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.getByRole('button', { name: '中文' }).or(page.getByRole('button', { name: /Chinese/ })).first().tap();
    await expect(pane(page, 'lists')).toContainText('不活跃，匿名');
  });
});
