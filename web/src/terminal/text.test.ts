import { expect, test } from 'vitest';
import { excerpt, shorten, wrapWords } from './text';

test('a line that fits stays as it is', () => {
  expect(wrapWords('0x7ffff7fef000', 44)).toBe('0x7ffff7fef000');
  expect(wrapWords('PID  TGID\n  1     1', 9)).toBe('PID  TGID\n  1     1');
});

test('a long line breaks at blanks and hangs in', () => {
  expect(wrapWords('minor fault · do_anonymous_page · frame 0x3e06', 30)).toBe('minor fault ·\n  do_anonymous_page · frame\n  0x3e06');
  expect(wrapWords('  1  PTE of process 1 at 0x7fffffffe000', 24)).toBe('  1  PTE of process 1 at\n    0x7fffffffe000');
});

test('only a word longer than a row is cut, and wide characters count twice', () => {
  expect(wrapWords('a 0123456789abcdef', 8)).toBe('a\n  012345\n  6789ab\n  cdef');
  expect(wrapWords('页表 页表 页表', 9)).toBe('页表 页表\n  页表');
});

test('of many lines the last are shown, and those that are marked', () => {
  expect(excerpt(3, [1])).toEqual([{ at: 0 }, { at: 1 }, { at: 2 }]);
  expect(excerpt(100, [])).toHaveLength(1 + 12);
  const marked = [{ left: 5 }, { at: 5 }, { at: 6 }, { left: 990 }, { at: 997 }, { at: 998 }, { at: 999 }];
  expect(excerpt(1000, [5, 6])).toEqual(marked);
  expect(
    excerpt(
      1000,
      Array.from({ length: 900 }, (_, at) => at),
    ).filter((part) => 'at' in part),
  ).toHaveLength(6 + 3);
});

test('a command that fills the screen keeps its two ends', () => {
  expect(shorten('mmap 64K')).toBe('mmap 64K');
  const short = shorten(`execve "/bin/x" { ${'1000-2000 rw-p, '.repeat(100)} } = 0`);
  expect(short).toHaveLength(200);
  expect(short).toMatch(/^execve "\/bin\/x".* … .* = 0$/);
});
