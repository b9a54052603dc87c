import { AxeBuilder, expect, openOnPhone, type Page, pane, terminal, test } from './kit';

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

/** px of the story's words that are out of sight. */
const cutOff = (page: Page) => page.locator('.story-text').evaluate((box) => box.scrollHeight - box.clientHeight);

/** Marks of a drawing that its own buttons stand on. */
const underButtons = (page: Page, name: string) =>
  pane(page, name)
    .locator('.drawn')
    .evaluate((drawn) => {
      const all = [...drawn.querySelectorAll('.drawn-tools .icon')].map((one) => one.getBoundingClientRect());
      const boxes = all.filter((box) => box.width > 0);
      const marks = [...drawn.querySelectorAll('.mark')].filter((mark) =>
        boxes.some((box) => {
          const { left, right, top, bottom } = mark.getBoundingClientRect();
          return left < box.right - 1 && right > box.left + 1 && top < box.bottom - 1 && bottom > box.top + 1;
        }),
      );
      return marks.map((mark) => mark.getAttribute('class'));
    });

test('tabs, tappable commands, nothing wider than the screen', async ({ page }) => {
  await openOnPhone(page);
  await page.locator('.chips .run').tap();
  await expect(terminal(page)).toContainText('wp_page_copy');
  await page.locator('.tabs').getByRole('button', { name: 'Shell' }).tap();
  await page.getByRole('button', { name: 'rmap $a', exact: true }).tap();
  await expect(terminal(page)).toContainText('$ rmap $a');
  for (const name of ['Spaces', 'Tables', 'Rmap', 'VMA tree', 'Limits', 'Swap', 'Memory', 'Events']) {
    await page.locator('.tabs').getByRole('button', { name }).tap();
    // The picture, and the shell under it.
    await expect(page.locator('.pane:visible')).toHaveCount(2);
    await expect(pane(page, 'shell')).toBeInViewport({ ratio: 0.98 });
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width, name).toBeLessThanOrEqual(390);
  }
  await expect(page.locator('.story-headline')).toBeVisible();
  // What the step is about is in sight: all of the areas with their verdicts, and the end of the walk.
  await page.locator('.tabs').getByRole('button', { name: 'Rmap' }).tap();
  for (const seen of ['area', 'entry', 'note']) {
    for (const mark of await pane(page, 'rmap').locator(`.mark.${seen}`).all()) await expect(mark).toBeInViewport({ ratio: 0.98 });
  }
  await page.locator('.tabs').getByRole('button', { name: 'Tables' }).tap();
  await expect(pane(page, 'tables').locator('.frame').last()).toBeInViewport({ ratio: 0.99 });
});

test('the buttons of a drawing stand beside it, all in sight; the story is whole in every level', async ({ page }) => {
  await openOnPhone(page);
  await page.locator('.chips .run').tap();
  await expect(terminal(page)).toContainText('wp_page_copy');
  for (const level of ['Plain', 'Course', 'Kernel']) {
    await page.getByRole('button', { name: level, exact: true }).tap();
    expect(await cutOff(page), level).toBeLessThanOrEqual(0);
  }
  for (const name of ['Spaces', 'Rmap', 'Tables']) {
    await page.locator('.tabs').getByRole('button', { name, exact: true }).tap();
    const buttons = pane(page, name.toLowerCase()).locator('.drawn-tools .icon');
    await expect(buttons).toHaveCount(4);
    for (const button of await buttons.all()) await expect(button).toBeInViewport({ ratio: 0.99 });
    expect(await underButtons(page, name.toLowerCase()), name).toEqual([]);
  }
});

test('the bar of tabs scrolls: each view is reached, and the chosen one is in sight with what lies beside it', async ({ page }) => {
  await openOnPhone(page);
  const tabs = page.locator('.tabs');
  await expect(tabs.getByRole('button')).toHaveCount(12);
  for (const width of [390, 320]) {
    await page.setViewportSize({ width, height: 640 });
    for (const tab of await tabs.getByRole('button').all()) {
      await tab.tap();
      await expect(tab).toHaveAttribute('aria-current', 'page');
      await expect(tab).toBeInViewport({ ratio: 0.99 });
    }
    await tabs.getByRole('button', { name: 'Limits' }).tap();
    for (const name of ['VMA tree', 'Swap']) await expect(tabs.getByRole('button', { name })).toBeInViewport({ ratio: 0.99 });
  }
});

test('the dialog for opening things has room, and targets large enough', async ({ page }) => {
  await openOnPhone(page);
  await page.getByRole('button', { name: 'Open', exact: true }).tap();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toBeVisible();
  for (const button of await dialog.getByRole('button').all()) {
    await expect(button).toBeInViewport({ ratio: 0.99 });
    expect((await button.boundingBox())!.height).toBeGreaterThanOrEqual(43.5);
  }
  await page.getByRole('textbox', { name: 'Text to open' }).fill('munmap(0x10000, 4096) = 7');
  await dialog.getByRole('button', { name: 'Open this text' }).tap();
  await page.locator('.notice summary').tap();
  await expect(page.locator('.notice .details')).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

test('targets are large enough for fingers, and axe agrees', async ({ page }) => {
  await openOnPhone(page);
  for (const name of ['Shell', 'Spaces', 'Tables', 'Rmap', 'VMA tree', 'Limits', 'Swap', 'Memory', 'Events']) {
    await page.locator('.tabs').getByRole('button', { name }).tap();
    const small = await page.locator(':is(button, select):visible:not(.skip)').evaluateAll((buttons) =>
      buttons.filter((button) => button.getBoundingClientRect().height < 43.5).map((button) => button.outerHTML.slice(0, 80)),
    );
    expect(small, name).toEqual([]);
  }
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id }) => id)).toEqual([]);
});

for (const theme of ['dark', 'light'] as const) {
  test(`axe finds nothing serious in any view, ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await openOnPhone(page);
    await page.locator('.chips .run').tap();
    await expect(terminal(page)).toContainText('wp_page_copy');
    for (const name of ['Spaces', 'Tables', 'Rmap', 'VMA tree', 'Limits', 'Swap', 'Memory', 'Events']) {
      await page.locator('.tabs').getByRole('button', { name }).tap();
      // The picture, and the shell under it.
    await expect(page.locator('.pane:visible')).toHaveCount(2);
    await expect(pane(page, 'shell')).toBeInViewport({ ratio: 0.98 });
      const { violations } = await new AxeBuilder({ page }).analyze();
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(serious.map(({ id, nodes }) => `${name} ${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([]);
    }
  });
}

test.describe('on its side', () => {
  test.use({ viewport: { width: 844, height: 390 } });
  test('the prompt stays above the footer', async ({ page }) => {
    await page.goto('./');
    await expect(terminal(page)).toContainText('$ @2 write $a "child"', { timeout: 20_000 });
    const bottom = await page.locator('.shell-body > .terminal').evaluate((element) => element.getBoundingClientRect().bottom);
    const footer = await page.locator('.bottom').evaluate((element) => element.getBoundingClientRect().top);
    expect(bottom).toBeLessThanOrEqual(footer);
    expect(await page.locator('.chips .run').evaluate((element) => element.getBoundingClientRect().bottom)).toBeLessThanOrEqual(footer);
  });

  test('the picture has the room: it is read, nothing stands over it, and the sentence is whole', async ({ page }) => {
    await page.goto('./');
    await expect(terminal(page)).toContainText('$ @2 write $a "child"', { timeout: 20_000 });
    for (const level of ['Plain', 'Course', 'Kernel']) {
      await page.getByRole('button', { name: level, exact: true }).tap();
      expect(await cutOff(page), level).toBeLessThanOrEqual(0);
    }
    for (const name of ['Tables', 'Spaces', 'Rmap']) {
      await page.locator('.stage-tabs').getByRole('button', { name, exact: true }).tap();
      const drawing = pane(page, name.toLowerCase()).locator('.drawn-host');
      expect((await drawing.boundingBox())!.height, name).toBeGreaterThan(150);
      expect(await underButtons(page, name.toLowerCase()), name).toEqual([]);
    }
  });

  test('a lesson has text, picture and prompt at once', async ({ page }) => {
    await page.goto('./#lesson=no-memory/1');
    await pane(page, 'lesson').locator('.option').first().tap();
    await expect(pane(page, 'lesson').locator('.why')).toBeInViewport({ ratio: 0.9 });
    expect((await pane(page, 'lesson').locator('.pane-body').boundingBox())!.height).toBeGreaterThan(200);
    expect((await pane(page, 'spaces').locator('.drawn-host').boundingBox())!.height).toBeGreaterThan(100);
    expect(await underButtons(page, 'spaces')).toEqual([]);
    await expect(terminal(page)).toContainText('mmap 1G rw noreserve');
    await expect(page.locator('.xterm-cursor')).toBeInViewport();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(844);
  });
});

test.describe('enlarged to 200 % on a small screen', () => {
  test.use({ viewport: { width: 683, height: 384 }, hasTouch: false, isMobile: false });
  test('the page scrolls: sentence, shell and drawing have their room, and nothing is wider than the window', async ({ page }) => {
    await page.goto('./');
    await expect(terminal(page)).toContainText('$ @2 write $a "child"', { timeout: 20_000 });
    await page.locator('.chips .run').click();
    await expect(page.locator('.story-headline')).toContainText('gave it a copy');
    const hidden = await page.locator('.story-text').evaluate((box) => box.scrollHeight - box.clientHeight);
    expect(hidden).toBeLessThanOrEqual(0);
    expect((await page.locator('.shell-body > .terminal').boundingBox())!.height).toBeGreaterThan(60);
    await page.locator('.tabs').getByRole('button', { name: 'Tables' }).click();
    const drawing = pane(page, 'tables').locator('.drawn-host');
    await drawing.scrollIntoViewIfNeeded();
    expect((await drawing.boundingBox())!.height).toBeGreaterThan(150);
    // The sentence and most of the picture are seen together.
    await page.evaluate(() => scrollTo(0, 0));
    await expect(page.locator('.story-headline')).toBeInViewport({ ratio: 1 });
    await expect(drawing).toBeInViewport({ ratio: 0.6 });
    await page.locator('.tabs').getByRole('button', { name: 'Shell' }).click();
    await page.locator('.timeline').getByRole('button').first().click();
    await expect(page.locator('.story-headline')).toContainText('nothing was copied');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(683);
  });
});
