// What a search finds, and what comes first.
import { expect, test } from 'vitest';
import { enCards } from '../src/base/cards/en';
import { zhCards } from '../src/base/cards/zh';
import { translator } from '../src/base/i18n';
import { en } from '../src/base/i18n/en';
import type { Desk } from '../src/model/card/card';
import { entriesOf, type Known, search } from '../src/model/search';
import { enSentences } from '../src/model/sentences_en';
import { kArea, kOld, machine } from './fixture';

const kDesk: Desk = { machine: machine(), t: translator(en), words: enCards, sentences: enSentences, events: [], current: 1 };
const kKnown: Known = {
  names: { a: `0x${kArea.toString(16)}000`, size: '64' },
  commands: [
    { text: 'fork', hint: 'Makes a child' },
    { text: 'vfork', hint: 'Makes a child that borrows' },
    { text: 'page', hint: 'Decodes a frame' },
  ],
  lessons: [{ id: 'small', title: 'Fork and copy-on-write', summary: 'Who pays for a fork?' }],
};

const found = (query: string, desk = kDesk) => search(desk, entriesOf(desk, kKnown), query).map(({ kind, title }) => `${kind} ${title}`);

test('an address is found in each process that has it, the current one first', () => {
  expect(found(`0x${kArea.toString(16)}123`)).toEqual(['pte Page-table entry 0x7ffff7fef000', 'pte Page-table entry 0x7ffff7fef000']);
  const acts = search(kDesk, entriesOf(kDesk, kKnown), '7ffff7fef000').slice(0, 2);
  expect(acts.map(({ act }) => act)).toEqual([{ card: `pte:1/${kArea}` }, { card: `pte:2/${kArea}` }]);
});

test('a frame by its number, either base', () => {
  expect(found('0x1a3')[0]).toBe('page Frame 0x1a3');
  expect(found(String(kOld))[0]).toBe('page Frame 0x1a3');
  expect(found('pfn 0x1a3')[0]).toBe('page Frame 0x1a3');
  expect(found('0xffffffffff')).toEqual(['addr Address 0xfffffff000']);
});

test('a process before the frame of that number', () => {
  expect(found('2').slice(0, 2)).toEqual([expect.stringMatching(/^mm Process 2/), 'page Frame 0x2']);
  expect(found('pid 2')[0]).toMatch(/^mm Process 2/);
});

test('a whole name comes before a beginning, a beginning before the middle, commands before functions', () => {
  const forks = found('fork');
  expect(forks[0]).toBe('command fork');
  expect(forks.indexOf('lesson Fork and copy-on-write')).toBeLessThan(forks.indexOf('command vfork'));
  expect(forks).toContain('event anon_vma_fork');
  expect(found('page').slice(0, 2)).toEqual(['command page', 'word page']);
});

test('names of the session, flags, bits, functions, words by any of their names', () => {
  expect(found('$a')[0]).toBe('name $a = 0x7ffff7fef000');
  expect(found('VM_ACCOUNT')[0]).toBe('flag VM_ACCOUNT · ac');
  expect(found('nx')[0]).toBe('bit Bit of an entry NX');
  expect(found('wp_page_copy')[0]).toBe('event wp_page_copy');
  expect(found('COW')[0]).toBe('word copy-on-write');
  expect(found('写时', { ...kDesk, words: zhCards })[0]).toBe('word 写时复制');
});

test('functions are found by what they are there for, and by their file', () => {
  expect(found('grow down stack')).toContain('event expand_downwards');
  expect(found('mremap.c')).toContain('event move_ptes');
  const [entry] = search(kDesk, entriesOf(kDesk, kKnown), 'do_wp_page');
  expect(entry?.note).toBe(enCards['fn.DoWpPage']);
});

test('several words are looked for in what a thing says; nothing is nothing', () => {
  expect(found('interrupts stale')).toContain('word shootdown');
  expect(found('')).toEqual([]);
  expect(found('no such thing')).toEqual([]);
  expect(found('e').length).toBe(40);
});
