// What moves in the reverse mapping: a fork's things grow out of the parent's, a copy out of the page that it was copied from.
import { expect, open, type Page, pane, run, test, where } from './kit';

type Point = [x: number, y: number];

/** Middles of marks, in the coordinates of the drawing. */
const middlesOf = (page: Page, selector: string): Promise<Point[]> =>
  pane(page, 'rmap')
    .locator(selector)
    .evaluateAll((nodes) =>
      (nodes as SVGGElement[]).map((node): Point => {
        const { a, d, e, f } = node.transform.baseVal.consolidate()!.matrix;
        const { x, y, width, height } = (node.querySelector('rect, circle') as SVGGraphicsElement).getBBox();
        return [e + a * (x + width / 2), f + d * (y + height / 2)];
      }),
    );

/** Stops the page's clock, runs a command, and lets time pass until its marks are there. */
async function runStopped(page: Page, line: string, selector: string, count: number): Promise<void> {
  await page.clock.pauseAt(new Date(Date.now() + 3_600_000 * (count + 1)));
  await run(page, line);
  await expect
    .poll(async () => {
      if ((await pane(page, 'rmap').locator(selector).count()) < count) await page.clock.runFor(2);
      return pane(page, 'rmap').locator(selector).count();
    })
    .toBe(count);
}

const isBetween = (value: number, a: number, b: number) => value > Math.min(a, b) + 0.5 && value < Math.max(a, b) - 0.5;

test.beforeEach(async ({ page }) => {
  await page.clock.install();
  await open(page, `#cmd=${encodeURIComponent('a = mmap 64K;write $a "hello"')}`);
  await expect(where(page)).toContainText('command 2 of 2');
  await pane(page, 'rmap').locator('.grow').click();
  await expect(pane(page, 'rmap').locator('.mark.anonVma')).toHaveCount(1);
  await expect(pane(page, 'rmap').locator('.mark[opacity]')).toHaveCount(0);
});

test('at 80 ms of a fork the child’s node, area and process lie between the parent’s and their own places', async ({ page }) => {
  const kinds = ['.mark.avc', '.mark.area', '.mark.process'];
  const parents = await Promise.all(kinds.map(async (kind) => (await middlesOf(page, kind))[0]!));
  await runStopped(page, 'fork', '.mark.process', 2);
  await page.clock.runFor(80);
  const midway = await Promise.all(kinds.map(async (kind) => (await middlesOf(page, kind))[1]!));
  await page.clock.runFor(600);
  const ends = await Promise.all(kinds.map(async (kind) => (await middlesOf(page, kind))[1]!));
  kinds.forEach((kind, at) => {
    expect(isBetween(midway[at]![1], parents[at]![1], ends[at]![1]), `${kind}: ${parents[at]} ${midway[at]} ${ends[at]}`).toBe(true);
  });
});

test('at 80 ms of a copy the new page lies between the old one and its own place', async ({ page }) => {
  await run(page, 'fork');
  await expect(pane(page, 'rmap').locator('.mark.process')).toHaveCount(2);
  await expect(pane(page, 'rmap').locator('.mark[opacity]')).toHaveCount(0);
  const [old] = await middlesOf(page, '.mark.frame');
  await runStopped(page, '@2 write $a "child"', '.mark.frame', 2);
  await page.clock.runFor(80);
  const midway = (await middlesOf(page, '.mark.frame'))[1]!;
  await page.clock.runFor(600);
  const end = (await middlesOf(page, '.mark.frame'))[1]!;
  expect(isBetween(midway[1], old![1], end[1]), `${old} ${midway} ${end}`).toBe(true);
  await expect(pane(page, 'rmap').locator('.tie.copy')).toContainText('4096 bytes copied');
});
