import { expect, test } from 'vitest';
import { wrapWords } from './text';

test('a line that fits stays as it is', () => {
  expect(wrapWords('0x7ffff7fef000', 44)).toBe('0x7ffff7fef000');
  expect(wrapWords('PID  TGID\n  1     1', 9)).toBe('PID  TGID\n  1     1');
});

test('a long line breaks at blanks and hangs in', () => {
  expect(wrapWords('minor fault · do_anonymous_page · frame 0x3e06', 30)).toBe('minor fault ·\n  do_anonymous_page · frame\n  0x3e06');
  expect(wrapWords('  1  PTE of process 1 at 0x7fffffffe000', 24)).toBe('  1  PTE of process 1 at\n    0x7fffffffe000');
});

test('a word longer than a row is left to the terminal, and wide characters count twice', () => {
  expect(wrapWords('a 0123456789abcdef', 8)).toBe('a\n  0123456789abcdef');
  expect(wrapWords('页表 页表 页表', 9)).toBe('页表 页表\n  页表');
});
