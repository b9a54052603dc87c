// One page's life: what is folded, what the lanes say from when to when, where it stands; and drawing and text of the real engine agree.
import { describe, expect, test } from 'vitest';
import { wrapped } from '../src/draw/shape';
import type { Life, LifeMove, LifeStep } from '../src/engine/protocol';
import { kLifeHead, type LifeLine, layoutLife } from '../src/layout/life';
import { bandsOf, flagChanges, lifeRows, recordOf } from '../src/model/life';
import { enSentences } from '../src/model/sentences_en';
import { type LifeScene, lifeContent, moveText } from '../src/views/life/life_marks';
import { kLifeWords, lifeWords } from '../src/views/life/words';
import { Player } from './story_player';

const kGone: LifeMove = {
  command: 0,
  seq: 0,
  where: 'nowhere',
  pfn: null,
  slot: null,
  isMapped: false,
  isWritable: false,
  mapcount: 0,
  swapCount: 0,
  flags: 0,
};
const kHeld = { where: 'memory', pfn: 0x3e06, isMapped: true, isWritable: true, mapcount: 1 } as const;
const kOut = { where: 'swap', slot: '0:1', swapCount: 1 } as const;
const step = (command: number, seq: number, end = seq): LifeStep => ({
  ...{ command, seq, end, id: 256, reason: 0, phase: 0, cpu: 0, depth: 0, pid: 1 },
  arg: ['0x0', '0x3e06', '0x1', '0x0'],
});
const move = (command: number, seq: number, place: Partial<LifeMove>): LifeMove => ({ ...kGone, command, seq, ...place });
const kLife: Life = {
  pid: 1,
  addr: '0x7ffff7fef000',
  total: 5,
  totalMoves: 5,
  steps: [step(1, 3), step(1, 5, 9), step(2, 0), step(4, 2), step(4, 6)],
  moves: [
    move(1, 6, kHeld),
    move(2, 1, { ...kHeld, flags: 16 }),
    move(4, 3, { ...kHeld, slot: '0:1', flags: 16 }),
    move(4, 6, { ...kOut, pfn: 0x3e06 }),
    move(4, 8, kOut),
  ],
};
const shape = (rows: ReturnType<typeof lifeRows>) =>
  rows.map((row) => (row.kind === 'command' ? row.command : row.kind === 'step' ? `e${row.step.seq}` : `m${row.move.seq}`));

describe('rows', () => {
  test('of an opened command all events, each in front of what it came to; of others where the page went, and no flags', () => {
    expect(shape(lifeRows(kLife, (command) => command === 1))).toEqual([1, 'e3', 'e5', 'm6', 2, 4, 'm3', 'm6', 'm8']);
    expect(shape(lifeRows(kLife, (command) => command === 4))).toEqual([1, 'm6', 2, 4, 'e2', 'm3', 'm6', 'e6', 'm8']);
    expect(shape(lifeRows(kLife, () => true)).slice(4)).toEqual([2, 'e0', 'm1', 4, 'e2', 'm3', 'm6', 'e6', 'm8']);
  });

  test('what changed of the flags is told of one and the same frame alone', () => {
    const names = [
      [16, 'lru'],
      [32, 'active'],
    ] as const;
    const [first, second] = kLife.moves as [LifeMove, LifeMove];
    expect(flagChanges(second, first, names)).toEqual(['+lru']);
    expect(flagChanges(first, { ...second, flags: 48 }, names)).toEqual(['−lru', '−active']);
    expect(flagChanges(second, { ...first, pfn: 7 }, names)).toEqual([]);
    expect(flagChanges(first, null, names)).toEqual([]);
  });

  test('an event is what it was, its arguments to the last bit', () => {
    const record = recordOf({ ...step(1, 3), arg: ['0xffffffffffffffff', '0x3e06', '0x0', '0x0'] });
    expect(record.argHex[0]).toBe('0xffffffffffffffff');
    expect(record.arg[1]).toBe(0x3e06);
  });
});

test('a lane says one thing from the row in which it begins to the one in which it ends', () => {
  const rows = lifeRows(kLife, () => false);
  expect(shape(rows)).toEqual([1, 'm6', 2, 4, 'm3', 'm6', 'm8']);
  expect(bandsOf(rows).map(({ lane, from, to }) => [lane, from, to])).toEqual([
    ['entry', 1, 5],
    ['entry', 5, 7],
    ['frame', 1, 5],
    ['frame', 5, 6],
    ['slot', 4, 5],
    ['slot', 5, 7],
  ]);
});

describe('where it stands', () => {
  const line = (text: string, more: Partial<LifeLine> = {}): LifeLine => ({ number: '1', name: '', text, small: false, gap: 0, ...more });

  test('rows lie below one another, as high as their lines', () => {
    const { lane, text, rows, height } = layoutLife([line('fork', { gap: 6 }), line('word '.repeat(40), { small: true })], 500);
    expect(lane).toEqual({ w: 30, x: [0, 33, 66] });
    expect(text).toEqual({ x: 105, w: 395 });
    expect(rows.map(({ y, h, lines }) => [y, h, lines.length])).toEqual([
      [kLifeHead + 10, 20, 1],
      [kLifeHead + 30, 65, 4],
    ]);
    expect(height).toBe(kLifeHead + 95);
    expect(layoutLife([], 900).lane).toEqual({ w: 56, x: [0, 62, 124] });
  });

  test('lines break at words, Chinese anywhere, and nothing is lost', () => {
    expect(wrapped('one two three', 60, 12)).toEqual(['one two', 'three']);
    expect(wrapped('one two', 60, 12, 50)).toEqual(['', 'one two']);
    expect(wrapped('一二三四五', 36, 12)).toEqual(['一二三', '四五']);
    expect(wrapped('averyveryverylongword', 20, 12)).toEqual(['averyveryverylongword']);
    expect(wrapped('', 20, 12)).toEqual(['']);
  });
});

const sceneOf = (life: Life, more: Partial<LifeScene> = {}): LifeScene => ({
  rows: lifeRows(life, () => true),
  commands: [],
  mm: 0,
  vpn: 5,
  at: { command: 99, event: null },
  sentences: enSentences,
  say: lifeWords('en'),
  width: 600,
  ...more,
});

test('the row of the looked-at moment is the one that the picture is about', () => {
  const about = (command: number, event: number | null) => lifeContent(sceneOf(kLife, { at: { command, event } })).about;
  expect(about(99, null)).toEqual(['move:4/8']);
  expect(about(2, null)).toEqual(['move:1/6']);
  expect(about(2, 4)).toEqual(['step:1/3']);
  expect(about(2, 3)).toEqual(['command:1']);
  expect(about(5, 3)).toEqual(['move:4/3']);
});

test('a click on an event leads to the moment when it was over', () => {
  const acts = lifeContent(sceneOf(kLife)).marks.flatMap(({ act }) => act ?? []);
  expect(acts).toContain('go:1/10');
  expect(acts).toContain('go:4/6');
  expect(acts).toContain('command:2');
});

test('both languages have the same words, with the same holes', () => {
  const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort();
  for (const [word, text] of Object.entries(kLifeWords.en)) {
    expect([word, holes(kLifeWords.zh[word as keyof typeof kLifeWords.zh])]).toEqual([word, holes(text)]);
  }
});

test('the drawing tells what the text tells: the same events, the same places', () => {
  const player = new Player();
  const lines = ['mkswap disk 1M kind=ssd', 'swapon disk', 'a = mmap 64K', 'write $a "kept"', 'fork', 'write $a', 'madvise $a 4K pageout'];
  for (const line of [...lines, 'fork', '@3 read $a', 'munmap $a 4K']) player.run(line);
  for (const pid of [1, 3]) {
    const { life, text } = player.life(pid, '$a');
    const told = text.split('\n').filter((line) => /^ +\d+ {2}\S/.test(line));
    expect(life.steps.map(({ seq }) => seq + 1)).toEqual(told.map((line) => Number(line.trim().split(' ')[0])));
    const places = text.split('\n').flatMap((line) => /^ +-> (.*)$/.exec(line)?.[1] ?? []);
    const rows = lifeRows(life, () => true);
    const drawn = rows.flatMap((row) => (row.kind === 'move' ? moveText(lifeWords('en'), row.move, row.before) : []));
    const plain = (one: string) =>
      one
        .replace(/−/g, '-')
        .replace(/ of \/dev\/\w+/g, '')
        .replace(': no entry names a page', '')
        .replace('no entry names a page', 'nowhere');
    expect(drawn.map(plain)).toEqual(places.map(plain));
  }
});
