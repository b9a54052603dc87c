// The VMA tree in motion: 80 ms after a command, what a split or a rotation moves lies between its old and its new place.
import { expect, type Locator, openFirst, type Page, pane, runLogged, test } from './kit';

type Place = readonly [x: number, y: number];

/** Where the middle of a mark is drawn, in the coordinates of the drawing. */
async function placeOf(mark: Locator): Promise<Place> {
  return mark.evaluate((group) => {
    const drawing = group as unknown as SVGGElement;
    const { x, y, width, height } = drawing.querySelector('rect')!.getBBox();
    const matrix = drawing.transform.baseVal.consolidate()!.matrix;
    return [matrix.a * (x + width / 2) + matrix.e, matrix.d * (y + height / 2) + matrix.f] as const;
  });
}

const distance = ([x1, y1]: Place, [x2, y2]: Place) => Math.hypot(x2 - x1, y2 - y1);

/** Away from where it was, and not yet where it goes. */
function expectOnItsWay(was: Place, now: Place, end: Place): void {
  const way = distance(was, end);
  expect(way).toBeGreaterThan(20);
  expect(distance(was, now)).toBeGreaterThan(2);
  expect(distance(now, end)).toBeGreaterThan(2);
  expect(distance(was, now) + distance(now, end)).toBeLessThan(way + 2);
}

/** The tree fills the page and nothing moves any more; from here on the clock stands still unless it is moved. */
async function openTree(page: Page, commands: readonly string[]): Promise<Locator> {
  await page.clock.install();
  await openFirst(page);
  await page.getByRole('button', { name: 'VMA tree' }).first().click();
  const tree = pane(page, 'tree');
  await tree.locator('.grow').click();
  for (const [at, command] of commands.entries()) await runLogged(page, command, 4 + at);
  return tree;
}

/** Until what moved has come to rest, with time to spare. */
const rest = (page: Page) => page.waitForTimeout(600);

/** Types a command whose effect is awaited, and stands still 80 ms after it began to be drawn. */
async function runAndStop(page: Page, command: string, effect: Locator): Promise<void> {
  await page.locator('.xterm-helper-textarea').focus();
  await page.keyboard.press('Control+u');
  await page.keyboard.type(command);
  await page.clock.pauseAt(new Date(Date.now() + 3_600_000));
  await page.keyboard.press('Enter');
  await expect(async () => {
    await page.clock.runFor(16);
    await expect(effect).toHaveCount(1, { timeout: 50 });
  }).toPass({ timeout: 15_000, intervals: [30] });
  await page.clock.runFor(80);
}

const kCuts = [4, 12, 20, 28, 36].map((at) => `mprotect $a+${at}K 4K none`);

test('a split of a maple node: slots are on their way to the node that grows out of the full one', async ({ page }) => {
  const tree = await openTree(page, ['a = mmap 64K', ...kCuts]);
  const nodes = tree.locator('.node');
  await expect(nodes).toHaveCount(1);
  await expect(nodes).toContainText('15 of 16 slots');
  const stack = tree.locator('.area', { hasText: '[stack]' });
  await rest(page);
  const [was, node] = [await placeOf(stack), await placeOf(nodes)];
  const fresh = tree.locator('.node.direct', { hasText: 'maple_leaf_64' });
  await runAndStop(page, 'mprotect $a+44K 4K none', fresh);
  await expect(nodes).toHaveCount(3);
  const [now, middle] = [await placeOf(stack), await placeOf(fresh)];
  expect(Number(await fresh.getAttribute('opacity'))).toBeGreaterThan(0);
  expect(Number(await fresh.getAttribute('opacity'))).toBeLessThan(1);
  await page.clock.runFor(600);
  expectOnItsWay(was, now, await placeOf(stack));
  expectOnItsWay(node, middle, await placeOf(fresh));
  expect(await fresh.getAttribute('opacity')).toBeNull();
  await expect(tree.locator('.node', { hasText: 'maple_arange_64' })).toContainText('2 of 10 slots');
});

test('a rotation: the nodes of the red-black tree are on their way, and what hangs elsewhere is marked', async ({ page }) => {
  const tree = await openTree(page, ['a = mmap 64K', 'mmap 4K r']);
  await tree.getByRole('button', { name: 'Red-black' }).click();
  const root = tree.locator('[data-key^="rb:"]', { hasText: '128 KiB' });
  await expect(tree.locator('[data-key^="rb:"]')).toHaveCount(3);
  await rest(page);
  const was = await placeOf(root);
  await runAndStop(page, 'mmap 4K rw', tree.locator('.tie.changed'));
  const now = await placeOf(root);
  await page.clock.runFor(600);
  expectOnItsWay(was, now, await placeOf(root));
});
