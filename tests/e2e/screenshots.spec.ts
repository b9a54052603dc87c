// Pictures to look at: web/screenshots/. With PAGEWALK_SCREENSHOT=1 the README's picture, web/screenshot.png, is made anew.
import path from 'node:path';
import { expect, openFirst, openOnPhone, openStory, pane, runLogged, terminal, test } from './kit';

const folder = 'screenshots';
/** Views that share a place, and the button that brings each there. */
const kSharing: Readonly<Record<string, string>> = {
  tree: 'VMA tree',
  limits: 'Limits',
  swap: 'Swap',
  lists: 'LRU',
  life: 'A life',
  pressure: 'Pressure',
};

test('the page as a visitor finds it, a command later: the picture of the README', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await openStory(page);
  await runLogged(page, '@2 write $a "child"', 4);
  await expect(pane(page, 'tables').locator('.mark.frame', { hasText: '0x3e0f' })).toBeVisible();
  await page.screenshot({ path: process.env.PAGEWALK_SCREENSHOT ? 'screenshot.png' : `${folder}/story-dark.png` });
});

for (const theme of ['dark', 'light'] as const) {
  test(`the page and each of its views, ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await openFirst(page);
    await runLogged(page, '@2 write $a "child"', 4);
    await expect(pane(page, 'rmap').locator('.mark.frame')).toHaveCount(2);
    await page.screenshot({ path: `${folder}/wide-${theme}.png` });
    for (const name of ['spaces', 'tables', 'rmap', 'tree', 'limits', 'swap', 'lists', 'life', 'pressure', 'memory', 'what']) {
      const tab = kSharing[name];
      if (tab) await page.locator('.lower-switch').getByRole('button', { name: tab }).first().click();
      await pane(page, name).locator('.grow').click();
      await page.screenshot({ path: `${folder}/${name}-${theme}.png` });
      await page.keyboard.press('Escape');
      await pane(page, name).locator('.grow[aria-pressed=true]').click({ timeout: 200 }).catch(() => undefined);
    }
    await page.setViewportSize({ width: 1920, height: 1080 });
    await page.screenshot({ path: `${folder}/projector-${theme}.png` });
  });

  for (const [size, width, height] of [
    ['wide', 1440, 900],
    ['phone', 390, 844],
  ] as const) {
    test(`opening a log, ${size}, ${theme}`, async ({ page }) => {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await openOnPhone(page);
      await page.getByRole('button', { name: 'Open', exact: true }).click();
      await page.getByRole('textbox', { name: 'Text to open' }).fill('mmap 64K\nwrit 0x1000\n');
      await page.getByRole('button', { name: 'Open this text' }).click();
      await expect(page.locator('.said')).toContainText('line 2');
      await page.screenshot({ path: `${folder}/open-${size}-${theme}.png` });
      const files = ['log.strace', '13561.exec.maps'].map((name) => path.join(__dirname, '../logs/python', name));
      await page.locator('dialog input[type=file]').setInputFiles(files);
      await page.locator('.notice summary').click();
      await expect(page.locator('.notice .details')).toBeVisible();
      await page.screenshot({ path: `${folder}/opened-${size}-${theme}.png` });
    });
  }

  test(`on a phone, ${theme}`, async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await openOnPhone(page);
    await page.locator('.chips .run').click();
    await expect(terminal(page)).toContainText('wp_page_copy');
    for (const name of ['Shell', 'Spaces', 'Tables', 'Rmap', 'VMA tree', 'Limits', 'Memory', 'Events']) {
      await page.locator('.tabs').getByRole('button', { name }).click();
      await page.screenshot({ path: `${folder}/phone-${name.toLowerCase().replace(' ', '-')}-${theme}.png` });
    }
  });
}
