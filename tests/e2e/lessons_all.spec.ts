// Every lesson of the repository, played to its end in one page each by keys and by touch. What single lessons show of the page is in
// lesson*.spec.ts.
import { byKeys, byTouch, type Hands, lessonsToPlay, openingPath, planOf, play } from './lesson_player';
import { complaintsOf, expect, type Page, sharedTest as test } from './kit';

const lessons = lessonsToPlay();

test('there are lessons to play', () => {
  expect(lessons).toContain('no-memory');
  expect(openingPath()[0]).toBe('no-memory');
});

/** One page for all of them, as somebody has it who goes on from lesson to lesson. */
function playAll(ids: readonly string[], hands: Hands, options: Parameters<import('./kit').Browser['newPage']>[0]): void {
  let page: Page;
  let complaints: string[];
  test.beforeAll(async ({ browser, baseURL }) => {
    page = await browser.newPage({ baseURL: baseURL!, colorScheme: 'dark', reducedMotion: 'reduce', serviceWorkers: 'block', ...options });
    complaints = complaintsOf(page);
    await page.goto(`./#lesson=${ids[0]}/1`);
    await expect(page.locator('html')).toHaveAttribute('lang', options?.locale ?? 'en');
  });
  test.afterAll(() => page.close());
  for (const id of ids) {
    test(id, async () => {
      await play(page, await planOf(id), hands);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(page.viewportSize()!.width);
      expect(complaints).toEqual([]);
    });
  }
}

test.describe('by keys', () => {
  playAll(lessons, byKeys, { viewport: { width: 1440, height: 900 } });
});

test.describe('by touch at 390 px', () => {
  playAll(lessons, byTouch, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
});

test.describe('in Chinese: those who begin', () => {
  const path = openingPath().filter((id) => lessons.includes(id));
  playAll(path, byTouch, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, locale: 'zh-CN' });
});
