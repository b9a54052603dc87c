// Pressure: memory that runs short, command by command: what was free against the watermarks, when kswapd ran, how reclaim divides its
// looks; a click on a column goes to its command; by text, on a phone, in both languages.
import { AxeBuilder, expect, open, type Page, pane, test, where } from './kit';

const kScript = ['mkswap sda 64M', 'swapon sda', 'a = mmap 96M', 'write $a n=11000', 'write $a+44000K n=5000'];
const kLink = `#cmd=${encodeURIComponent(kScript.join('\n'))}`;

async function openPressure(page: Page): Promise<void> {
  await open(page, kLink);
  await expect(where(page)).toContainText('command 5 of 5');
  await page.locator('.lower-switch').getByRole('button', { name: 'Pressure' }).first().click();
  await pane(page, 'pressure').locator('.grow').click();
}

const marks = (page: Page, start: string) => pane(page, 'pressure').locator(`.mark[data-key^="${start}"]`);

const anonBar = (page: Page) => pane(page, 'pressure').locator('[data-key="scan:anon"]');

test('free pages fall to the watermarks, and kswapd is seen where it ran', async ({ page }) => {
  await openPressure(page);
  await expect(marks(page, 'free:DMA32#')).toHaveCount(5);
  await expect(marks(page, 'free:DMA#')).toHaveCount(5);
  await expect(marks(page, 'kswapd#')).toHaveCount(1);
  await expect(marks(page, 'kswapd#')).toHaveAttribute('aria-label', /kswapd ran in command 5, \d+ ×/);
  // Anonymous pages have cost something: less than swappiness alone would give them.
  await expect(anonBar(page)).toHaveAttribute('aria-label', /anonymous pages: 18 %; swappiness 60/);
  await expect(pane(page, 'pressure')).toContainText('some of both, by swappiness');
  // In front of it all, as much of the machine was free as at the start.
  await marks(page, 'free:DMA32#3').click();
  await expect(where(page)).toContainText('command 4 of 5');
  await expect(marks(page, 'free:DMA32#3')).toHaveClass(/walked/);
  await expect(anonBar(page)).toHaveAttribute('aria-label', /anonymous pages: 30 %/);
});

test('its text says the same, and axe finds nothing', async ({ page }) => {
  await openPressure(page);
  const { violations } = await new AxeBuilder({ page }).include('#pane-pressure').analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await pane(page, 'pressure').locator('.text-toggle').click();
  await expect(pane(page, 'pressure').locator('.twin')).toContainText('kswapd ran');
  await expect(pane(page, 'pressure').locator('.twin')).toContainText(/DMA32 +\d+ +179 +223 +267/);
});

test('in Chinese, with commands that change nothing of it', async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem('pagewalk.prefs', JSON.stringify({ language: 'zh' })));
  await open(page, kLink);
  await page.locator('.lower-switch').getByRole('button', { name: '压力' }).first().click();
  await expect(pane(page, 'pressure')).toContainText('匿名页');
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  test('it is reached by a tab, and nothing of it lies beside the page', async ({ page }) => {
    await page.goto(`./${kLink}`);
    await page.locator('.tabs').getByRole('button', { name: 'Pressure' }).tap();
    await expect(marks(page, 'free:DMA32#').first()).toBeVisible();
    const widest = await marks(page, '').evaluateAll((all) => Math.max(...all.map((mark) => mark.getBoundingClientRect().right)));
    expect(widest).toBeLessThanOrEqual(390);
  });
});
