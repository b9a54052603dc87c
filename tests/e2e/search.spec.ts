// Search: opened by keys or its button, gone through by arrows, and what it opens.
import { AxeBuilder, expect, openStory, type Page, pane, terminal, test } from './kit';

const field = (page: Page) => page.getByRole('combobox', { name: /^Address, frame/ });
const options = (page: Page) => page.locator('#search-found').getByRole('option');
const title = (page: Page) => page.locator('aside.card').getByRole('heading', { level: 2 });

test('Ctrl-Shift-F from the prompt; Enter opens the card, which has the focus; nothing was typed', async ({ page }) => {
  await openStory(page);
  await page.keyboard.press('Control+Shift+F');
  await expect(field(page)).toBeFocused();
  await page.keyboard.type('0x3e06');
  await expect(options(page).first()).toContainText('Frame 0x3e06');
  const { violations } = await new AxeBuilder({ page }).include('dialog').analyze();
  expect(violations).toEqual([]);
  await page.keyboard.press('Enter');
  await expect(title(page)).toHaveText('Frame 0x3e06');
  await expect(page.locator('aside.card')).toBeFocused();
  await expect(pane(page, 'tables').locator('[data-lit=chosen]').first()).toBeVisible();
  await expect(terminal(page)).toContainText('$ @2 write $a "child"');
  await page.keyboard.press('Escape');
  await expect(page.locator('.xterm-helper-textarea')).toBeFocused();
});

test('the slash opens it outside the shell and is a letter inside; arrows choose', async ({ page }) => {
  await openStory(page);
  await page.locator('.xterm-helper-textarea').focus();
  await page.keyboard.press('Control+e');
  await page.keyboard.type('/');
  await expect(terminal(page)).toContainText('"child"/');
  await expect(field(page)).toHaveCount(0);
  await pane(page, 'tables').focus();
  await page.keyboard.press('/');
  await expect(field(page)).toBeFocused();
  await page.keyboard.type('anon_vma');
  await expect(options(page).first()).toContainText('anon_vma');
  await page.keyboard.press('ArrowDown');
  await expect(options(page).nth(1)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(title(page)).toHaveText('anon_vma');
});

test('its button; a command is typed; a lesson begins', async ({ page }) => {
  await openStory(page);
  await page.getByRole('button', { name: /^Search/ }).click();
  await field(page).fill('mprotect');
  await options(page).filter({ hasText: 'Command' }).first().click();
  await expect(field(page)).toHaveCount(0);
  await expect(terminal(page)).toContainText('$ help mprotect');
  await page.keyboard.press('Control+Shift+F');
  await field(page).fill('no-memory');
  await options(page).first().click();
  await expect(page.locator('#pane-lesson')).toBeVisible();
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  test('it has room, in Chinese too', async ({ page }) => {
    await page.goto('./');
    await expect(terminal(page)).toContainText('$ @2 write $a "child"', { timeout: 20_000 });
    await page.getByRole('button', { name: '中文' }).tap();
    await page.getByRole('button', { name: /^搜索/ }).tap();
    const input = page.getByRole('combobox', { name: /^地址/ });
    await input.fill('写时复制');
    await expect(options(page).first()).toContainText('写时复制');
    const box = (await options(page).first().boundingBox())!;
    expect(box.x >= 0 && box.x + box.width <= 390).toBe(true);
    await options(page).first().tap();
    await expect(title(page)).toHaveText('写时复制');
  });
});
