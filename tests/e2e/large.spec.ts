// A machine of many pages: its pictures come by and by, keys are shown meanwhile, and in the end it is all there, whatever came in between.
import { expect, openStory, type Page, run, runLogged, terminal, test, where } from './kit';

const keysIn = (page: Page, scene: string) =>
  page.locator(`[data-scene=${scene}] .marks > g`).evaluateAll((marks) => marks.map((mark) => mark.getAttribute('data-key')).sort());

test('40,000 pages are written and taken back at once: every picture is of the machine as it is', async ({ page }) => {
  await openStory(page);
  await run(page, 'boot mem=512M');
  await runLogged(page, 'b = mmap 200M', 1);
  // Brings the tables to the front, where they will stay.
  await runLogged(page, 'write $b', 2);
  const scenes = ['spaces', 'tables', 'memory'];
  await expect(page.locator('#pane-tables')).toHaveAttribute('data-slot', 'front');
  await page.waitForTimeout(800);
  const before = await Promise.all(scenes.map((scene) => keysIn(page, scene)));
  await runLogged(page, 'write $b n=40000', 3);
  await expect(page.locator('#pane-story')).toContainText(/(40.000|39.999) fresh pages/);
  await expect(page.locator('[data-scene=spaces] .marks > g.changed').first()).toBeAttached();
  // Its pictures may be on their way still; those of the next moment take their place.
  await run(page, 'undo');
  await page.keyboard.type('print 6 * ');
  await expect(terminal(page)).toContainText('print 6 *');
  await expect(where(page)).toContainText('command 2 of 3');
  for (const [at, scene] of scenes.entries()) await expect.poll(() => keysIn(page, scene)).toEqual(before[at]);
  await page.keyboard.type('7');
  await page.keyboard.press('Enter');
  await expect(terminal(page)).toContainText('42');
});
