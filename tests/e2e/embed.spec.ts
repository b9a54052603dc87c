// embed.html: a machine in somebody else's page, read-only, at the point of view of its link.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AxeBuilder, expect, openStory, type Page, runLogged, test } from './kit';

/** What Share gives for a page of one's own. */
async function snippet(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await page.getByText('For a page of your own').click();
  const field = page.getByRole('textbox', { name: 'HTML to put there' });
  await expect(field).toHaveValue(/^<iframe src="[^"<>]+embed\.html#1\.[^"<>]+" title="Pagewalk"/);
  return field.inputValue();
}

async function copied(page: Page): Promise<string> {
  await openStory(page);
  await runLogged(page, '@2 write $a "child"', 4);
  return snippet(page);
}

/** Another site, with the machine in a page that is tall enough to scroll; ends it by what is answered. */
async function hostWith(page: Page, html: string): Promise<() => void> {
  const server = createServer((_, answer) => {
    answer.setHeader('content-type', 'text/html');
    answer.end(`<!doctype html><title>host</title>${html}<div style="height:3000px"></div>`);
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
  return () => {
    server.closeAllConnections();
    server.close();
  };
}

test('another site shows the machine; steps go through it, and it opens in Pagewalk', async ({ page, baseURL }) => {
  const html = await copied(page);
  const endHost = await hostWith(page, html);
  const inside = page.frameLocator('iframe');
  await expect(inside.locator('.embed-headline')).toHaveText(
    'Process 2 wrote to a page it shared with process 1, so the kernel gave it a copy.',
    { timeout: 20_000 },
  );
  await expect(inside.locator('#pane-tables .mark.frame', { hasText: '0x3e0f' })).toBeVisible();
  await expect(inside.locator('.where')).toHaveText('command 4 of 4');
  await inside.getByRole('button', { name: 'The command before' }).click();
  await expect(inside.locator('.where')).toHaveText('command 3 of 4');
  await inside.getByRole('button', { name: 'One event back' }).click();
  await expect(inside.locator('.where')).toContainText('event');
  const href = await inside.getByRole('link', { name: 'Open in Pagewalk' }).getAttribute('href');
  expect(href).toMatch(new RegExp(`^${baseURL!.replace(/[.?]/g, '\\$&')}#1\\.`));
  // A wheel over the drawing is the host page's.
  await inside.locator('#pane-tables .pane-body').hover();
  await page.mouse.wheel(0, 300);
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(100);
  endHost();
});

test('it neither reads nor writes what is kept of sessions', async ({ page }) => {
  const html = await copied(page);
  const before = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  await page.goto(/src="([^"]+)"/.exec(html)![1]!);
  await expect(page.locator('.where')).toHaveText('command 4 of 4', { timeout: 20_000 });
  await page.getByRole('button', { name: 'The command before' }).click();
  await expect(page.locator('.where')).toHaveText('command 3 of 4');
  // A thing is lit, and no card is fetched for it: there is no shell that one could ask.
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.locator('#pane-tables .mark.frame').first().click();
  await page.mouse.move(0, 0);
  await expect(page.locator('#pane-tables .mark.frame[data-lit=chosen]').first()).toBeVisible();
  expect(asked).toEqual([]);
  expect(await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))).toBe(before);
});

test('this page alone may be framed', async ({ page, baseURL }) => {
  const policyOf = async (name: string) =>
    (await (await page.request.get(new URL(name, baseURL).href)).headers())['content-security-policy'];
  expect(await policyOf('embed.html')).toContain('frame-ancestors *');
  expect(await policyOf('')).toContain("frame-ancestors 'none'");
  expect(await policyOf('pagewalk.html')).toContain("frame-ancestors 'none'");
});

test('several views, a note, theme and language are as the link says', async ({ page }) => {
  const html = await copied(page);
  const url = /src="([^"]+)"/.exec(html)![1]!;
  const view = Buffer.from(JSON.stringify({ v: ['rmap', 'spaces'], s: [3], n: 'look <i>here</i>' })).toString('base64url');
  const other = `${url.split('.').slice(0, -1).join('.')}.${view}`.replace('embed.html', 'embed.html?theme=light&lang=zh');
  await page.goto(other);
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await expect(page.locator('.embed-views > .pane')).toHaveCount(2, { timeout: 20_000 });
  await expect(page.locator('.embed-views > .pane').first()).toHaveAttribute('id', 'pane-rmap');
  await expect(page.locator('blockquote')).toHaveText('look <i>here</i>');
  await expect(page.locator('.where')).toHaveText('命令 3 / 4');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});

test('a link without a machine is told', async ({ page }) => {
  await page.goto('./embed.html');
  await expect(page.getByRole('alert')).toContainText('the address carries no machine', { timeout: 20_000 });
  await page.goto('about:blank');
  await page.goto('./embed.html#1.4.0123456789abcdef.!!!!');
  await expect(page.getByRole('alert')).toContainText(/damaged|cut/i, { timeout: 20_000 });
});
