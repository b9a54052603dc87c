// Type as large as the browser is set to: drawings, shell and page grow together, while they are open too, and what there is no room for
// beside each other comes one at a time, as on a small screen.
import { expect, openStory, type Page, pane, terminal, test } from './kit';

/** As in the browser's settings; 16 is usual. */
async function setType(page: Page, size: number): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Page.setFontSizes', { fontSizes: { standard: size, fixed: size } });
}

/** px of the least line of text that is drawn in front. */
const leastDrawn = (page: Page) =>
  pane(page, 'tables')
    .locator('.scene-drawing .mark text')
    .evaluateAll((all) => {
      const sizes = all.map((text) => (text as SVGTextElement).getScreenCTM()!.a * Number(text.getAttribute('font-size')));
      return Math.min(...sizes);
    });

const pageType = (page: Page) => page.locator('html').evaluate((html) => Number.parseFloat(getComputedStyle(html).fontSize));
const shellType = (page: Page) => terminal(page).evaluate((rows) => Number.parseFloat(getComputedStyle(rows).fontSize));

test('drawings, shell and page follow the size of type that the browser is set to, at once', async ({ page }) => {
  await page.setViewportSize({ width: 1920, height: 1080 });
  await openStory(page);
  expect(await pageType(page)).toBe(13);
  expect(await leastDrawn(page)).toBeGreaterThanOrEqual(11);
  await setType(page, 24);
  await expect.poll(() => pageType(page)).toBe(19.5);
  await expect.poll(() => leastDrawn(page)).toBeGreaterThanOrEqual(16.5);
  await expect.poll(() => shellType(page)).toBe(19.5);
  // Less than usual stays readable.
  await setType(page, 9);
  await expect.poll(() => pageType(page)).toBe(13);
  await expect.poll(() => shellType(page)).toBe(13);
  expect(await leastDrawn(page)).toBeGreaterThanOrEqual(11);
});

test('large type of the page counts on top of it', async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem('pagewalk.prefs', JSON.stringify({ large: true })));
  await setType(page, 20);
  await openStory(page);
  expect(await pageType(page)).toBe(21.25);
  await expect.poll(() => shellType(page)).toBe(21.25);
});

test('with type of twice the size a page of 1280 x 720 shows one pane at a time, and nothing is cut sideways', async ({ page }) => {
  await setType(page, 32);
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.goto('./');
  await expect(terminal(page)).toContainText('$', { timeout: 20_000 });
  await expect(page.locator('.tabs')).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(1280);
  await page.locator('.tabs').getByRole('button', { name: 'Tables' }).click();
  await expect.poll(() => leastDrawn(page)).toBeGreaterThanOrEqual(22);
});
