import { AxeBuilder, expect, openFirst, pane, runLogged, terminal, test, where } from './kit';

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
  for (let i = 0; i < 7; ++i) {
    await page.keyboard.press('F6');
    seen.push(await page.evaluate(() => document.activeElement?.closest('[data-pane]')?.id ?? ''));
  }
  expect(seen).toEqual(['pane-spaces', 'pane-tables', 'pane-rmap', 'pane-what', 'pane-memory', 'pane-timeline', 'pane-shell']);
  await page.keyboard.press('Shift+F6');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('pane-timeline');
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
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await expect(pane(page, 'spaces').locator('[data-item]:focus')).toHaveCount(1);
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
  const duration = await pane(page, 'spaces').locator('.area').first().evaluate((element) => getComputedStyle(element).transitionDuration);
  expect(duration).toBe('0s');
});
