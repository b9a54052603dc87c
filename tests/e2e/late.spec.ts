// Code that is fetched when it is wanted first: where it cannot be, the page says so, and the next wish tries again.
import { type Browser, expect, openOnPhone, type Page, run, sharedTest as test } from './kit';

const notice = (page: Page) => page.locator('.notices .notice');
const dialog = (page: Page) => page.getByRole('dialog');
const kSaid = {
  'en-GB': 'This part of the page could not be fetched. Try again once there is a network, or reload the page.',
  'zh-CN': '页面的这一部分没有取到。等有网络时再试一次，或重新加载页面。',
};

/** A page that has what it opens with, and gets nothing more until `mend` is called. */
async function cutOff(browser: Browser, baseURL: string, locale: keyof typeof kSaid) {
  const page = await browser.newPage({ baseURL, locale, serviceWorkers: 'block' });
  const thrown: string[] = [];
  page.on('pageerror', (error) => thrown.push(error.message));
  await openOnPhone(page);
  await page.waitForLoadState('networkidle');
  await page.route('**/*', (route) => route.abort());
  return { page, thrown, mend: () => page.unroute('**/*') };
}

const kWishes: { name: string; wish(page: Page): Promise<void>; come(page: Page): Promise<void> }[] = [
  {
    name: 'the list of lessons',
    wish: (page) => page.locator('.top').getByRole('button', { name: /^(Lessons|课程)$/ }).click(),
    come: (page) => expect(dialog(page).locator('[data-lesson="no-memory"]').first()).toBeVisible(),
  },
  {
    name: 'share',
    wish: (page) => page.locator('.top').getByRole('button', { name: /^(Share|分享)$/ }).click(),
    come: (page) => expect(dialog(page).locator('textarea').first()).toHaveValue(/#/),
  },
  {
    name: 'the start page',
    wish: (page) => page.locator('.top h1 button').click(),
    come: (page) => expect(dialog(page)).toBeVisible(),
  },
  {
    name: 'search',
    wish: (page) => page.keyboard.press('Control+Shift+F'),
    come: (page) => expect(dialog(page).getByRole('combobox')).toBeFocused(),
  },
  {
    name: 'what opens files',
    wish: (page) => page.locator('.top').getByRole('button', { name: /^(Open|打开)$/ }).click(),
    come: (page) => expect(dialog(page).locator('input[type=file]')).toBeAttached(),
  },
  {
    name: 'a card',
    wish: (page) => page.locator('#pane-tables [data-k^="pte:"]').first().click(),
    come: (page) => expect(page.locator('.card').first()).toBeVisible(),
  },
  {
    name: 'a lesson by its address',
    wish: (page) =>
      page.evaluate(() => {
        location.hash = location.hash.endsWith('/1') ? '#lesson=no-memory/2' : '#lesson=no-memory/1';
      }),
    come: (page) => expect(page.locator('#pane-lesson .step')).toHaveAttribute('aria-busy', 'false'),
  },
];

for (const { name, wish, come } of kWishes) {
  test(`${name}: what cannot be fetched is said, and fetched at the next try`, async ({ browser, baseURL }) => {
    const locale = kWishes.findIndex((one) => one.name === name) % 2 === 0 ? 'zh-CN' : 'en-GB';
    const { page, thrown, mend } = await cutOff(browser, baseURL!, locale);
    await wish(page);
    await expect(notice(page)).toContainText(kSaid[locale]);
    await expect(dialog(page)).toHaveCount(0);
    // The rest of the page goes on.
    await run(page, 'ps');
    await expect(page.locator('.xterm-rows')).toContainText('$ ps');
    await mend();
    await wish(page);
    await come(page);
    expect(thrown).toEqual([]);
    await page.close();
  });
}
