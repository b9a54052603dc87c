// What a host serves besides the page: the headers, and the licences of everything in it.
import { readFileSync } from 'node:fs';
import { get, type IncomingHttpHeaders } from 'node:http';
import path from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
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

for (const [accepted, encoding] of [
  ['gzip, deflate, br', 'br'],
  ['br;q=0.2, gzip', 'gzip'],
  ['br;q=0, gzip;q=0', undefined],
  ['*', 'br'],
  ['identity', undefined],
] as const) {
  test(`files come in the encoding that is asked for: ${accepted}`, async ({ baseURL }) => {
    for (const [name, type] of [
      ['icon.svg', 'image/svg+xml'],
      ['licences.txt', 'text/plain; charset=utf-8'],
    ] as const) {
      const { headers, bytes } = await fetchRaw(new URL(name, baseURL).href, accepted);
      expect(headers).toMatchObject({ 'content-type': type, vary: 'Accept-Encoding', 'content-length': String(bytes.length) });
      expect(headers['content-encoding']).toBe(encoding);
      for (const [header, value] of Object.entries(kHeaders)) expect(headers[header.toLowerCase()]).toBe(value);
      const plain = encoding === 'br' ? brotliDecompressSync(bytes) : encoding === 'gzip' ? gunzipSync(bytes) : bytes;
      expect(plain.equals(readFileSync(path.join(__dirname, '../../web/dist', name)))).toBe(true);
    }
  });
}

/** An answer as it travels, which `fetch` would unpack. */
function fetchRaw(url: string, accepted: string): Promise<{ headers: IncomingHttpHeaders; bytes: Buffer }> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { 'accept-encoding': accepted } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ headers: response.headers, bytes: Buffer.concat(chunks) }));
    }).on('error', reject);
  });
}
