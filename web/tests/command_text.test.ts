// Commands in one line: an image counted, names for buttons, and which commands print sheets.
import { expect, test } from 'vitest';
import { kEnglishWords, translator } from '../src/base/i18n';
import { carriesImage, commandName, foldedCommand, isSheet, quotedCommand } from '../src/model/command_text';

const t = translator(kEnglishWords);
const area = (i: number) => `${i}000-${i + 1}000 r--p 00000000 fe:00 1 "/bin/x"`;
const image = (areas: number) => `execve "/bin/x" base=0x1000 { ${Array.from({ length: areas }, (_, i) => area(i)).join(', ')} } = 0`;

test('an image is counted, and what stands around it is kept', () => {
  expect(foldedCommand(image(24), t)).toBe('execve "/bin/x" base=0x1000 … 24 areas = 0');
  expect(foldedCommand(image(2), t)).toBeNull();
  expect(foldedCommand('write $a "{ no image }"', t)).toBeNull();
});

test('a command is called by its verb', () => {
  expect(['a = mmap 64K', '@2 write $a', 'munmap(0x1000, 1)'].map(commandName)).toEqual(['mmap', '@2 write', 'munmap']);
});

test('files and tables are sheets, sentences are not', () => {
  expect(['cat /proc/1/maps', '@2 cat /proc/self/smaps | head', 'ps', 'show tables'].map(isSheet)).toEqual([true, true, true, true]);
  expect(['write $a', 'rmap $a', 'category', 'a = mmap 4K'].map(isSheet)).toEqual([false, false, false, false]);
});

test('within a sentence an image is folded, and what is still long is cut', () => {
  expect(quotedCommand('execve "/bin/x" { 1000-2000 rw-p, 3000-4000 r--p } argc=2')).toBe('execve "/bin/x" { … } argc=2');
  expect(quotedCommand(`write $a "${'x'.repeat(300)}"`)).toHaveLength(160);
  expect(quotedCommand('fork')).toBe('fork');
});

test('only areas from a file of maps call for their picture', () => {
  expect(['execve "/bin/x" { 1000-2000 rw-p }', '@2 load {\n1000-2000 rw-p }'].filter(carriesImage)).toHaveLength(2);
  expect(['execve "/bin/x"', 'loads { }', 'write $a "load { }"', 'fork'].filter(carriesImage)).toEqual([]);
});
