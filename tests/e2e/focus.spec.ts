// Where the eye is led: what the last command changed, in every pane, of one process.
import { expect, open, openStory, pane, run, runLogged, test, where } from './kit';

test('after mmap, mprotect and mremap all panes are at what changed', async ({ page }) => {
  await open(page, `#cmd=${encodeURIComponent('a = mmap 64K;write $a n=2;c = fork;@2 write $a')}`);
  const walked = pane(page, 'tables').locator('.pane-sub code');
  await expect(walked).toHaveText('0x7ffff7fef000');
  await expect(pane(page, 'tree').locator('.pid')).toHaveText('pid 2');
  await run(page, 'b = mmap 8K');
  await expect(walked).toHaveText('0x7ffff7fed000');
  await expect(pane(page, 'tree').locator('.pid')).toHaveText('pid 1');
  await expect(pane(page, 'tables').locator('.picker')).toHaveValue('1');
  await run(page, '@2 mprotect $a+4K 8K r');
  await expect(walked).toHaveText('0x7ffff7ff0000');
  await expect(pane(page, 'tree').locator('.pid')).toHaveText('pid 2');
  await run(page, 'mremap $a 64K 64K maymove fixed 0x200000000000');
  await expect(walked).toHaveText('0x200000000000');
  await expect(pane(page, 'tree').locator('.pid')).toHaveText('pid 1');
});

test('a frame without a family says what it is', async ({ page }) => {
  await open(page, `#cmd=${encodeURIComponent('munmap 0x7ffffffde000 132K')}`);
  const state = pane(page, 'rmap').locator('.frame-state');
  await expect(state).toContainText('Nobody maps frame');
  await expect(state).toContainText('lru_add batch of CPU 0');
  await run(page, 's = mmap 4K rw shared');
  await run(page, 'write $s');
  await expect(state).toContainText('holds no anonymous page');
  await expect(state).toContainText('in pid 1');
});

test('the row that changed is brought into view, and areas stay in the pane', async ({ page }) => {
  const forks = ['a = mmap 16K', 'write $a', 'fork', ...[2, 3, 4, 5, 6, 7, 8].map((pid) => `@${pid} fork`)];
  await open(page, `#cmd=${encodeURIComponent(forks.join(';'))}`);
  await expect(where(page)).toContainText('command 10 of 10');
  await expect(pane(page, 'spaces').locator('.process').filter({ hasText: 'pid 9' })).toBeInViewport({ ratio: 0.9 });
  for (const width of [1440, 1920]) {
    await page.setViewportSize({ width, height: 1080 });
    await expect(pane(page, 'rmap').locator('.mark.process').first()).toBeInViewport({ ratio: 0.95 });
  }
  await pane(page, 'rmap').locator('.grow').click();
  for (const area of await pane(page, 'rmap').locator('.mark.area').all()) await expect(area).toBeInViewport({ ratio: 0.95 });
});

for (const [width, height] of [
  [1280, 720],
  [1366, 768],
  [1440, 900],
] as const) {
  test(`after mprotect the entry in focus is in sight, with its bits, at ${width} x ${height}`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await openStory(page);
    await runLogged(page, 'write $a n=16', 4);
    await runLogged(page, 'mprotect $a+8K 8K r', 5);
    await page.locator('.stage-tabs').getByRole('button', { name: 'Tables' }).click();
    await expect(pane(page, 'tables').locator('.entry.walked').last()).toBeInViewport({ ratio: 0.9 });
    await expect(pane(page, 'tables').locator('.bit.on').first()).toBeInViewport({ ratio: 0.9 });
  });
}

test('the call tree is one stop of the Tab key, and refusals are marked in both languages', async ({ page }) => {
  await open(page, `#cmd=${encodeURIComponent('a = mmap 16K;write $a;mprotect $a 4K r')}`);
  const calls = pane(page, 'what').locator('.calls');
  await expect(calls.locator('[role=treeitem][tabindex="0"]')).toHaveCount(1);
  await calls.locator('[role=treeitem]').first().focus();
  await page.keyboard.press('ArrowDown');
  await expect(calls.locator('[role=treeitem]').nth(1)).toBeFocused();
  await expect(calls.locator('[role=treeitem][tabindex="0"]')).toHaveCount(1);
  const refusals = await calls.locator('.call-reason.no').count();
  expect(refusals).toBeGreaterThan(0);
  await page.getByRole('button', { name: '中文' }).click();
  await expect(pane(page, 'spaces').locator('h2')).toHaveText('地址空间');
  await expect(calls.locator('.call-reason.no')).toHaveCount(refusals);
  await calls.locator('[role=treeitem]').nth(1).focus();
  await page.keyboard.press('Enter');
  await expect(calls.locator('.current')).toHaveCount(1);
});
