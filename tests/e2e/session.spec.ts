// The visitor's own session: what takes its place puts it aside and gives it back, and two tabs do not take it from each other.
import { expect, hash, open, openFirst, type Page, pane, run, runLogged, terminal, test, where } from './kit';

const notice = (page: Page) => page.locator('.notices .notice');
const back = (page: Page) => notice(page).getByRole('button', { name: 'Back to my session' });
const question = (page: Page) => pane(page, 'lesson').locator('.predict[data-answered=false] .option').first();

async function start(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Lessons', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name }).click();
  await expect(question(page)).toBeVisible();
}

test('a lesson puts the session aside and offers it back when it is closed, also after a second lesson', async ({ page }) => {
  await openFirst(page);
  await runLogged(page, 'mine = mmap 12K', 4);
  await page.getByRole('button', { name: 'Lessons', exact: true }).click();
  await expect(page.getByRole('dialog').locator('.catalogue-lead')).toContainText('put aside');
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await start(page, 'Start A small machine has room for a gigabyte');
  await expect(notice(page)).toHaveCount(0);
  await start(page, 'Start After a fork the parent may not write either');
  await expect(terminal(page)).toContainText('$ a = mmap 16K');
  await pane(page, 'lesson').getByRole('button', { name: 'Close the lesson' }).click();
  await expect(notice(page)).toContainText('Your session from before the lesson is kept.');
  await back(page).click();
  await expect(where(page)).toContainText('command 4 of 4');
  await expect(notice(page)).toContainText('back');
  await expect(back(page)).toHaveCount(0);
});

test('a link to a lesson keeps the session of the last visit, over a reload too', async ({ page }) => {
  await openFirst(page);
  await runLogged(page, 'mine = mmap 12K', 4);
  await page.goto('about:blank');
  await page.goto('./#lesson=no-memory');
  await expect(question(page)).toBeVisible();
  await question(page).click();
  await expect(pane(page, 'lesson').locator('.predict[data-answered=true]')).toHaveCount(1);
  await page.reload();
  await expect(pane(page, 'lesson').locator('.predict[data-answered=true]')).toHaveCount(1);
  await page.getByRole('button', { name: '中文' }).click();
  await pane(page, 'lesson').getByRole('button', { name: '关闭课程' }).click();
  await expect(notice(page)).toContainText('课程开始前的会话还在');
  await notice(page).getByRole('button', { name: '回到我的会话' }).click();
  await expect(notice(page)).toContainText('已恢复');
  await page.reload();
  await expect(terminal(page)).toContainText('$ mine = mmap 12K');
});

test('what is done after a lesson is a session of its own, which the next lesson keeps', async ({ page }) => {
  await open(page, '#lesson=no-memory');
  await expect(question(page)).toBeVisible();
  await pane(page, 'lesson').getByRole('button', { name: 'Close the lesson' }).click();
  await expect(notice(page)).toHaveCount(0);
  await runLogged(page, 'mine = mmap 12K', 3);
  await start(page, 'Start After a fork the parent may not write either');
  await pane(page, 'lesson').getByRole('button', { name: 'Close the lesson' }).click();
  await back(page).click();
  await expect(where(page)).toContainText('command 3 of 3');
});

test("two strangers' links one after the other leave the visitor's own session to go back to", async ({ page }) => {
  await openFirst(page);
  await runLogged(page, 'mine = mmap 12K', 4);
  const own = await hash(page);
  for (const size of ['16K', '20K']) {
    await page.goto('about:blank');
    await open(page, `#cmd=mmap ${size}`);
    await expect(where(page)).toContainText('command 1 of 1');
  }
  await back(page).click();
  await expect(where(page)).toContainText('command 4 of 4');
  expect(await hash(page)).toBe(own);
});

test("what was done on a stranger's link is kept too, behind the visitor's own session", async ({ page }) => {
  await openFirst(page);
  await runLogged(page, 'mine = mmap 12K', 4);
  await page.goto('about:blank');
  await open(page, '#cmd=mmap 16K');
  await runLogged(page, 'mmap 24K r', 2);
  await page.goto('about:blank');
  await open(page, '#cmd=mmap 20K');
  await back(page).click();
  await expect(where(page)).toContainText('command 2 of 2');
  await page.getByRole('button', { name: 'Help', exact: true }).click();
  await page.getByRole('button', { name: 'Back to my session' }).click();
  await expect(where(page)).toContainText('command 4 of 4');
});

test('boot sets the session aside: undo brings it back, and after a reload the help does', async ({ page }) => {
  await openFirst(page);
  await runLogged(page, 'mine = mmap 12K', 4);
  const own = await hash(page);
  await run(page, 'boot cpus=4');
  await expect(terminal(page)).toContainText('`undo` brings it back');
  await expect(where(page)).not.toContainText('command 4');
  await run(page, 'undo');
  await expect(where(page)).toContainText('command 4 of 4');
  expect(await hash(page)).toBe(own);
  await run(page, 'redo');
  await runLogged(page, 'mmap 8K r', 1);
  await page.reload();
  await expect(where(page)).toContainText('command 1 of 1');
  await page.getByRole('button', { name: 'Help', exact: true }).click();
  await page.getByRole('button', { name: 'Back to my session' }).click();
  await expect(where(page)).toContainText('command 4 of 4');
  expect(await hash(page)).toBe(own);
});

test('to begin a lesson is a step in the history of the browser, and its end leads on to the others', async ({ page }) => {
  await openFirst(page);
  await runLogged(page, 'mine = mmap 12K', 4);
  await start(page, 'Start A small machine has room for a gigabyte');
  expect(page.url()).toContain('#lesson=no-memory');
  await page.goBack();
  await expect(pane(page, 'lesson')).toHaveCount(0);
  await expect(back(page)).toBeVisible();
  await page.goForward();
  await expect(question(page)).toBeVisible();
  const last = pane(page, 'lesson').locator('.step-bar button').last();
  await last.click();
  await pane(page, 'lesson').getByRole('button', { name: 'Finish' }).click();
  await expect(notice(page)).toContainText('the last step of the lesson');
  await expect(back(page)).toBeVisible();
  await notice(page).getByRole('button', { name: 'All lessons' }).click();
  await expect(page.getByRole('dialog').locator('.lesson-list li').first()).toBeVisible();
});

test('each tab keeps its own session; a new tab begins with the last', async ({ page, context }) => {
  await openFirst(page);
  await runLogged(page, 'first = mmap 12K', 4);
  const second = await context.newPage();
  await second.goto('./');
  await expect(where(second)).toContainText('command 4 of 4');
  await runLogged(second, 'second = mmap 8K r', 5);
  await page.bringToFront();
  await runLogged(page, 'write $first', 5);
  await second.bringToFront();
  await second.reload();
  await expect(terminal(second)).toContainText('$ second = mmap 8K r');
  await expect(terminal(second)).not.toContainText('$ write $first');
  await page.bringToFront();
  await page.reload();
  await expect(terminal(page)).toContainText('$ write $first');
  const third = await context.newPage();
  await third.goto('./');
  await expect(terminal(third)).toContainText(/\$ (write \$first|second = mmap 8K r)/);
});

test('the list of lessons says how long each takes and how far one has come', async ({ page }) => {
  await page.goto('./#lesson=no-memory/1');
  await question(page).click();
  await expect(pane(page, 'lesson').locator('.predict[data-answered=true]')).toHaveCount(1);
  await page.getByRole('button', { name: 'Lessons', exact: true }).click();
  const entry = page.getByRole('dialog').locator('[data-lesson=no-memory]');
  await expect(entry.locator('.lesson-facts')).toContainText('Address spaces');
  await expect(entry.locator('.lesson-facts')).toContainText(/\d min/);
  await expect(entry.locator('.lesson-facts')).toContainText('1 of 3 steps done');
});

for (const width of [390, 1440, 1920]) {
  test(`the buttons of every pane's head are inside of it, ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    for (const id of ['no-memory', 'read-first']) {
      await page.goto('about:blank');
      await page.goto(`./#lesson=${id}`);
      await expect(question(page)).toBeVisible();
      const outside = await page.locator('.pane-head').evaluateAll((heads) =>
        heads.flatMap((head) => {
          const end = head.getBoundingClientRect().right;
          const shown = [...head.querySelectorAll('button, .pid')].filter((one) => one.getBoundingClientRect().width > 0);
          return shown.filter((one) => one.getBoundingClientRect().right > end - 2).map((one) => one.outerHTML.slice(0, 90));
        }),
      );
      expect(outside, id).toEqual([]);
      const sub = pane(page, 'lesson').locator('.pane-sub');
      expect(await sub.evaluate((one) => one.scrollWidth <= one.clientWidth), id).toBe(true);
    }
  });
}
