// Opening what a visitor brings: pasted, chosen and dropped; what it came to; and that nothing is lost when it cannot be opened.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { AxeBuilder, expect, hash, openFirst, openStory, pane, type Page, runLogged, terminal, test, where } from './kit';

const recorded = (name: string) => readFileSync(path.join(__dirname, '../logs', name), 'utf8');
const kGit = ['git/log.strace', 'git/15388.exec.maps'];

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Open' });
const box = (page: Page) => page.getByRole('textbox', { name: 'Text to open' });
const notice = (page: Page) => page.locator('.notice');

async function openDialog(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(box(page)).toBeFocused();
}

async function openText(page: Page, text: string): Promise<void> {
  await openDialog(page);
  await box(page).fill(text);
  await page.getByRole('button', { name: 'Open this text' }).click();
}

/** As from the clipboard, which a test cannot fill without permission. */
async function paste(page: Page, text: string): Promise<void> {
  await box(page).evaluate((field, plain) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', plain);
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

async function drop(page: Page, files: { name: string; text: string }[]): Promise<void> {
  const data = await page.evaluateHandle((list) => {
    const transfer = new DataTransfer();
    for (const { name, text } of list) transfer.items.add(new File([text], name));
    return transfer;
  }, files);
  await page.dispatchEvent('body', 'dragover', { dataTransfer: data });
  await expect(page.locator('.drop-here')).toBeVisible();
  await page.dispatchEvent('body', 'drop', { dataTransfer: data });
  await expect(page.locator('.drop-here')).toHaveCount(0);
}

test('a log of more than 4 MiB is read piece by piece', async ({ page }) => {
  await openFirst(page);
  const idle = '7 read(3, "abcdefghijklmnopqrstuvwxyz"..., 4096) = 4096\n'.repeat(120_000);
  const map = '7 mmap(NULL, 8192, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f1000000000\n';
  await drop(page, [{ name: 'server.strace', text: `${idle}${map}${idle}` }]);
  await expect(notice(page)).toContainText('server.strace');
  await expect(notice(page)).toContainText('240000 calls are left out');
});

/** A log of that many lines, each of which does something; with pages to populate, each takes its time. */
function longLog(lines: number, pages = 0): string {
  const log = ['1 execve("/bin/x", ["x"], 0x7ffe) = 0'];
  const size = 4096 * Math.max(2, pages);
  const flags = `MAP_PRIVATE|MAP_ANONYMOUS${pages > 0 ? '|MAP_POPULATE' : ''}`;
  for (let i = 0; log.length < lines; ++i) {
    const addr = `0x${(0x7f0000000000 + (i % 500) * 0x1000000).toString(16)}`;
    log.push(`1 mmap(NULL, ${size}, PROT_READ|PROT_WRITE, ${flags}, -1, 0) = ${addr}`, `1 munmap(${addr}, ${size}) = 0`);
  }
  return `${log.slice(0, lines).join('\n')}\n`;
}

test('a pasted log runs, says what it left out, and shows its program before it exits', async ({ page }) => {
  await openFirst(page);
  await openText(page, recorded(kGit[0]!));
  await expect(dialog(page)).toHaveCount(0);
  await expect(notice(page)).toContainText(/Pasted text: the log has become \d+ commands, and they have run\./);
  await expect(notice(page)).toContainText('Shown is the moment before the last exit.');
  await notice(page).getByText(/^Details/).click();
  await expect(notice(page)).toContainText('131 calls are left out');
  await expect(notice(page)).toContainText('line 1: what execve mapped is not in a log');
  await expect(terminal(page)).toContainText('$ @2 exit_group(0)');
  await expect(terminal(page)).not.toContainText('$ @2 write $a "child"');
  await expect(pane(page, 'spaces').locator('.process').filter({ hasText: 'pid 2' })).toHaveCount(1);
  await expect(pane(page, 'tables').getByRole('combobox')).toHaveValue('2');
});

test('a log and its maps, dropped on the page, run as recorded; the way back is there', async ({ page }) => {
  await openFirst(page);
  await runLogged(page, 'mmap 8K r', 4);
  const own = await hash(page);
  await drop(page, kGit.map((name) => ({ name: path.basename(name), text: recorded(name) })));
  await expect(notice(page)).toContainText('15388.exec.maps, log.strace: the log has become');
  await expect(notice(page)).toContainText('Every result is the recorded one.');
  await expect(pane(page, 'spaces')).toContainText('2 processes · 35 areas');
  await page.locator('.notice .back').click();
  await expect(where(page)).toContainText('command 4 of 4');
  expect(await hash(page)).toBe(own);
});

test('maps alone stand as an address space', async ({ page }) => {
  await openFirst(page);
  await openDialog(page);
  const chosen = page.locator('dialog input[type=file]');
  await chosen.setInputFiles({ name: '15388.exit.maps', mimeType: 'text/plain', buffer: Buffer.from(recorded('git/15388.exit.maps')) });
  await expect(notice(page)).toContainText('15388.exit.maps: this address space stands');
  await expect(dialog(page)).toHaveCount(0);
  await expect(pane(page, 'spaces').locator('.pane-aside')).toContainText('areas');
});

test('what was opened brings its picture to the front; most areas stand open in it, in several rows', async ({ page }) => {
  await openStory(page);
  await expect(pane(page, 'tables')).toHaveAttribute('data-slot', 'front');
  await openDialog(page);
  const chosen = page.locator('dialog input[type=file]');
  await chosen.setInputFiles({ name: '15388.exit.maps', mimeType: 'text/plain', buffer: Buffer.from(recorded('git/15388.exit.maps')) });
  await expect(pane(page, 'spaces')).toHaveAttribute('data-slot', 'front');
  await expect.poll(() => pane(page, 'spaces').locator('.mark.area').count()).toBeGreaterThan(12);
  const rows = await pane(page, 'spaces').locator('.mark.axis').count();
  expect(rows).toBeGreaterThan(2);
});

test('what differs is marked in the transcript and leads to its command', async ({ page }) => {
  await openFirst(page);
  const log = ['execve("/bin/x", ["x"], 0x7ffe) = 0'];
  for (let i = 16; i < 56; ++i) log.push(`mmap(NULL, 4096, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f00000${i.toString(16)}000`);
  log.splice(3, 0, 'munmap(0x7f0000010001, 4096) = 0', 'munmap(0x7f0000010001, 4096) = -1 EINVAL (Invalid argument)');
  await openText(page, log.join('\n'));
  await expect(notice(page)).toContainText('1 command came to something else than was recorded');
  await expect(terminal(page)).toContainText('munmap(0x7f0000010001, 4096) = 0');
  await expect(terminal(page)).toContainText('differs: the line says 0x0, here it is EINVAL');
  await notice(page).getByText(/^Details/).click();
  await expect(notice(page)).toContainText('Failed as recorded: 1 command. The first: EINVAL');
  const differing = notice(page).getByRole('button', { name: /Look at/ }).first();
  const [, at] = /Look at command (\d+)/.exec((await differing.textContent()) ?? '')!;
  await differing.click();
  await expect(where(page)).toContainText(`command ${at} of`);
  await expect(page.locator('.stop.current')).toContainText('munmap');
});

test('a script and a link go into the same box', async ({ page }) => {
  await openFirst(page);
  await openText(page, 'b = mmap 32K\nwrite $b\n');
  await expect(where(page)).toContainText('command 2 of 2');
  await expect(notice(page)).toContainText('Pasted text: 2 commands have run.');
  await openText(page, 'https://example.org/pagewalk/#cmd=a = mmap 16K;fork;write $a "x"');
  await expect(where(page)).toContainText('command 3 of 3');
  await expect(terminal(page)).toContainText('$ write $a "x"');
});

test('10,000 lines are loaded with progress; cancelled, nothing is lost', async ({ page }) => {
  await openFirst(page);
  const own = await hash(page);
  await openDialog(page);
  // Long enough that it still runs when a slow page comes to press Cancel.
  await paste(page, longLog(10_000, 2048));
  await expect(page.locator('.kept')).toContainText('Pasted: 10000 lines');
  await page.getByRole('button', { name: 'Open this text' }).click();
  await expect(page.locator('dialog progress')).toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.locator('.said')).toContainText('Cancelled. The machine is the one you had before.');
  await expect(page.locator('dialog progress')).toHaveCount(0);
  await expect(page.locator('.kept')).toContainText('Pasted: 10000 lines');
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await expect(where(page)).toContainText('command 3 of 3');
  expect(await hash(page)).toBe(own);
  await runLogged(page, 'fork', 4);
});

test('10,000 lines dropped on the page run to their end, and the page answers meanwhile', async ({ page }) => {
  test.setTimeout(120_000);
  await openFirst(page);
  await drop(page, [{ name: 'long.strace', text: longLog(10_000) }]);
  await expect(page.locator('.notice progress')).toBeVisible();
  await page.getByRole('button', { name: 'Help', exact: true }).click();
  await expect(page.getByRole('dialog', { name: 'Keys and gestures' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(notice(page)).toContainText('long.strace: the log has become', { timeout: 90_000 });
  await expect(notice(page)).toContainText('Every result is the recorded one.');
  await expect(where(page)).toContainText('command 15002 of 15002');
  await runLogged(page, 'fork', 15_003);
});

const kBad = [
  ['garbage', 'hello world\n', 'Read as commands: line 1, column 1: unknown command `hello`'],
  ['binary', '\x7fELF\x02\x01\0\0\xff\xfe', 'line 1, column 1: this is a program, which says nothing of a process: bring /proc/PID/maps'],
  ['a line of a million columns', 'x'.repeat(1_000_000), 'line 1, column 16385: the line is too long'],
  ['a mistake in a script', 'mmap 64K\n  writ 3\n', 'This cannot be opened: line 2, column 3: unknown command `writ`'],
  ['an empty text', '  \n', 'Nothing is here yet'],
] as const;

for (const [what, text, message] of kBad) {
  test(`what cannot be opened says why, and nothing is lost: ${what}`, async ({ page }) => {
    await openFirst(page);
    const own = await hash(page);
    await drop(page, [{ name: 'it', text }]);
    await expect(notice(page)).toContainText(message);
    // A text field drops control characters, so what is binary comes as a file alone.
    if (what !== 'binary') {
      await openDialog(page);
      if (text.length > 50_000) await paste(page, text);
      else await box(page).fill(text);
      await page.getByRole('button', { name: 'Open this text' }).click();
      await expect(page.locator('.said')).toContainText(message);
      await page.keyboard.press('Escape');
      await expect(dialog(page)).toHaveCount(0);
    }
    expect(await hash(page)).toBe(own);
    await runLogged(page, 'fork', 4);
  });
}

test('too much is refused unread', async ({ page }) => {
  await openFirst(page);
  // What is longer than a script may be is read as a log, piece by piece, and is none.
  await drop(page, [{ name: 'huge.pw', text: 'x'.repeat((4 << 20) + 4097) }]);
  await expect(notice(page)).toContainText('none of these is maps or a strace log');
  await drop(page, Array.from({ length: 65 }, (_, i) => ({ name: `${i}.maps`, text: '' })));
  await expect(notice(page)).toContainText('More than 64 files');
  await expect(where(page)).toContainText('command 3 of 3');
});

test('the place of a mistake is selected in the box', async ({ page }) => {
  await openFirst(page);
  await openText(page, 'mmap 64K\nfork; writ 3\n');
  await expect(page.locator('.said')).toContainText('line 2, column 7');
  await expect(box(page)).toBeFocused();
  const chosen = await box(page).evaluate((field: HTMLTextAreaElement) => field.value.slice(field.selectionStart, field.selectionEnd));
  expect(chosen).toBe('writ 3');
});

test('by keyboard alone: to the dialog, a text, its details, and away again', async ({ page }) => {
  await openFirst(page);
  const opener = page.getByRole('button', { name: 'Open', exact: true });
  await opener.focus();
  await page.keyboard.press('Enter');
  await expect(box(page)).toBeFocused();
  await page.keyboard.insertText('munmap(0x10000, 4096) = 7');
  await page.keyboard.press('Control+Enter');
  await expect(notice(page)).toContainText('1 command came to something else');
  await expect(dialog(page)).toHaveCount(0);
  await expect(page.locator('.xterm-helper-textarea')).toBeFocused();
  const summary = notice(page).locator('summary');
  const isThere = () => summary.evaluate((element) => element === document.activeElement);
  for (let i = 0; i < 12 && !(await isThere()); ++i) await page.keyboard.press('Shift+Tab');
  await expect(summary).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(notice(page).locator('.details')).toBeVisible();
});

for (const theme of ['dark', 'light'] as const) {
  test(`axe finds nothing serious in the dialog and in what a log came to, ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await openFirst(page);
    const serious = async () => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
    };
    await openText(page, 'mmap 64K\nwrit 3\n');
    await expect(page.locator('.said')).toContainText('line 2');
    expect(await serious()).toEqual([]);
    await box(page).fill('munmap(0x10000, 4096) = 7\n');
    await page.getByRole('button', { name: 'Open this text' }).click();
    await notice(page).locator('summary').click();
    await expect(notice(page).locator('.details')).toBeVisible();
    expect(await serious()).toEqual([]);
  });
}
