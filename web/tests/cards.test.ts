// What cards say: of a machine whose rows the tests wrote, and of every kind of thing after commands on the real engine.
import { expect, test } from 'vitest';
import { type CardWords, kTerms } from '../src/base/cards';
import { enCards } from '../src/base/cards/en';
import { zhCards } from '../src/base/cards/zh';
import { translator } from '../src/base/i18n';
import { en } from '../src/base/i18n/en';
import { zh } from '../src/base/i18n/zh';
import { kEvents } from '../src/engine/generated/events';
import { kPteBits, kVmFlags } from '../src/engine/generated/names';
import { cardOf } from '../src/model/card';
import { type Card, type Desk, type Line, textOf } from '../src/model/card/card';
import { kBeside, linkTerms, termOf } from '../src/model/card/glossary';
import type { Machine } from '../src/model/machine';
import { enSentences } from '../src/model/sentences_en';
import { zhSentences } from '../src/model/sentences_zh';
import type { Part } from '../src/model/story/parts';
import { termLinker } from '../src/model/story/terms';
import { kArea, kCopy, kOld, machine } from './fixture';
import { Player } from './story_player';

const kWords = { en: enCards as CardWords, zh: zhCards as CardWords };

function deskOf(on: Machine, language: 'en' | 'zh' = 'en', events: Desk['events'] = []): Desk {
  const isZh = language === 'zh';
  const t = translator(isZh ? zh : en);
  return { machine: on, t, words: kWords[language], sentences: isZh ? zhSentences : enSentences, events, current: 1 };
}

const linesOf = (card: Card): Line[] => [card.what, ...card.fields.map(({ value }) => value)];
const keysOf = (card: Card): string[] => linesOf(card).flatMap((line) => line.flatMap(({ key }) => key ?? []));
const fieldOf = (card: Card | null, name: string) => {
  const found = card?.fields.find((one) => one.name === name);
  return found && textOf(found.value);
};

/** Everything that can be reached by names in cards, from the processes, the words and what no drawing has. */
function* reached(desk: Desk): Generator<[string, Card | null]> {
  const seen = new Set<string>();
  const begin = [
    ...kVmFlags.map(([name]) => `flag:${name}`),
    ...kPteBits.map(([name]) => `bit:${name}`),
    ...kEvents.map(({ id }) => `event:${id}`),
  ];
  const ahead = [...desk.machine.mmRow.keys()].map((mm) => `mm:${mm}`).concat(begin);
  ahead.push(
    ...[...desk.machine.avcRow.keys()].map((id) => `avc:${id}`),
    ...Array.from(desk.machine.s.mapleNodes.node, (node) => `node:${node}`),
  );
  ahead.push('addr:1/1', 'page:1', 'page:8192', ...kTerms.map((term) => `word:${term}`));
  for (let key = ahead.pop(); key !== undefined; key = ahead.pop()) {
    if (seen.has(key)) continue;
    seen.add(key);
    const card = cardOf(desk, key);
    yield [key, card];
    if (card) ahead.push(...keysOf(card));
  }
}

test('a frame says who maps it and who holds it', () => {
  const desk = deskOf(machine());
  const card = cardOf(desk, `page:${kOld}`);
  expect(card?.title).toBe('Frame 0x1a3');
  expect(textOf(card!.what)).toBe('Anonymous memory, mapped by 1 PTE of 1 process.');
  expect(fieldOf(card, 'physical address')).toBe('0x1a3000');
  expect(fieldOf(card, '_mapcount')).toBe('1');
  expect(fieldOf(card, 'mapped by')).toBe('0x7ffff7fef000 (1)');
  expect(keysOf(card!)).toContain(`pte:1/${kArea}`);
  expect(card!.commands).toEqual(['page pfn 0x1a3', 'rmap pfn 0x1a3']);
});

test('an entry says what a store does, and names the bits that are set', () => {
  const desk = deskOf(machine());
  const mine = cardOf(desk, `pte:1/${kArea}`)!;
  expect(textOf(mine.what)).toBe('Maps page 0x7ffff7fef000 of process 1 to frame 0x1a3 read-only: a store faults, and the kernel decides.');
  expect(textOf(cardOf(desk, `pte:2/${kArea}`)!.what)).toMatch(/to frame 0x1b7; stores go straight through/);
  expect(fieldOf(mine, '0')).toBe('P');
  expect(fieldOf(mine, '1')).toBeUndefined();
  expect(fieldOf(mine, 'clear')).toContain('RW');
  // The other process's entry is asked about as that process.
  expect(cardOf(desk, `pte:2/${kArea}`)!.commands).toContain('@2 walk 0x7ffff7fef000');
  expect(keysOf(cardOf(desk, `pte:2/${kArea}`)!)).toContain(`page:${kCopy}`);
});

test('an address without an entry says whether an area would bring a page', () => {
  const desk = deskOf(machine());
  expect(textOf(cardOf(desk, `addr:1/${kArea + 3}`)!.what)).toContain('the first access faults');
  expect(textOf(cardOf(desk, 'addr:1/4096')!.what)).toContain('lies in no area');
  expect(cardOf(desk, 'addr:9/1')).toBeNull();
  expect(cardOf(desk, 'vma:4711')).toBeNull();
  expect(cardOf(desk, 'nothing:1')).toBeNull();
});

test.each(['en', 'zh'] as const)('%s: every word of the glossary has a card', (language) => {
  const desk = deskOf(machine(), language);
  const words = Object.entries(kWords[language]).flatMap(([key, text]) => (key.startsWith('word.') && text.includes(' — ') ? [key] : []));
  expect(words).toContain('word.swapcache');
  for (const key of words) expect(cardOf(desk, key.replace('.', ':')), key).not.toBeNull();
});

const player = new Player();
for (const line of [
  'a = mmap 64K',
  'write $a "hello"',
  'fork',
  's = mmap 16K prot=rw flags=shared,anonymous',
  '@2 mlock $a 4K',
  'mkswap sda 1M',
  'swapon sda',
  'b = mmap 16K',
  'write $b 7 n=3',
  'madvise $b 8K pageout',
  'madvise $a+8K 4K guard_install',
])
  player.run(line);
const busy = player.run('@2 write $a "child"')!;

test.each(['en', 'zh'] as const)('%s: whatever a card names has a card, and none has an open hole', (language) => {
  const desk = deskOf(busy.machine, language, busy.events);
  const kinds = new Set<string>();
  for (const [key, card] of reached(desk)) {
    expect(card, key).not.toBeNull();
    kinds.add(card!.kind);
    const said = [card!.title, ...linesOf(card!).map(textOf), ...card!.fields.flatMap(({ name, meaning }) => [name, meaning ?? 'x'])];
    for (const text of said) expect(text, key).toMatch(/^[^{}]+$/);
    expect(said.join(' '), key).not.toMatch(/undefined|NaN|\bnull\b|4294967295/);
  }
  expect([...kinds].sort()).toEqual(
    ['addr', 'av', 'avc', 'bit', 'event', 'flag', 'mm', 'node', 'page', 'pte', 'slot', 'table', 'vma', 'word'].sort(),
  );
});

test('commands of cards are ones that the engine takes', () => {
  const desk = deskOf(busy.machine, 'en', busy.events);
  // One of each shape: they differ in numbers.
  const shapes = new Map<string, string>();
  for (const [, card] of reached(desk))
    for (const command of card!.commands) shapes.set(command.replace(/(0x)?[0-9a-f]*\d[0-9a-f]*/g, '#'), command);
  expect(shapes.size).toBeGreaterThan(25);
  for (const command of shapes.values()) expect(player.kindsOf(command), command).not.toContain('syntax');
});

test('an event says how often the command did it', () => {
  const card = cardOf(deskOf(busy.machine, 'en', busy.events), 'event:WpPageCopy');
  expect(card?.title).toBe('wp_page_copy');
  expect(fieldOf(card, 'file')).toBe('mm/memory.c');
  expect(fieldOf(card, 'times')).toBe(
    String(busy.events.filter(({ id }) => id === kEvents.find((one) => one.id === 'WpPageCopy')!.code).length),
  );
});

test.each(Object.entries(kWords))('%s: each event says in a sentence of its own what its function is there for', (language, words) => {
  const told = Object.entries(words).filter(([key]) => key.startsWith('fn.'));
  expect(told.map(([key]) => key).sort()).toEqual(kEvents.map(({ id }) => `fn.${id}`).sort());
  expect(new Set(told.map(([, text]) => text)).size).toBe(kEvents.length);
  for (const [key, text] of told) {
    expect(text.length, key).toBeLessThanOrEqual(180);
    expect(text, key).toMatch(language === 'zh' ? /[\u4e00-\u9fff].*[。？]$/ : /^[A-Z].*[.?]$/);
  }
});

test('the card of a function begins with what it is there for, with links to the words', () => {
  const card = cardOf(deskOf(machine()), 'event:DoWpPage')!;
  expect(textOf(card.what)).toBe(enCards['fn.DoWpPage']);
  expect(keysOf(card)).toContain('word:page');
  expect(textOf(cardOf(deskOf(machine(), 'zh'), 'event:DoWpPage')!.what)).toBe(zhCards['fn.DoWpPage']);
});

test('languages have the same words, with the same holes', () => {
  const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort();
  expect(Object.keys(zhCards).sort()).toEqual(Object.keys(enCards).sort());
  for (const [key, text] of Object.entries(enCards)) expect(holes(zhCards[key as keyof CardWords]), key).toEqual(holes(text));
});

test.each(Object.entries(kWords))('%s: each word and flag has a name and a meaning, and no name is given twice', (_, words) => {
  const forms = kTerms.flatMap((term) => termOf(words, term).forms);
  expect(new Set(forms.map((form) => form.toLowerCase())).size).toBe(forms.length);
  for (const term of kTerms) expect(termOf(words, term).means.length, term).toBeGreaterThan(15);
  for (const [letters] of kVmFlags) expect(words[`flag.${letters}`], letters).toMatch(/^VM_[A-Z_]+: .+/);
  for (const term of kTerms) expect(kBeside[term].see.length, term).toBeGreaterThan(0);
});

test('a word is linked at its first use, alone or in the plural, and never in its own card', () => {
  const linked = (text: string, but = '') =>
    linkTerms([{ text }], enCards, new Set([but]))
      .filter(({ key }) => key)
      .map(({ text: said, key }) => `${said} ${key}`);
  expect(linked('A zero page is a frame; frames are counted.')).toEqual(['zero page word:zeropage', 'frame word:frame']);
  expect(linked('Frames are pages', 'word:page')).toEqual(['Frame word:frame']);
  expect(linked('framework, pagers')).toEqual([]);
  expect(textOf(linkTerms([{ text: 'A page of frames' }], enCards))).toBe('A page of frames');
});

test('in the story a word leads to the glossary where it is used first; objects and marks stay what they are', () => {
  const link = termLinker(kWords.en);
  const used = new Set<string>();
  const frame: Part = { text: 'frame 0x3e0f', kind: 'page', key: 'page:15887' };
  expect(link(['The page got ', frame, '; ', { text: 'the frame', hot: true }, ' is new'], used)).toEqual([
    'The ',
    { text: 'page', key: 'word:page', kind: 'word' },
    ' got ',
    frame,
    '; ',
    { text: 'the ', hot: true },
    { text: 'frame', hot: true, key: 'word:frame', kind: 'word' },
    ' is new',
  ]);
  expect(link(['That page again'], used)).toEqual(['That page again']);
});
