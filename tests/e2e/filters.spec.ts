// What is shown of reverse mapping, limits and the VMA tree: whose, and of which kind; by keys, in both languages, and in the text twins.
import { AxeBuilder, expect, type Locator, open, openFirst, type Page, pane, run, runLogged, test } from './kit';

const ask = (page: Page, view: string, name: string | RegExp): Locator => pane(page, view).getByRole('combobox', { name });

/** Three processes share a page, and the second has a copy of its own. */
async function openFamily(page: Page): Promise<void> {
  await openFirst(page);
  await runLogged(page, 'fork', 4);
  await runLogged(page, '@2 write $a "child"', 5);
  await run(page, 'rmap $a');
}

const areasOf = (page: Page) => pane(page, 'rmap').locator('[data-k^="vma:"]');

test('reverse mapping: whose areas, and those that a walk visits in vain; the text has the same', async ({ page }) => {
  await openFamily(page);
  await pane(page, 'rmap').locator('.grow').click();
  await expect(areasOf(page)).toHaveCount(3);
  await ask(page, 'rmap', 'Whose areas').selectOption('pid 3');
  await expect(areasOf(page)).toHaveCount(1);
  await expect(pane(page, 'rmap')).toContainText('2 more, not shown');
  await ask(page, 'rmap', 'Whose areas').selectOption('all');
  await ask(page, 'rmap', 'Areas by what the walk finds').selectOption('not visited');
  await expect(pane(page, 'rmap')).toContainText('No area of this family is like that.');
  await pane(page, 'rmap').locator('.text-toggle').click();
  const twin = pane(page, 'rmap').locator('.twin');
  await expect(twin).toContainText('more, not shown');
  await expect(twin).not.toContainText(/^[├└] .*pid 1/m);
  await ask(page, 'rmap', 'Whose areas').selectOption('pid 1');
  await ask(page, 'rmap', 'Areas by what the walk finds').selectOption('✓ map it');
  await expect(twin).toContainText(/^[├└] .*pid 1/m);
  await expect(twin).not.toContainText(/^[├└] .*pid 3/m);
  const { violations } = await new AxeBuilder({ page }).include('#pane-rmap').analyze();
  expect(violations).toEqual([]);
});

test('limits: one process, and what just changed, by keys alone; the text has the same', async ({ page }) => {
  await openFamily(page);
  await page.getByRole('button', { name: 'Limits' }).first().click();
  const tables = pane(page, 'limits').locator('.bar-table');
  await expect(tables).toHaveCount(3);
  const whose = ask(page, 'limits', 'Whose limits');
  await whose.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(whose).toHaveValue('2');
  await expect(tables).toHaveCount(1);
  await page.keyboard.press('Tab');
  await page.keyboard.press('h');
  await expect(ask(page, 'limits', 'Which limits')).toHaveValue('half');
  await expect(pane(page, 'limits')).toContainText('No limit is like that now.');
  await ask(page, 'limits', 'Which limits').selectOption('changed just now');
  await runLogged(page, '@2 b = mmap 1M', 6);
  await expect(tables.locator('tbody th')).toHaveText(['RLIMIT_AS', 'RLIMIT_DATA', 'map_count']);
  await pane(page, 'limits').locator('.text-toggle').click();
  const twin = pane(page, 'limits').locator('.twin');
  await expect(twin).toContainText('process 2');
  await expect(twin).not.toContainText('process 1');
  await expect(twin).not.toContainText('RLIMIT_MEMLOCK');
  await expect(twin).toContainText('Committed_AS');
});

test('the VMA tree: another process has its own, areas of other kinds stand back', async ({ page }) => {
  await openFamily(page);
  await page.getByRole('button', { name: 'VMA tree' }).first().click();
  await runLogged(page, '@2 b = mmap 16K r', 6);
  await pane(page, 'tree').locator('.grow').click();
  await expect(ask(page, 'tree', 'Whose tree')).toHaveValue('2');
  const quiet = pane(page, 'tree').locator('.quiet[data-k^="vma:"]');
  await expect(quiet).toHaveCount(0);
  await ask(page, 'tree', 'Which areas').selectOption('read-only');
  await expect(quiet).toHaveCount(2);
  await ask(page, 'tree', 'Whose tree').selectOption('pid 1');
  await expect(pane(page, 'tree').locator('.pid').first()).toHaveText('pid 1');
  await pane(page, 'tree').locator('.text-toggle').click();
  await expect(pane(page, 'tree').locator('.twin')).toContainText('process 1');
});

test.describe('in Chinese', () => {
  test.use({ locale: 'zh-CN' });
  test('the choices have names', async ({ page }) => {
    await open(page);
    await expect(ask(page, 'rmap', '按遍历结果选 VMA').locator('option')).toHaveText(['所有 VMA', '✓ 映射着它', '✗ 白找', '未访问']);
  });
});
