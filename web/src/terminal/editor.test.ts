import { expect, test } from 'vitest';
import { LineEditor } from './editor';
import { endOf, forInput, forTerminal, textWidth } from './text';

const editor = (history: string[] = []) => new LineEditor(() => history);
const lines = (events: { kind: string }[]) => events.flatMap((event) => ('line' in event ? [event.line] : []));

test('typing, moving and erasing', () => {
  const e = editor();
  e.feed('mmap 64K');
  e.feed('\x1b[D\x1b[D\x7f');
  expect(e.text).toBe('mmap 4K');
  expect(e.beforeCursor).toBe('mmap ');
  e.feed('\x01a = \x05 rw');
  expect(e.text).toBe('a = mmap 4K rw');
  e.feed('\x17\x17');
  expect(e.text).toBe('a = mmap ');
  e.feed('\x19');
  expect(e.text).toBe('a = mmap 4K ');
});

test('a paste of many lines becomes many commands, and its tabs complete nothing', () => {
  const e = editor();
  const events = e.feed('\x1b[200~mmap 64K\rfork\r\tps\x1b[201~');
  expect(lines(events)).toEqual(['mmap 64K', 'fork']);
  expect(events.some((event) => event.kind === 'complete')).toBe(false);
  expect(e.text).toBe(' ps');
});

test('history is walked and the draft comes back', () => {
  const e = editor(['mmap 64K', 'fork']);
  e.feed('ps\x1b[A');
  expect(e.text).toBe('fork');
  e.feed('\x1b[A\x1b[A');
  expect(e.text).toBe('mmap 64K');
  e.feed('\x1b[B\x1b[B');
  expect(e.text).toBe('ps');
});

test('reverse search finds the newest, then older ones', () => {
  const e = editor(['write $a', 'fork', 'write $b', 'ps']);
  e.feed('\x12wri');
  expect(e.search).toBe('wri');
  expect(e.text).toBe('write $b');
  e.feed('\x12');
  expect(e.text).toBe('write $a');
  expect(lines(e.feed('\r'))).toEqual(['write $a']);
  expect(e.search).toBeNull();
});

test('control characters never become part of a line', () => {
  const e = editor();
  e.feed('a\x00\x1b[5~\x1bqb');
  expect(e.text).toBe('ab');
  e.set('fork\x1b[2J\x07\nps');
  expect(e.text).toBe('fork[2J ps');
  expect(forInput('a\u202eb')).toBe('ab');
});

test('nothing but text reaches the terminal', () => {
  expect(forTerminal('a\nb\tc')).toBe('a\r\nb        c');
  expect(forTerminal('\x1b]0;title\x07x\x9b31my')).toBe(']0;titlex31my');
});

test('width and wrapping count East Asian characters double', () => {
  expect(textWidth('页a')).toBe(3);
  expect(endOf('12345', 5)).toEqual({ row: 1, column: 0 });
  expect(endOf('1234页', 5)).toEqual({ row: 1, column: 2 });
  expect(endOf('1234567', 5)).toEqual({ row: 1, column: 2 });
});
