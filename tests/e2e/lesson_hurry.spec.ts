// A learner in a hurry, and an engine that is slow: what is pressed and typed meanwhile must neither be lost, nor mixed, nor done twice.
import { expect, type Page, pane, terminal, test } from './kit';

const lesson = (page: Page) => pane(page, 'lesson');
const open = (page: Page) => lesson(page).locator('.predict[data-answered=false] .option');
const answered = (page: Page) => lesson(page).locator('.predict[data-answered=true]');
const solve = (page: Page) => lesson(page).getByRole('button', { name: 'Type the solution' });

/** Each question to the engine leaves so much later, in its turn. */
async function slowDown(page: Page, ms: number): Promise<void> {
  await page.addInitScript((delay) => {
    const post = Worker.prototype.postMessage;
    let last = Promise.resolve();
    Worker.prototype.postMessage = function (this: Worker, message: unknown) {
      last = last.then(() => new Promise((resolve) => setTimeout(resolve, delay))).then(() => post.call(this, message));
    } as typeof post;
  }, ms);
}

/** Types a line in one go, as a paste would be. */
async function typeLine(page: Page, line: string): Promise<void> {
  await page.locator('.xterm-helper-textarea').focus();
  await page.keyboard.insertText(line);
  await page.keyboard.press('Enter');
}

async function linesOf(page: Page): Promise<string[]> {
  return (await terminal(page).innerText()).split('\n').map((line) => line.replace(/\u00a0/g, ' ').trim());
}

test('what is typed while an answer is shown runs behind it and changes nothing of what is right', async ({ page }) => {
  await slowDown(page, 250);
  await page.goto('./#lesson=read-first/2');
  const number = lesson(page).getByRole('textbox');
  await expect(number).toBeVisible();
  await expect(lesson(page).locator('[aria-busy=false]')).toBeVisible();
  await number.fill('16');
  await number.press('Enter');
  // It makes no fault: asked for behind it, the faults of the last command would be none.
  await typeLine(page, 'write $a+8K');
  await expect(terminal(page)).toContainText('$ write $a+8K');
  await expect(answered(page)).toHaveCount(1);
  await expect(lesson(page).locator('.verdict')).toHaveText('Right. It is 16.');
});

test("the learner's own command ends before the lesson types", async ({ page }) => {
  await slowDown(page, 250);
  await page.goto('./#lesson=read-first/3');
  await expect(solve(page)).toBeVisible();
  await expect(lesson(page).locator('[aria-busy=false]')).toBeVisible();
  await typeLine(page, 'mine = mmap 4K r');
  await solve(page).click();
  await expect(lesson(page).locator('.goals[data-reached=true]')).toBeVisible();
  const lines = await linesOf(page);
  const mine = lines.findIndex((line) => line.endsWith('$ mine = mmap 4K r'));
  expect(lines[mine + 1]).toMatch(/^0x7f/);
});

test('a double click on Next goes one step on', async ({ page }) => {
  await page.goto('./#lesson=no-memory/1');
  await expect(open(page).first()).toBeVisible();
  await expect(lesson(page).locator('[aria-busy=false]')).toBeVisible();
  await lesson(page).locator('.next').dblclick();
  await expect(lesson(page).getByRole('alert')).toBeVisible();
  await expect(lesson(page).locator('[aria-busy=false]')).toBeVisible();
  await expect(lesson(page).locator('.pane-sub')).toHaveText(/^2 of/);
});

test('a quick tap on something else is no first half of a double click on Next', async ({ page }) => {
  await page.goto('./#lesson=no-memory/1');
  await expect(open(page).first()).toBeVisible();
  const click = (selector: string, detail: number) => lesson(page).locator(selector).dispatchEvent('click', { detail });
  await click('.next', 1);
  await expect(lesson(page).locator('.pane-sub')).toHaveText(/^2 of/);
  await expect(lesson(page).locator('[aria-busy=false]')).toBeVisible();
  await click('h3', 1);
  await click('.next', 2);
  await expect(lesson(page).locator('.pane-sub')).toHaveText(/^3 of/);
});

test('a double click on the solution types it once', async ({ page }) => {
  await slowDown(page, 30);
  await page.goto('./#lesson=read-first/3');
  await expect(solve(page)).toBeVisible();
  await solve(page).dblclick();
  await expect(lesson(page).locator('.goals[data-reached=true]')).toBeVisible();
  await expect(lesson(page).locator('[aria-busy=false]')).toBeVisible();
  await typeLine(page, 'print 7');
  await expect(terminal(page)).toContainText('$ print 7');
  expect((await linesOf(page)).filter((line) => line.endsWith('$ write $c n=8'))).toHaveLength(1);
});

test('a second tap that a browser counts to the first still presses another button', async ({ page }) => {
  await page.goto('./#lesson=read-first/3');
  await expect(solve(page)).toBeVisible();
  await lesson(page).getByRole('button', { name: /^Hint 1/ }).click();
  await solve(page).dispatchEvent('click', { detail: 2 });
  await expect(lesson(page).locator('.goals[data-reached=true]')).toBeVisible();
});

for (const slow of [0, 40]) {
  test(`pressed and typed as fast as it can be, ${slow} ms`, async ({ page }) => {
    // All lines that are looked for are on the screen at once.
    await page.setViewportSize({ width: 1440, height: 1080 });
    if (slow > 0) await slowDown(page, slow);
    await page.goto('./#lesson=read-first/1');
    await open(page).first().click();
    await typeLine(page, 'print 1');
    await typeLine(page, 'print 2');
    await expect(answered(page)).toHaveCount(1);
    await expect(terminal(page)).toContainText('$ print 2');
    const lines = (await linesOf(page)).filter((line) => /\$ ./.test(line)).map((line) => line.replace(/^.*?\$ /, ''));
    expect(lines.slice(-3).sort()).toEqual(['print 1', 'print 2', 'read $a n=16'].sort());
    await expect(lesson(page).locator('.option.right')).toContainText('sixteen faults, no page');
  });
}
