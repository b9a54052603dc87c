import { expect, test } from 'vitest';
import { type Entry, kMaxColumns, laidOut, Transcript, widthOf } from './transcript';

/** Rows without their colours. */
const rows = (text: string) =>
  text
    .replace(/\x1b\[\d+m/g, '')
    .split('\r\n')
    .slice(0, -1);

const kMaps =
  '7ffff7fef000-7ffff7fff000 rw-p 00000000 00:00 0\n7ffffffde000-7ffffffff000 rw-p 00000000 00:00 0                          [stack]';
const kMapsWidth = 80;
const prompt = { text: '1 init', process: 0 } as const;

test('lines wrap at words, for the width there is', () => {
  const entry: Entry = { kind: 'text', role: 'dim', text: 'minor fault · do_anonymous_page · frame 0x3e06' };
  expect(rows(laidOut(entry, 44))).toEqual(['minor fault · do_anonymous_page · frame', '  0x3e06']);
  expect(rows(laidOut(entry, 24))).toEqual(['minor fault ·', '  do_anonymous_page ·', '  frame 0x3e06']);
  expect(widthOf(entry)).toBe(0);
});

test('a sheet keeps its rows, and says how wide it is', () => {
  const entry: Entry = { kind: 'text', role: 'dim', text: kMaps, isSheet: true };
  expect(rows(laidOut(entry, 44))).toEqual(kMaps.split('\n'));
  expect(widthOf(entry)).toBe(kMapsWidth);
});

test('a row wider than any table wraps as other lines do', () => {
  const row = 'word '.repeat(kMaxColumns / 4).trim();
  const entry: Entry = { kind: 'text', role: 'dim', text: `a\n${row}`, isSheet: true };
  expect(widthOf(entry)).toBe(1);
  expect(rows(laidOut(entry, 44)).every((one) => one.length <= 44)).toBe(true);
});

test('a command stands behind its prompt, whole or folded, and can be unfolded', () => {
  const transcript = new Transcript();
  transcript.add({ kind: 'command', prompt, line: 'execve "/bin/x" { … }', folded: 'execve … 24 areas' });
  expect(rows(transcript.laidOut(44))).toEqual(['1 init $ execve … 24 areas']);
  expect(transcript.unfold('nothing of the kind')).toBe(false);
  expect(transcript.unfold('1 init $ execve … 24 areas')).toBe(true);
  expect(rows(transcript.laidOut(44))).toEqual(['1 init $ execve "/bin/x" { … }']);
  expect(transcript.unfold('1 init $ execve … 24 areas')).toBe(false);
});

test('a long command wraps at words behind its prompt', () => {
  const entry: Entry = { kind: 'command', prompt, line: 'mmap(NULL, 4096, PROT_READ, MAP_PRIVATE)', folded: null };
  expect(rows(laidOut(entry, 30))).toEqual(['1 init $ mmap(NULL, 4096,', '  PROT_READ, MAP_PRIVATE)']);
});

test('control characters of what was said do not reach the terminal', () => {
  expect(laidOut({ kind: 'text', role: 'dim', text: 'a\x1b[31mb\x07', isSheet: true }, 80)).toBe('\x1b[90ma[31mb\x1b[0m\r\n');
});

test('what was said long ago is let go, and its width with it', () => {
  const transcript = new Transcript();
  transcript.add({ kind: 'text', role: 'dim', text: kMaps, isSheet: true });
  expect(transcript.width).toBe(kMapsWidth);
  for (let i = 0; i < 2000; ++i) transcript.add({ kind: 'text', role: 'dim', text: `${i}` });
  expect(transcript.width).toBe(0);
  expect(rows(transcript.laidOut(80))).toHaveLength(2000);
  transcript.add({ kind: 'text', role: 'dim', text: 'x'.repeat(500_000) });
  transcript.add({ kind: 'text', role: 'dim', text: 'y' });
  expect(rows(transcript.laidOut(1000)).length).toBeLessThan(1000);
});
