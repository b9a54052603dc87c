// The drawings about areas: what the last command did to them, the tree of older kernels, moves in the reverse mapping, limits.
import { AxeBuilder, expect, hash, open, type Page, pane, run, terminal, test, where } from './kit';

const link = (script: string) => `#cmd=${encodeURIComponent(script)}`;

/** Opens a script and runs its last line in the shell, so that this is the command that the views are about. */
async function openAndRun(page: Page, script: string[]): Promise<void> {
  await open(page, link(script.slice(0, -1).join(';')));
  await expect(where(page)).toContainText(`command ${script.length - 1} of`);
  await run(page, script.at(-1)!);
  await expect(where(page)).toContainText(`command ${script.length} of ${script.length}`);
}

/** The same, with the areas large enough for those before and those after. */
async function openAreas(page: Page, script: string[]): Promise<void> {
  await openAndRun(page, script);
  await page.locator('#pane-spaces .grow').click();
}

async function expectNothingSerious(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([]);
}

const merge = (page: Page) => pane(page, 'spaces').locator('.merge');
/** Areas as they are, and as they were before the command. */
const areas = (page: Page) => pane(page, 'spaces').locator('.area:not([data-key^="was:"])');
const former = (page: Page) => pane(page, 'spaces').locator('.area[data-key^="was:"]');
const kMerge = ['a = mmap 64K', 'write $a n=16', 'mprotect $a+8K 16K r', 'mprotect $a+8K 8K rw'];

test('before and after: the border that moved, and what both sides answered', async ({ page }) => {
  await openAreas(page, kMerge);
  await expect(former(page)).toHaveCount(3);
  await expect(areas(page)).toHaveCount(4);
  await expect(areas(page).filter({ hasText: '16 KiB · grown' })).toHaveCount(1);
  await expect(areas(page).filter({ hasText: '8 KiB · shrunk' })).toHaveCount(1);
  await expect(pane(page, 'spaces').locator('.bracket')).toHaveCount(1);
  await expect(merge(page).locator('.result')).toHaveText('Area 2 now spans 0x7ffff7fef000 to 0x7ffff7ff3000.');
  await expect(merge(page).locator('.side.yes')).toContainText('the area takes the range');
  await expect(merge(page).locator('.side.no')).toContainText('the range does not end where its own area ends');
});

test('before and after: a refusal, a write, and one step back', async ({ page }) => {
  await openAreas(page, ['a = mmap 16K', 'mmap 16K rw noreserve']);
  await expect(merge(page).locator('.side.no').first()).toContainText('no area on this side');
  await expect(merge(page).locator('.side.no').last()).toContainText('flags differ');
  await expect(areas(page).filter({ hasText: 'new' })).toHaveAttribute('aria-label', /rw-p nr,/);
  await run(page, 'write $a');
  await expect(where(page)).toContainText('command 3 of 3');
  await expect(merge(page)).toHaveCount(0);
  await run(page, 'undo');
  await expect(merge(page)).toHaveCount(1);
});

test('before and after: it can be folded, its text is what show merge prints, and areas light up', async ({ page }) => {
  await openAreas(page, kMerge);
  await former(page).first().hover();
  await expect(areas(page).and(page.locator('[data-lit]'))).toHaveCount(1);
  await merge(page).locator('.merge-fold').click();
  await expect(former(page)).toHaveCount(0);
  await merge(page).locator('.merge-fold').click();
  await pane(page, 'spaces').locator('.text-toggle').click();
  const twin = pane(page, 'spaces').locator('.twin');
  await expect(twin).toContainText('process 1 before');
  await expect(twin).toContainText('grown');
  await run(page, 'show merge | head 1');
  await expect(terminal(page)).toContainText('process 1 before');
});

test('before and after: axe, light and dark, wide and narrow', async ({ page }) => {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await openAreas(page, kMerge);
    await expectNothingSerious(page);
    await page.goto('about:blank');
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`./${link(kMerge.join(';'))}`);
  await page.locator('.tabs').getByRole('button', { name: 'Spaces' }).click();
  await expect(merge(page)).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await expectNothingSerious(page);
});

test('the red-black tree: the same areas, the way to the address, and its text', async ({ page }) => {
  await openAndRun(page, ['a = mmap 24K', 'write $a+20K', 'mprotect $a 4K r', 'mprotect $a+8K 4K r', 'mprotect $a+16K 4K r']);
  await run(page, 'walk $a+20K');
  await page.getByRole('button', { name: 'VMA tree' }).first().click();
  const tree = pane(page, 'tree');
  await tree.getByRole('button', { name: 'Red-black' }).click();
  await expect(tree.locator('[data-key^="rb:"]')).not.toHaveCount(0);
  await tree.locator('.grow').click();
  await expect(tree.locator('[data-key^="rb:"]')).toHaveCount(7);
  await expect(tree.locator('.slot', { hasText: 'R' })).toHaveCount(3);
  await expect(tree.locator('.area')).toContainText('7ffff7ffe');
  await expect(tree.locator('.area')).toHaveClass(/walked/);
  await expect(tree.locator('.rb-hint')).toContainText(/\d+ nodes? looked at/);
  await tree.locator('.text-toggle').click();
  await expect(tree.locator('.twin')).toContainText('7 areas as a red-black tree of 4 levels');
  await tree.getByRole('button', { name: 'Maple' }).click();
  await expect(tree.locator('.twin')).toContainText('maple_leaf_64');
  await tree.locator('.text-toggle').click();
  await expectNothingSerious(page);
});

test('reverse mapping through a move: index and page offset stay, the address does not', async ({ page }) => {
  await openAndRun(page, ['a = mmap 16K', 'write $a "hello"', 'fork', '@2 mremap $a 16K 16K maymove fixed 0x200000000000']);
  await run(page, 'rmap $a');
  const rmap = pane(page, 'rmap');
  await rmap.locator('.grow').click();
  await expect(rmap.locator('.mark.frame')).toContainText('index 7ffff7ffb');
  await expect(rmap.locator('.mark.area')).toHaveCount(2);
  const moved = rmap.locator('.mark.area', { hasText: 'moved' });
  await expect(moved).toContainText('pgoff 7ffff7ffb–ffe · moved');
  await expect(moved).toContainText('200000000–003');
  await expect(rmap.locator('.mark.entry:not(.ghost)')).toHaveCount(2);
});

test('limits: what is used, what changed, and what is promised', async ({ page }) => {
  await openAndRun(page, ['h = brk 0', 'prlimit data 256K', 'brk $h+64K']);
  await page.getByRole('button', { name: 'Limits' }).first().click();
  const limits = pane(page, 'limits');
  await expect(limits.locator('.gauge')).toHaveAttribute('aria-label', /promised/);
  await expect(limits.locator('tr.changed')).toHaveCount(3);
  await expect(limits.locator('tr', { hasText: 'RLIMIT_DATA' })).toContainText('256 KiB');
  await expect(limits.locator('tr', { hasText: 'RLIMIT_AS' })).toContainText('unlimited');
  await expect(limits.locator('tr.cause')).toHaveCount(1);
  await expect(limits.locator('tr.cause')).toContainText('RLIMIT_DATA');
  await expect(limits.locator('caption')).toContainText('64 KiB');
  await expectNothingSerious(page);
  await limits.locator('.text-toggle').click();
  await expect(limits.locator('.twin')).toContainText('RLIMIT_MEMLOCK');
  expect(await hash(page)).toMatch(/[0-9a-f]{16}/);
});
