// One page's life: from its first write through the swap cache, a fork's second entry, the child's swap-in and the parent's copy, event by
// event; by mouse, by keys, as text, on a phone.
import { AxeBuilder, expect, open, openOnPhone, type Page, pane, run, terminal, test, where } from './kit';

const link = (...lines: string[]) => `#cmd=${encodeURIComponent(lines.join(';'))}`;
const kLog = [
  'mkswap disk 1M kind=ssd',
  'swapon disk',
  'a = mmap 4M',
  'write $a "kept"',
  'drain',
  'madvise $a 4K pageout',
  'fork',
  '@2 read $a',
  'write $a "mine"',
];

async function openLife(page: Page, lines: readonly string[] = kLog): Promise<void> {
  await open(page, link(...lines));
  await expect(where(page)).toContainText(`command ${lines.length} of ${lines.length}`);
  await page.locator('.lower-switch').getByRole('button', { name: 'A life' }).first().click();
  await expect(pane(page, 'life')).toBeVisible();
  await pane(page, 'life').locator('.grow').click();
}

const marks = (page: Page, start: string) => pane(page, 'life').locator(`.mark[data-key^="${start}"]`);
const command = (page: Page, index: number) => marks(page, `command:${index}`);

test('a page is followed out to swap and back, shared and copied; each event is a place to jump to', async ({ page }) => {
  await openLife(page);
  await expect(pane(page, 'life')).toContainText('of process 1');
  // The last command is opened: the parent's store finds the page in the swap cache and copies it.
  await expect(marks(page, 'step:8/').first()).toBeAttached();
  const labels = await marks(page, 'step:8/').evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')!));
  expect(labels.join('\n')).toMatch(/do_swap_page[\s\S]*wp_page_copy|wp_page_copy[\s\S]*do_swap_page/);
  // The others are closed, and say where the page went.
  await expect(marks(page, 'step:5/')).toHaveCount(0);
  await expect(marks(page, 'move:5/').last()).toHaveAttribute('aria-label', /slot 0:1, named by 1 entry; cached in frame 0x/);
  await expect(marks(page, 'move:6/').last()).toHaveAttribute('aria-label', /slot 0:1, named by 2 entries/);
  await command(page, 5).focus();
  await page.keyboard.press('Enter');
  const unmapped = marks(page, 'step:5/').filter({ hasText: 'try_to_unmap_one' });
  await expect(unmapped).toHaveCount(1);
  await unmapped.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Return to now' })).toBeVisible();
  await expect(where(page)).toContainText('command 6 of 9');
  // In the past the same life is seen; the moment that is looked at stands out.
  await expect(marks(page, 'step:8/').or(marks(page, 'command:8')).first()).toBeAttached();
  await page.getByRole('button', { name: 'Return to now' }).click();
  await expect(where(page)).toContainText('command 9 of 9');
});

test('what is undone is no longer told, and a command that is typed goes on with it', async ({ page }) => {
  await openLife(page, kLog.slice(0, 6));
  await expect(command(page, 5)).toBeAttached();
  await page.keyboard.press('Escape');
  await run(page, 'undo');
  await expect(command(page, 5)).toHaveCount(0);
  await expect(command(page, 3)).toBeAttached();
  await run(page, 'munmap $a 4K');
  await expect(marks(page, 'move:5/').last()).toHaveAttribute('aria-label', /no entry names a page/);
});

test('the text twin and the shell tell the same events', async ({ page }) => {
  await openLife(page);
  const life = pane(page, 'life');
  await life.locator('.text-toggle').click();
  await expect(life.locator('.twin')).toContainText('-> slot 0:1 of /dev/disk, named by 1 entry; cached in frame 0x');
  await life.locator('.text-toggle').click();
  await life.locator('.grow').click();
  await run(page, 'story $a | tail 3');
  await expect(terminal(page)).toContainText('mm_account_fault');
});

test('a machine with nothing to tell says what to try', async ({ page }) => {
  await open(page, link('print 1'));
  await page.locator('.lower-switch').getByRole('button', { name: 'A life' }).first().click();
  await expect(pane(page, 'life')).toBeVisible();
  const tries = pane(page, 'life').getByRole('button', { name: 'a = mmap 16K' });
  if ((await tries.count()) > 0) await tries.click();
  await run(page, 'a = mmap 16K');
  await run(page, 'write $a "hello"');
  await expect(marks(page, 'move:').first()).toHaveAttribute('aria-label', /mapped by 1 entry/);
});

test('keys reach a command and open it; nothing is wrong for who cannot see it', async ({ page }) => {
  await openLife(page);
  await command(page, 3).focus();
  await page.keyboard.press('Enter');
  await expect(marks(page, 'step:3/').first()).toBeAttached();
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    const { violations } = await new AxeBuilder({ page }).include('#pane-life').analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  }
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('a life is read and tapped', async ({ page }) => {
    await openOnPhone(page);
    for (const line of ['mkswap ram 40K kind=zram', 'swapon ram', 'drain', 'madvise $a 4K pageout']) await run(page, line);
    await page.locator('.tabs').getByRole('button', { name: 'A life' }).tap();
    await expect(marks(page, 'command:').first()).toBeAttached();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
});
