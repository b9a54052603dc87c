// Physical memory: from the whole machine to one frame.
import { describe, expect, test } from 'vitest';
import { kEnglishWords, translator } from '../src/base/i18n';
import { zh } from '../src/base/i18n/zh';
import { blockRuns, type FrameMap, frameMap, framesIn, kOwners, layoutMemory, pickRuns, placeOf } from '../src/layout/memory';
import { diffMachines, kNoChange } from '../src/model/diff';
import { pageKey } from '../src/model/keys';
import { copiesOf } from '../src/model/origins';
import { strengthsOf } from '../src/model/strength';
import { memoryContent } from '../src/views/memory/memory_marks';
import type { MemoryScene } from '../src/views/memory/memory_scene';
import { kArea, kCopy, kOld, machine } from './fixture';
import { faultsOf } from './reading';

const map = frameMap(machine());
const room = { width: 700, height: 480 };

describe('frames', () => {
  test('have owners and orders', () => {
    const owner = (pfn: number) => kOwners[map.owner[pfn]!];
    expect([0, 0x100, kOld, 0x200, 0x23f, 1024, 2048].map(owner)).toEqual(['hole', 'table', 'anon', 'free', 'free', 'reserved', 'free']);
    expect(map.order[0x23f]).toBe(7);
  });

  test('blocks that are all alike are one run', () => {
    expect(blockRuns(map)).toEqual([
      { start: 0, end: 1024, blocks: 1, owner: null },
      { start: 1024, end: 2048, blocks: 1, owner: 'reserved' },
      { start: 2048, end: 4096, blocks: 2, owner: 'free' },
    ]);
  });

  test('of too many runs those near the frame stay, the others share cards', () => {
    const runs = Array.from({ length: 1000 }, (_, at) => ({ start: at * 1024, end: (at + 1) * 1024, blocks: 1, owner: null }));
    const picked = pickRuns(runs, 500 * 1024, 16);
    expect(picked.length).toBeLessThanOrEqual(16);
    expect(picked.filter(({ blocks }) => blocks === 1).map(({ start }) => start / 1024)).toEqual([
      496, 497, 498, 499, 500, 501, 502, 503, 504,
    ]);
    expect(picked.reduce((sum, { blocks }) => sum + blocks, 0)).toBe(1000);
    expect(picked[0]!.start).toBe(0);
    expect(picked.at(-1)!.end).toBe(1000 * 1024);
  });

  test('a free block is one thing, and fills whole rows when it is large', () => {
    const { grid } = layoutMemory(map, { ...room, zones: 1, pfn: kOld });
    expect(grid).toMatchObject({ start: 0, end: 1024, columns: 64, cell: 9, x: 68 });
    const block = framesIn(map, grid).find(({ order }) => order === 6)!;
    expect(block).toEqual({ start: 0x200, count: 64, owner: 'free', order: 6 });
    expect(placeOf(grid, block)).toEqual({ x: 68, y: grid.y + 72, w: 575, h: 8 });
    const one = framesIn(map, grid).find(({ start }) => start === kOld)!;
    expect(placeOf(grid, one)).toEqual({ x: 68 + (kOld % 64) * 9, y: grid.y + Math.floor(kOld / 64) * 9, w: 8, h: 8 });
  });

  test('four million frames are laid out at once', () => {
    const many: FrameMap = { owner: new Uint8Array(2 ** 22).fill(5), order: new Uint8Array(2 ** 22) };
    const begin = performance.now();
    const { cards, grid } = layoutMemory(many, { ...room, zones: 3, pfn: 2 ** 21 });
    expect(performance.now() - begin).toBeLessThan(500);
    expect(cards.length).toBeLessThanOrEqual(18);
    expect(cards.reduce((sum, { blocks }) => sum + blocks, 0)).toBe(4096);
    expect(grid.start).toBe(2 ** 21);
  });
});

const t = translator(kEnglishWords);
function scene(more: Partial<MemoryScene> = {}): MemoryScene {
  const now = machine();
  const change = diffMachines(machine('before'), now);
  const strength = strengthsOf(now, change, { pid: 2, vpn: kArea, pfns: [kCopy, kOld] });
  return { machine: now, map, change, strength, copies: copiesOf(now, change), pfn: kCopy, cpu: 1, only: null, room, t, ...more };
}

describe('memory as marks', () => {
  const byKey = (key: string, more?: Partial<MemoryScene>) => memoryContent(scene(more)).marks.find((mark) => mark.key === key);

  test('every frame in use is a slot with its key, kinds have signs, free blocks their order', () => {
    expect(byKey(pageKey(kOld))).toMatchObject({ kind: 'slot', tone: 'own-anon', keys: pageKey(kOld) });
    expect(byKey(pageKey(0x100))).toMatchObject({ tone: 'own-table', sign: 'bars' });
    expect(byKey('free:512')!.label).toBe('Frame 0x200: in a free block of order 6');
    expect(byKey('block:2048')!.words!.map(({ text }) => text)).toEqual(['free', '2 × order 10']);
    expect(byKey('zone:1')!.words![1]!.text).toContain('frames free');
  });

  test('a copy grows out of what it was copied from, and is the one thing that the eye finds', () => {
    const content = memoryContent(scene());
    expect(content.marks.find(({ key }) => key === pageKey(kCopy))).toMatchObject({ from: pageKey(kOld), changed: 'cause' });
    expect(content.marks.filter(({ changed }) => changed === 'cause')).toHaveLength(1);
    expect(content.about).toEqual([pageKey(kCopy)]);
    expect(content.links.map(({ kind, from, to }) => [kind, from.mark, to.mark])).toEqual([['copy', pageKey(kOld), pageKey(kCopy)]]);
  });

  test('what was freed goes onto the list of its zone, or into its free block', () => {
    const gone = memoryContent(scene({ change: { ...kNoChange, freed: [kOld, 0x210] } })).gone!;
    expect(gone.get(pageKey(kOld))).toBe('list:1/1');
    expect(gone.get(pageKey(0x210))).toBe('free:512');
  });

  test('one kind can stand out', () => {
    expect(byKey(pageKey(0x100), { only: 'anon' })!.quiet).toBe(true);
    expect(byKey(pageKey(kOld), { only: 'anon' })!.quiet).toBeUndefined();
    expect(byKey('legend:anon', { only: 'anon' })).toMatchObject({ act: 'only:anon', label: 'Show all kinds again, not only anonymous' });
  });

  test('no text overlaps, in large rooms and small ones, in both languages', () => {
    for (const [width, height] of [
      [1100, 800],
      [700, 480],
      [460, 300],
      [330, 200],
      [210, 150],
      [176, 92],
      [150, 117],
    ] as const) {
      for (const words of [t, translator(zh)]) {
        const content = memoryContent(scene({ room: { width, height }, t: words }));
        expect(faultsOf(content), `${width} x ${height}`).toEqual([]);
        expect(Math.max(...content.marks.map(({ x, w }) => x + w)), `${width} x ${height}`).toBeLessThanOrEqual(width + 1);
        // Nobody pans in a small picture: it ends where its room ends.
        if (width < 340)
          expect(Math.max(...content.marks.map(({ y, h }) => y + h)), `${width} x ${height}`).toBeLessThanOrEqual(height + 1);
      }
    }
  });
});
