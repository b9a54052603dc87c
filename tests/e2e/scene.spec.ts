// What a drawing does with pointer, keys and fingers where it is too large for its pane, or drawn on a canvas.
import { expect, type Locator, open, openOnPhone, openStory, pane, type Page, run, runLogged, terminal, test, where } from './kit';

const stageOf = (drawing: Locator) => drawing.locator('.stage').getAttribute('transform');

/** The reverse mapping of 400 sharers, unfolded until it is drawn on a canvas. */
async function openCanvas(page: Page): Promise<Locator> {
  await open(page, `#cmd=a = mmap 64K;write $a;${'fork;'.repeat(400)}`);
  await expect(where(page)).toContainText('command 402 of 402');
  const rmap = pane(page, 'rmap');
  await rmap.locator('.grow').click();
  const canvas = rmap.locator('canvas.scene-drawing');
  for (let areas = 31; (await canvas.count()) === 0; areas += 32) {
    await rmap.locator('.mark[data-act=more]').focus();
    await page.keyboard.press('Enter');
    await expect(canvas.or(rmap.locator('.mark.area').nth(areas + 31))).toBeAttached();
  }
  return canvas;
}

test('a canvas is one tab stop: arrow keys go from thing to thing and say it, Enter opens its card, a click too', async ({ page }) => {
  const canvas = await openCanvas(page);
  const spoken = pane(page, 'rmap').locator('.drawn-host [aria-live]');
  await canvas.focus();
  await page.keyboard.press('ArrowRight');
  const first = await spoken.textContent();
  expect(first).not.toBe('');
  await page.keyboard.press('ArrowDown');
  await expect(spoken).not.toHaveText(first!);
  await page.keyboard.press('Enter');
  const card = page.locator('aside.card');
  await expect(card.getByRole('heading', { level: 2 })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(card).toHaveCount(0);
  // The page itself stands at the left of all: a click somewhere on a thing finds it.
  const box = (await canvas.boundingBox())!;
  const places = Array.from({ length: 60 }, (_, at) => [box.x + 20 + (at % 10) * 30, box.y + 20 + Math.floor(at / 10) * 60] as const);
  for (const [x, y] of places) {
    await page.mouse.click(x, y);
    if (await card.count()) break;
  }
  await expect(card.getByRole('heading', { level: 2 })).toBeVisible();
});

test('after a fork the child is in sight among 32 sharers', async ({ page }) => {
  await openStory(page);
  await run(page, Array(30).fill('fork').join('; '));
  await expect(where(page)).toContainText('command 33 of 33');
  await pane(page, 'rmap').locator('.to-front').click();
  await runLogged(page, 'fork', 34);
  await expect(pane(page, 'rmap').locator('.mark.entry.cause')).toBeInViewport({ ratio: 0.9 });
});

test('Shift and arrows pan a drawing, and so does dragging its overview', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openStory(page);
  const tables = pane(page, 'tables');
  for (let at = 0; at < 6; ++at) await tables.getByRole('button', { name: 'Zoom in' }).click();
  const overview = tables.locator('.scene-overview');
  await expect(overview).toBeVisible();
  await tables.locator('.mark[tabindex="0"], .scene-drawing [tabindex="0"]').first().focus();
  const before = await stageOf(tables);
  await page.keyboard.press('Shift+ArrowLeft');
  await expect.poll(() => stageOf(tables)).not.toBe(before);
  const panned = await stageOf(tables);
  const box = (await overview.boundingBox())!;
  await page.mouse.move(box.x + 3, box.y + 3);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 3, box.y + box.height - 3, { steps: 3 });
  await page.mouse.up();
  await expect.poll(() => stageOf(tables)).not.toBe(panned);
});

test.describe('by touch', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('one finger leaves a drawing alone, two move it', async ({ page }) => {
    await openOnPhone(page);
    await page.locator('.tabs').getByRole('button', { name: 'Tables' }).tap();
    const tables = pane(page, 'tables');
    await expect(terminal(page)).toContainText('$');
    const box = (await tables.locator('.scene-drawing').boundingBox())!;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const touch = await page.context().newCDPSession(page);
    const drag = async (fingers: readonly number[]) => {
      const at = (by: number) => fingers.map((dx, id) => ({ x: x + dx * (1 + by / 30), y: y + by, id }));
      await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(0) });
      for (const by of [10, 20, 30, 40]) await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(by) });
      await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    };
    const before = await stageOf(tables);
    await drag([0]);
    expect(await stageOf(tables)).toBe(before);
    await drag([-30, 30]);
    await expect.poll(() => stageOf(tables)).not.toBe(before);
  });
});

test('what is pasted is shown at once; one command moves', async ({ page }) => {
  await openStory(page);
  await page.evaluate(() => {
    const moved: number[] = [];
    Object.assign(globalThis, { moved });
    const look = () => {
      moved.push(document.querySelectorAll('.mark[opacity]').length);
      requestAnimationFrame(look);
    };
    look();
  });
  const most = () => page.evaluate(() => Math.max(...(globalThis as unknown as { moved: number[] }).moved.splice(0)));
  await most();
  await run(page, 'fork; fork; fork');
  await expect(where(page)).toContainText('command 6 of 6');
  await page.waitForTimeout(500);
  expect(await most()).toBe(0);
  await runLogged(page, 'fork', 7);
  await page.waitForTimeout(500);
  expect(await most()).toBeGreaterThan(0);
});
