import { expect, openFirst, pane, run, runLogged, terminal, test } from './kit';

test.beforeEach(async ({ page }) => {
  await openFirst(page);
  await runLogged(page, '@2 write $a "child"', 4);
});

test('address spaces: both processes, and the page that changed', async ({ page }) => {
  const spaces = pane(page, 'spaces');
  await expect(spaces.locator('.process')).toContainText([/pid 1/, /pid 2/]);
  await expect(spaces.locator('.slot.changed')).toHaveCount(1);
  await expect(spaces.locator('.slot.read-only')).not.toHaveCount(0);
});

test('page tables: the walk of the written page, bit by bit', async ({ page }) => {
  const tables = pane(page, 'tables');
  await expect(tables.locator('.split .part b')).toHaveText(['255', '511', '447', '495']);
  await expect(tables.locator('.table.walked')).toHaveCount(4);
  await expect(tables.locator('.fold').first()).toContainText('empty');
  await expect(tables.locator('.bit.on span:not(.sr)')).toHaveText(['P', 'RW', 'US', 'A', 'D', 'NX']);
  await expect(tables.locator('.was')).toContainText('was');
});

test('VMA tree: slots with pivots and gaps', async ({ page }) => {
  await page.getByRole('button', { name: 'VMA tree' }).first().click();
  const tree = pane(page, 'tree');
  await expect(tree.locator('.node')).toContainText('maple_leaf_64');
  await expect(tree.locator('.node')).toContainText('5 of 16 slots');
  await tree.locator('.grow').click();
  await expect(tree.locator('.area')).toHaveCount(2);
  await expect(tree.locator('.slot')).toHaveCount(3);
  await expect(tree.locator('.area').first()).toContainText('0x7ffff7ffefff');
});

test('reverse mapping: the old page is visited in vain in the child', async ({ page }) => {
  const rmap = pane(page, 'rmap');
  await rmap.locator('.grow').click();
  await expect(rmap.locator('.mark.frame')).toHaveCount(2);
  await expect(rmap.locator('.mark.anonVma')).toHaveCount(2);
  await expect(rmap.locator('.mark.avc')).toHaveCount(3);
  await expect(rmap.locator('.mark.entry.ghost')).toContainText('in vain: maps 0x');
  await expect(rmap.locator('.mark.entry:not(.ghost)')).toHaveCount(2);
  await expect(rmap.locator('.mark.note').first()).toContainText('2 visited, 1 in vain');
  await expect(rmap.locator('.mark.note').first()).toContainText('lru_add batch of CPU 0');
  await expect(rmap.locator('.tie.copy')).toContainText('4096 bytes copied');
});

test('reverse mapping in a small pane: each process, and whether it maps the page', async ({ page }) => {
  const rmap = pane(page, 'rmap');
  await expect(rmap.locator('.mark.process')).toHaveText([/pid 1/, /pid 2/]);
  await expect(rmap.locator('.mark.entry')).toHaveText([/✓ maps it/, /✗ in vain/, /✓ maps it/]);
});

test('physical memory: every frame can be asked about by keyboard', async ({ page }) => {
  await page.locator('#pane-memory .grow').click();
  const memory = pane(page, 'memory');
  await expect(memory.locator('[data-key^="zone:"]')).toHaveCount(2);
  await memory.locator('.slot.cause').focus();
  await page.keyboard.press('ArrowLeft');
  await expect(memory.locator('.slot:focus')).toHaveAttribute('aria-label', /^Frame 0x/);
  await page.keyboard.press('Enter');
  await expect(terminal(page)).toContainText(/\$ (rmap|page) pfn 0x[0-9a-f]+/);
});

test('physical memory: a click on a block looks into it, and a kind can stand out', async ({ page }) => {
  await page.locator('#pane-memory .grow').click();
  const memory = pane(page, 'memory');
  await memory.locator('[data-act="block:0"]').click();
  await expect(memory.locator('.note', { hasText: /^0x0$/ })).not.toHaveCount(0);
  await expect(memory.locator('.slot[aria-label^="Frame 0x3e"]')).toHaveCount(0);
  await memory.locator('[data-act="block:15360"]').click();
  await memory.getByRole('button', { name: 'Only page table: ' }).click();
  await expect(memory.locator('.slot.quiet[aria-label*="anonymous"]')).not.toHaveCount(0);
  await expect(memory.locator('.slot.quiet[aria-label*="page table"]')).toHaveCount(0);
});

test('what happened: the call tree and the counters', async ({ page }) => {
  const what = pane(page, 'what');
  await expect(what.locator('.calls')).toContainText('wp_can_reuse_anon_folio');
  await expect(what.locator('.calls')).toContainText('do_wp_page');
  await expect(what.locator('.calls')).toContainText('wp_page_copy');
  await expect(what.locator('.counters tr', { hasText: 'pgfault' }).first()).toContainText('+1');
});

test('pointing at a page lights it everywhere', async ({ page }) => {
  await pane(page, 'rmap').locator('.mark.frame').last().hover();
  await expect(pane(page, 'spaces').locator('.slot[data-lit]')).toHaveCount(1);
  await expect(pane(page, 'tables').locator('.entry[data-lit]')).not.toHaveCount(0);
  await pane(page, 'rmap').locator('.grow').click();
  await pane(page, 'rmap').locator('.mark.anonVma').first().hover();
  await expect(pane(page, 'rmap').locator('.mark.avc[data-lit]')).toHaveCount(2);
  await expect(pane(page, 'rmap').locator('.mark.area[data-lit]')).toHaveCount(1);
});

test('a click chooses a thing and types the command that asks about it', async ({ page }) => {
  await pane(page, 'spaces').locator('.slot.changed').click();
  await expect(terminal(page)).toContainText('$ @2 walk 0x7ffff7fef000');
  // Its card may lie over what comes next.
  await page.keyboard.press('Escape');
  await pane(page, 'rmap').locator('.mark.frame').first().click();
  await expect(terminal(page)).toContainText(/\$ rmap pfn 0x[0-9a-f]+/);
  await expect(pane(page, 'rmap').locator('.mark.frame[data-lit]')).toHaveCount(1);
});

test('every view has its text twin, the same that show prints', async ({ page }) => {
  for (const name of ['spaces', 'tables', 'rmap', 'memory', 'what']) {
    const view = pane(page, name);
    await view.locator('.text-toggle').click();
    await expect(view.locator('.twin')).toHaveText(/\S{3,}/);
    await view.locator('.text-toggle').click();
    await expect(view.locator('.twin')).toHaveCount(0);
  }
});

test('five nested forks: the n-th child’s area has n + 1 chain nodes', async ({ page }) => {
  let count = 4;
  for (let pid = 2; pid <= 5; ++pid) await runLogged(page, `@${pid} fork`, ++count);
  await run(page, 'rmap $a');
  const rmap = pane(page, 'rmap');
  await rmap.locator('.grow').click();
  await expect(rmap.locator('.mark.anonVma')).toHaveCount(6);
  await expect(rmap.locator('.mark.avc')).toHaveCount(1 + 2 + 3 + 4 + 5 + 6);
  await expect(rmap.locator('.mark.avc[opacity]')).toHaveCount(0);
  // A row is an area's chain: the n-th child's has a node on its own tree and on those of its n ancestors, so in the first n + 1 columns.
  const transforms = await rmap.locator('.mark.avc').evaluateAll((nodes) => nodes.map((node) => node.getAttribute('transform')!));
  const places = transforms.map((text) => text.match(/[\d.]+/g)!.map(Number));
  const columns = [...new Set(places.map(([x]) => x!))].sort((a, b) => a - b);
  const rows = [...new Set(places.map(([, y]) => y!))].sort((a, b) => a - b);
  expect(rows).toHaveLength(6);
  for (const [n, row] of rows.entries()) {
    const own = places.filter(([, y]) => y === row).map(([x]) => columns.indexOf(x!));
    expect(own.sort()).toEqual(Array.from({ length: n + 1 }, (_, column) => column));
  }
});

test('a view can fill the page and Escape brings the others back', async ({ page }) => {
  await pane(page, 'tables').locator('.grow').click();
  await expect(pane(page, 'what')).toBeHidden();
  await expect(pane(page, 'tables')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(pane(page, 'what')).toBeVisible();
});

test('light, dark, large type and Chinese', async ({ page }) => {
  await page.getByRole('button', { name: 'Light or dark' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await page.getByRole('button', { name: 'Large type' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-large', 'true');
  await page.getByRole('button', { name: '中文' }).click();
  await expect(pane(page, 'spaces').locator('h2')).toHaveText('地址空间');
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await page.reload();
  await expect(pane(page, 'spaces').locator('h2')).toHaveText('地址空间');
});
