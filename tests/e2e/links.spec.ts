import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, hash, kDemo, open, openFirst, pane, run, runLogged, terminal, test, where } from './kit';

test('a link opens in a fresh profile to the same state', async ({ page, browser, baseURL }) => {
  await openFirst(page);
  await runLogged(page, '@2 write $a "child"', 4);
  const wanted = await hash(page);
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  const field = page.getByRole('textbox', { name: 'Link' });
  await expect(field).toHaveValue(new RegExp(`#1\\.\\d+\\.${wanted}\\.[A-Za-z0-9_-]+$`));
  const url = await field.inputValue();
  expect(url.startsWith(baseURL!)).toBe(true);
  const fresh = await (await browser.newContext()).newPage();
  await fresh.goto(url);
  await expect(where(fresh)).toContainText('command 4 of 4');
  expect(await hash(fresh)).toBe(wanted);
  await expect(terminal(fresh)).toContainText('$ @2 write $a "child"');
  await expect(fresh.locator('.notice')).toContainText(wanted);
  await expect(pane(fresh, 'rmap').locator('.mark.frame')).toHaveCount(2);
  await fresh.close();
});

/** The command line tool, of whichever build there is. */
const native = ['check/pagewalk', 'pagewalk'].map((name) => path.join(__dirname, '../../build', name)).find((file) => existsSync(file));

test('the command line tool gives the same hash for the same script', async ({ page }, testInfo) => {
  test.skip(native === undefined, 'no native build is there');
  await openFirst(page);
  await runLogged(page, '@2 write $a "child"', 4);
  const file = testInfo.outputPath('four.pw');
  writeFileSync(file, `${kDemo.join('\n')}\n`);
  expect(execFileSync(native!, ['hash', file], { encoding: 'utf8' })).toContain(await hash(page));
});

test('a script in the clear', async ({ page }) => {
  await open(page, '#cmd=a = mmap 16K;write $a "x";fork');
  await expect(where(page)).toContainText('command 3 of 3');
  await expect(page.locator('.notice')).toContainText('3 commands');
});

test('a link keeps a way back to the session that it took the place of', async ({ page }) => {
  await openFirst(page);
  await runLogged(page, 'mmap 8K r', 4);
  const own = await hash(page);
  await page.goto('about:blank');
  await open(page, '#cmd=a = mmap 16K');
  await expect(where(page)).toContainText('command 1 of 1');
  await page.reload();
  await expect(where(page)).toContainText('command 1 of 1');
  await page.getByRole('button', { name: 'Help', exact: true }).click();
  await page.getByRole('button', { name: 'Back to my session' }).click();
  await expect(where(page)).toContainText('command 4 of 4');
  expect(await hash(page)).toBe(own);
  await expect(page.locator('.notice .back')).toHaveCount(0);
});

test('the message about a link has the way back, too', async ({ page }) => {
  await openFirst(page);
  await page.evaluate(() => {
    location.hash = '#cmd=mmap 16K';
  });
  await expect(where(page)).toContainText('command 1 of 1');
  await page.locator('.notice .back').click();
  await expect(where(page)).toContainText('command 3 of 3');
  await expect(page.locator('.notice')).toContainText('is back');
});

test('a link that takes long can be cancelled at once, and the visitor goes on where he was', async ({ page }) => {
  await openFirst(page);
  await runLogged(page, 'mmap 8K r', 4);
  const own = await hash(page);
  const heavy = `boot mem=16G\na = mmap 15G\n${'write $a n=3900000\nmadvise $a 15G dontneed\n'.repeat(50)}`;
  await page.evaluate((script) => {
    location.hash = `#cmd=${encodeURIComponent(script)}`;
  }, heavy);
  const cancel = page.getByRole('button', { name: 'Cancel' });
  await cancel.waitFor({ timeout: 3000 });
  await runLogged(page, 'fork', 5);
  const begun = Date.now();
  await cancel.click();
  await expect(page.locator('.notice')).toContainText('Cancelled');
  expect(Date.now() - begun).toBeLessThan(2000);
  await run(page, 'undo');
  await expect(page.locator('.stop.undone')).toHaveCount(1);
  expect(await hash(page)).toBe(own);
});

const kBroken = [
  ['#1.1.0123456789abcdef.AAAA', 'damaged'],
  ['#9.1.0123456789abcdef.AAAA', 'newer format'],
  ['#garbage', 'not one of Pagewalk'],
  ['#cmd=fork%1b[2J', 'characters that no command has'],
  ['#cmd=this is no command', 'cannot be read'],
] as const;

for (const [fragment, message] of kBroken) {
  test(`a broken link says so and leaves a working page: ${fragment}`, async ({ page }) => {
    await open(page, fragment);
    await expect(page.locator('.notice.bad')).toContainText(message);
    await expect(where(page)).toContainText('command 3 of 3');
    await page.keyboard.press('Enter');
    await expect(where(page)).toContainText('command 4 of 4');
  });
}

test('commands of a link that do not succeed are told of', async ({ page }) => {
  await open(page, '#cmd=a = mmap 16K;munmap 0x123 4K;munmap 0x124 4K');
  await expect(page.locator('.notice.bad')).toContainText('2 commands did not succeed; the first is: munmap 0x123 4K');
});

test('a thousand processes leave the page usable', async ({ page }) => {
  await open(page, `#cmd=a = mmap 64K;write $a;${'fork;'.repeat(1000)}`);
  await expect(where(page)).toContainText('command 1002 of 1002');
  await expect(pane(page, 'spaces').locator('.scene-drawing, .pane-body').first()).toContainText('Not drawn: 969 processes');
  const rmap = pane(page, 'rmap');
  await rmap.locator('.grow').click();
  await expect(rmap.locator('.mark.note')).toContainText('1001 visited, 0 in vain');
  await expect(rmap.locator('.mark.area')).toHaveCount(31);
  const more = rmap.getByRole('button', { name: '970 more alike' });
  await more.focus();
  await page.keyboard.press('Enter');
  await expect(rmap.locator('.mark.area')).toHaveCount(63);
  await expect(rmap.getByRole('button', { name: '938 more alike' })).toHaveCount(1);
  await rmap.locator('.mark[data-act=fewer]').focus();
  await page.keyboard.press('Enter');
  await expect(rmap.locator('.mark.area')).toHaveCount(31);
  await rmap.locator('.grow').click();
  expect(await page.locator('.page *').count()).toBeLessThan(20_000);
  await runLogged(page, '@500 write $a', 1003);
  await expect(pane(page, 'spaces').locator('.process').filter({ hasText: 'pid 500' })).toHaveCount(1);
});

test('a state that is not the promised one is told', async ({ page }) => {
  await openFirst(page);
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  const field = page.getByRole('textbox', { name: 'Link' });
  await expect(field).toHaveValue(/#1\./);
  const url = (await field.inputValue()).replace(/(#1\.\d+\.)[0-9a-f]{16}/, '$1feedfeedfeedfeed');
  await page.goto('about:blank');
  await page.goto(url);
  await expect(page.locator('.notice.bad')).toContainText('feedfeedfeedfeed');
});
