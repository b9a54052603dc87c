// Drawings: what moves lies between its places for a moment, zoom and pan are the visitor's, folding hides and counts.
import { expect, openStory, pane, run, runLogged, test } from './kit';

test('80 ms after a store the copy is on its way out of the old page', async ({ page }) => {
  await page.clock.install();
  await openStory(page);
  const tables = pane(page, 'tables');
  await expect(tables.locator('.frame')).toHaveCount(1);
  // From here on the clock stands still unless it is moved.
  await page.clock.pauseAt(new Date(Date.now() + 3_600_000));
  const old = await tables.locator('.frame').getAttribute('transform');
  await page.locator('.xterm-helper-textarea').focus();
  await page.keyboard.press('Enter');
  await expect(async () => {
    await page.clock.runFor(16);
    await expect(tables.locator('.frame')).toHaveCount(2, { timeout: 50 });
  }).toPass({ timeout: 15_000, intervals: [30] });
  await page.clock.runFor(80);
  const at = (text: string | null) => text!.match(/translate\((\S+) (\S+)\)/)!.slice(1).map(Number) as [number, number];
  const copy = tables.locator('.frame.cause');
  const middle = await copy.getAttribute('transform');
  expect(Number(await copy.getAttribute('opacity'))).toBeGreaterThan(0);
  expect(Number(await copy.getAttribute('opacity'))).toBeLessThan(1);
  await page.clock.runFor(600);
  const end = await copy.getAttribute('transform');
  expect(await copy.getAttribute('opacity')).toBeNull();
  expect(middle).toContain('scale(0.');
  expect(end).not.toContain('scale');
  const between = (value: number, a: number, b: number) => value >= Math.min(a, b) - 60 && value <= Math.max(a, b) + 60;
  expect(between(at(middle)[1], at(old)[1], at(end)[1])).toBe(true);
  expect(middle).not.toBe(end);
});

test('whoever wants no motion sees the end at once', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openStory(page);
  await runLogged(page, '@2 write $a "child"', 4);
  const copy = pane(page, 'tables').locator('.frame.cause');
  await expect(copy).toHaveCount(1);
  expect(await copy.getAttribute('opacity')).toBeNull();
  expect(await copy.getAttribute('transform')).not.toContain('scale');
});

test('a drawing is zoomed by buttons, keys and Ctrl-wheel, dragged, and fits again', async ({ page }) => {
  await openStory(page);
  const tables = pane(page, 'tables');
  const stage = tables.locator('.stage');
  const scale = async () => Number(/scale\((\S+)\)/.exec((await stage.getAttribute('transform'))!)![1]);
  const first = await scale();
  await tables.getByRole('button', { name: 'Zoom in' }).click();
  await expect.poll(scale).toBeCloseTo(first * 1.25, 2);
  const box = (await tables.locator('.scene-drawing').boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + 20);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -200);
  await page.keyboard.up('Control');
  await expect.poll(scale).toBeGreaterThan(first * 1.3);
  const zoomed = await scale();
  const before = await stage.getAttribute('transform');
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 - 80, box.y + 40, { steps: 4 });
  await page.mouse.up();
  await expect.poll(() => stage.getAttribute('transform')).not.toBe(before);
  // A command keeps the visitor's own zoom.
  await run(page, 'write $a+4K');
  await expect(tables.locator('.entry.walked').last()).toBeInViewport();
  expect(await scale()).toBeCloseTo(zoomed, 3);
  await tables.getByRole('button', { name: 'Show all of it' }).click();
  await expect.poll(scale).toBeLessThan(zoomed);
});

test('a table folds what hangs from it, by keyboard too, and unfolds it', async ({ page }) => {
  await openStory(page);
  const tables = pane(page, 'tables');
  await expect(tables.locator('.table')).toHaveCount(5);
  const fold = tables.getByRole('button', { name: /^Fold what hangs from table/ }).nth(1);
  await fold.focus();
  await page.keyboard.press('Enter');
  await expect(tables.locator('.table')).toHaveCount(2);
  await tables.locator('.fold', { hasText: 'more tables' }).click();
  await expect(tables.locator('.table')).toHaveCount(5);
});
