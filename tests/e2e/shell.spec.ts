import { expect, hash, open, openFirst, openStory, type Page, run, runLogged, terminal, test, where } from './kit';

/** Lets a test get at the worker, to take it away from the page. */
async function keepWorker(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const Plain = globalThis.Worker;
    globalThis.Worker = class extends Plain {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        Object.assign(globalThis, { lastWorker: this });
      }
    };
  });
}

test('opens booted, with commands run and the next one waiting for Enter', async ({ page }) => {
  await openFirst(page);
  await expect(terminal(page)).toContainText('0x7ffff7fef000');
  await page.keyboard.press('Enter');
  await expect(where(page)).toContainText('command 4 of 4');
  await expect(terminal(page)).toContainText('wp_page_copy');
});

test('completion lists what fits and finishes what is unique', async ({ page }) => {
  await openFirst(page);
  await page.keyboard.press('Control+u');
  await page.keyboard.type('m');
  await page.keyboard.press('Tab');
  await expect(terminal(page)).toContainText('mprotect');
  await expect(terminal(page)).toContainText('munmap');
  await page.keyboard.type('pr');
  await page.keyboard.press('Tab');
  await expect(terminal(page)).toContainText('$ mprotect');
});

test('history is kept over visits and searched with Ctrl-R', async ({ page }) => {
  await openFirst(page);
  await run(page, 'ps');
  await run(page, 'cat /proc/1/maps');
  await expect(terminal(page)).toContainText('[stack]');
  await page.reload();
  await expect(page.locator('#pane-spaces .area').first()).toBeVisible();
  await expect(page.locator('.xterm-helper-textarea')).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(terminal(page)).toContainText('$ cat /proc/1/maps');
  await page.keyboard.press('Control+u');
  await page.keyboard.press('Control+r');
  await page.keyboard.type('p');
  await page.keyboard.press('Control+r');
  await expect(terminal(page)).toContainText("(reverse-i-search)'p': ps");
});

test('a paste of many lines runs them all', async ({ page }) => {
  await openFirst(page);
  await page.keyboard.press('Control+u');
  const lines = Array.from({ length: 40 }, (_, i) => `write $a+${4 * (i % 16)}K ${i}`).join('\r');
  await page.locator('.xterm-helper-textarea').evaluate((element, text) => {
    const data = new DataTransfer();
    data.setData('text/plain', text);
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, `${lines}\r`);
  await expect(where(page)).toContainText('command 43 of 43');
});

test('errors name the errno and put a caret under the mistake', async ({ page }) => {
  await openFirst(page);
  await run(page, 'mmpa 64K');
  await expect(terminal(page)).toContainText('mmap');
  await run(page, 'munmap 0x123 4K');
  await expect(terminal(page)).toContainText('EINVAL');
});

test('the story says why a call is refused, in both languages, and in the past', async ({ page }) => {
  await openFirst(page);
  await runLogged(page, 'mmap 0', 4);
  const why = page.locator('.story');
  await expect(why).toContainText('The kernel refused mmap 0');
  await expect(why).toContainText('length is 0');
  await expect(page.locator('#pane-what .calls')).toContainText('length is 0');
  await expect(page.locator('.page > [role=status]')).toContainText('length is 0');
  await runLogged(page, 'mmap 8K', 5);
  await expect(why).not.toContainText('length is 0');
  await page.getByRole('button', { name: '中文' }).click();
  await page.locator('.stop button').nth(3).click();
  await expect(why).toContainText('长度为 0');
});

test('words of habit do what they say', async ({ page }) => {
  await page.setViewportSize({ width: 1366, height: 768 });
  await openFirst(page);
  await run(page, 'clear');
  await expect(terminal(page)).not.toContainText('mmap 64K');
  await run(page, 'help');
  await expect(terminal(page)).toContainText('$ help');
  await expect(terminal(page)).toContainText('topics:');
  // Longer than the screen, it is read from its beginning.
  await run(page, 'help fault');
  await expect(terminal(page)).toContainText('stands in the help of');
  await run(page, 'share');
  await expect(page.getByRole('dialog', { name: 'Share' })).toBeVisible();
  await page.keyboard.press('Escape');
  await run(page, 'lessons');
  await expect(page.getByRole('dialog').locator('.lesson-list li').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.locator('.xterm-helper-textarea')).toBeFocused();
  await expect(where(page)).toContainText('command 3 of 3');
});

test('reload brings the session back', async ({ page }) => {
  await openFirst(page);
  await runLogged(page, '@2 write $a "child"', 4);
  const before = await hash(page);
  await page.reload();
  await expect(where(page)).toContainText('command 4 of 4');
  expect(await hash(page)).toBe(before);
  await expect(terminal(page)).toContainText('$ @2 write $a "child"');
});

test('a broken store does not stop the page', async ({ page }) => {
  await page.addInitScript(() => {
    localStorage.setItem('pagewalk.script', 'boot mem=64M\nnonsense here');
    localStorage.setItem('pagewalk.history', '{"not": "a list"}');
    localStorage.setItem('pagewalk.prefs', 'null');
  });
  await open(page);
  await expect(where(page)).toContainText('command 3 of 3');
});

test('an engine that stops is started anew with the session', async ({ page }) => {
  await keepWorker(page);
  await openFirst(page);
  await runLogged(page, '@2 write $a "child"', 4);
  const before = await hash(page);
  await page.evaluate(() => {
    const { lastWorker } = globalThis as unknown as { lastWorker: Worker };
    lastWorker.terminate();
    lastWorker.dispatchEvent(new ErrorEvent('error', { message: 'out of memory' }));
  });
  await expect(page.locator('.notice.bad')).toContainText('out of memory');
  await expect(page.locator('.notice.bad')).toContainText('Your session is back: 4 commands');
  await expect(where(page)).toContainText('command 4 of 4');
  expect(await hash(page)).toBe(before);
  await runLogged(page, 'write $a+4K "on"', 5);
});

test('a command that takes long says so and can be stopped', async ({ page }) => {
  await keepWorker(page);
  await openFirst(page);
  const before = await hash(page);
  // A worker that is gone without a word looks like one that works for ever.
  await page.evaluate(() => (globalThis as unknown as { lastWorker: Worker }).lastWorker.terminate());
  await run(page, 'fork');
  await expect(page.locator('.notice')).toContainText('Still running: fork');
  await page.getByRole('button', { name: 'Stop it' }).click();
  await expect(page.locator('.notice.bad')).toContainText('Your session is back: 3 commands');
  await expect(where(page)).toContainText('command 3 of 3');
  expect(await hash(page)).toBe(before);
  await runLogged(page, '@2 write $a "child"', 4);
});

test('help that is longer than the screen is read from its beginning; the next key brings the prompt back', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await openStory(page);
  await run(page, 'help fault');
  await expect(terminal(page)).toContainText('$ help fault');
  await expect(terminal(page)).toContainText('stands in the help of');
  await expect(terminal(page)).not.toContainText('/proc/vmstat');
  await page.keyboard.type('p');
  await expect(terminal(page)).toContainText('/proc/vmstat');
});
