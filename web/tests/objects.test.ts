// What the shell's lines name, in the keys of the drawings.
import { expect, test } from 'vitest';
import { objectsIn, readingOf } from '../src/model/objects';
import { kArea, kCopy, kOld, machine } from './fixture';

const hex = (value: number) => `0x${value.toString(16)}`;
const names = { a: hex(kArea * 4096), size: '64' };
const found = (text: string, pid = 1) =>
  objectsIn(text, machine(), { pid, names }).map(({ from, to, key }) => `${text.slice(from, to)} ${key}`);

test('addresses are entries or areas of the process that acts', () => {
  const addr = hex(kArea * 4096 + 0x123);
  expect(found(addr)).toEqual([`${addr} pte:1/${kArea}`]);
  expect(found(addr, 2)).toEqual([`${addr} pte:2/${kArea}`]);
  const untouched = hex((kArea + 3) * 4096);
  expect(found(untouched)).toEqual([`${untouched} vma:1`]);
  expect(found('0x7000000000000000 and 0x0')).toEqual([]);
});

test('frames are told from addresses by the word in front, or since no area is there', () => {
  expect(found(`minor fault · do_wp_page → wp_page_copy · frame ${hex(kCopy)}`)).toEqual([`${hex(kCopy)} page:${kCopy}`]);
  expect(found(`CopyUserPage old=${hex(kOld)} new=${hex(kCopy)}`)).toEqual([`${hex(kOld)} page:${kOld}`, `${hex(kCopy)} page:${kCopy}`]);
  expect(found(hex(kOld))).toEqual([`${hex(kOld)} page:${kOld}`]);
});

test('a line of maps names its area', () => {
  const range = `${(kArea * 4096).toString(16)}-${((kArea + 16) * 4096).toString(16)}`;
  expect(found(`${range} rw-p 00000000 00:00 0`, 2)).toEqual([`${range} pte:2/${kArea}`]);
});

test('processes and names', () => {
  expect(found('@2 write $a+12K "x"')).toEqual(['@2 mm:2', '$a+12K vma:1']);
  expect(found('pid 2 maps it, process 7 does not')).toEqual(['pid 2 mm:2']);
  expect(found('$a $size $nobody')).toEqual([`$a pte:1/${kArea}`]);
});

test('a line has its bounds', () => {
  expect(objectsIn(`${hex(kOld)} `.repeat(100_000), machine(), { pid: 1, names })).toHaveLength(40);
  expect(objectsIn(`${' '.repeat(2000)}${hex(kOld)}`, machine(), { pid: 1, names })).toEqual([]);
});

test('who acts stands in the line of the command', () => {
  const pid = (line: string) => readingOf(line, 9, {}).pid;
  expect(['1 init $ write $a', '1 init $ @2 write $a', '$ @3 fork', '1 init $ cat /proc/2/maps', 'minor fault'].map(pid)).toEqual([
    1, 2, 3, 2, 9,
  ]);
});
