// The lesson in the page: solved by mouse, by keyboard alone, and on a phone; kept over a reload; linked to; in two languages.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { AxeBuilder, expect, type Page, pane, run, terminal, test } from './kit';

/** What the steps of a lesson ask of a learner, counted in the behaviour file, so that the tests know no figures of their own. */
const stepsOf = (id: string) =>
  readFileSync(path.join(__dirname, `../../lessons/${id}/lesson.txt`), 'utf8')
    .split(/^step /m)
    .slice(1)
    .map((text) => ({
      id: text.split('\n')[0]!,
      predictions: text.match(/^\s*predict /gm)?.length ?? 0,
      solution: [...text.matchAll(/^\s*solve (.*)$/gm)].map((match) => match[1]!),
    }));
const steps = stepsOf('fork-cow');

const lesson = (page: Page) => pane(page, 'lesson');
const button = (page: Page, name: string | RegExp) => lesson(page).getByRole('button', { name, exact: typeof name === 'string' });
const openQuestion = (page: Page) => lesson(page).locator('.predict[data-answered=false] .option');
const answered = (page: Page) => lesson(page).locator('.predict[data-answered=true]');

async function openLesson(page: Page): Promise<void> {
  await page.goto('./');
  await expect(terminal(page)).toContainText('$ @2 write $a "child"');
  await page.getByRole('button', { name: 'Lessons', exact: true }).click();
  await page.locator('dialog li', { hasText: 'Who maps this page?' }).getByRole('button', { name: /^Start/ }).click();
  await expect(openQuestion(page).first()).toBeVisible();
}

async function expectNothingSerious(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([]);
}

test('solved by mouse: every prediction, every goal, to the end', async ({ page }) => {
  test.setTimeout(120_000);
  await openLesson(page);
  for (const [i, step] of steps.entries()) {
    await expect(lesson(page).locator('.pane-sub')).toHaveText(`${i + 1} of ${steps.length}`);
    for (let asked = 0; asked < step.predictions; ++asked) {
      await openQuestion(page).first().click();
      await expect(answered(page)).toHaveCount(asked + 1);
      await expect(answered(page).nth(asked).locator('.option.right')).toHaveCount(1);
    }
    if (step.solution.length > 0) {
      await expect(lesson(page).locator('.goals .missing').first()).toBeVisible();
      await button(page, 'Type the solution').click();
      await expect(lesson(page).locator('.goals[data-reached=true]')).toBeVisible();
      await expect(terminal(page)).toContainText(`$ ${step.solution.at(-1)}`);
    }
    if (i < steps.length - 1) await button(page, /^Next/).click();
  }
  await expect(lesson(page)).toContainText(`${steps.length} of ${steps.length} steps are done`);
  await button(page, 'Finish').click();
  await expect(lesson(page)).toHaveCount(0);
});

test('a goal is reached by whatever way leads there, and says what is missing until then', async ({ page }) => {
  await page.goto('./#lesson=fork-cow/5');
  await openQuestion(page).nth(1).click();
  const missing = lesson(page).locator('.missing');
  await expect(missing).toContainText('visits($f)');
  await expect(missing).toContainText('≠ 2');
  await button(page, /^Hint 1 of 3/).click();
  await expect(lesson(page).locator('.hint-text')).toHaveCount(1);
  await run(page, '@2 munmap $a 16K');
  await expect(lesson(page).locator('.goals[data-reached=true]')).toBeVisible();
  await expect(lesson(page).locator('[role=status]')).toHaveText('Reached. You can go on.');
});

const focusIs = (page: Page, selector: string) => page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector);

async function goBy(page: Page, key: string, selector: string): Promise<void> {
  for (let i = 0; i < 80; ++i) {
    if (await focusIs(page, selector)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${key} does not reach ${selector}`);
}

/** Any answer to the open question: an option, a number, a frame by its number. */
async function answerByKeys(page: Page, asked: number): Promise<void> {
  const press = (key: string) => page.keyboard.press(key);
  const asks = await lesson(page).locator('.predict[data-answered=false]').getAttribute('data-asks');
  await goBy(page, 'Tab', `.predict[data-answered=false] ${asks === 'choice' ? '.option' : 'input'}`);
  if (asks === 'choice') await press(asked % 2 === 0 ? 'Enter' : 'Space');
  else {
    await page.keyboard.type('0x1');
    await press('Enter');
  }
  if (asks === 'thing') {
    await expect(lesson(page).locator('.point-at .give')).toBeVisible();
    await goBy(page, 'Tab', '.give');
    await press('Enter');
  }
  await expect(answered(page)).toHaveCount(asked + 1);
  await expect(lesson(page).locator('[role=status]').last()).not.toBeEmpty();
  if (asks === 'choice') await expect(answered(page).nth(asked).locator('.option.right')).toHaveCount(1);
  else await expect(answered(page).nth(asked).locator('.verdict')).toBeVisible();
  expect(await focusIs(page, asks === 'choice' ? '.option' : '.answers')).toBe(true);
}

/** From the lesson's first question to its end, by keyboard alone. */
async function solveByKeys(page: Page, all: ReturnType<typeof stepsOf>): Promise<void> {
  const press = (key: string) => page.keyboard.press(key);
  await expect(openQuestion(page).first()).toBeVisible();
  await goBy(page, 'F6', '#pane-lesson');
  for (const [i, step] of all.entries()) {
    await expect(lesson(page).locator('.pane-sub')).toHaveText(`${i + 1} of ${all.length}`);
    for (let asked = 0; asked < step.predictions; ++asked) {
      await answerByKeys(page, asked);
    }
    if (step.solution.length > 0) {
      await expect(lesson(page).locator('.goals .missing').first()).toBeVisible();
      await press('F6');
      expect(await focusIs(page, '#pane-shell textarea')).toBe(true);
      for (const line of step.solution) {
        await page.keyboard.type(line);
        await press('Enter');
      }
      await expect(lesson(page).locator('.goals[data-reached=true]')).toBeVisible();
      await press('Shift+F6');
      expect(await focusIs(page, '#pane-lesson')).toBe(true);
    }
    await goBy(page, 'Tab', '#pane-lesson .next');
    await press('Enter');
    if (i < all.length - 1) await expect(lesson(page).locator('h3:focus')).toHaveCount(1);
  }
  await expect(lesson(page)).toHaveCount(0);
  expect(await focusIs(page, 'body')).toBe(false);
}

test('solved by keyboard alone, from the opened page to the end', async ({ page }) => {
  test.setTimeout(180_000);
  await page.goto('./');
  await expect(terminal(page)).toContainText('$ @2 write $a "child"');
  // Behind the button for searching stands the one for lessons.
  await goBy(page, 'Shift+Tab', '.actions button:nth-child(2)');
  await page.keyboard.press('Enter');
  await goBy(page, 'Tab', 'dialog .lesson-list li:nth-child(3) .main');
  await page.keyboard.press('Enter');
  await solveByKeys(page, steps);
});

for (const id of ['vma-merge', 'mremap', 'no-memory', 'read-first']) {
  test(`${id}: solved by keyboard alone, from its link to the end`, async ({ page }) => {
    test.setTimeout(180_000);
    await page.goto(`./#lesson=${id}`);
    await solveByKeys(page, stepsOf(id));
  });
}

test('the list shows every lesson, in both languages', async ({ page }) => {
  const ids = readdirSync(path.join(__dirname, '../../lessons'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  await page.goto('./');
  await expect(terminal(page)).toContainText('$ @2 write $a "child"');
  await page.getByRole('button', { name: 'Lessons', exact: true }).click();
  const heads = page.getByRole('dialog').locator('.lesson-list h3');
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
  await expect(terminal(page)).toContainText('$ f = print frame(1, $a+4K)');
  await expect(lesson(page).locator('.prose').first()).toContainText(/Frame 0x[0-9a-f]+ is mapped once/);
});

test('a reload keeps the place, another language keeps the answers', async ({ page }) => {
  await openLesson(page);
  await openQuestion(page).nth(2).click();
  await expect(answered(page)).toHaveCount(1);
  await page.reload();
  await expect(answered(page)).toHaveCount(1);
  await expect(lesson(page).locator('.goals')).toBeVisible();
  await page.getByRole('button', { name: '中文' }).click();
  await expect(lesson(page)).toContainText('anon_vma 是什么时候建立的');
  await expect(answered(page)).toHaveCount(1);
  await expect(page).toHaveURL(/#lesson=fork-cow\/1$/);
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
  await openQuestion(page).nth(2).click();
  await expect(answered(page)).toHaveCount(1);
  await page.reload();
  await expect(lesson(page).locator('.goals')).toBeVisible();
  await expect(answered(page)).toHaveCount(1);
});

test('a link without a step goes on where the learner left off', async ({ page }) => {
  await page.goto('./#lesson=fork-cow/3');
  await openQuestion(page).first().click();
  await expect(answered(page)).toHaveCount(1);
  await page.goto('about:blank');
  await page.goto('./#lesson=fork-cow');
  await expect(lesson(page).locator('.pane-sub')).toHaveText(`3 of ${steps.length}`);
  await expect(answered(page)).toHaveCount(1);
  await expect(page).toHaveURL(/#lesson=fork-cow\/3$/);
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
    await page.goto('./#lesson=fork-cow/5');
    await openQuestion(page).first().click();
    await button(page, /^Hint/).click();
    await expectNothingSerious(page);
    await page.getByRole('button', { name: 'Lessons', exact: true }).click();
    await expect(page.getByRole('dialog').getByRole('button', { name: /^(Start|Continue)/ }).first()).toBeVisible();
    await expectNothingSerious(page);
  });
}

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('solved at 390 px by tapping, from the opened page to the end', async ({ page }) => {
    test.setTimeout(180_000);
    await page.goto('./');
    await expect(terminal(page)).toContainText('$ @2 write $a "child"');
    await page.getByRole('button', { name: 'Lessons', exact: true }).tap();
    await page.locator('dialog li', { hasText: 'Who maps this page?' }).getByRole('button', { name: /^Start/ }).tap();
    for (const [i, step] of steps.entries()) {
      await expect(lesson(page).locator('.pane-sub')).toHaveText(`${i + 1} of ${steps.length}`);
      for (let asked = 0; asked < step.predictions; ++asked) {
        await openQuestion(page).last().tap();
        await expect(answered(page)).toHaveCount(asked + 1);
      }
      if (step.solution.length > 0) {
        await button(page, 'Type the solution').tap();
        await expect(lesson(page).locator('.goals[data-reached=true]')).toBeVisible();
      }
      expect(await page.evaluate(() => document.documentElement.scrollWidth), step.id).toBeLessThanOrEqual(390);
      if (i < steps.length - 1) await button(page, /^Next/).tap();
    }
    const small = await lesson(page)
      .locator('button:visible')
      .evaluateAll((all) => all.filter((one) => one.getBoundingClientRect().height < 43.5).map((one) => one.outerHTML.slice(0, 80)));
    expect(small).toEqual([]);
    await expectNothingSerious(page);
    await page.locator('.tabs').getByRole('button', { name: 'Shell' }).tap();
    await expect(terminal(page)).toContainText('$ write $a "one"');
    await page.locator('.tabs').getByRole('button', { name: 'Lesson' }).tap();
    await button(page, 'Finish').tap();
    await expect(lesson(page)).toHaveCount(0);
  });

  test('axe finds nothing serious in a step with its hints', async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.goto('./#lesson=fork-cow/5');
    await openQuestion(page).first().tap();
    await button(page, /^Hint/).tap();
    await expect(lesson(page).locator('.hint-text')).toHaveCount(1);
    await expectNothingSerious(page);
  });
});
