// A page whose clock stands still, so that a test sees a motion on its way.
import { expect, type Locator, type Page, run } from './kit';

/** Where a mark stands in its drawing, how much of its size it has, and how much of it is seen. */
export async function poseOf(mark: Locator): Promise<{ x: number; y: number; opacity: number; grown: number }> {
  const transform = (await mark.getAttribute('transform')) ?? '';
  const [x = 0, y = 0] = /translate\(([^)]*)\)/.exec(transform)![1]!.split(' ').map(Number);
  const grown = Number(/scale\(([^)]*)\)/.exec(transform)?.[1] ?? 1);
  return { x, y, grown, opacity: Number((await mark.getAttribute('opacity')) ?? 1) };
}

/** From here on time passes only where a test lets it. */
export async function holdClock(page: Page): Promise<void> {
  await page.clock.pauseAt(new Date(Date.now() + 3_600_000));
}

/** Runs a line, and stops when `mark` has just appeared. */
export async function runUntil(page: Page, line: string, mark: Locator): Promise<void> {
  await run(page, line);
  await expect(async () => {
    await page.clock.runFor(16);
    await expect(mark).toHaveCount(1, { timeout: 50 });
  }).toPass({ timeout: 15_000, intervals: [30] });
}
