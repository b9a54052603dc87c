// The page as one file, opened from a disk: no server, no network, nothing beside it.
import { copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, hash, type Page, pane, runLogged, terminal, test, type TestInfo, where } from './kit';

const inRepository = (name: string) => path.join(__dirname, '../..', name);

/** The story that natively, and under wasm in the parity tests, ends in the state hash that its transcript names. */
const story = readFileSync(inRepository('tests/scenarios/story/copy_on_write.pw'), 'utf8');
const kHash = /^> hash\n([0-9a-f]{16})$/m.exec(readFileSync(inRepository('tests/scenarios/story/copy_on_write.out'), 'utf8'))![1]!;

/** Alone in a folder, whose name is no plain one. */
async function openFile(page: Page, testInfo: TestInfo): Promise<void> {
  const file = testInfo.outputPath('alone', 'page walk #1.html');
  mkdirSync(path.dirname(file), { recursive: true });
  copyFileSync(inRepository('web/dist/pagewalk.html'), file);
  expect(readdirSync(path.dirname(file))).toEqual([path.basename(file)]);
  await page.goto(pathToFileURL(file).href);
  await expect(where(page)).toContainText('command', { timeout: 20_000 });
}

test('it asks for nothing, runs, undoes, and comes to the hash that is known', async ({ page }, testInfo) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await openFile(page, testInfo);
  await expect(terminal(page)).toContainText('$ @2 write $a "child"');
  await runLogged(page, '@2 write $a "child"', 4);
  const four = await hash(page);
  await page.keyboard.type('undo');
  await page.keyboard.press('Enter');
  await expect(where(page)).toContainText('command 3 of 4');
  expect(await hash(page)).not.toBe(four);
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await page.getByRole('textbox', { name: 'Text to open' }).fill(story);
  await page.getByRole('button', { name: 'Open this text' }).click();
  await expect(page.locator('.notice')).toContainText('have run');
  expect(await hash(page)).toBe(kHash);
  // What the page makes of texts inside it is no request that leaves it.
  expect(asked.filter((url) => !/^(?:data|blob):/.test(url))).toEqual([page.url().replace(/#$/, '')]);
});

test('a log, a lesson, the other language; and the session is there at the next visit', async ({ page }, testInfo) => {
  await openFile(page, testInfo);
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await page.getByRole('textbox', { name: 'Text to open' }).fill(readFileSync(inRepository('tests/logs/git/log.strace'), 'utf8'));
  await page.getByRole('button', { name: 'Open this text' }).click();
  await expect(page.locator('.notice', { hasText: 'the log has become' })).toBeVisible();
  const own = await hash(page);
  await page.reload();
  await expect(where(page)).toContainText('command', { timeout: 20_000 });
  await expect.poll(() => hash(page)).not.toBe('');
  await expect(terminal(page)).toContainText('exit_group(0)');
  await page.getByRole('button', { name: 'Lessons', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: /^Start/ }).first().click();
  await expect(pane(page, 'lesson').locator('.option').first()).toBeVisible();
  await pane(page, 'lesson').locator('.option').first().click();
  await page.getByRole('button', { name: '中文', exact: true }).click();
  await expect(pane(page, 'lesson')).toContainText(/[\u4e00-\u9fff]{4}/);
  expect(own).not.toBe('');
});

test('a link that it shares opens in it again, and its licences are inside', async ({ page }, testInfo) => {
  await openFile(page, testInfo);
  await expect(terminal(page)).toContainText('$ @2 write $a "child"');
  await runLogged(page, 'mmap 8K r', 4);
  const own = await hash(page);
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  const link = page.getByRole('textbox', { name: 'Link' });
  await expect(link).toHaveValue(/^file:.*#1\./);
  const url = await link.inputValue();
  await page.goto('about:blank');
  await page.goto(url);
  await expect(page.locator('.notice')).toContainText(own, { timeout: 20_000 });
  await page.getByRole('button', { name: 'Help', exact: true }).click();
  await page.getByText('Licences of Pagewalk').click();
  for (const name of ['preact', 'xterm', 'fflate', 'xxHash', 'Emscripten']) await expect(page.locator('.licences')).toContainText(name);
});
