// Memory moves so that a change explains itself: at 80 ms what moves stands between its old and its new place.
import { holdClock, poseOf, runUntil } from './clock';
import { expect, open, pane, test, where } from './kit';

const link = (script: string) => `#cmd=${encodeURIComponent(script)}`;
const between = (value: number, a: number, b: number) => value > Math.min(a, b) && value < Math.max(a, b);

test('a copy: the new page grows out of the old one', async ({ page }) => {
  await page.clock.install();
  await open(page, link('a = mmap 64K;write $a "hello";fork'));
  await expect(where(page)).toContainText('command 3 of 3');
  await page.locator('#pane-memory .grow').click();
  const memory = pane(page, 'memory');
  await expect(memory.locator('.slot.cause')).toHaveCount(1);
  await holdClock(page);
  await page.clock.runFor(500);
  const old = await poseOf(memory.locator('.slot.cause'));
  const oldKey = await memory.locator('.slot.cause').getAttribute('data-key');
  const copy = memory.locator(`.slot.cause:not([data-key="${oldKey}"])`);
  await runUntil(page, '@2 write $a "child"', copy);
  await page.clock.runFor(80);
  const half = await poseOf(copy);
  await page.clock.runFor(1000);
  const end = await poseOf(copy);
  expect(between(half.x, old.x, end.x)).toBe(true);
  expect(half.opacity).toBeLessThan(1);
  expect(end).toMatchObject({ opacity: 1, grown: 1 });
  await expect(memory.locator('.tie.copy')).toHaveCount(1);
});

test('exit: the frames of the process go onto the per-CPU list', async ({ page }) => {
  await page.clock.install();
  await open(page, link('a = mmap 64K;write $a n=4;fork;@2 write $a n=4'));
  await expect(where(page)).toContainText('command 4 of 4');
  await page.locator('#pane-memory .grow').click();
  const memory = pane(page, 'memory');
  await expect(memory.locator('.slot.cause')).toHaveCount(1);
  await holdClock(page);
  await page.clock.runFor(500);
  const used = memory.locator('.slot[data-key^="page:"]');
  const count = await used.count();
  await runUntil(page, '@2 exit', memory.locator('.slot[data-key^="pcp:"][opacity]').first());
  const key = await memory.locator('.slot[data-key^="page:"][opacity]').first().getAttribute('data-key');
  const frame = memory.locator(`[data-key="${key}"]`);
  const start = await poseOf(frame);
  await page.clock.runFor(80);
  const half = await poseOf(frame);
  expect(half.opacity).toBeGreaterThan(0);
  expect(half.opacity).toBeLessThan(start.opacity + 0.01);
  expect(half.opacity).toBeLessThan(1);
  expect(half.y).toBeLessThan(start.y);
  await page.clock.runFor(1000);
  await expect(frame).toHaveCount(0);
  expect(await used.count()).toBeLessThan(count);
});
