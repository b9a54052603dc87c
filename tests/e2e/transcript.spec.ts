// What stands above the prompt: outputs of what ran without the shell, files that scroll sideways, words that stay whole, folded commands.
import { expect, open, openFirst, type Page, pane, run, runLogged, terminal, test, where } from './kit';

/** Rows that are in sight, without the blanks behind them. */
const rows = (page: Page) =>
  terminal(page).evaluate((element) => Array.from(element.children, (row) => (row.textContent ?? '').replaceAll('\u00a0', ' ').trimEnd()));

/** Where the end of the last row that matches stands, a cell in front of it. */
function placeOf(page: Page, pattern: RegExp) {
  return terminal(page).evaluate((element, source) => {
    const row = Array.from(element.children).findLast((one) => new RegExp(source).test((one.textContent ?? '').trimEnd()))!;
    const range = document.createRange();
    range.selectNodeContents(row);
    const text = (row.textContent ?? '').trimEnd().length;
    const cell = range.getBoundingClientRect().width / (row.textContent ?? ' ').length;
    const line = row.getBoundingClientRect();
    return { x: line.x + cell * (text - 2), y: line.y + line.height / 2 };
  }, pattern.source);
}

const box = (page: Page) => page.locator('.shell-body > .terminal');
const sideways = (page: Page) => box(page).evaluate((element) => element.scrollLeft);

test('a reload shows what the commands printed, and so does a link', async ({ page }) => {
  await openFirst(page);
  await runLogged(page, '@2 write $a "child"', 4);
  await runLogged(page, 'munmap 1 4K', 5);
  await page.reload();
  await expect(where(page)).toContainText('command 5 of 5');
  await expect(terminal(page)).toContainText('0x7ffff7fef000');
  await expect(terminal(page)).toContainText('wp_page_copy');
  await expect(terminal(page)).toContainText('EINVAL');
  await page.goto('about:blank');
  await open(page, '#cmd=a = mmap 16K;write $a "x"');
  await expect(terminal(page)).toContainText('$ write $a "x"');
  await expect(terminal(page)).toContainText('do_anonymous_page');
});

test('of a long link the last answers are shown, and where the rest is', async ({ page }) => {
  const script = ['a = mmap 64K', ...Array.from({ length: 29 }, (_, i) => `write $a ${i}`)].join(';');
  await open(page, `#cmd=${script}`);
  await expect(terminal(page)).toContainText('… 18 commands more: `history` lists them all');
  await run(page, 'history');
  await expect(terminal(page)).toContainText('write $a 9');
});

test('files scroll sideways, by keyboard too, and the prompt comes back into sight', async ({ page }) => {
  await openFirst(page);
  await run(page, 'cat /proc/1/maps');
  await expect(terminal(page)).toContainText('[stack]');
  const maps = (await rows(page)).filter((row) => /^[0-9a-f]+-[0-9a-f]+ /.test(row));
  // Each area has a row, whole.
  expect(maps).toHaveLength(2);
  expect(maps[1]).toMatch(/^\S+ rw-p \S+ 00:00 0 +\[stack\]$/);
  expect(await box(page).evaluate((element) => element.scrollWidth > element.clientWidth)).toBe(true);
  for (let i = 0; i < 20; ++i) await page.keyboard.press('Shift+ArrowRight');
  const far = await sideways(page);
  expect(far).toBe(await box(page).evaluate((element) => element.scrollWidth - element.clientWidth));
  const stack = await terminal(page).locator('span', { hasText: '[stack]' }).last().boundingBox();
  const edge = (await box(page).boundingBox())!;
  expect(stack!.x + stack!.width).toBeLessThanOrEqual(edge.x + edge.width + 1);
  const bar = await box(page).locator('.scrollbar.vertical').boundingBox();
  if (bar) expect(bar.x + bar.width).toBeLessThanOrEqual(edge.x + edge.width + 1);
  await page.keyboard.press('Shift+ArrowLeft');
  expect(await sideways(page)).toBeLessThan(far);
  await page.keyboard.type('p');
  expect(await sideways(page)).toBe(0);
  // The last row, where the prompt is, stands above the bar.
  const bottom = await terminal(page).evaluate((element) => element.lastElementChild!.getBoundingClientRect().bottom);
  expect(bottom).toBeLessThanOrEqual(await box(page).evaluate((element) => element.getBoundingClientRect().top + element.clientHeight + 1));
  await run(page, 'clear');
  await expect.poll(() => box(page).evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(0);
});

test('in a narrower pane lines wrap anew at words, and what is typed goes on', async ({ page }) => {
  await openFirst(page);
  await runLogged(page, '@2 write $a "child"', 4);
  await page.keyboard.type('print text(2, $a)');
  const words = (await rows(page)).join(' ').split(/\s+/).filter(Boolean);
  for (const width of [1100, 900, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    // Words stay whole at any width: the rows joined hold the same ones.
    await expect.poll(async () => (await rows(page)).join(' ').split(/\s+/).filter(Boolean)).toEqual(words);
  }
  await page.keyboard.press('Enter');
  await expect(terminal(page)).toContainText('"child"');
});

const areaAt = (start: number) => `${start.toString(16)}-${(start + 0x1000).toString(16)} r--p 00000000 fe:00 1 "/bin/x"`;
const kImage = Array.from({ length: 24 }, (_, i) => areaAt(0x400000 + i * 0x2000));

test('an image is one folded line in transcript and timeline; history shows it whole', async ({ page }) => {
  await open(page, `#cmd=${encodeURIComponent(`execve "/bin/x" { ${kImage.join(', ')} }`)}`);
  await expect(where(page)).toContainText('command 1 of 1');
  await expect(terminal(page)).toContainText('$ execve "/bin/x" … 24 areas');
  await expect(terminal(page)).not.toContainText('r--p');
  await expect(page.locator('.stop button')).toHaveAttribute('title', 'execve "/bin/x" … 24 areas');
  const folded = await placeOf(page, /24 areas$/);
  await page.mouse.move(folded.x - 3, folded.y);
  await page.mouse.click(folded.x, folded.y);
  await expect(terminal(page)).toContainText('r--p');
  await run(page, 'clear');
  await expect(terminal(page)).not.toContainText('r--p');
  await run(page, 'history');
  await expect(terminal(page)).toContainText('r--p');
});

test('what is pointed at in a drawing lights where rows of the shell name it, its addresses as well', async ({ page }) => {
  await openFirst(page);
  const marks = page.locator('.lit-thing');
  await expect(marks).toHaveCount(0);
  const frame = pane(page, 'rmap').locator('.drawn-host [data-k^="page:"]').first();
  await frame.hover();
  // The row of the write says "frame 0x…".
  await expect(marks.first()).toBeVisible();
  const texts = await page.evaluate(() => {
    const cell = document.querySelector('.xterm-screen')!.getBoundingClientRect();
    const all = [...document.querySelectorAll('.xterm-rows > div')];
    const words = document.createRange();
    words.selectNodeContents(all.find((row) => row.textContent!.trim() !== '')!);
    const column = words.getBoundingClientRect().width / words.toString().length;
    return [...document.querySelectorAll('.lit-thing')].map((one) => {
      const mark = one.getBoundingClientRect();
      const row = all.find((candidate) => Math.abs(candidate.getBoundingClientRect().top - mark.top) < 3)!;
      const from = Math.round((mark.left - cell.left) / column);
      return row.textContent!.slice(from, from + Math.round(mark.width / column));
    });
  });
  const pfn = Number((await frame.getAttribute('data-k'))!.match(/page:(\d+)/)![1]);
  expect(texts).toContain(`0x${pfn.toString(16)}`);
  expect(texts).toContain('$a');
  await page.mouse.move(5, 5);
  await expect(marks).toHaveCount(0);
});

test('what a row names lights in the drawings, is chosen by a click, and is reached by keyboard', async ({ page }) => {
  await openFirst(page);
  await runLogged(page, '@2 write $a "child"', 4);
  const lit = page.locator('#pane-spaces [data-lit=hover], #pane-rmap [data-lit=hover], #pane-tables [data-lit=hover]');
  await expect(lit).toHaveCount(0);
  await page.keyboard.press('Alt+ArrowUp');
  await expect(lit.first()).toBeVisible();
  await expect(page.locator('.page > [role=status]')).toHaveText(/^0x[0-9a-f]+$/);
  await page.keyboard.press('Enter');
  await expect(terminal(page)).toContainText(/\$ rmap pfn 0x[0-9a-f]+/);
  // Away with its card.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+u');
  const at = await placeOf(page, /0x[0-9a-f]+$/);
  await page.mouse.move(at.x - 3, at.y);
  await page.mouse.move(at.x, at.y);
  await expect(lit.first()).toBeVisible();
  await page.mouse.down();
  await page.mouse.up();
  await expect(terminal(page)).toContainText(/\$ rmap pfn 0x[0-9a-f]+/);
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('a finger moves files sideways', async ({ page }) => {
    await page.goto('./');
    await expect(terminal(page)).toContainText('$ @2 write $a "child"', { timeout: 20_000 });
    await run(page, 'cat /proc/1/maps');
    await expect(terminal(page)).toContainText('[stack]');
    const at = (await box(page).boundingBox())!;
    const client = await page.context().newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', x: number) =>
      client.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y: at.y + 80 }] });
    await touch('touchStart', at.x + 300);
    for (let x = 290; x > 20; x -= 15) await touch('touchMove', at.x + x);
    await touch('touchEnd', 0);
    await expect.poll(() => sideways(page)).toBeGreaterThan(100);
    await run(page, 'cat /proc/1/smaps');
    await expect(terminal(page)).toContainText('VmFlags');
    await expect(terminal(page)).not.toContainText('Type help');
    const drag = async (from: number, to: number) => {
      const put = (type: 'touchStart' | 'touchMove', y: number) =>
        client.send('Input.dispatchTouchEvent', { type, touchPoints: [{ x: at.x + 100, y: at.y + y }] });
      await put('touchStart', from);
      for (let i = 1; i <= 10; ++i) await put('touchMove', from + ((to - from) * i) / 10);
      await touch('touchEnd', 0);
    };
    for (let i = 0; i < 5; ++i) await drag(60, 460);
    await expect(terminal(page)).toContainText('Type help');
  });

  test('the message of a broken link is read whole, its button below', async ({ page }) => {
    await page.goto('./#1.1.zz.zz');
    const notice = page.locator('.notice');
    await expect(notice).toBeVisible({ timeout: 20_000 });
    const text = (await notice.locator('> div').boundingBox())!;
    expect(text.width).toBeGreaterThan(340);
    expect(await notice.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
    const buttons = await notice.getByRole('button').all();
    for (const button of buttons) expect((await button.boundingBox())!.y).toBeGreaterThanOrEqual(text.y + text.height);
  });
});
