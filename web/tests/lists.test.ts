// The LRU lists: their order, what moves from one to another and why, rows of lanes, and the drawing; on the real engine, and by hand.
import { describe, expect, test } from 'vitest';
import { infoOf } from '../src/engine/generated/events';
import { decodeSnapshot } from '../src/engine/generated/snapshot';
import { columnsIn, laneRows } from '../src/layout/lists';
import { kNoChange } from '../src/model/diff';
import { pageKey } from '../src/model/keys';
import { kListNames, type Lists, listsOf, movesOf } from '../src/model/lists';
import { Machine } from '../src/model/machine';
import { enSentences } from '../src/model/sentences_en';
import { zhSentences } from '../src/model/sentences_zh';
import { kNoStrength } from '../src/model/strength';
import { listsContent } from '../src/views/lists/lists_marks';
import { type ListsScene, whyOf } from '../src/views/lists/lists_scene';
import { kListsWords, listsWords } from '../src/views/lists/words';
import { encodeSnapshot, machineRows } from './fixture';
import { Player, play } from './story_player';

const say = listsWords('en');

describe('rows of lanes', () => {
  test('a lane with items has one, what is left goes round; an empty one has none', () => {
    expect(laneRows([0, 5, 100], 10, 2)).toEqual([0, 1, 1]);
    expect(laneRows([0, 5, 100], 10, 7)).toEqual([0, 1, 6]);
    expect(laneRows([35, 12, 100], 10, 9)).toEqual([4, 2, 3]);
    expect(laneRows([35, 12, 3], 10, 40)).toEqual([4, 2, 1]);
    expect(laneRows([35, 12, 3], 10, 0)).toEqual([1, 1, 1]);
  });

  test('as many columns as there is room for, one at least', () => {
    expect([40, 332, 700, 1200].map(columnsIn)).toEqual([1, 4, 9, 16]);
  });
});

/** Frames of the twin by the name of their list, in its order; runs are counted out. */
function toldBy(text: string): Map<string, number[]> {
  const told = new Map<string, number[]>();
  let frames: number[] = [];
  let group: string | null = null;
  for (const line of text.split('\n')) {
    group = /^group (.*):$/.exec(line)?.[1] ?? group;
    const head = /^(\w+(?: batch of CPU \d+)?): /.exec(line)?.[1];
    if (head) {
      frames = [];
      told.set(/ batch /.test(head) ? head : `${group ?? ''}${head}`, frames);
    }
    const [, from, to] = /^ {2}0x([0-9a-f]+)(?:\.\.0x([0-9a-f]+))? /.exec(line) ?? [];
    if (!from) continue;
    const [first, last] = [Number.parseInt(from, 16), Number.parseInt(to ?? from, 16)];
    for (let pfn = first; pfn !== last; pfn += Math.sign(last - first)) frames.push(pfn);
    frames.push(last);
  }
  return told;
}

const kTwinNames = ['inactive_anon', 'active_anon', 'inactive_file', 'active_file', 'unevictable'] as const;

/** Lists as the twin names them: a group's behind its path. */
function compare({ lists, batches }: Lists, text: string): void {
  const told = toldBy(text);
  for (const { name, path, frames } of lists) {
    const key = `${path ?? ''}${kTwinNames[kListNames.indexOf(name)]}`;
    expect([key, [...Array.from(frames)]]).toEqual([key, told.get(key)]);
  }
  for (const { cpu, kind, frames } of batches) expect(frames).toEqual(told.get(`${kind} batch of CPU ${cpu}`));
  expect(told.size).toBe(lists.length + batches.length);
}

describe('drawing and twin say the same', () => {
  test.each([
    ['a = mmap 64K', 'write $a n=5'],
    ['a = mmap 64K', 'write $a n=9', 'drain', 'mlock $a 12K', 'drain', 'read $a', 'madvise $a+16K 8K free'],
    ['mkdir /sys/fs/cgroup/a', 'echo 1 > /sys/fs/cgroup/a/cgroup.procs', 'a = mmap 64K', 'write $a n=9', 'drain'],
    ['a = mmap 4M', 'write $a n=900', 'drain', 'fork', '@2 write $a n=40', 'madvise $a+64K 64K cold'],
  ])('%s', (...lines: string[]) => {
    const player = new Player();
    for (const line of lines) player.run(line);
    const lists = listsOf(player.moment().machine);
    expect(lists.lists.reduce((sum, { frames }) => sum + frames.length, 0) + lists.batches.length).toBeGreaterThan(0);
    compare(lists, player.show('lists'));
  });
});

const namesOf = (moment: ReturnType<typeof play>) =>
  movesOf(moment.before, moment.machine, moment.events).map(({ from, to, frames, event }) => [
    from,
    to,
    frames.length,
    event && infoOf(event)?.id,
  ]);

describe('moves', () => {
  test('a new page waits in a batch; emptied, it goes to its list', () => {
    expect(namesOf(play('a = mmap 64K', 'write $a n=3'))).toContainEqual(['free', 'batch', 3, 'FolioAddLru']);
    expect(namesOf(play('a = mmap 64K', 'write $a n=3', 'drain')).map(([from, , count, why]) => [from, count, why])).toContainEqual([
      'batch',
      4,
      'FolioBatchMoveLru',
    ]);
  });

  test('what goes out of memory leaves its list with the reason of shrink_folio_list', () => {
    const moment = play('mkswap z 1M kind=zram', 'swapon z', 'a = mmap 64K', 'write $a n=3', 'drain', 'madvise $a 12K pageout');
    const moves = movesOf(moment.before, moment.machine, moment.events);
    const out = moves.find(({ event }) => event && infoOf(event)?.id === 'ShrinkFolio')!;
    expect([out.to, out.frames.length]).toEqual(['free', 3]);
    expect(whyOf(out, enSentences, say)).toBe(
      'Yes, nobody maps it, its contents are safe, and its frame is free after the flush · shrink_folio_list',
    );
    expect(whyOf(out, zhSentences, listsWords('zh'))).toMatch(/^[^A-Za-z]+.* · shrink_folio_list$/);
  });

  test('a locked page becomes unevictable', () => {
    const moves = namesOf(play('a = mmap 64K', 'write $a n=3', 'drain', 'mlock $a 12K', 'drain'));
    expect(moves.some(([, to]) => to === 'unevictable') || moves.length === 0).toBe(true);
  });

  test('without a machine before there are none', () => {
    const { machine, events } = play('a = mmap 64K', 'write $a n=3');
    expect(movesOf(null, machine, events)).toEqual([]);
  });
});

function sceneOf(machine: Machine, more: Partial<ListsScene> = {}): ListsScene {
  return {
    machine,
    lists: listsOf(machine),
    moves: [],
    change: kNoChange,
    strength: kNoStrength,
    pfns: [],
    unfolded: new Set(),
    sentences: enSentences,
    room: { width: 700, height: 500 },
    say,
    ...more,
  };
}

/** Many pages on the inactive list, made by hand. */
function manyPages(count: number): Machine {
  const rows = machineRows('after');
  const pfns = Array.from({ length: count }, (_, at) => 0x1000 + at);
  const frames = pfns.map((pfn) => ({ pfn, type: 4, flags: 16, refcount: 1, lru: 1 }));
  const lruLists = kListNames.map((_, list) => ({ list, count: list === 0 ? count : 0 }));
  return new Machine(
    decodeSnapshot(encodeSnapshot({ ...rows, frames, lruLists, lruPages: pfns.toReversed().map((pfn) => ({ pfn })), batchPages: [] })),
  );
}

describe('the drawing', () => {
  test('every page is a mark of its own, a page that waits while it is on a list is a second one; keys are unique', () => {
    const { machine } = play(
      'a = mmap 64K',
      'write $a n=9',
      'drain',
      'fork',
      'madvise $a+64K 4K cold',
      'madvise $a 8K cold',
      'write $a+40K',
    );
    const { marks } = listsContent(sceneOf(machine));
    expect(new Set(marks.map(({ key }) => key)).size).toBe(marks.length);
    const items = marks.filter(({ kind }) => kind === 'slot');
    expect(items.length).toBeGreaterThanOrEqual(9);
    for (const { label, keys } of items)
      expect([label, keys]).toEqual([expect.stringMatching(/^frame 0x/), expect.stringMatching(/^page:/)]);
    expect(marks.find(({ key }) => key === 'lru:unevictable')!.label).toBe('Unevictable: empty');
    expect(marks.some(({ words }) => words?.some(({ text }) => text.includes('{')))).toBe(false);
  });

  test('of 100,000 pages both ends are drawn, in time; unfolded some thousands; what is folded knows its fold', () => {
    const machine = manyPages(100_000);
    const begin = performance.now();
    const { marks, gone } = listsContent(sceneOf(machine));
    expect(performance.now() - begin).toBeLessThan(400);
    const items = marks.filter(({ kind }) => kind === 'slot');
    expect(items.length).toBeLessThan(200);
    expect(items[0]!.key).toBe(pageKey(0x1000 + 99_999));
    expect(items.at(-1)!.key).toBe(pageKey(0x1000));
    const fold = marks.find(({ kind }) => kind === 'fold')!;
    expect(fold.act).toBe('unfold:lru:inactiveAnon');
    expect(gone!.get(pageKey(0x1000 + 50_000))).toBe(fold.key);
    const open = listsContent(sceneOf(machine, { unfolded: new Set(['lru:inactiveAnon']) })).marks;
    expect(open.filter(({ kind }) => kind === 'slot').length).toBeGreaterThan(4000);
    expect(open.find(({ key }) => key === 'fewer:lru:inactiveAnon')).toMatchObject({ act: 'unfold:lru:inactiveAnon', open: true });
  });

  test('a move is told with its reason, on a second line where there is no room beside', () => {
    const moment = play('a = mmap 64K', 'write $a n=3', 'drain');
    const moves = movesOf(moment.before, moment.machine, moment.events);
    const wide = listsContent(sceneOf(moment.machine, { moves })).marks.find(({ key }) => key === 'move:0')!;
    expect(wide.label).toBe('4 pages: a batch → inactive, anonymous: it was asked to · folio_batch_move_lru');
    expect(wide.h).toBe(17);
    const narrow = listsContent(sceneOf(moment.machine, { moves, room: { width: 250, height: 300 } })).marks;
    expect(narrow.find(({ key }) => key === 'move:0')!.h).toBe(34);
  });
});

test('both languages have the same words, with the same holes', () => {
  const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort();
  for (const [word, text] of Object.entries(kListsWords.en)) {
    expect([word, holes(kListsWords.zh[word as keyof typeof kListsWords.zh])]).toEqual([word, holes(text)]);
  }
});
