// Answers that are typed and pointed at, sentences that answer, the goal beside what is there: by mouse, by keyboard alone, on a phone.
import { AxeBuilder, expect, type Page, pane, run, terminal, test } from './kit';

const lesson = (page: Page) => pane(page, 'lesson');
const openQuestion = (page: Page) => lesson(page).locator('.predict[data-answered=false]');
const answered = (page: Page) => lesson(page).locator('.predict[data-answered=true]');
const reached = (page: Page) => lesson(page).locator('.goals[data-reached=true]');

async function expectNothingSerious(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([]);
}

async function toSecondQuestion(page: Page): Promise<void> {
  await page.goto('./#lesson=read-first/1');
  await openQuestion(page).locator('.option').first().click();
  await expect(openQuestion(page)).toHaveAttribute('data-asks', 'thing');
}

test('no-memory: options, numbers and the puzzle, each wrong answer with its sentence', async ({ page }) => {
  await page.goto('./#lesson=no-memory/1');
  await openQuestion(page).getByRole('button', { name: 'a little, for tables' }).click();
  await expect(answered(page).locator('.why')).toContainText('You expect the kernel to prepare the tables at once.');
  await lesson(page).getByRole('button', { name: /^Next/ }).click();
  await openQuestion(page).getByRole('textbox').fill('many');
  await openQuestion(page).getByRole('button', { name: 'That is it' }).click();
  await expect(openQuestion(page).getByRole('alert')).toContainText('A whole number');
  await openQuestion(page).getByRole('textbox').focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('1');
  await openQuestion(page).getByRole('textbox').press('Enter');
  await expect(answered(page).locator('.verdict')).toHaveText('Not so. You said 1. Here it is 2.');
  await expect(answered(page).locator('.why')).toContainText('You counted one store as one page.');
  await expect(lesson(page).locator('.answers')).toBeFocused();
  const states = lesson(page).locator('.states').first();
  await expect(states.locator('tr.missing td').first()).toHaveText('5');
  await expect(states.locator('tr.missing')).toContainText('≠ 2');
  await expect(lesson(page).locator('.count')).toHaveText('Commands so far: 0. Par: 1.');
  await run(page, 'write $a+8K');
  await expect(lesson(page).locator('.count')).toHaveText('Commands so far: 1. Par: 1.');
  await expect(states).toContainText('≠ 3');
  await run(page, 'write $a+12K n=2');
  await expect(reached(page)).toBeVisible();
  await expect(lesson(page).locator('.count')).toHaveText('Done with 2 commands. Par: 1.');
  await lesson(page).getByRole('button', { name: /^Next/ }).click();
  await openQuestion(page).getByRole('textbox').fill('0');
  await openQuestion(page).getByRole('textbox').press('Enter');
  await expect(answered(page).locator('.verdict')).toHaveText('Right. It is 0.');
  await expect(lesson(page).getByRole('heading', { name: 'Puzzle' })).toBeVisible();
  await page.getByRole('button', { name: '中文' }).click();
  await expect(lesson(page)).toContainText('空闲下来的页帧：零个');
});

/** no-memory to its end, by its own solutions. */
async function finishNoMemory(page: Page): Promise<void> {
  await page.goto('./#lesson=no-memory/1');
  await openQuestion(page).locator('.option').first().click();
  await expect(answered(page)).toHaveCount(1);
  for (const answer of ['2', '0']) {
    await lesson(page).getByRole('button', { name: /^Next/ }).click();
    await openQuestion(page).getByRole('textbox').fill(answer);
    await openQuestion(page).getByRole('textbox').press('Enter');
    await lesson(page).getByRole('button', { name: 'Type the solution' }).click();
    await expect(reached(page)).toBeVisible();
  }
}

test('the closing card: drawing, sentence, figure, links; what to try at home; what comes next', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await finishNoMemory(page);
  const card = lesson(page).locator('.lesson-card');
  await expect(card.locator('figcaption')).toHaveText(/^262144 pages mapped on a small machine/);
  const drawing = card.locator('img');
  const isDrawn = () => drawing.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 100);
  await expect.poll(isDrawn).toBe(true);
  // It is of that moment, and not of the machine that is there now.
  const svg = async () => decodeURIComponent((await drawing.getAttribute('src'))!);
  expect(await svg()).toContain('1 GiB');
  const before = await svg();
  await page.reload();
  await expect.poll(isDrawn).toBe(true);
  expect(await svg()).toBe(before);
  await card.getByRole('button', { name: 'Copy the card as Markdown' }).click();
  await expect(card.getByRole('status')).toHaveText('Copied.');
  const markdown = await page.evaluate(() => navigator.clipboard.readText());
  expect(markdown).toContain('**A small machine has room for a gigabyte**');
  expect(markdown).toContain('262144 pages mapped');
  expect(markdown).toContain('munmap $a 520288K');
  await card.getByRole('button', { name: 'Copy the drawing as SVG' }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain('<svg');
  await expect(lesson(page).locator('.homes pre').first()).toContainText('noreserve');
  await expect(lesson(page).locator('.homes .untried')).toHaveCount(1);
  const [there] = await Promise.all([context.waitForEvent('page'), card.getByRole('link', { name: 'The machine at that moment' }).click()]);
  await expect(terminal(there)).toContainText('a = mmap 1G rw noreserve');
  await there.close();
  await lesson(page).locator('.onward').getByRole('button', { name: 'Reading first costs double' }).click();
  await expect(page).toHaveURL(/#lesson=read-first\/1$/);
});

test('who comes to the end by a link sees the card with its figure', async ({ page }) => {
  await page.goto('./#lesson=read-first/3');
  await lesson(page).getByRole('button', { name: 'Type the solution' }).click();
  const card = lesson(page).locator('.lesson-card');
  await expect(card.locator('figcaption')).toHaveText(/^16 pages read/);
  await expect(card.locator('img')).toBeVisible();
});

test('the first use of a word opens its card in the language of the lesson, later uses do not', async ({ page }) => {
  await page.goto('./#lesson=no-memory/1');
  await openQuestion(page).locator('.option').first().click();
  const word = answered(page).getByRole('button', { name: 'frames', exact: true });
  await expect(word).toHaveCount(1);
  await word.click();
  await expect(page.locator('.card')).toContainText('4096 bytes of real memory');
  await page.keyboard.press('Escape');
  await lesson(page).getByRole('button', { name: /^Next/ }).click();
  await expect(openQuestion(page).getByRole('button', { name: 'resident' })).toHaveCount(1);
  await expect(openQuestion(page).getByRole('button', { name: 'frame', exact: true })).toHaveCount(0);
  await page.getByRole('button', { name: '中文' }).click();
  await openQuestion(page).getByRole('button', { name: '驻留' }).click();
  await expect(page.locator('.card')).toContainText('进程真正在内存里的页数');
});

test('axe finds nothing serious in the end of a lesson, nor in a question that is pointed at', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await finishNoMemory(page);
  await expectNothingSerious(page);
  await toSecondQuestion(page);
  await expectNothingSerious(page);
});

test('the story tells of the machine that a step begins with, not of the figure that the lesson noted last', async ({ page }) => {
  await page.goto('./#lesson=no-memory/1');
  const headline = page.locator('.story-headline');
  await expect(headline).toContainText('This step begins with one process');
  await page.reload();
  await expect(headline).toContainText('This step begins with one process');
  await expect(lesson(page).locator('[aria-busy=false]')).toBeVisible();
  await run(page, 'x = print 1');
  await expect(headline).toContainText('x = print 1 changed nothing in memory');
});

for (const [width, height] of [
  [1440, 900],
  [1366, 768],
  [390, 844],
] as const) {
  test(`the question stays in sight beside its answer, ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await page.goto('./#lesson=no-memory/1');
    await openQuestion(page).locator('.option').first().click();
    await expect(answered(page).locator('.why')).toBeInViewport({ ratio: 0.9 });
    if (width > 760) await expect(answered(page).locator('.question')).toBeInViewport({ ratio: 0.9 });
  });
}

test('the view that a step names stands in front, and no command takes its place', async ({ page }) => {
  await page.goto('./#lesson=no-memory/1');
  await openQuestion(page).locator('.option').first().click();
  await expect(answered(page)).toHaveCount(1);
  const front = page.locator('.stage-tabs [aria-current=page]');
  await expect(front).toHaveText('Spaces');
  await run(page, 'write $a');
  await expect(front).toHaveText('Spaces');
  await page.goto('./#lesson=read-first/2');
  await expect(front).toHaveText('Tables');
});

test('pointed at by mouse: what is clicked is the answer, and opens no card', async ({ page }) => {
  await toSecondQuestion(page);
  await page.locator('.stage-tabs').getByRole('button', { name: 'Tables' }).click();
  await page.locator('.pane-tables [data-k^="page:"]').first().click();
  const at = lesson(page).locator('.point-at [role=status]');
  await expect(at).toContainText(/You point at frame 0x[0-9a-f]+\./);
  await expect(page.locator('.card')).toHaveCount(0);
  await openQuestion(page).getByRole('button', { name: 'That is it' }).click();
  await expect(answered(page)).toHaveCount(2);
  await expect(answered(page).nth(1).locator('.verdict')).toContainText('frame 0x');
});

test('pointed at by keyboard alone: by its name', async ({ page }) => {
  await toSecondQuestion(page);
  const name = openQuestion(page).getByRole('textbox');
  await name.focus();
  await page.keyboard.type('nothing');
  await page.keyboard.press('Enter');
  await expect(lesson(page).locator('.point-at [role=status]')).toHaveText('There is no such thing here.');
  await name.fill('0x13ff');
  await page.keyboard.press('Enter');
  await expect(lesson(page).locator('.point-at [role=status]')).toHaveText('You point at frame 0x13ff.');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(answered(page).nth(1).locator('.verdict')).toHaveText('Right. It is frame 0x13ff.');
  await page.reload();
  await expect(answered(page).nth(1).locator('.verdict')).toHaveText('Right. It is frame 0x13ff.');
});

test('pointed at by the keys that walk through a drawing', async ({ page }) => {
  await toSecondQuestion(page);
  await page.locator('.stage-tabs').getByRole('button', { name: 'Tables' }).click();
  await page.locator('.pane-tables [data-item][data-k*="page:"]').first().focus();
  await page.keyboard.press('Enter');
  await expect(lesson(page).locator('.point-at [role=status]')).toContainText(/You point at frame 0x/);
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('pointed at by tapping, and the lesson stays within its width', async ({ page }) => {
    await page.goto('./#lesson=read-first/1');
    await expect(terminal(page)).toContainText('minflt');
    await openQuestion(page).locator('.option').first().tap();
    await expect(openQuestion(page)).toHaveAttribute('data-asks', 'thing');
    await page.locator('.tabs').getByRole('button', { name: 'Tables' }).tap();
    await page.locator('.pane-tables [data-k^="page:"]').first().tap();
    await page.locator('.tabs').getByRole('button', { name: 'Lesson' }).tap();
    await expect(lesson(page).locator('.point-at [role=status]')).toContainText('frame 0x');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await openQuestion(page).getByRole('button', { name: 'That is it' }).tap();
    await expect(answered(page)).toHaveCount(2);
  });
});
