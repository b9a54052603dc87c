// What stands beside the built page: every host's file says the same headers, and everything bundled is named with its licence.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { headersFor, kHeaders, kHostFiles, kMetaTags } from '../build/headers.mjs';
import { licencesText, packageOf } from '../build/licences.mjs';

const policy = kHeaders['Content-Security-Policy']!;

test('the policy lets nobody frame the page, and nothing in but what is its own', () => {
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/https?:|\*|'unsafe-eval'/);
  expect(kHeaders['X-Content-Type-Options']).toBe('nosniff');
});

test('embed.html alone may be framed, and is under the same policy else', () => {
  const embed = headersFor('embed.html')['Content-Security-Policy']!;
  expect(embed).toContain('frame-ancestors *');
  expect(embed.replace('frame-ancestors *', "frame-ancestors 'none'")).toBe(policy);
  for (const name of ['index.html', 'pagewalk.html', 'assets/embed.html', '']) expect(headersFor(name)).toBe(kHeaders);
});

test('the files for hosts hold every header, and let embed.html be framed', () => {
  expect(Object.keys(kHostFiles)).toEqual(['_headers', 'vercel.json', '.htaccess', 'nginx-headers.conf', 'nginx-embed-headers.conf']);
  const [pages, , own] = policy.split(/(; )(?=frame-ancestors)/);
  for (const [name, text] of Object.entries(kHostFiles)) {
    for (const [header, value] of Object.entries(kHeaders))
      expect(text, name).toContain(header === 'Content-Security-Policy' ? pages : value);
    expect(text.includes('frame-ancestors *'), name).toBe(name !== 'nginx-headers.conf');
    expect(text.includes(own!), name).toBe(name !== 'nginx-embed-headers.conf');
  }
  const { headers } = JSON.parse(kHostFiles['vercel.json']!) as { headers: { source: string }[] };
  const [others, embed] = headers.map(({ source }) => new RegExp(`^${source}$`));
  for (const address of ['/', '/index.html', '/pagewalk.html', '/assets/x.js']) expect(others!.test(address), address).toBe(true);
  expect(others!.test('/embed.html')).toBe(false);
  expect(embed!.test('/embed.html')).toBe(true);
});

test('the meta policy is the same but for what a meta tag may not say', () => {
  const meta = kMetaTags[0]!.attrs.content!;
  expect(policy.startsWith(`${meta}; `)).toBe(true);
  expect(meta).not.toContain('frame-ancestors');
});

test('a module belongs to the innermost package around it, or to the page', () => {
  expect(packageOf('/x/node_modules/@xterm/xterm/lib/xterm.mjs?v=1')).toBe('/x/node_modules/@xterm/xterm');
  expect(packageOf('/x/node_modules/a/node_modules/b/c.js')).toBe('/x/node_modules/a/node_modules/b');
  expect(packageOf('/x/web/src/main.tsx')).toBeNull();
});

test('a bundled package stands there with its licence, and one without a licence fails', () => {
  const folder = path.join(import.meta.dirname, '../node_modules/fflate');
  const text = licencesText([folder]);
  expect(text).toContain('==== fflate');
  expect(text).toContain('Arjun Barrett');
  for (const part of ['Pagewalk is', 'xxHash', 'Emscripten', 'musl', 'libc++']) expect(text).toContain(part);
  const bare = mkdtempSync(path.join(tmpdir(), 'bare-'));
  writeFileSync(path.join(bare, 'package.json'), '{"name": "bare", "version": "1.0.0"}');
  expect(() => licencesText([bare])).toThrow('bare is bundled and has no licence file');
});

test('the picture that other sites show has its whole address where that is known', async () => {
  const { shareTags } = await import('../build/share_tags.mjs');
  const imageOf = (address?: string) => {
    const tags = (shareTags(address) as unknown as { transformIndexHtml(): { attrs: Record<string, string> }[] }).transformIndexHtml();
    return tags.find(({ attrs }) => attrs.property === 'og:image')!.attrs.content;
  };
  expect(imageOf()).toBe('./screenshot.png');
  expect(imageOf('https://example.org/pagewalk')).toBe('https://example.org/pagewalk/screenshot.png');
});
