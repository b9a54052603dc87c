// The list of lessons: the path and the tracks, what a lesson needs and answers, search, by keys and with a finger; and that it is there at
// once, however many lessons there are.
import { AxeBuilder, expect, openStory, type Page, pane, terminal, test } from './kit';
import { lessonsToPlay } from './lesson_player';

const list = (page: Page) => page.getByRole('dialog');
const entry = (page: Page, id: string) => list(page).locator(`[data-lesson="${id}"]`);
const field = (page: Page) => list(page).getByRole('searchbox');

async function openList(page: Page, name = 'Lessons'): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
  await expect(list(page).locator('.lesson-entry').first()).toBeVisible();
}

/** What a learner has done, as the page keeps it. */
async function haveDone(page: Page, id: string, steps: readonly string[]): Promise<void> {
  const done = { answers: [], values: {}, hints: 0, reached: true, done: true, from: 1, took: 1, helped: false };
  const text = JSON.stringify({ step: 0, machine: '', steps: Object.fromEntries(steps.map((step) => [step, done])) });
  await page.addInitScript(([key, value]) => localStorage.setItem(key!, value!), [`pagewalk.lesson.${id}`, text]);
}

async function expectNothingSerious(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).include('dialog').analyze();
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
}

test('the opening path comes first, then the tracks by name; each lesson is told once, and in its track', async ({ page }) => {
  await openStory(page);
  await openList(page);
  const parts = await list(page).locator('section h3').allTextContents();
  expect(parts[0]).toContain('Opening path');
  for (const name of ['Addresses', 'Address spaces', 'Faults and copies', 'Who maps this page?', 'Gone wrong'])
    expect(parts.some((one) => one.startsWith(name))).toBe(true);
  const ids = await list(page).locator('[data-lesson]').evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset.lesson));
  expect(ids[0]).toBe('no-memory');
  expect([...ids].sort()).toEqual(lessonsToPlay());
  // Of the path, its track names it, and leads to it.
  const named = list(page).getByRole('button', { name: /^Number 1 on the opening path: A small machine/ });
  await named.click();
  await expect(entry(page, 'no-memory').locator('.main')).toBeFocused();
  await expect(entry(page, 'no-memory')).toBeInViewport();
});

test('what is done, what comes next, what a lesson needs, explains and answers', async ({ page }) => {
  await haveDone(page, 'no-memory', ['map', 'touch', 'give-back']);
  await haveDone(page, 'read-first', ['reads']);
  await openStory(page);
  await openList(page);
  await expect(entry(page, 'no-memory')).toContainText('3 of 3 steps done');
  await expect(entry(page, 'no-memory').locator('.main')).toHaveText(/^Once more/);
  await expect(list(page).locator('.is-next')).toHaveCount(1);
  await expect(list(page).locator('.is-next .place')).toHaveText('2');
  await expect(entry(page, 'no-memory').locator('.lesson-facts')).toContainText('Explains page, frame');
  await expect(entry(page, 'no-memory').locator('.lesson-facts')).toContainText(/\d min/);
  const needed = entry(page, 'read-first').getByRole('button', { name: /^A small machine has room for a gigabyte \(done\)/ });
  await expect(needed).toBeVisible();
  const answers = entry(page, 'no-memory').locator('details');
  await expect(answers.locator('dd').first()).toBeHidden();
  await answers.locator('summary').click();
  await expect(answers.locator('dd').first()).toContainText('Which system calls touch memory');
  await expect(list(page).getByRole('navigation')).toContainText('Opening path 1 of');
});

test('found by title, word and question; begun from what was found, by keys alone', async ({ page }) => {
  await openStory(page);
  await openList(page);
  await field(page).fill('zero page');
  await expect(list(page).getByRole('status')).toHaveText(/found/);
  await expect(entry(page, 'read-first')).toBeVisible();
  await expect(entry(page, 'no-memory')).toHaveCount(0);
  await field(page).fill('Q77');
  await expect(entry(page, 'no-memory').locator('dd').first()).toContainText('Which system calls');
  await field(page).fill('nothing at all like it');
  await expect(list(page).getByRole('status')).toHaveText('No lesson speaks of this.');
  await field(page).fill('a small machine has room for a gigabyte');
  await expect(list(page).getByRole('status')).toHaveText('One lesson found.');
  await page.keyboard.press('ArrowDown');
  await expect(entry(page, 'no-memory').locator('.main')).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(field(page)).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(list(page)).toHaveCount(0);
  await expect(pane(page, 'lesson').locator('.option').first()).toBeVisible();
});

test('what a lesson comes after is led to from what was found, too', async ({ page }) => {
  await openStory(page);
  await openList(page);
  await expect(field(page)).toBeFocused();
  await field(page).fill('triangle');
  await expect(list(page).locator('[data-lesson]')).toHaveCount(1);
  await entry(page, 'triangle').locator('.chip').first().click();
  await expect(field(page)).toHaveValue('');
  await expect(entry(page, 'only-one-way').locator('.main')).toBeFocused();
});

test('a list that cannot be fetched says so', async ({ page }) => {
  await openStory(page);
  const gone = { contentType: 'text/javascript', body: 'throw new Error("gone");' };
  await page.route(/\/assets\/en-[^/]*\.js$/, (route) => route.fulfill(gone));
  await page.getByRole('button', { name: 'Lessons', exact: true }).click();
  await expect(list(page).getByRole('alert')).toContainText('The list of lessons cannot be fetched: Error: gone');
});

test('all questions, with the lessons that answer and what the others wait for', async ({ page }) => {
  await openStory(page);
  await openList(page);
  const all = list(page).locator('.all-questions');
  await all.locator('summary').click();
  await expect(all.locator('dt')).toHaveCount(138);
  await expect(all.locator('dd').nth(13)).toContainText('waits for merging of equal pages (KSM)');
  await all.locator('dd').nth(76).getByRole('button', { name: 'A small machine has room for a gigabyte' }).click();
  await expect(entry(page, 'no-memory').locator('.main')).toBeFocused();
});

test('the list is there at once: it asks for one file, and reads no lesson', async ({ page }) => {
  await openStory(page);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname.split('/').at(-1)!));
  const begun = Date.now();
  await openList(page);
  // Fetched and drawn; some 200 ms where nothing else runs.
  expect(Date.now() - begun).toBeLessThan(3000);
  // The list itself; a lesson's own texts are `lesson-…` and another `en-…`.
  expect(asked.filter((name) => /^(lesson-|en-.*\.js|zh-)/.test(name))).toHaveLength(1);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '中文', exact: true }).click();
  await openList(page, '课程');
  await expect(list(page).locator('section h3').first()).toContainText('入门路线');
});

for (const [width, height, theme] of [[1920, 1080, 'dark'], [1366, 768, 'light'], [390, 844, 'dark']] as const) {
  test(`nothing sticks out, and axe finds nothing serious, ${width} px, ${theme}`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await page.goto('./');
    await expect(terminal(page)).toContainText('$ @2 write $a "child"');
    await openList(page);
    expect(await list(page).evaluate((one) => one.scrollWidth - one.clientWidth)).toBeLessThanOrEqual(0);
    const body = list(page).locator('.catalogue-body');
    expect(await body.evaluate((one) => one.scrollWidth - one.clientWidth)).toBeLessThanOrEqual(0);
    expect(await body.evaluate((one) => one.getBoundingClientRect().height)).toBeGreaterThan(height * 0.6);
    await expectNothingSerious(page);
  });
}

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('every button is large enough for a finger; a lesson is found and begun', async ({ page }) => {
    await page.goto('./');
    await expect(terminal(page)).toContainText('$ @2 write $a "child"');
    await page.getByRole('button', { name: 'Lessons', exact: true }).tap();
    await expect(list(page).locator('.lesson-entry').first()).toBeVisible();
    const small = await list(page)
      .locator('button:visible, summary:visible, input:visible')
      .evaluateAll((all) => all.filter((one) => one.getBoundingClientRect().height < 43.5).map((one) => one.outerHTML.slice(0, 80)));
    expect(small).toEqual([]);
    await list(page).getByRole('navigation').getByRole('button', { name: /^Faults and copies/ }).tap();
    await expect(list(page).getByRole('heading', { name: /^Faults and copies/ })).toBeInViewport();
    await field(page).tap();
    await field(page).fill('double');
    await entry(page, 'read-first').locator('.main').tap();
    await expect(pane(page, 'lesson').locator('.option').first()).toBeVisible();
  });
});
