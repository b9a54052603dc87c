// What a host serves besides the page: the headers, and the licences of everything in it.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { kHeaders, kHostFiles } from '../../web/build/headers.mjs';
import { expect, open, test } from './kit';

test('every answer carries the headers, and the page a policy of its own', async ({ page }) => {
  const answer = await page.goto('./');
  const headers = await answer!.allHeaders();
  for (const [name, value] of Object.entries(kHeaders)) expect(headers[name.toLowerCase()]).toBe(value);
  const meta = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
  expect(kHeaders['Content-Security-Policy']).toContain(meta!);
  for (const [name, text] of Object.entries(kHostFiles)) {
    expect(readFileSync(path.join(__dirname, '../../web/dist', name), 'utf8')).toBe(text);
  }
});

test('the licence of every library is one click from the help', async ({ page }) => {
  await open(page);
  await page.getByRole('button', { name: 'Help', exact: true }).click();
  const link = page.getByRole('link', { name: 'Licences of Pagewalk' });
  const text = await (await page.request.get(new URL((await link.getAttribute('href'))!, page.url()).href)).text();
  const { dependencies } = JSON.parse(readFileSync(path.join(__dirname, '../../web/package.json'), 'utf8'));
  for (const name of [...Object.keys(dependencies), 'xxHash', 'Emscripten', 'musl', 'libc++']) expect(text).toContain(`==== ${name}`);
});
