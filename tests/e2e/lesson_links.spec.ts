// Addresses of lessons: steps in the browser's history, links to a step, links to steps of older lessons, and to a lesson as a text.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { AxeBuilder, expect, open, openFirst, type Page, run, runLogged, terminal, test, where } from './kit';
import { lessonPane as lesson, lessonsToPlay } from './lesson_player';

const notice = (page: Page) => page.locator('.notices .notice');
const step = (page: Page, id: string, at: number) => lesson(page).locator(`.step[data-lesson="${id}"][data-step="${at - 1}"]`);
const button = (page: Page, name: string | RegExp) => lesson(page).getByRole('button', { name, exact: typeof name === 'string' });
const dialog = (page: Page) => page.getByRole('dialog');

test('back leads to the step before, forward to the one behind it, and in the end out of the lesson', async ({ page }) => {
  await openFirst(page);
  await page.goto('./#lesson=no-memory/1');
  await expect(step(page, 'no-memory', 1)).toHaveAttribute('aria-busy', 'false');
  await button(page, /^Skip/).click();
  await expect(step(page, 'no-memory', 2)).toBeVisible();
  await expect(page).toHaveURL(/#lesson=no-memory\/2$/);
  await button(page, /^Skip/).click();
  await expect(step(page, 'no-memory', 3)).toBeVisible();
  await page.goBack();
  await expect(step(page, 'no-memory', 2)).toBeVisible();
  await expect(page).toHaveURL(/#lesson=no-memory\/2$/);
  await page.goBack();
  await expect(step(page, 'no-memory', 1)).toBeVisible();
  await page.goForward();
  await expect(step(page, 'no-memory', 2)).toBeVisible();
  await page.goBack();
  await expect(step(page, 'no-memory', 1)).toHaveAttribute('aria-busy', 'false');
  await page.goBack();
  await expect(lesson(page)).toHaveCount(0);
});

test('a link to a step begins there; one past the end at the last; neither is a trap for the button back', async ({ page }) => {
  await open(page);
  for (const [fragment, at] of [
    ['no-memory/3', 3],
    ['no-memory/99', 3],
  ] as const) {
    await page.goto(`./?${at}${fragment.length}#lesson=${fragment}`);
    await expect(step(page, 'no-memory', at)).toHaveAttribute('aria-busy', 'false');
    await expect(page).toHaveURL(/#lesson=no-memory\/3$/);
    await page.goBack();
    await expect(lesson(page)).toHaveCount(0);
    await expect(page).not.toHaveURL(/lesson=/);
  }
});

test('an address that is changed while a lesson is still on its way leads where it says in the end', async ({ page }) => {
  await page.goto('./#lesson=parent-too/1');
  for (const id of ['read-first', 'no-memory'] as const) {
    await page.evaluate((fragment) => {
      location.hash = fragment;
    }, `#lesson=${id}/1`);
  }
  await expect(step(page, 'no-memory', 1)).toHaveAttribute('aria-busy', 'false');
  await expect(page).toHaveURL(/#lesson=no-memory\/1$/);
});

test('what the address of before asks for does not come last, in whatever order the code arrives', async ({ page }) => {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(/\/lesson_route-[^/]*\.js$/, async (route) => {
    await held;
    await route.continue();
  });
  const asked = page.waitForRequest(/\/lesson_route-[^/]*\.js$/);
  await page.goto('./#lesson=parent-too/1');
  await asked;
  await page.evaluate(() => void (location.hash = '#lesson=no-memory/1'));
  release();
  await expect(step(page, 'no-memory', 1)).toHaveAttribute('aria-busy', 'false');
  await expect(page).toHaveURL(/#lesson=no-memory\/1$/);
  await button(page, /^Skip/).click();
  await expect(page).toHaveURL(/#lesson=no-memory\/2$/);
});

test('back while lines are typed leads to the step before, and the next step is written to the address', async ({ page }) => {
  await open(page);
  await page.goto('./#lesson=no-memory/1');
  await expect(step(page, 'no-memory', 1)).toHaveAttribute('aria-busy', 'false');
  for (let i = 0; i < 3; ++i) {
    // Forward by the page and back by the browser before the shell has typed a line.
    await page.evaluate(async () => {
      document.querySelector<HTMLElement>('#pane-lesson .next')!.click();
      await new Promise((resolve) => setTimeout(resolve));
      history.back();
    });
    await expect(page).toHaveURL(/#lesson=no-memory\/1$/);
    await expect(step(page, 'no-memory', 1)).toHaveAttribute('aria-busy', 'false');
  }
  await button(page, /^Skip/).click();
  await expect(step(page, 'no-memory', 2)).toHaveAttribute('aria-busy', 'false');
  await expect(page).toHaveURL(/#lesson=no-memory\/2$/);
});

/** A step of an older lesson, and the lesson that took it over. */
function movedRow(): [string, string, string] {
  const lines = readFileSync(path.join(__dirname, '../../lessons/moved.txt'), 'utf8').split('\n');
  const rows = lines.map((line) => line.split(' ') as [string, string, string]);
  return rows.find(([, at, to]) => at !== '1' && lessonsToPlay().includes(to))!;
}

test('a link to a step of an older lesson leads to the lesson that took it over, and says so', async ({ page }) => {
  const [from, at, to] = movedRow();
  await openFirst(page);
  await runLogged(page, 'mine = mmap 12K', 4);
  await page.goto(`./#lesson=${from}/${at}`);
  await expect(step(page, to, 1)).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`#lesson=${to}/1$`));
  await expect(notice(page)).toContainText(`The lesson ${from} was taken apart`);
  await expect(notice(page)).toContainText((await lesson(page).locator('h2').textContent())!);
  // What stood there is not lost.
  await expect(step(page, to, 1)).toHaveAttribute('aria-busy', 'false');
  await button(page, 'Close the lesson').click();
  await notice(page).getByRole('button', { name: 'Back to my session' }).click();
  await expect(where(page)).toContainText('command 4 of 4');
  await expect(terminal(page)).toContainText('$ mine = mmap 12K');
});

test('who stood in the middle of an older lesson finds its machine again behind the new one', async ({ page }) => {
  const [from, at, to] = movedRow();
  await openFirst(page);
  await page.goto('./#lesson=no-memory/1');
  await expect(step(page, 'no-memory', 1)).toHaveAttribute('aria-busy', 'false');
  await run(page, 'old = mmap 20K');
  await expect(terminal(page)).toContainText('0x');
  await page.waitForTimeout(300);
  // As if all of this had been done in the older lesson.
  await page.evaluate((id) => localStorage.setItem(`pagewalk.lesson.${id}`, localStorage.getItem('pagewalk.lesson.no-memory')!), from);
  await page.goto('about:blank');
  await page.goto(`./#lesson=${from}/${at}`);
  await expect(step(page, to, 1)).toHaveAttribute('aria-busy', 'false');
  await button(page, 'Close the lesson').click();
  await notice(page).getByRole('button', { name: 'Back to my session' }).click();
  await expect(terminal(page)).toContainText('$ old = mmap 20K');
});

test('a lesson as a text: every step with its answers, what was typed, and a drawing; from the list, and by a link', async ({ page }) => {
  await openFirst(page);
  await page.getByRole('button', { name: 'Lessons', exact: true }).click();
  await dialog(page).getByRole('button', { name: 'Read A small machine has room for a gigabyte' }).click();
  await expect(page).toHaveURL(/#lesson=no-memory\/read$/);
  const text = dialog(page).locator('.reading-text');
  await expect(text.locator('.read-picture img')).toHaveCount(3);
  await expect(text.locator('h4').first()).toHaveText('1 · Who pays for a gigabyte?');
  await expect(text.locator('.read-question').first().locator('.right dt')).toContainText('nothing at all');
  await expect(text).toContainText('262144');
  await expect(text).not.toContainText(/\{[a-z-]+\}/);
  await expect(text.locator('.read-typed pre').last()).toContainText('write $a+520288K n=3');
  expect(await text.locator('.read-picture img').first().evaluate((one: HTMLImageElement) => one.naturalWidth)).toBeGreaterThan(200);
  await text.locator('.read-picture summary').first().click();
  await expect(text.locator('.read-picture pre').first()).toContainText('7fff');
  const { violations } = await new AxeBuilder({ page }).include('dialog').analyze();
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
  // The visitor's machine is what it was.
  await dialog(page).getByRole('button', { name: 'Close', exact: true }).click();
  await expect(page).not.toHaveURL(/lesson/);
  await expect(where(page)).toContainText('command 3 of 3');
  await page.goto('about:blank');
  await page.goto('./#lesson=no-memory/read');
  await expect(text.locator('.read-picture img')).toHaveCount(3);
  await dialog(page).getByRole('button', { name: 'Play this lesson' }).click();
  await expect(step(page, 'no-memory', 1)).toBeVisible();
  await expect(page).toHaveURL(/#lesson=no-memory\/1$/);
});

test('who comes by a link to a text finds the opening story behind it, and the keys in the text', async ({ page }) => {
  await page.goto('./#lesson=no-memory/read');
  await expect(dialog(page).locator('.reading-body')).toBeFocused();
  await dialog(page).getByRole('button', { name: 'All lessons' }).click();
  await expect(dialog(page).locator('[data-lesson="no-memory"] .main')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(where(page)).toContainText('command 3 of 3');
});

test('back from a text that the list opened leads to the list, on again into it, and back further to the step before', async ({ page }) => {
  await openFirst(page);
  await page.goto('./#lesson=no-memory/1');
  await expect(step(page, 'no-memory', 1)).toHaveAttribute('aria-busy', 'false');
  await button(page, /^Skip/).click();
  await expect(step(page, 'no-memory', 2)).toHaveAttribute('aria-busy', 'false');
  await page.getByRole('button', { name: 'Lessons', exact: true }).click();
  const readIt = dialog(page).locator('[data-lesson="read-first"]').getByRole('button', { name: /^Read/ });
  await readIt.click();
  await expect(page).toHaveURL(/#lesson=read-first\/read$/);
  await page.goBack();
  await expect(dialog(page).locator('[data-lesson="read-first"] .main')).toBeFocused();
  await expect(page).toHaveURL(/#lesson=no-memory\/2$/);
  await page.goForward();
  await expect(dialog(page).locator('.reading-text')).toBeVisible();
  await dialog(page).getByRole('button', { name: 'All lessons' }).click();
  await expect(dialog(page).locator('[data-lesson="read-first"] .main')).toBeFocused();
  await expect(page).toHaveURL(/#lesson=no-memory\/2$/);
  await page.goBack();
  await expect(dialog(page)).toHaveCount(0);
  await expect(step(page, 'no-memory', 1)).toBeVisible();
  await expect(page).toHaveURL(/#lesson=no-memory\/1$/);
});

test('who plays a lesson from its text comes back to the text', async ({ page }) => {
  await openFirst(page);
  await page.getByRole('button', { name: 'Lessons', exact: true }).click();
  await dialog(page).locator('[data-lesson="no-memory"]').getByRole('button', { name: /^Read/ }).click();
  await dialog(page).getByRole('button', { name: 'Play this lesson' }).click();
  await expect(page).toHaveURL(/#lesson=no-memory\/1$/);
  await expect(step(page, 'no-memory', 1)).toHaveAttribute('aria-busy', 'false');
  await page.goBack();
  await expect(page).toHaveURL(/#lesson=no-memory\/read$/);
  await expect(dialog(page).locator('.reading-text')).toBeVisible();
});

test('on paper the text stands alone, dark on light, and is not cut', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto('./#lesson=read-first/read');
  const text = dialog(page).locator('.reading-text');
  await expect(text.locator('.read-picture img').first()).toBeVisible();
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await expect(page.locator('.top')).toBeHidden();
  await expect(dialog(page).getByRole('button', { name: 'Print' })).toBeHidden();
  const [words, height] = await text.evaluate((one) => [getComputedStyle(one.querySelector('p')!).color, one.clientHeight] as const);
  expect(words).toBe('rgb(0, 0, 0)');
  expect(await dialog(page).evaluate((one) => one.clientHeight)).toBeGreaterThanOrEqual(height);
  const source = await text.locator('.read-picture img').first().evaluate((one: HTMLImageElement) => one.currentSrc);
  const shown = await text.locator('.read-picture img').first().getAttribute('src');
  expect(source).not.toBe(shown);
  const pages = (await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type\s*\/Page\b/g);
  expect(pages!.length).toBeGreaterThan(2);
});

test.describe('progress as a file', () => {
  const done = { answers: [], values: {}, hints: 0, reached: true, done: true, from: 1, took: 1, helped: false };
  const progress = (steps: object) => JSON.stringify({ step: 0, machine: '', steps });
  const fileOf = (text: string) => ({ name: 'progress.json', mimeType: 'application/json', buffer: Buffer.from(text) });
  const facts = (page: Page, id: string) => dialog(page).locator(`[data-lesson="${id}"] .lesson-facts`);

  test('saved in one browser, read in another, beside what was done there', async ({ page, browser }) => {
    await page.addInitScript((text) => localStorage.setItem('pagewalk.lesson.no-memory', text), progress({ map: done, touch: done }));
    await openFirst(page);
    await page.getByRole('button', { name: 'Lessons', exact: true }).click();
    const saving = page.waitForEvent('download');
    await dialog(page).getByRole('button', { name: 'Save as a file' }).click();
    const saved = await saving;
    expect(saved.suggestedFilename()).toBe('pagewalk-progress.json');
    const text = readFileSync(await saved.path(), 'utf8');
    const other = await (await browser.newContext({ baseURL: page.url().replace(/[?#].*$/, '') })).newPage();
    await other.goto('./');
    await other.evaluate((kept) => localStorage.setItem('pagewalk.lesson.no-memory', kept), progress({ 'give-back': done }));
    await expect(terminal(other)).toContainText('$ @2 write');
    await other.getByRole('button', { name: 'Lessons', exact: true }).click();
    await expect(facts(other, 'no-memory')).toContainText('1 of 3');
    await dialog(other).locator('input[type=file]').setInputFiles(fileOf(text));
    await expect(dialog(other).getByText('Read: one lesson.')).toBeVisible();
    await expect(facts(other, 'no-memory')).toContainText('3 of 3');
    await other.context().close();
  });

  test('of the lesson that is open, too, what was read stays', async ({ page }) => {
    await page.goto('./#lesson=no-memory/1');
    await expect(step(page, 'no-memory', 1)).toHaveAttribute('aria-busy', 'false');
    await page.getByRole('button', { name: 'Lessons', exact: true }).click();
    const lessons = { 'no-memory': JSON.parse(progress({ touch: done, 'give-back': done })) };
    const text = JSON.stringify({ kind: 'pagewalk-progress', version: 1, lessons });
    await dialog(page).locator('input[type=file]').setInputFiles(fileOf(text));
    await expect(facts(page, 'no-memory')).toContainText('2 of 3');
    await page.keyboard.press('Escape');
    await lesson(page).locator('.option').first().click();
    await expect(lesson(page).locator('.verdict').first()).toBeVisible();
    await page.getByRole('button', { name: 'Lessons', exact: true }).click();
    await expect(facts(page, 'no-memory')).toContainText('3 of 3');
  });

  test('a file that cannot be read says why, and takes nothing away', async ({ page }) => {
    await page.addInitScript((text) => localStorage.setItem('pagewalk.lesson.no-memory', text), progress({ map: done }));
    await openFirst(page);
    await page.getByRole('button', { name: 'Lessons', exact: true }).click();
    const read = (text: string) => dialog(page).locator('input[type=file]').setInputFiles(fileOf(text));
    const alert = dialog(page).locator('.progress-tools [role=alert]');
    await read('{"kind": ');
    await expect(alert).toHaveText('This is no such file: it is not JSON. Nothing was changed.');
    await read('{"kind": "pagewalk-progress", "version": 1, "lessons": {"no-memory": {"steps": {"map": 5}}}}');
    await expect(alert).toContainText('“no-memory” cannot be read');
    await expect(facts(page, 'no-memory')).toContainText('1 of 3');
  });
});
