// What every test of the page uses. The test runner lives in web/, so its packages are named by path, here alone.
import { type Browser, expect, type Locator, type Page, test as plain, type TestInfo } from '../../web/node_modules/@playwright/test';
import AxeBuilder from '../../web/node_modules/@axe-core/playwright';

export { AxeBuilder, type Browser, expect, type Locator, type Page, type TestInfo };

/** What the page writes as an error from here on, a refused policy among it. */
export function complaintsOf(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  return errors;
}

/** For tests that share a page which they open themselves. */
export const sharedTest = plain;

/** Fails a test when the page writes an error. */
export const test = plain.extend<{ quiet: undefined }>({
  quiet: [
    async ({ page }, use) => {
      const errors = complaintsOf(page);
      await use(undefined);
      expect(errors).toEqual([]);
    },
    { auto: true },
  ],
});

/** The page, booted, with its opening commands run, in the arrangement that shows most views at once. */
export async function open(page: Page, fragment = ''): Promise<void> {
  await page.addInitScript(() => {
    // A page without an address has no storage.
    if (location.protocol !== 'http:') return;
    if (localStorage.getItem('pagewalk.layout') === null) localStorage.setItem('pagewalk.layout', JSON.stringify({ preset: 'explore' }));
  });
  await page.goto(`./${fragment}`);
  // The first start compiles the engine, which a busy machine takes its time for.
  await expect(page.locator('#pane-spaces .process').first()).toBeVisible({ timeout: 20_000 });
}

/** The page as a new visitor finds it. */
export async function openStory(page: Page, fragment = ''): Promise<void> {
  await page.goto(`./${fragment}`);
  await expect(where(page)).toContainText('command 3 of 3', { timeout: 20_000 });
  await expect(terminal(page)).toContainText('$ @2 write $a "child"');
}

/** On a phone, where one pane is seen at a time, and the shell is the first. */
export async function openOnPhone(page: Page): Promise<void> {
  await page.goto('./');
  await expect(terminal(page)).toContainText('$ @2 write $a "child"', { timeout: 20_000 });
}

export async function openFirst(page: Page): Promise<void> {
  await open(page);
  await expect(where(page)).toContainText('command 3 of 3');
  await expect(terminal(page)).toContainText('$ @2 write $a "child"');
}

export const terminal = (page: Page): Locator => page.locator('.xterm-rows');
export const where = (page: Page): Locator => page.locator('.where');
export const pane = (page: Page, name: string): Locator => page.locator(`#pane-${name}`);

/** State hash that the page shows, all of it. */
export async function hash(page: Page): Promise<string> {
  return (await page.locator('.where code').getAttribute('title')) ?? '';
}

/** Empties the prompt, types a line and runs it. */
export async function run(page: Page, line: string): Promise<void> {
  await page.locator('.xterm-helper-textarea').focus();
  await page.keyboard.press('Control+e');
  await page.keyboard.press('Control+u');
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
}

/** Runs a line and waits until it stands in the timeline as the last of `count` commands. */
export async function runLogged(page: Page, line: string, count: number): Promise<void> {
  await run(page, line);
  await expect(where(page)).toContainText(`command ${count} of ${count}`);
}

export const kDemo = ['a = mmap 64K', 'write $a "hello"', 'fork', '@2 write $a "child"'];
