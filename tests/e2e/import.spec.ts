// A program of one's own on the page: a large log is read with progress and can be cancelled at once; what is no log says what to bring.
import { expect, hash, openFirst, type Page, runLogged, test, where } from './kit';

const notice = (page: Page) => page.locator('.notice');

/** Drops a file that the page itself makes, so that no large text goes through the wire: so many times the same bytes. */
async function dropRepeated(page: Page, name: string, lines: string, times: number): Promise<void> {
  const data = await page.evaluateHandle(
    ([fileName, text, count]) => {
      const transfer = new DataTransfer();
      const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
      transfer.items.add(new File(Array.from({ length: count }, () => bytes), fileName));
      return transfer;
    },
    [name, lines, times] as const,
  );
  await page.dispatchEvent('body', 'dragover', { dataTransfer: data });
  await page.dispatchEvent('body', 'drop', { dataTransfer: data });
}

const kMegabyte = '7 read(3, "abcdefghijklmnopqrstuvwxyz"..., 4096) = 4096\n'.repeat(20_000);

test('a log of hundreds of megabytes shows how much of it is read; cancelled, it is over at once and nothing is lost', async ({ page }) => {
  test.setTimeout(120_000);
  await openFirst(page);
  const own = await hash(page);
  await dropRepeated(page, 'server.strace', kMegabyte, 400);
  await expect(notice(page)).toContainText(/Reading \d+ of 4\d\d MB/, { timeout: 60_000 });
  const bar = page.locator('.notice progress');
  const at = () => bar.evaluate((element: HTMLProgressElement) => element.value);
  const first = await at();
  await expect.poll(at).toBeGreaterThan(first);
  await page.getByRole('button', { name: 'Help', exact: true }).click();
  await expect(page.getByRole('dialog', { name: 'Keys and gestures' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(notice(page)).toContainText('Cancelled. The machine is the one you had before.', { timeout: 1000 });
  await expect(bar).toHaveCount(0);
  expect(await hash(page)).toBe(own);
  await expect(where(page)).toContainText('command 3 of 3');
  await runLogged(page, 'fork', 4);
});

test('a log of 40 MB is read to its end', async ({ page }) => {
  test.setTimeout(120_000);
  await openFirst(page);
  await dropRepeated(page, 'server.strace', kMegabyte, 40);
  await expect(notice(page)).toContainText('server.strace: the log has become', { timeout: 90_000 });
  await expect(notice(page)).toContainText('800000 calls are left out');
});

const kRefused = [
  ['free', '               total        used        free      shared  buff/cache   available\nMem:  16303428  4123456\n', 'this is free'],
  ['vmstat', 'procs -----------memory---------- ---swap--\n r  b   swpd   free\n', 'this is vmstat'],
  ['gzip', '\x1f\x8b\x08\0\x12\x34', 'this is a file of gzip, which is packed: bring it unpacked (zcat FILE)'],
  ['ltrace', 'malloc(1024) = 0x1c5f2a0\nfree(0x1c5f2a0) = <void>\n', 'this is ltrace without -S'],
  ['prose', 'my program crashes, what can I do?\n', 'This is no link, no strace log and no maps: bring one of these, or commands.'],
] as const;

test('what holds no memory is named, with what to bring instead', async ({ page }) => {
  await openFirst(page);
  const own = await hash(page);
  for (const [name, text, said] of kRefused) {
    await dropRepeated(page, name, text, 1);
    await expect(notice(page)).toContainText(said);
    await expect(notice(page)).toContainText('bring');
  }
  expect(await hash(page)).toBe(own);
});
