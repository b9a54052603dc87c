// The lesson in the page: from the opened page to its end by mouse, by keyboard alone, and on a phone; kept over a reload; linked to; in
// two languages. Every lesson is played in lessons_all.spec.ts.
import { AxeBuilder, expect, type Page, run, terminal, test } from './kit';
import { answered, byKeys, goBy, lessonPane as lesson, lessonsToPlay, openQuestion, planOf, reached } from './lesson_player';

const button = (page: Page, name: string | RegExp) => lesson(page).getByRole('button', { name, exact: typeof name === 'string' });
const options = (page: Page) => openQuestion(page).locator('.option');

async function openLesson(page: Page): Promise<void> {
  await page.goto('./');
  await expect(terminal(page)).toContainText('$ @2 write $a "child"');
  await page.getByRole('button', { name: 'Lessons', exact: true }).click();
  await page.locator('dialog [data-lesson=no-memory]').getByRole('button', { name: /^Start/ }).click();
  await expect(options(page).first()).toBeVisible();
}

async function expectNothingSerious(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([]);
}

test('solved by mouse: every prediction, every goal, to the end', async ({ page }) => {
  const { steps } = await planOf('no-memory');
  await openLesson(page);
  for (const [i, step] of steps.entries()) {
    await expect(lesson(page).locator('.pane-sub')).toHaveText(`${i + 1} of ${steps.length}`);
    for (const [at, { asks, right }] of step.predictions.entries()) {
      if (asks === 'choice') await options(page).nth(Number(right)).click();
      else {
        await openQuestion(page).getByRole('textbox').fill(right!);
        await button(page, 'That is it').click();
      }
      await expect(answered(page).nth(at).locator('.verdict.right')).toHaveCount(1);
    }
    if (step.solution.length > 0) {
      await expect(lesson(page).locator('.goals .missing').first()).toBeVisible();
      await button(page, 'Type the solution').click();
      await expect(reached(page)).toBeVisible();
      await expect(terminal(page)).toContainText(`$ ${step.solution.at(-1)}`);
    }
    if (i < steps.length - 1) await button(page, /^Next/).click();
  }
  await expect(lesson(page)).toContainText(`${steps.length} of ${steps.length} steps are done`);
  await button(page, 'Finish').click();
  await expect(lesson(page)).toHaveCount(0);
});

test('a goal is reached by whatever way leads there, and says what is missing until then', async ({ page }) => {
  await page.goto('./#lesson=read-first/3');
  const missing = lesson(page).locator('.missing');
  await expect(missing.first()).toContainText('rss(1) - $r');
  await expect(missing.first()).toContainText('≠ 0');
  await button(page, /^Hint 1 of 2/).click();
  await expect(lesson(page).locator('.hint-text')).toHaveCount(1);
  // From the other end of the area than the lesson's own way.
  await run(page, 'read $c+16K n=4');
  await run(page, 'write $c n=8');
  await expect(reached(page)).toBeVisible();
  await expect(lesson(page).locator('[role=status]').last()).toHaveText('Reached. You can go on.');
});

const focusIs = (page: Page, selector: string) => page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector);

test('solved by keyboard alone, from the opened page to the end, and the focus is never lost', async ({ page }) => {
  const { steps } = await planOf('no-memory');
  await page.goto('./');
  await expect(terminal(page)).toContainText('$ @2 write $a "child"');
  // Behind the button for searching stands the one for lessons.
  await goBy(page, 'Shift+Tab', '.actions button:nth-child(2)');
  await page.keyboard.press('Enter');
  await goBy(page, 'Tab', 'dialog .lesson-list li:first-child .main');
  await page.keyboard.press('Enter');
  await expect(options(page).first()).toBeVisible();
  await goBy(page, 'F6', '#pane-lesson');
  for (const [i, step] of steps.entries()) {
    for (const [at, asked] of step.predictions.entries()) {
      await byKeys.answer(page, asked, asked.wrong);
      await expect(answered(page)).toHaveCount(at + 1);
      await expect(lesson(page).locator('[role=status]').last()).not.toBeEmpty();
      expect(await focusIs(page, asked.asks === 'choice' ? '.option' : '.answers')).toBe(true);
    }
    if (step.solution.length > 0) await byKeys.solve(page, step.solution);
    if (step.solution.length > 0) await expect(reached(page)).toBeVisible();
    await byKeys.next(page);
    if (i < steps.length - 1) await expect(lesson(page).locator('h3:focus')).toHaveCount(1);
  }
  await expect(lesson(page)).toHaveCount(0);
  expect(await focusIs(page, 'body')).toBe(false);
});

test('the list shows every lesson, in both languages', async ({ page }) => {
  const ids = lessonsToPlay();
  await page.goto('./');
  await expect(terminal(page)).toContainText('$ @2 write $a "child"');
  await page.getByRole('button', { name: 'Lessons', exact: true }).click();
  const heads = page.getByRole('dialog').locator('.lesson-list h4');
  await expect(heads).toHaveCount(ids.length);
  const english = await heads.allTextContents();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '中文' }).click();
  await page.getByRole('button', { name: '课程', exact: true }).click();
  await expect(heads).toHaveCount(ids.length);
  await expect(heads.first()).not.toHaveText(english[0]!);
  expect(new Set([...english, ...(await heads.allTextContents())]).size).toBe(2 * ids.length);
});

test('another way round: the step says so and sets the machine up', async ({ page }) => {
  await openLesson(page);
  await button(page, /^Skip/).click();
  await expect(lesson(page).getByRole('alert')).toBeVisible();
  await button(page, 'Set it up').click();
  await expect(terminal(page)).toContainText('$ a = mmap 1G rw noreserve');
  await expect(openQuestion(page)).toHaveAttribute('data-asks', 'number');
});

test('a reload keeps the place, another language keeps the answers', async ({ page }) => {
  await openLesson(page);
  await options(page).nth(2).click();
  await expect(answered(page)).toHaveCount(1);
  await page.reload();
  await expect(answered(page)).toHaveCount(1);
  await expect(lesson(page).locator('.verdict')).toBeVisible();
  await page.getByRole('button', { name: '中文' }).click();
  await expect(lesson(page).locator('.verdict')).toContainText('不是这样');
  await expect(answered(page)).toHaveCount(1);
  await expect(page).toHaveURL(/#lesson=no-memory\/1$/);
});

test('a reload before the picture has followed the answer loses neither it nor the place', async ({ page }) => {
  // On a slow machine pictures come late; here they always do.
  await page.addInitScript(() => {
    const Before = globalThis.Worker;
    globalThis.Worker = class extends Before {
      override set onmessage(take: (event: MessageEvent<{ kind: string }>) => void) {
        super.onmessage = (event: MessageEvent<{ kind: string }>) => void setTimeout(take, event.data.kind === 'view' ? 1500 : 0, event);
      }
    };
  });
  await openLesson(page);
  await options(page).nth(2).click();
  await expect(answered(page)).toHaveCount(1);
  await page.reload();
  await expect(lesson(page).locator('.verdict')).toBeVisible();
  await expect(answered(page)).toHaveCount(1);
});

test('a link without a step goes on where the learner left off', async ({ page }) => {
  await page.goto('./#lesson=read-first/2');
  await openQuestion(page).getByRole('textbox').fill('16');
  await button(page, 'That is it').click();
  await expect(answered(page)).toHaveCount(1);
  await page.goto('about:blank');
  await page.goto('./#lesson=read-first');
  await expect(lesson(page).locator('.pane-sub')).toHaveText(/^2 of/);
  await expect(answered(page)).toHaveCount(1);
  await expect(page).toHaveURL(/#lesson=read-first\/2$/);
});

test('a link to a lesson that is not there says so', async ({ page }) => {
  await page.goto('./#lesson=no-such-thing/2');
  await expect(lesson(page).getByRole('alert')).toContainText('no-such-thing');
  await button(page, 'Close the lesson').click();
  await expect(lesson(page)).toHaveCount(0);
});

for (const theme of ['dark', 'light'] as const) {
  test(`axe finds nothing serious in a lesson, ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await page.goto('./#lesson=read-first/3');
    await button(page, /^Hint/).click();
    await expectNothingSerious(page);
    await page.getByRole('button', { name: 'Lessons', exact: true }).click();
    await expect(page.getByRole('dialog').getByRole('button', { name: /^(Start|Continue)/ }).first()).toBeVisible();
    await expectNothingSerious(page);
  });
}

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('begun at 390 px by tapping; every button is large enough; the shell is a tap away', async ({ page }) => {
    await page.goto('./');
    await expect(terminal(page)).toContainText('$ @2 write $a "child"');
    await page.getByRole('button', { name: 'Lessons', exact: true }).tap();
    await page.locator('dialog [data-lesson=no-memory]').getByRole('button', { name: /^Start/ }).tap();
    await options(page).last().tap();
    await expect(answered(page)).toHaveCount(1);
    expect((await lesson(page).locator('.pane-body').boundingBox())!.height).toBeGreaterThan(500);
    await page.goto('./#lesson=read-first/3');
    await button(page, 'Type the solution').tap();
    await expect(reached(page)).toBeVisible();
    const small = await lesson(page)
      .locator('button:visible:not(.word-link)')
      .evaluateAll((all) => all.filter((one) => one.getBoundingClientRect().height < 43.5).map((one) => one.outerHTML.slice(0, 80)));
    expect(small).toEqual([]);
    await expectNothingSerious(page);
    await page.locator('.tabs').getByRole('button', { name: 'Shell' }).tap();
    await expect(terminal(page)).toContainText('$ write $c n=8');
    await page.locator('.tabs').getByRole('button', { name: 'Lesson' }).tap();
    await button(page, 'Finish').tap();
    await expect(lesson(page)).toHaveCount(0);
  });

  test('axe finds nothing serious in a step with its hints', async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.goto('./#lesson=read-first/3');
    await button(page, /^Hint/).tap();
    await expect(lesson(page).locator('.hint-text')).toHaveCount(1);
    await expectNothingSerious(page);
  });
});
