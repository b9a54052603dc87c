// The page as it opens: one large picture that follows what happens, small ones beside it, a shell; other arrangements, kept over visits.
import { expect, openStory, pane, run, runLogged, terminal, test, where } from './kit';

const slot = (name: string) => `#pane-${name}[data-slot]`;

test('the picture that a command calls for comes to the front, and one that shows it stays', async ({ page }) => {
  await openStory(page);
  await expect(page.locator(slot('tables'))).toHaveAttribute('data-slot', 'front');
  await runLogged(page, '@2 write $a "child"', 4);
  await expect(page.locator(slot('tables'))).toHaveAttribute('data-slot', 'front');
  await runLogged(page, 'b = mmap 64K', 5);
  await expect(page.locator(slot('spaces'))).toHaveAttribute('data-slot', 'front');
  await runLogged(page, 'mprotect $b 4K r', 6);
  await expect(page.locator(slot('spaces'))).toHaveAttribute('data-slot', 'front');
  await runLogged(page, 'fork', 7);
  await expect(page.locator(slot('rmap'))).toHaveAttribute('data-slot', 'front');
  await runLogged(page, 'write $a', 8);
  await expect(page.locator(slot('tables'))).toHaveAttribute('data-slot', 'front');
  // Three small ones, none of them the large one.
  await expect(page.locator('.pane[data-slot^=small]')).toHaveCount(3);
});

test('nothing comes to the front while it is held, pasted, or looked back; a key goes back', async ({ page }) => {
  await openStory(page);
  await page.getByRole('button', { name: 'Hold this picture' }).click();
  await runLogged(page, 'b = mmap 64K', 4);
  await expect(page.locator(slot('tables'))).toHaveAttribute('data-slot', 'front');
  await page.getByRole('button', { name: 'Hold this picture' }).click();
  await run(page, 'mmap 8K; mmap 4K r; munmap $b 4K; fork');
  await expect(where(page)).toContainText('command 8 of 8');
  await expect(page.locator(slot('tables'))).toHaveAttribute('data-slot', 'front');
  await runLogged(page, 'mmap 8K', 9);
  await expect(page.locator(slot('spaces'))).toHaveAttribute('data-slot', 'front');
  await page.locator('.stop button').nth(1).click();
  await expect(page.locator(slot('spaces'))).toHaveAttribute('data-slot', 'front');
  await page.keyboard.press('F8');
  await expect(page.locator(slot('tables'))).toHaveAttribute('data-slot', 'front');
});

test('a small picture swaps places with the large one, by pointer and by keyboard', async ({ page }) => {
  await openStory(page);
  await pane(page, 'rmap').locator('.to-front').click();
  await expect(page.locator(slot('rmap'))).toHaveAttribute('data-slot', 'front');
  await page.locator('.stage-tabs').getByRole('button', { name: 'Memory' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.locator(slot('memory'))).toHaveAttribute('data-slot', 'front');
  await expect(page.locator('.stage-tabs [aria-current=page]')).toHaveText('Memory');
});

test('arrangements, borders and what was put away are kept over visits', async ({ page }) => {
  await openStory(page);
  const border = page.locator('.splitter.at-shell');
  const width = async () => (await pane(page, 'shell').boundingBox())!.width;
  const before = await width();
  await border.focus();
  for (let i = 0; i < 4; ++i) await page.keyboard.press('ArrowRight');
  await expect.poll(width).toBeGreaterThan(before + 60);
  const box = (await page.locator('.splitter.at-side').boundingBox())!;
  await page.mouse.move(box.x + 4, box.y + 200);
  await page.mouse.down();
  await page.mouse.move(box.x - 96, box.y + 200, { steps: 4 });
  await page.mouse.up();
  const side = async () => (await page.locator('.pane[data-slot=small-1]').boundingBox())!.width;
  await expect.poll(side).toBeGreaterThan(280);
  await page.getByRole('button', { name: 'Small pictures' }).click();
  await expect(page.locator('.pane[data-slot^=small]')).toHaveCount(0);
  await page.reload();
  await expect(terminal(page)).toContainText('$');
  await expect.poll(width).toBeGreaterThan(before + 60);
  await expect(page.locator('.pane[data-slot^=small]')).toHaveCount(0);
  await page.getByRole('combobox', { name: 'Arrangement of the page' }).selectOption('explore');
  await expect(pane(page, 'what')).toBeVisible();
  await page.getByRole('combobox', { name: 'Arrangement of the page' }).selectOption('projector');
  await expect(page.locator('.pane[data-slot=second]')).toBeVisible();
});

test('on a projector PageUp and PageDown step through the events', async ({ page }) => {
  await openStory(page);
  await page.getByRole('combobox', { name: 'Arrangement of the page' }).selectOption('projector');
  await page.keyboard.press('PageUp');
  await expect(where(page)).toContainText('past');
  await page.keyboard.press('PageDown');
  await expect(where(page)).not.toContainText('past');
});

/** Marks that lie outside the drawing that they belong to. */
function marksOutside(hosts: Element[]): string[] {
  return hosts.flatMap((host) => {
    const room = host.getBoundingClientRect();
    const isOut = (mark: Element) => {
      const { left, top, right, bottom } = mark.getBoundingClientRect();
      return left < room.left - 1 || top < room.top - 1 || right > room.right + 1 || bottom > room.bottom + 1;
    };
    const marks = host.checkVisibility() ? [...host.querySelectorAll('.mark')] : [];
    return marks.filter(isOut).map((mark) => `${host.getAttribute('data-scene')} ${mark.getAttribute('data-key')}`);
  });
}

for (const [width, height] of [
  [1280, 720],
  [1366, 768],
  [1440, 900],
  [1920, 1080],
] as const) {
  for (const large of [false, true]) {
    test(`the whole walk is on the first screen at ${width} x ${height}${large ? ', in large type' : ''}`, async ({ page }) => {
      await page.setViewportSize({ width, height });
      if (large) await page.addInitScript(() => localStorage.setItem('pagewalk.prefs', JSON.stringify({ large: true })));
      await openStory(page);
      await runLogged(page, '@2 write $a "child"', 4);
      const tables = pane(page, 'tables');
      await expect(tables.locator('.table.walked')).toHaveCount(4);
      // What left is gone, what moves has come.
      await expect(tables.locator('.mark[opacity]')).toHaveCount(0);
      // Nothing of the large picture or the small ones is cut.
      expect(await page.locator('.drawn-host').evaluateAll(marksOutside)).toEqual([]);
      await expect(page.locator('.pane[data-slot^=small] .drawn-host')).toHaveCount(3);
      await expect(tables.locator('.bit').last()).toBeInViewport({ ratio: 0.9 });
      // Low and large, the indices are left to the tables.
      if (height > 740 || !large) await expect(tables.locator('.split .part').last()).toBeInViewport({ ratio: 0.98 });
      // Facts of the machine are there whole, or not at all.
      const facts = (await page.locator('.facts').boundingBox())!;
      const cut = await page.locator('.fact').evaluateAll(
        (all, { right, bottom }) =>
          all.filter((fact) => {
            const box = fact.getBoundingClientRect();
            return box.top < bottom && (box.right > right + 1 || box.bottom > bottom + 1);
          }).length,
        { right: facts.x + facts.width, bottom: facts.y + facts.height },
      );
      expect(cut).toBe(0);
    });
  }
}

test('on a tablet the bar has room for all its buttons', async ({ page }) => {
  await page.setViewportSize({ width: 768, height: 1024 });
  await openStory(page);
  const buttons = page.locator('.actions').locator('button, select');
  const boxes = await Promise.all((await buttons.all()).map((button) => button.boundingBox()));
  expect(boxes.length).toBeGreaterThan(7);
  for (const box of boxes) expect(box!.x + box!.width).toBeLessThanOrEqual(768);
});

test('on a tablet that stands upright, all bits of the entry and all indices of the address are in sight', async ({ page }) => {
  await page.setViewportSize({ width: 768, height: 1024 });
  await openStory(page);
  await expect(pane(page, 'tables').locator('.bit').last()).toBeInViewport({ ratio: 0.98 });
  await expect(pane(page, 'tables').locator('.split .part').last()).toBeInViewport({ ratio: 0.98 });
});

for (const language of ['en', 'zh']) {
  test(`on a projector what is chosen is not cut, ${language}`, async ({ page }) => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.addInitScript((wanted) => localStorage.setItem('pagewalk.prefs', JSON.stringify({ language: wanted })), language);
    await page.goto('./');
    await expect(terminal(page)).toContainText('$ @2 write $a "child"', { timeout: 20_000 });
    await page.locator('.arrangement').selectOption('projector');
    const pickers = page.locator('.pane[data-slot=second] .pane-tools .picker');
    await expect(pickers.last()).toBeVisible();
    // As wide as its widest choice wants to be.
    const cut = await pickers.evaluateAll((all) =>
      all.filter((picker) => {
        const free = picker.cloneNode(true) as HTMLElement;
        free.style.cssText = 'position: absolute; width: max-content; min-width: 0';
        picker.parentElement!.append(free);
        const wanted = free.getBoundingClientRect().width;
        free.remove();
        return picker.getBoundingClientRect().width < wanted - 1;
      }).length,
    );
    expect(cut).toBe(0);
  });
}

test('many panes: borders are dragged, outer columns put away and brought back, and that is kept', async ({ page }) => {
  await openStory(page);
  await page.getByRole('combobox', { name: 'Arrangement of the page' }).selectOption('explore');
  const width = async () => (await pane(page, 'shell').boundingBox())?.width ?? 0;
  const before = await width();
  const border = page.locator('.splitter.at-left');
  const box = (await border.boundingBox())!;
  await page.mouse.move(box.x + 4, box.y + 200);
  await page.mouse.down();
  await page.mouse.move(box.x + 84, box.y + 200, { steps: 4 });
  await page.mouse.up();
  await expect.poll(width).toBeGreaterThan(before + 60);
  await page.locator('.splitter.at-right').focus();
  await page.keyboard.press('Enter');
  await expect(pane(page, 'what')).toBeHidden();
  await page.reload();
  await expect(terminal(page)).toContainText('$');
  await expect.poll(width).toBeGreaterThan(before + 60);
  await expect(pane(page, 'what')).toBeHidden();
  await page.locator('.splitter.at-right').dblclick();
  await expect(pane(page, 'what')).toBeVisible();
});

test('a picture held in front, and one that fills the page, are there at the next visit', async ({ page }) => {
  await openStory(page);
  await page.locator('.stage-tabs').getByRole('button', { name: 'Memory' }).click();
  await page.getByRole('button', { name: 'Hold this picture' }).click();
  await page.reload();
  await expect(page.locator(slot('memory'))).toHaveAttribute('data-slot', 'front');
  await pane(page, 'memory').getByRole('button', { name: 'Enlarge Physical memory' }).click();
  await expect(page.locator('.panes')).toHaveAttribute('data-enlarged', 'memory');
  await page.reload();
  await expect(page.locator('.panes')).toHaveAttribute('data-enlarged', 'memory');
});

test('many panes on a low screen: each has room for more than its head', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await openStory(page);
  await page.getByRole('combobox', { name: 'Arrangement of the page' }).selectOption('explore');
  for (const name of ['spaces', 'tables', 'rmap', 'what', 'memory']) {
    const body = pane(page, name).locator('.pane-body');
    await expect(body).toBeInViewport({ ratio: 0.98 });
    expect((await body.boundingBox())!.height, name).toBeGreaterThan(50);
  }
  // Every pane can be read as text, and enlarged.
  const cut = await page.locator('.pane:not(.pane-shell) .pane-tools > .icon').evaluateAll((all) =>
    all.filter((icon) => {
      const { right } = icon.closest('.pane')!.getBoundingClientRect();
      return icon.checkVisibility() && icon.getBoundingClientRect().right > right;
    }).length,
  );
  expect(cut).toBe(0);
  await expect(pane(page, 'rmap').locator('.grow')).toBeInViewport({ ratio: 1 });
});

for (const [width, height] of [
  [1366, 768],
  [1440, 900],
] as const) {
  test.describe(`a lesson at ${width} × ${height}`, () => {
    test.use({ viewport: { width, height }, reducedMotion: 'reduce' });
    for (const id of ['back-and-forth', 'not-gone']) {
      test(`the page tables of ${id} are whole`, async ({ page }) => {
        await page.goto(`./#lesson=${id}/1`);
        await expect(pane(page, 'lesson').locator('.step')).toHaveAttribute('aria-busy', 'false', { timeout: 20_000 });
        const drawing = pane(page, 'tables').locator('.drawn-host');
        await expect(drawing.locator('.mark.table').nth(3)).toBeVisible();
        await expect
          .poll(() =>
            drawing.evaluate((host) => {
              const { top, bottom } = host.getBoundingClientRect();
              const boxes = [...host.querySelectorAll('.mark')].map((mark) => mark.getBoundingClientRect());
              return boxes.filter((box) => box.top < top - 1 || box.bottom > bottom + 1).length;
            }),
          )
          .toBe(0);
      });
    }
  });
}
