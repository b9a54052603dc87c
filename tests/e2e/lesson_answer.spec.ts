// The prediction of a lesson, answered in the shell.
import { expect, openStory, type Page, run, terminal, test } from './kit';
import { answered, lessonPane as lesson } from './lesson_player';

const type = (page: Page, text: string) => page.keyboard.type(text);

test('an option and a number, with completion; what is wrong says what would not be', async ({ page }) => {
  await page.goto('./#lesson=no-memory/1');
  await expect(lesson(page).locator('.option').first()).toBeVisible();
  await expect(lesson(page).locator('[aria-busy=false]')).toBeVisible();
  await run(page, 'answer lost everything');
  await expect(terminal(page)).toContainText('`everything` is no option; these are: nothing, tables, all, refused');
  await run(page, 'answer found nothing');
  await expect(terminal(page)).toContainText('`found` is not the open question: that is `lost`');
  await expect(answered(page)).toHaveCount(0);
  await type(page, 'ans');
  await page.keyboard.press('Tab');
  await expect(terminal(page)).toContainText(/\$ answer\s*$/);
  await page.keyboard.press('Tab');
  await expect(terminal(page)).toContainText(/\$ answer lost\s*$/);
  await type(page, 'noth');
  await page.keyboard.press('Tab');
  await expect(terminal(page)).toContainText('$ answer lost nothing');
  await page.keyboard.press('Enter');
  await expect(answered(page).locator('.verdict.right')).toBeVisible();
  await expect(terminal(page)).toContainText('$ a = mmap 1G rw noreserve');
  await run(page, 'answer lost tables');
  await expect(terminal(page)).toContainText('no question of the lesson is open now');
  await page.goto('./#lesson=no-memory/2');
  await expect(lesson(page).locator('.answer-form')).toBeVisible();
  await expect(lesson(page).locator('[aria-busy=false]')).toBeVisible();
  await run(page, 'answer resident many');
  await expect(terminal(page)).toContainText('`many` is no whole number');
  await run(page, 'answer resident 0x1');
  await expect(answered(page).locator('.verdict')).toHaveText('Not so. You said 1. Here it is 2.');
});

test('a thing by its name', async ({ page }) => {
  await page.goto('./#lesson=read-first/1');
  await lesson(page).locator('.option').first().click();
  await expect(lesson(page).locator('.point-at')).toBeVisible();
  await expect(lesson(page).locator('[aria-busy=false]')).toBeVisible();
  await run(page, 'answer where nowhere');
  await expect(terminal(page)).toContainText('`nowhere` names nothing of the kind that is asked for');
  await run(page, 'answer where frame(1, $a + 8K)');
  await expect(answered(page).nth(1).locator('.verdict.right')).toBeVisible();
});

test('without a lesson it says so; help tells of it', async ({ page }) => {
  await openStory(page);
  await run(page, 'answer lost nothing');
  await expect(terminal(page)).toContainText('no lesson is open');
  await run(page, 'answer = mmap 4K');
  await run(page, 'print $answer');
  await expect(terminal(page)).toContainText(/print \$answer\s*0x7f/);
  await run(page, 'help answer');
  await expect(terminal(page)).toContainText('answer NAME OPTION|NUMBER|THING');
  await run(page, 'help');
  await expect(terminal(page)).toContainText('lesson: answer (answers the open question of the lesson)');
});
