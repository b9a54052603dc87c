// The goal beside what is there now, as drawings: on demand, with what differs marked, and as text; nothing waits for it.
import { AxeBuilder, expect, type Page, run, terminal, test } from './kit';
import { lessonPane as lesson, openQuestion, reached } from './lesson_player';

const show = (page: Page) => lesson(page).getByRole('button', { name: 'Show the goal' });
const pictures = (page: Page) => lesson(page).locator('.goal-pictures');
/** The drawings as text: the present one, and the goal. */
const svgs = (page: Page) =>
  pictures(page)
    .locator('img')
    .evaluateAll((all) => all.map((one) => decodeURIComponent((one as HTMLImageElement).src)));

/** The second step of read-first, its number given. */
async function toGoals(page: Page): Promise<void> {
  await page.goto('./#lesson=read-first/2');
  await openQuestion(page).getByRole('textbox').fill('16');
  await openQuestion(page).getByRole('textbox').press('Enter');
  await expect(lesson(page).locator('.goals')).toBeVisible();
}

test('asked for, the goal stands beside the present state; both are alike when it is reached', async ({ page }) => {
  await toGoals(page);
  await expect(pictures(page)).toHaveCount(0);
  await show(page).click();
  await expect(pictures(page).locator('img')).toHaveCount(2);
  await expect(pictures(page).locator('.goal-count')).toHaveText(/^Differences: [1-9]/);
  const [now, goal] = await svgs(page);
  expect(now === goal).toBe(false);
  await lesson(page).getByText('What differs').click();
  await expect(pictures(page)).toContainText('In the goal only:');
  await lesson(page).getByText('Both as text').click();
  await expect(pictures(page).locator('pre')).toContainText(/^\+ /m);
  await run(page, 'b = mmap 32K');
  await expect(lesson(page).locator('.count').first()).toContainText('Commands so far: 1');
  await run(page, 'write $b n=8');
  await expect(reached(page)).toBeVisible();
  await expect(pictures(page).locator('.goal-count')).toHaveText('Both drawings are alike.');
  const [same, alike] = await svgs(page);
  expect(same === alike).toBe(true);
});

test('a puzzle shows it behind its hints', async ({ page }) => {
  await page.goto('./#lesson=read-first/3');
  await expect(lesson(page)).toContainText('The goal can be seen as a drawing once all hints are taken.');
  for (const at of [1, 2]) {
    await expect(show(page)).toHaveCount(0);
    await lesson(page).getByRole('button', { name: `Hint ${at} of 2` }).click();
  }
  await show(page).click();
  await expect(pictures(page).locator('img')).toHaveCount(2);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const { violations } = await new AxeBuilder({ page }).include('#pane-lesson').analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
});

test('typing does not wait for it', async ({ page }) => {
  // The engine beside takes its time; the one in charge does not.
  await page.addInitScript(() => {
    const Before = globalThis.Worker;
    let made = 0;
    globalThis.Worker = class extends Before {
      private readonly late = made++ > 0;
      override postMessage(message: unknown): void {
        if (this.late) setTimeout(() => super.postMessage(message), 1500);
        else super.postMessage(message);
      }
    } as typeof Worker;
  });
  await toGoals(page);
  await show(page).click();
  await expect(lesson(page)).toContainText('The goal is being drawn');
  const began = Date.now();
  await run(page, 'print 40 + 2');
  await expect(terminal(page)).toContainText(/print 40 \+ 2\s*42/);
  expect(Date.now() - began).toBeLessThan(2500);
  await expect(lesson(page)).toContainText('The goal is being drawn');
  await expect(pictures(page).locator('img')).toHaveCount(2, { timeout: 15_000 });
});
