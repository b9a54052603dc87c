// A link that says where its sender looks: view, step, thing and a note; and what is said when the machine does not have what it names.
import { expect, openStory, type Page, pane, runLogged, test, where } from './kit';

const dialog = (page: Page) => page.getByRole('dialog');

/** As another sender, or another version, would write it. */
const withView = (url: string, said: unknown) =>
  `${url.split('.').slice(0, -1).join('.')}.${Buffer.from(JSON.stringify(said)).toString('base64url')}`;

async function share(page: Page, note = ''): Promise<string> {
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  const field = dialog(page).getByRole('textbox', { name: 'Link' });
  await expect(field).toHaveValue(/#1\./);
  await dialog(page).getByRole('checkbox', { name: /^Also where I look now/ }).check();
  if (note) await dialog(page).getByRole('textbox', { name: /^A note for whoever opens it/ }).fill(note);
  const parts = async () => (await field.inputValue()).split('#')[1]!.split('.').length;
  await expect.poll(parts).toBe(5);
  await page.waitForTimeout(100);
  const url = await field.inputValue();
  await page.keyboard.press('Escape');
  return url;
}

async function openElsewhere(page: Page, url: string): Promise<void> {
  await page.goto('about:blank');
  await page.evaluate(() => undefined);
  await page.goto(url);
}

test('view, event, thing and note come along, and the note is text', async ({ page, browser }) => {
  await openStory(page);
  await runLogged(page, '@2 write $a "child"', 4);
  await page.locator('.stage-tabs').getByRole('button', { name: 'Rmap' }).click();
  await pane(page, 'rmap').locator('.mark.frame[data-k*="page:15878"]').first().click();
  await page.locator('#pane-timeline').focus();
  for (let i = 0; i < 3; ++i) {
    const before = await where(page).textContent();
    await page.keyboard.press('ArrowLeft');
    await expect(where(page)).not.toHaveText(before!);
  }
  await expect(where(page)).toContainText('event');
  const at = await where(page).textContent();
  const url = await share(page, 'see <b>this</b> 页');
  const friend = await (await browser.newContext()).newPage();
  await friend.goto(url);
  await expect(where(friend)).toHaveText(at!, { timeout: 20_000 });
  await expect(pane(friend, 'rmap')).toHaveAttribute('data-slot', 'front');
  await expect(pane(friend, 'rmap').locator('.mark.frame[data-lit=chosen]').first()).toBeVisible();
  await expect(friend.locator('.notice figcaption')).toHaveText('A note in the link, by whoever made it:');
  await expect(friend.locator('.notice blockquote')).toHaveText('see <b>this</b> 页');
  // The step is only looked at: all commands are there.
  await expect(friend.locator('.stop')).toHaveCount(4);
});

test('what the machine does not have is said, and the rest is shown', async ({ page }) => {
  await openStory(page);
  const url = await share(page);
  await openElsewhere(page, withView(url, { v: ['nothing', 'spaces'], s: [9, 3], k: 'vma:4711' }));
  const said = page.locator('.notice');
  await expect(said).toContainText('The link names a view that there is not: nothing.', { timeout: 20_000 });
  await expect(said).toContainText('The link looks at command 9; there are 3.');
  await expect(said).toContainText('The link points at vma:4711, which is not there at this step.');
  await expect(pane(page, 'spaces')).toHaveAttribute('data-slot', 'front');
  await expect(where(page)).toContainText('command 3 of 3');
  await openElsewhere(page, withView(url, { s: [2, 5000] }));
  await expect(said).toContainText(/looks at event 5000 of a command that has \d+/, { timeout: 20_000 });
  await expect(where(page)).toContainText('command 2 of 3');
});

test('a fifth part that cannot be read costs nothing else; parts of later versions are passed over', async ({ page }) => {
  await openStory(page);
  const url = await share(page);
  await openElsewhere(page, `${url.split('.').slice(0, -1).join('.')}.%00garbage`);
  await expect(page.locator('.notice')).toContainText('in a way that cannot be read', { timeout: 20_000 });
  await expect(where(page)).toContainText('command 3 of 3');
  await openElsewhere(page, `${withView(url, { s: [1], later: { x: 1 } })}.sixth`);
  await expect(where(page)).toContainText('command 1 of 3', { timeout: 20_000 });
});
