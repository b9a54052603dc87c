import { deflateSync } from 'fflate';
import { expect, test } from 'vitest';
import { fromBase64Url, toBase64Url } from './base64url';
import { encodeLink, kMaxScriptBytes, linkIn, parseLink } from './link';
import { asNote, encodeView, kMostNoteChars, type PointOfView, parseView } from './point_of_view';

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
  expect(parseLink('#lesson=fork-and-cow/read')).toEqual({ kind: 'lesson', id: 'fork-and-cow', step: 'read' });
  expect(parseLink('#lesson=fork-and-cow/write')).toEqual({ kind: 'bad', problem: 'format' });
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

const kView: PointOfView = { views: ['rmap'], step: { command: 3, event: 8 }, chosen: 'page:15878', note: 'Wer schaut hier hin? 看这里' };

test('a fifth part says where its sender looks', () => {
  const link = encodeLink(script, 3, kHash, kView);
  expect(parseLink(link)).toEqual({ kind: 'script', script, model: 3, hash: kHash, view: kView });
  expect(link.split('.')).toHaveLength(5);
  expect(linkIn(`https://example.org/${link}`)).toBe(link);
  expect(parseLink(`${link}.of.later`)).toMatchObject({ view: kView });
});

test('a golden link with a point of view, written by another program, is read for ever', () => {
  const golden =
    '#1.1.0123456789abcdef.S8rPL1HITc21NTPxVUguKC22NVLISS1LzSm2NVEoTk1NsTXkSlSwVcjNTSxQMDPx5krLL8rmAgA' +
    '.eyJ2IjpbInRhYmxlcyIsInJtYXAiXSwicyI6WzIsMTFdLCJrIjoicHRlOjEvMzQzNTk3MzgyODciLCJuIjoibG9vayBoZXJlIn0';
  expect(parseLink(golden)).toMatchObject({
    hash: '0123456789abcdef',
    view: { views: ['tables', 'rmap'], step: { command: 2, event: 11 }, chosen: 'pte:1/34359738287', note: 'look here' },
  });
});

test('a fifth part that is broken costs the link nothing else', () => {
  const broken = (said: unknown) => parseView(toBase64Url(new TextEncoder().encode(JSON.stringify(said))));
  const link = encodeLink(script, 3, kHash);
  for (const part of ['!!!', 'AAAA', '', 'A'.repeat(4001)])
    expect(parseLink(`${link}.${part}`)).toEqual({ kind: 'script', script, model: 3, hash: kHash, view: 'unreadable' });
  expect(broken({})).toEqual({ views: [], step: null, chosen: null, note: '' });
  expect(broken({ later: 1, s: [4] })).toEqual({ views: [], step: { command: 4, event: null }, chosen: null, note: '' });
  for (const said of [
    [],
    'tables',
    { v: 'tables' },
    { v: ['<b>'] },
    { v: ['a', 'b', 'c', 'd'] },
    { s: [-1] },
    { s: [1, 2, 3] },
    { s: [1.5] },
    { k: 'page:' },
    { k: 'page:1"onclick' },
    { n: 'x'.repeat(kMostNoteChars + 1) },
    { n: 'a\u202eb' },
    { n: 1 },
  ])
    expect(broken(said), JSON.stringify(said)).toBeNull();
});

test('a note is plain text, as long as it may be', () => {
  expect(asNote('  two\nlines\u202e ')).toBe('two lines');
  expect([...asNote('页'.repeat(300))]).toHaveLength(kMostNoteChars);
  const long = { ...kView, note: asNote('页'.repeat(300)) };
  expect(parseView(encodeView(long))).toEqual(long);
});
