// The strip across the top: what happened and why in three levels of words, figures, and what to try next.
import { AxeBuilder, expect, type Page, openFirst, openOnPhone, run, runLogged, terminal, test, where } from './kit';

const strip = (page: Page) => page.locator('.story');
const headline = (page: Page) => page.locator('.story-headline');
const level = (page: Page, name: string) => page.locator('.story-levels').getByRole('button', { name });
const kCopied = 'Process 2 wrote to a page it shared with process 1, so the kernel gave it a copy.';

test('fork, then a copy: headline, why, function, figures, and the same is spoken', async ({ page }) => {
  await page.setViewportSize({ width: 1366, height: 768 });
  await openFirst(page);
  await expect(headline(page)).toHaveText('Process 1 made process 2, which shares its memory: 2 pages, and nothing was copied.');
  await runLogged(page, '@2 write $a "child"', 4);
  await expect(headline(page)).toHaveText(kCopied);
  await expect(strip(page)).toContainText('Why a copy? 3 references are held on page 0x3e06');
  await expect(strip(page)).toContainText('wp_can_reuse_anon_folio');
  await expect(page.getByRole('list', { name: 'In figures' }).getByRole('listitem')).toHaveText([
    '1 page copied',
    '1 entry',
    'mapcount 2 → 1',
    '31 events',
  ]);
  await expect(page.locator('.page > [role=status]')).toHaveText(`@2 write $a "child": ${kCopied}`);
});

test('the level of words is kept over a reload, and told in both languages', async ({ page }) => {
  await openFirst(page);
  await runLogged(page, '@2 write $a "child"', 4);
  await level(page, 'Course').click();
  await expect(headline(page)).toContainText('COW: a store hit a read-only PTE of a shared page');
  await level(page, 'Kernel').click();
  await expect(headline(page)).toContainText('wp_page_copy: 0x3e06 is not PageAnonExclusive');
  await page.reload();
  await expect(headline(page)).toContainText('wp_page_copy: 0x3e06 is not PageAnonExclusive');
  await expect(level(page, 'Kernel')).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('button', { name: '中文' }).click();
  await expect(headline(page)).toContainText('4096 字节复制到 0x3e0f');
  await level(page, '通俗').click();
  await expect(headline(page)).toHaveText('进程 2 写了一页与进程 1 共享的内存，于是内核给它一份副本。');
});

test('a try is typed, and Enter runs it; undo undoes', async ({ page }) => {
  await openFirst(page);
  await runLogged(page, '@2 write $a "child"', 4);
  await page.getByRole('button', { name: 'What if the other writes?' }).click();
  await expect(terminal(page)).toContainText('$ write $a');
  await page.keyboard.press('Enter');
  await expect(headline(page)).toContainText('nobody else uses any more, so it keeps it');
  await expect(where(page)).toContainText('command 5 of 5');
  await strip(page).getByRole('button', { name: 'Undo it' }).click();
  await expect(headline(page)).toHaveText(kCopied);
  await run(page, 'rmap $a');
  await expect(headline(page)).toContainText('One process uses page 0x3e06; one more was asked in vain.');
  await expect(strip(page).getByRole('button', { name: 'Undo it' })).toHaveCount(0);
});

test('tries by keyboard alone: the focus stays on the buttons', async ({ page }) => {
  await openFirst(page);
  await strip(page).getByRole('button', { name: 'Let the child write' }).focus();
  await page.keyboard.press('Enter');
  await expect(terminal(page)).toContainText('$ @2 write $a "child"');
  await expect(strip(page).getByRole('button', { name: 'Let the child write' })).toBeFocused();
});

test('what is named lights everywhere', async ({ page }) => {
  await openFirst(page);
  await runLogged(page, '@2 write $a "child"', 4);
  await level(page, 'Course').click();
  await headline(page).getByText('0x3e0f').hover();
  await expect(page.locator('#pane-spaces .slot[data-lit]')).toHaveCount(1);
  await expect(page.locator('#pane-rmap .mark.frame[data-lit]')).toHaveCount(1);
});

test('words lead to the glossary, each where it is used first; so does the function that decided', async ({ page }) => {
  await openFirst(page);
  await runLogged(page, '@2 write $a "child"', 4);
  const words = page.locator('.story-text .story-word');
  const card = page.locator('aside.card');
  await expect(words.first()).toBeVisible();
  const keys = await words.evaluateAll((all) => all.map((one) => one.getAttribute('data-k')));
  expect(new Set(keys).size).toBe(keys.length);
  const said = (await words.first().textContent())!;
  await words.first().click();
  await expect(card.getByRole('heading', { level: 2 })).toHaveText(new RegExp(`^${said.replace(/s$/, '')}`, 'i'));
  await page.keyboard.press('Escape');
  await page.locator('.story-function [data-k]').focus();
  await page.keyboard.press('Enter');
  await expect(card).toContainText('mm/memory.c');
});

test('the strip is as high whatever it says, and shows all of it', async ({ page }) => {
  for (const [width, height] of [
    [1280, 720],
    [1366, 768],
    [1920, 1080],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.goto('./');
    await expect(where(page)).toContainText(/command \d of \d/);
    const high = async () => (await strip(page).boundingBox())!.height;
    const first = await high();
    const call = 'mmap(0x20000001, 4096, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED, -1, 0)';
    const lines = ['@2 write $a "child"', call, 'mprotect $a+4K 8K r'];
    for (const line of lines) {
      await run(page, line);
      await expect(terminal(page)).toContainText(line.slice(0, 20));
      for (const name of ['Plain', 'Course', 'Kernel']) {
        await level(page, name).click();
        expect(await high(), `${width}: ${name} ${line}`).toBeCloseTo(first, 1);
        const hidden = await page.locator('.story-text').evaluate((box) => box.scrollHeight - box.clientHeight);
        expect(hidden, `${width}: ${name} ${line}`).toBeLessThanOrEqual(0);
      }
    }
  }
});

test('nothing is wrong with it for who does not see it', async ({ page }) => {
  await openFirst(page);
  await run(page, 'write 0x1000');
  await expect(strip(page)).toHaveAttribute('data-refused', 'true');
  expect((await new AxeBuilder({ page }).include('.story').analyze()).violations).toEqual([]);
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('headline and why stand above every tab; a try leads to the shell', async ({ page }) => {
    await openOnPhone(page);
    await page.locator('.chips .run').tap();
    await expect(headline(page)).toHaveText(kCopied);
    await expect(headline(page)).toBeInViewport({ ratio: 0.99 });
    await expect(page.locator('.story-why')).toBeInViewport({ ratio: 0.99 });
    expect((await strip(page).boundingBox())!.height).toBeLessThan(150);
    await page.locator('.tabs').getByRole('button', { name: 'Tables' }).tap();
    await expect(headline(page)).toHaveText(kCopied);
    await page.getByRole('button', { name: 'Who maps the old page?' }).tap();
    await expect(terminal(page)).toContainText('$ rmap pfn 0x3e06');
    await level(page, 'Kernel').tap();
    await expect(headline(page)).toContainText('wp_page_copy');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
});
