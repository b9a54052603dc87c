import { AxeBuilder, expect, openFirst, type Page, pane, run, runLogged, terminal, test, where } from './kit';

for (const theme of ['dark', 'light'] as const) {
  test(`axe finds nothing serious, ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await openFirst(page);
    await runLogged(page, '@2 write $a "child"', 4);
    const { violations } = await new AxeBuilder({ page }).analyze();
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([]);
  });
}

test('F6 goes round all panes and the shell traps nobody', async ({ page }) => {
  await openFirst(page);
  const seen: string[] = [];
  for (let i = 0; i < 8; ++i) {
    await page.keyboard.press('F6');
    seen.push(await page.evaluate(() => document.activeElement?.closest('[data-pane]')?.id ?? ''));
  }
  const round = ['spaces', 'tables', 'rmap', 'what', 'memory', 'timeline', 'story', 'shell'];
  expect(seen).toEqual(round.map((name) => `pane-${name}`));
  await page.keyboard.press('Shift+F6');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('pane-story');
});

test('names in the story are reached by keyboard: they light what shows them, and Enter asks about them', async ({ page }) => {
  await openFirst(page);
  await runLogged(page, '@2 write $a "child"', 4);
  const name = page.locator('.story [data-k^="page:"]').first();
  const text = await name.textContent();
  await page.locator('#pane-story').focus();
  for (let i = 0; i < 8 && !(await name.evaluate((one) => one === document.activeElement)); ++i) await page.keyboard.press('Tab');
  await expect(name).toBeFocused();
  await expect(page.locator('.pane [data-lit=hover]').first()).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(terminal(page)).toContainText(`rmap pfn ${text}`);
});

test('the buttons of a low drawing stand on it only under the pointer or with the focus', async ({ page }) => {
  await page.setViewportSize({ width: 1366, height: 768 });
  await openFirst(page);
  const tools = pane(page, 'memory').locator('.drawn-tools');
  await page.mouse.move(5, 5);
  await expect(tools).toHaveCSS('opacity', '0');
  await tools.getByRole('button').last().focus();
  await expect(tools).toHaveCSS('opacity', '1');
  await page.locator('#pane-story').focus();
  await expect(tools).toHaveCSS('opacity', '0');
  await pane(page, 'memory').locator('.drawn').hover();
  await expect(tools).toHaveCSS('opacity', '1');
});

test('with forced colours text can be read, bits and the event strip keep their states', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' });
  await openFirst(page);
  await runLogged(page, '@2 write $a "child"', 4);
  const background = (selector: string) => page.locator(selector).first().evaluate((element) => getComputedStyle(element).backgroundColor);
  expect(await background('.bit.on')).not.toBe(await background('.bit:not(.on)'));
  await page.locator('#pane-timeline').focus();
  await page.keyboard.press('ArrowLeft');
  // At the end, too, one cell is the present one: the step has been made when one lies behind it.
  await expect(page.locator('.event-cells i:not(.now, .done)')).toHaveCount(1);
  expect(await background('.event-cells .now')).not.toBe(await background('.event-cells i:not(.now, .done)'));
  const contrasts = await page.evaluate(() => {
    const channels = (colour: string) => (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
    const light = (colour: string) => {
      const linear = (one: number) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4);
      const [r = 0, g = 0, b = 0] = channels(colour).map((one) => linear(one / 255));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const panel = light(getComputedStyle(document.querySelector('.pane')!).backgroundColor);
    const on = (colour: string) => (Math.max(light(colour), panel) + 0.05) / (Math.min(light(colour), panel) + 0.05);
    const colour = (selector: string, what: 'color' | 'fill') => on(getComputedStyle(document.querySelector(selector)!)[what]);
    return [
      colour('.pane-head h2', 'color'),
      colour('.story-headline', 'color'),
      colour('.story-why', 'color'),
      colour('#pane-tables .table text', 'fill'),
      colour('#pane-tables .entry text', 'fill'),
      colour('.xterm-rows', 'color'),
    ];
  });
  for (const contrast of contrasts) expect(contrast).toBeGreaterThan(4.5);
});

test('the theme follows the system until it is chosen, over visits', async ({ page }) => {
  const shown = () => page.evaluate(() => document.documentElement.dataset.theme);
  await openFirst(page);
  expect(await shown()).toBe('dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await expect.poll(shown).toBe('light');
  await page.reload();
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(shown).toBe('dark');
  await page.getByRole('button', { name: 'Light or dark' }).click();
  expect(await shown()).toBe('light');
  await page.reload();
  await expect.poll(shown).toBe('light');
});

const prompt = (page: Page) => page.locator('.xterm-helper-textarea');

test('a dialog that is closed leaves the focus at the prompt', async ({ page }) => {
  await openFirst(page);
  for (const name of ['Share', 'Help', 'Open', 'Lessons']) {
    await page.getByRole('button', { name, exact: true }).click();
    await expect(page.getByRole('dialog')).toHaveCount(1);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(prompt(page), name).toBeFocused();
  }
  await page.keyboard.press('Control+u');
  await page.keyboard.type('fork');
  await page.keyboard.press('Enter');
  await expect(where(page)).toContainText('command 4 of 4');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('Tab leaves an empty prompt, and any prompt after Escape; else it completes', async ({ page }) => {
  await openFirst(page);
  await page.keyboard.press('Tab');
  await expect(prompt(page)).toBeFocused();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(prompt(page)).not.toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(prompt(page)).toBeFocused();
  await page.keyboard.press('Control+u');
  await page.keyboard.press('Tab');
  await expect(prompt(page)).not.toBeFocused();
  await run(page, 'print 6 * 7');
  await expect(terminal(page)).toContainText('42');
  await expect(terminal(page)).not.toContainText('munmap');
});

test('letters reach the prompt from everywhere; Space and Enter belong to what has the focus', async ({ page }) => {
  await openFirst(page);
  await page.keyboard.press('Control+u');
  await page.getByRole('button', { name: 'Address spaces as text' }).focus();
  await page.keyboard.press('Space');
  await expect(pane(page, 'spaces').locator('.twin')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(pane(page, 'spaces').locator('.twin')).toHaveCount(0);
  await page.keyboard.type('mmap 8K r');
  await expect(prompt(page)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(where(page)).toContainText('command 4 of 4');
  await expect(terminal(page)).toContainText('$ mmap 8K r');
});

test('a switch of view keeps the focus, and what is to be tried is run by Enter when it was clicked', async ({ page }) => {
  await page.setViewportSize({ width: 1366, height: 768 });
  await openFirst(page);
  await pane(page, 'rmap').getByRole('button', { name: 'VMA tree' }).click();
  await expect(pane(page, 'tree').locator('.lower-switch [aria-pressed=true]')).toBeFocused();
  await page.locator('.story-tries button').first().click();
  await expect(prompt(page)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(where(page)).toContainText('command 4 of 4');
});

test('by keyboard alone: from the shell to a page, its command, and back in time', async ({ page }) => {
  await openFirst(page);
  await page.keyboard.press('Enter');
  await expect(where(page)).toContainText('command 4 of 4');
  await page.keyboard.press('F6');
  for (let i = 0; i < 12; ++i) {
    if (await page.evaluate(() => document.activeElement?.matches('[data-item]'))) break;
    await page.keyboard.press('Tab');
  }
  for (let i = 0; i < 6 && (await pane(page, 'spaces').locator('.slot[data-k]:focus').count()) === 0; ++i) {
    await page.keyboard.press(i % 2 ? 'ArrowDown' : 'ArrowRight');
  }
  await expect(pane(page, 'spaces').locator('.slot[data-k]:focus')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(terminal(page)).toContainText(/\$ (@2 )?walk 0x/);
  await page.keyboard.press('Shift+F6');
  await page.keyboard.press('Enter');
  await expect(terminal(page)).toContainText('bits of the last entry');
  await page.keyboard.press('Shift+F6');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect(pane(page, 'what').locator('.pane-aside')).toContainText('event');
});

test('each step is said in one sentence', async ({ page }) => {
  await openFirst(page);
  await page.keyboard.press('Enter');
  await expect(page.locator('.page > [role=status]')).toContainText('@2 write');
});

test('motion stops where it is not wanted', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openFirst(page);
  const cause = pane(page, 'spaces').locator('.cause > rect').first();
  const name = () => cause.evaluate((element) => getComputedStyle(element).animationName);
  expect(await name()).toBe('none');
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  expect(await name()).toBe('flare');
});
