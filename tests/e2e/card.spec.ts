// Cards: what is chosen says what it is, leads on, and goes away again; by mouse, by keys, on a phone, in both languages.
import { AxeBuilder, expect, openStory, type Page, pane, runLogged, terminal, test } from './kit';

const card = (page: Page) => page.locator('aside.card');
const title = (page: Page) => card(page).getByRole('heading', { level: 2 });

async function openFrame(page: Page): Promise<void> {
  await openStory(page);
  await pane(page, 'tables').locator('.mark[data-k^="page:15878"]').first().click();
  await expect(title(page)).toHaveText('Frame 0x3e06');
}

test('a click opens a card that says what the thing is, and names lead on, back and forward', async ({ page }) => {
  await openFrame(page);
  await expect(terminal(page)).toContainText('$ rmap pfn 0x3e06');
  await expect(card(page)).toContainText('Anonymous memory, mapped by 2 PTEs of 2 processes.');
  await card(page).getByRole('button', { name: '0x7ffff7fef000 (2)' }).click();
  await expect(title(page)).toHaveText('Page-table entry 0x7ffff7fef000');
  await expect(card(page)).toContainText('read-only: a store faults');
  // It is shown in the drawings, too, and nothing was typed. Away from names in the card, which light what is theirs.
  await page.mouse.move(2, 2);
  await expect(pane(page, 'tables').locator('[data-lit=chosen]').first()).toBeVisible();
  await expect(terminal(page)).toContainText('$ rmap pfn 0x3e06');
  await card(page).getByRole('button', { name: 'fault', exact: true }).first().click();
  await expect(title(page)).toHaveText('fault');
  await card(page).getByRole('button', { name: 'Back' }).click();
  await card(page).getByRole('button', { name: 'Back' }).click();
  await expect(title(page)).toHaveText('Frame 0x3e06');
  await page.keyboard.press('Alt+ArrowRight');
  await expect(title(page)).toHaveText('Page-table entry 0x7ffff7fef000');
});

test('its commands are typed and not run; its views come to the front', async ({ page }) => {
  await openFrame(page);
  await card(page).getByRole('button', { name: 'page pfn 0x3e06' }).click();
  await expect(terminal(page)).toContainText('$ page pfn 0x3e06');
  await expect(terminal(page)).not.toContainText('_refcount');
  await card(page).getByRole('button', { name: 'Physical memory' }).click();
  await expect(pane(page, 'memory')).toHaveAttribute('data-slot', 'front');
  await expect(pane(page, 'memory').locator('[data-lit=chosen]').first()).toBeVisible();
});

test('it goes with Escape, a click elsewhere, and the next command, unless it is pinned', async ({ page }) => {
  await openFrame(page);
  await page.keyboard.press('Escape');
  await expect(card(page)).toHaveCount(0);
  const frame = pane(page, 'tables').locator('.mark[data-k^="page:15878"]').first();
  await frame.click();
  await expect(card(page)).toBeVisible();
  await page.locator('header.top .facts').click();
  await expect(card(page)).toHaveCount(0);
  await frame.click();
  await runLogged(page, '@2 write $a "child"', 4);
  await expect(card(page)).toHaveCount(0);
  await pane(page, 'tables').locator('.mark[data-k^="page:"]').first().click();
  await card(page).getByRole('button', { name: 'Keep it open' }).click();
  const refs = card(page).locator('dl > div', { hasText: '_refcount' });
  await expect(refs).toBeVisible();
  await runLogged(page, 'mmap 4K', 5);
  await expect(card(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(card(page)).toHaveCount(0);
});

test('by keys alone: Enter opens it, F6 leads to it, Escape back to the prompt', async ({ page }) => {
  await openStory(page);
  const mark = pane(page, 'tables').locator('[data-item][data-k]').first();
  await mark.focus();
  await page.keyboard.press('Enter');
  await expect(card(page)).toBeVisible();
  await expect(page.locator('p[role=status].sr').last()).toContainText('Card: ');
  // Once more: the card itself is meant.
  await page.keyboard.press('Enter');
  await expect(card(page)).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Escape');
  await expect(card(page)).toHaveCount(0);
  await page.keyboard.type('x');
  await expect(terminal(page)).toContainText(/\$ .*x/);
});

test('it stands beside the thing, inside the page, and axe finds nothing', async ({ page }) => {
  await openFrame(page);
  const thing = (await pane(page, 'tables').locator('.mark[data-k^="page:15878"]').first().boundingBox())!;
  const box = (await card(page).boundingBox())!;
  const beside = box.x >= thing.x + thing.width || box.x + box.width <= thing.x;
  const apart = beside || box.y >= thing.y + thing.height || box.y + box.height <= thing.y;
  expect(apart).toBe(true);
  const { width, height } = page.viewportSize()!;
  expect(box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height).toBe(true);
  const { violations } = await new AxeBuilder({ page }).include('aside.card').analyze();
  expect(violations).toEqual([]);
});

test('in Chinese', async ({ page }) => {
  await openFrame(page);
  await page.getByRole('button', { name: '中文' }).click();
  await pane(page, 'tables').locator('.mark[data-k^="page:15878"]').first().click();
  await expect(title(page)).toHaveText('页帧 0x3e06');
  await expect(card(page)).toContainText('由 2 个进程的 2 个 PTE 映射');
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  test('it is a sheet at the bottom, and a command typed from it is seen', async ({ page }) => {
    await page.goto('./');
    await expect(terminal(page)).toContainText('$ @2 write $a "child"', { timeout: 20_000 });
    await pane(page, 'tables').locator('[data-k^="page:15878"]').filter({ visible: true }).first().tap();
    await expect(title(page)).toHaveText('Frame 0x3e06');
    const box = (await card(page).boundingBox())!;
    expect(box.width).toBe(390);
    expect(Math.round(box.y + box.height)).toBe(844);
    await card(page).getByRole('button', { name: 'page pfn 0x3e06' }).tap();
    await expect(card(page)).toHaveCount(0);
    await expect(terminal(page)).toContainText('$ page pfn 0x3e06');
  });
});
