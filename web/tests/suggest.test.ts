// What is offered to who does not want to type.
import { expect, test } from 'vitest';
import { suggestions } from '../src/model/suggest';
import { kArea, machine } from './fixture';

const kAddress = `0x${kArea.toString(16)}000`;

test('what is offered uses a name that stands for mapped memory, not one for a count or a frame', () => {
  const list = suggestions(machine(), { c: '2', f: '15878', m: kAddress }, 1, '');
  expect(list).toContain('write $m');
  expect(list.join(' ')).not.toMatch(/\$[cf]/);
});

test('without such a name, memory is asked for first', () => {
  expect(suggestions(machine(), { f: '15000', r: '1' }, 1, '')[0]).toBe('a = mmap 64K');
});
