// The start page with its machines, and the tour: found by who is new, and again later; neither stops what one types.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { kScenarios } from '../../web/src/app/start/scenarios';
import { AxeBuilder, expect, openStory, type Page, pane, run, terminal, test, where } from './kit';

const startPage = (page: Page) => page.getByRole('dialog', { name: 'Where to begin' });
const tour = (page: Page) => page.locator('.tour');

async function openStart(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Pagewalk/ }).click();
  await expect(startPage(page)).toBeVisible();
}

/** Commands of each that are refused or end in a signal, as its text says. */
const kRefused: Readonly<Record<string, number>> = { guard: 1, limit: 1, areas: 1 };

test('every machine opens with its view in front, and is what its card says', async ({ page }) => {
  test.setTimeout(120_000);
  await openStory(page);
  for (const { name, view, lines } of kScenarios) {
    for (const theme of ['dark', 'light']) {
      expect(existsSync(path.join(__dirname, `../../web/public/start/${name}-${theme}.png`)), `picture of ${name}, ${theme}`).toBe(true);
    }
    const count = lines.filter((line) => !line.startsWith('boot ')).length;
    await openStart(page);
    await startPage(page).locator('.start-card').nth(kScenarios.findIndex((one) => one.name === name)).click();
    await expect(where(page), name).toContainText(`command ${count} of ${count}`, { timeout: 30_000 });
    await expect(pane(page, view), name).toHaveAttribute('data-slot', 'front');
    const said = page.locator('.notice');
    await expect(said, name).toHaveClass(kRefused[name] ? /bad/ : /info/);
    if (kRefused[name]) await expect(said, name).toContainText('1 command');
  }
});

test('the start page has its pictures, is found in the help, and axe finds nothing; Escape leads back to the prompt', async ({ page }) => {
  await openStory(page);
  await page.getByRole('button', { name: 'Help', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Where to begin' }).click();
  await expect(startPage(page).locator('.start-card')).toHaveCount(kScenarios.length);
  for (const picture of await startPage(page).locator('img').all()) {
    await picture.scrollIntoViewIfNeeded();
    await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(320);
  }
  expect((await new AxeBuilder({ page }).include('dialog').analyze()).violations).toEqual([]);
  await page.keyboard.press('Escape');
  await run(page, 'print 6 * 7');
  await expect(terminal(page)).toContainText('42');
});

test('who said no is not asked again, though nothing of the session was kept', async ({ page }) => {
  await openStory(page);
  await page.locator('.welcome').getByRole('button', { name: 'Close this message' }).click();
  await expect(page.locator('.welcome')).toHaveCount(0);
  await page.evaluate(() => {
    for (const key of Object.keys(localStorage)) if (key !== 'pagewalk.met') localStorage.removeItem(key);
    sessionStorage.clear();
  });
  await page.reload();
  await expect(terminal(page)).toContainText('$');
  await expect(page.locator('.welcome')).toHaveCount(0);
});

test('who is new is asked once; the tour goes on when a command runs, and ends where one is', async ({ page }) => {
  await openStory(page);
  await page.locator('.welcome').getByRole('button', { name: 'Show me around' }).click();
  await expect(page.locator('.welcome')).toHaveCount(0);
  await expect(tour(page)).toContainText('1 of 5');
  await expect(page.locator('#pane-shell')).toHaveAttribute('data-toured', '');
  // What is typed goes to the shell as ever.
  await page.locator('.xterm-helper-textarea').focus();
  await page.keyboard.press('Enter');
  await expect(tour(page)).toContainText('2 of 5');
  await expect(page.locator('.story-headline')).toContainText('gave it a copy');
  expect((await new AxeBuilder({ page }).include('.tour').analyze()).violations).toEqual([]);
  for (let at = 3; at <= 5; ++at) {
    await tour(page).getByRole('button', { name: 'Next' }).click();
    await expect(tour(page)).toContainText(`${at} of 5`);
    await expect(tour(page)).toBeInViewport({ ratio: 1 });
    await expect(page.locator('[data-toured]')).toHaveCount(1);
  }
  await tour(page).getByRole('button', { name: 'Done' }).click();
  await expect(tour(page)).toHaveCount(0);
  await expect(page.locator('[data-toured]')).toHaveCount(0);
  await page.keyboard.type('print 6 * 7');
  await page.keyboard.press('Enter');
  await expect(terminal(page)).toContainText('42');
  await page.reload();
  await expect(where(page)).toContainText('command 4 of 4');
  await expect(page.locator('.welcome')).toHaveCount(0);
});

test('by keys: F6 reaches the tour, Escape leaves it', async ({ page }) => {
  await openStory(page);
  await page.getByRole('button', { name: 'Help', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Show me around' }).click();
  await expect(tour(page)).toBeVisible();
  for (let i = 0; i < 12 && !(await tour(page).evaluate((card) => card === document.activeElement)); ++i) await page.keyboard.press('F6');
  await expect(tour(page)).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(tour(page)).toContainText('2 of 5');
  await page.keyboard.press('Escape');
  await expect(tour(page)).toHaveCount(0);
});

test.describe('on a phone, in Chinese', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, locale: 'zh-CN' });

  test('both are there, and nothing is wider than the screen', async ({ page }) => {
    await page.goto('./');
    await expect(page.locator('.story-headline')).toContainText('进程', { timeout: 20_000 });
    await page.getByRole('button', { name: /^Pagewalk/ }).tap();
    const dialog = page.getByRole('dialog', { name: '从哪里开始' });
    await expect(dialog.locator('.start-card').first()).toContainText('写时复制');
    expect(await dialog.evaluate((one) => one.scrollWidth - one.clientWidth)).toBeLessThanOrEqual(0);
    await dialog.getByRole('button', { name: '带我看一圈' }).tap();
    for (let at = 1; at <= 5; ++at) {
      await expect(tour(page)).toContainText(`第 ${at} / 5 站`);
      await expect(tour(page)).toBeInViewport({ ratio: 1 });
      await tour(page).locator('.main').tap();
    }
    await expect(tour(page)).toHaveCount(0);
  });
});
