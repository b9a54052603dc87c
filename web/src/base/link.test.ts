import { deflateSync } from 'fflate';
import { expect, test } from 'vitest';
import { encodeLink, fromBase64Url, kMaxScriptBytes, linkIn, parseLink, toBase64Url } from './link';

const kHash = '5f0c00000000a1b2';
const script = 'boot mem=64M cpus=2 levels=4 seed=1\na = mmap 64K\nwrite $a "héllo 页"\n';
const packed = (bytes: Uint8Array) => `#1.1.${kHash}.${toBase64Url(deflateSync(bytes))}`;

test('a script survives the link', () => {
  const link = encodeLink(script, 3, kHash);
  expect(link).toMatch(/^#1\.3\.5f0c00000000a1b2\.[A-Za-z0-9_-]+$/);
  expect(parseLink(link)).toEqual({ kind: 'script', script, model: 3, hash: kHash });
});

test('a golden link of format 1, packed by another program, is read for ever', () => {
  const golden = '#1.1.0123456789abcdef.S8rPL1HITc21NTPxVUguKC22NVLISS1LzSm2NVEoTk1NsTXkSlSwVcjNTSxQMDPx5krLL8rmAgA';
  const text = 'boot mem=64M cpus=2 levels=4 seed=1\na = mmap 64K\nfork\n';
  expect(parseLink(golden)).toEqual({ kind: 'script', script: text, model: 1, hash: '0123456789abcdef' });
});

test('scripts in the clear, with ; or %0A between commands', () => {
  expect(parseLink('#cmd=mmap 64K;fork')).toMatchObject({ kind: 'script', script: 'mmap 64K;fork', hash: null });
  expect(parseLink('#cmd=a%20=%20mmap+64K%0Afork')).toMatchObject({ script: 'a = mmap 64K\nfork' });
});

test('lessons', () => {
  expect(parseLink('#lesson=fork-and-cow/3')).toEqual({ kind: 'lesson', id: 'fork-and-cow', step: 3 });
  expect(parseLink('#lesson=fork-and-cow')).toEqual({ kind: 'lesson', id: 'fork-and-cow', step: null });
  expect(parseLink('#lesson=../../etc/passwd')).toEqual({ kind: 'bad', problem: 'format' });
});

test('what is broken is told apart', () => {
  expect(parseLink('')).toEqual({ kind: 'none' });
  expect(parseLink('#')).toEqual({ kind: 'none' });
  expect(parseLink('#hello')).toEqual({ kind: 'bad', problem: 'format' });
  expect(parseLink(`#2.1.${kHash}.AAAA`)).toEqual({ kind: 'bad', problem: 'version' });
  expect(parseLink('#1.1.nothex.AAAA')).toEqual({ kind: 'bad', problem: 'format' });
  expect(parseLink(`#1.1.${kHash}.!!!!`)).toEqual({ kind: 'bad', problem: 'damaged' });
  expect(parseLink(encodeLink(script, 1, kHash).slice(0, -12))).toEqual({ kind: 'bad', problem: 'damaged' });
  expect(parseLink('#cmd=%E0%A4%A')).toEqual({ kind: 'bad', problem: 'damaged' });
});

test('hostile payloads are refused', () => {
  expect(parseLink(packed(new Uint8Array(kMaxScriptBytes + 1).fill(32)))).toEqual({ kind: 'bad', problem: 'huge' });
  expect(parseLink(`#cmd=${'x'.repeat(kMaxScriptBytes + 1)}`)).toEqual({ kind: 'bad', problem: 'huge' });
  expect(parseLink(packed(new TextEncoder().encode('fork\x1b]0;owned\x07')))).toEqual({ kind: 'bad', problem: 'text' });
  expect(parseLink('#cmd=fork%1b[2J')).toEqual({ kind: 'bad', problem: 'text' });
  expect(parseLink('#cmd=fork%E2%80%AE')).toEqual({ kind: 'bad', problem: 'text' });
  expect(parseLink(packed(Uint8Array.of(0xff, 0xfe, 0x41)))).toEqual({ kind: 'bad', problem: 'text' });
});

test('base64url knows its alphabet', () => {
  expect(toBase64Url(Uint8Array.of(251, 255, 0))).toBe('-_8A');
  expect(fromBase64Url('-_8A')).toEqual(Uint8Array.of(251, 255, 0));
  expect(fromBase64Url('a')).toBeNull();
});

test('a pasted link is known as one, a script with comments is not', () => {
  const own = encodeLink(script, 3, kHash);
  expect(linkIn(`  https://example.org/course/${own}\n`)).toBe(own);
  expect(linkIn(own)).toBe(own);
  expect(linkIn('http://localhost:1/#cmd=a = mmap 64K;fork')).toBe('#cmd=a = mmap 64K;fork');
  expect(linkIn('https://example.org/#lesson=cow/2')).toBe('#lesson=cow/2');
  expect(parseLink(linkIn('https://example.org/elsewhere')!)).toEqual({ kind: 'bad', problem: 'format' });
  for (const text of ['', '# a comment', '#1 first\nfork', 'a = mmap 64K', 'print 1 # cmd=', '# lesson=x']) expect(linkIn(text)).toBeNull();
});
