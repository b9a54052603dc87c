// What stands there before the engine does: readable without any script, in the language chosen, with progress; what is typed meanwhile
// is kept; and what other sites show of a link.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { AxeBuilder, expect, type Page, terminal, test, where } from './kit';

const first = (page: Page) => page.locator('#first');

/** The engine's module waits until it is let go. */
async function holdEngine(page: Page): Promise<() => void> {
  let letGo = () => undefined as unknown;
  const held = new Promise((resolve) => {
    letGo = () => resolve(undefined);
  });
  await page.route(/pagewalk-.*\.wasm$/, async (route) => {
    await held;
    await route.continue();
  });
  return letGo;
}

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });
  test('the page says what it is, and has a picture', async ({ page }) => {
    await page.goto('./');
    await expect(first(page).getByRole('heading', { name: 'Pagewalk' })).toBeVisible();
    await expect(first(page)).toContainText('See what Linux does with memory, step by step');
    await expect(first(page).getByRole('img')).toBeVisible();
    await expect(page.locator('noscript')).toBeVisible();
  });
});

test('on a slow network, what is typed before the engine is there runs when it is', async ({ page }) => {
  const network = await page.context().newCDPSession(page);
  await network.send('Network.enable');
  const downloadThroughput = 1_600_000 / 8;
  const slow = { offline: false, latency: 150, downloadThroughput, uploadThroughput: downloadThroughput };
  await network.send('Network.emulateNetworkConditions', slow);
  await page.goto('./', { waitUntil: 'commit' });
  await expect(first(page).getByRole('textbox')).toBeFocused();
  await page.keyboard.type('@2 write $a "early"');
  await page.keyboard.press('Enter');
  await page.keyboard.type('print 1 + ');
  await expect(first(page)).toBeVisible();
  await expect(where(page)).toContainText('command 4 of 4', { timeout: 30_000 });
  await page.keyboard.type('41');
  await expect(first(page)).toHaveCount(0);
  await expect(terminal(page)).toContainText('$ @2 write $a "early"');
  await page.keyboard.press('Enter');
  await expect(terminal(page)).toContainText('42');
});

test('what was typed early is answered before the machine is drawn', async ({ page }) => {
  const letGo = await holdEngine(page);
  await page.addInitScript(() => {
    const seen: string[] = [];
    const note = (what: string) => seen.includes(what) || seen.push(what);
    new MutationObserver(() => {
      if (document.querySelector('.xterm-rows')?.textContent?.includes('42 (')) note('answer');
      if (document.querySelector('[data-scene] [data-key]')) note('picture');
    }).observe(document, { subtree: true, childList: true });
    Object.assign(globalThis, { seen });
  });
  await page.goto('./');
  await expect(first(page).getByRole('textbox')).toBeFocused();
  await page.keyboard.type('print 40 + 2');
  await page.keyboard.press('Enter');
  letGo();
  await expect(page.locator('[data-scene] [data-key]').first()).toBeVisible({ timeout: 20_000 });
  await expect(terminal(page)).toContainText('42 (');
  expect(await page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen)).toEqual(['answer', 'picture']);
});

test('what the prompt does without comes behind the engine', async ({ page }) => {
  const letGo = await holdEngine(page);
  const later = /^(story|sentences|tree_view|limits_view|what_view)/;
  const names: string[] = [];
  page.on('request', (request) => names.push(new URL(request.url()).pathname.split('/').at(-1)!));
  await page.goto('./');
  await expect.poll(() => names.some((name) => name.startsWith('terminal'))).toBe(true);
  await page.waitForTimeout(300);
  expect(names.filter((name) => later.test(name))).toEqual([]);
  letGo();
  await expect(page.locator('.story-headline')).not.toBeEmpty({ timeout: 20_000 });
  expect(names.filter((name) => later.test(name)).length).toBeGreaterThan(2);
});

test('how much of the engine has come is told', async ({ page }) => {
  const letGo = await holdEngine(page);
  await page.goto('./');
  await expect(page.locator('#app')).toHaveAttribute('inert');
  const bar = first(page).locator('progress');
  await expect(bar).not.toHaveAttribute('value');
  await bar.evaluate((element) => {
    const told: string[] = [];
    Object.assign(globalThis, { told });
    new MutationObserver(() => told.push(element.getAttribute('value')!)).observe(element, { attributeFilter: ['value'] });
  });
  letGo();
  await expect(where(page)).toContainText('command 3 of 3', { timeout: 20_000 });
  await expect(first(page)).toHaveCount(0);
  await expect(page.locator('#app')).not.toHaveAttribute('inert');
  const told = await page.evaluate(() => (globalThis as unknown as { told: string[] }).told.map(Number));
  expect(told.length).toBeGreaterThan(0);
  expect(told).toEqual([...told].sort((a, b) => a - b));
  expect(told.at(-1)).toBe(1);
});

test.describe('in Chinese', () => {
  test.use({ locale: 'zh-CN' });
  test('the words follow the language as soon as there are scripts', async ({ page }) => {
    const letGo = await holdEngine(page);
    await page.goto('./');
    await expect(first(page)).toContainText('一步一步看 Linux 如何管理内存');
    await expect(first(page).getByRole('textbox')).toHaveAccessibleName(/命令行/);
    letGo();
    await expect(where(page)).toContainText('3', { timeout: 20_000 });
    await expect(first(page)).toHaveCount(0);
  });
});

for (const theme of ['dark', 'light'] as const) {
  test(`axe finds nothing in it, ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    await holdEngine(page);
    await page.goto('./');
    await expect(page.locator('#app .page')).toHaveCount(1);
    const { violations } = await new AxeBuilder({ page }).include('#first').analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([]);
  });
}

test('a link that is shown elsewhere has a title, a sentence and a picture that is there', async ({ page, request }) => {
  await page.goto('./');
  const of = (name: string) => page.locator(`meta[property="og:${name}"]`).getAttribute('content');
  expect(await of('title')).toContain('Pagewalk');
  expect(await of('description')).toContain('page tables');
  const picture = await request.get(new URL((await of('image'))!, page.url()).href);
  expect(picture.headers()['content-type']).toBe('image/png');
  expect((await picture.body()).equals(readFileSync(path.join(__dirname, '../../web/screenshot.png')))).toBe(true);
});
