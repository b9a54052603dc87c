// Swap: entries that name slots, slots with who names them, what changed of them, where they stand in the drawing and how they look.
import { describe, expect, test } from 'vitest';
import type { Mark } from '../src/draw/mark';
import { layoutSwap, slotPlace, squarePlace } from '../src/layout/swap';
import { isGuard, swapEntry, targetText } from '../src/model/bits';
import { diffMachines, kNoChange } from '../src/model/diff';
import { commandFor, isIn, pageKey, pteKey, slotKey, standsFor, targetKey } from '../src/model/keys';
import { litBy } from '../src/model/lit';
import { entriesOfSlot } from '../src/model/slot_entries';
import { kNoStrength } from '../src/model/strength';
import { lookedSlot, slotAt, slotsOf, swapOf } from '../src/model/swap';
import { swapContent } from '../src/views/swap/swap_marks';
import type { SwapScene } from '../src/views/swap/swap_scene';
import { kSwapWords, swapWords } from '../src/views/swap/words';
import { kArea, kOld } from './fixture';
import { kFive, kSixExclusive, swapMachine, swapRows } from './swap_fixture';

const now = swapMachine();
const swap = swapOf(now);

describe('entries and slots', () => {
  test('an entry of the swap form names its area and the inverted offset; no other entry does', () => {
    expect(swapEntry(kFive.entryLo, kFive.entryHi)).toEqual({ area: 0, offset: 5 });
    expect(swapEntry(kSixExclusive.entryLo, kSixExclusive.entryHi)).toEqual({ area: 0, offset: 6 });
    // Type 3, offset 2^23 + 1: the higher bits of the offset stand in the upper half.
    expect(swapEntry(0xfffffc00, 0x1ffffffe)).toEqual({ area: 3, offset: 2 ** 23 + 1 });
    expect(swapEntry(0x1a3025, 0x80000000)).toBeNull();
    expect(isGuard(0xfffff600, 0xffffffff) && swapEntry(0xfffff600, 0xffffffff)).toBeNull();
    expect(targetText({ lo: kFive.entryLo, hi: kFive.entryHi, pfn: kFive.pfn })).toBe('swap 0:5');
    expect(targetText({ lo: 0x1a3025, hi: 0, pfn: 0x1a3 })).toBe('0x1a3');
    expect(targetText({ lo: 0xfffff600, hi: 0xffffffff, pfn: kFive.pfn })).toBe('–');
    expect(targetKey({ lo: 0xfffff600, hi: 0xffffffff, pfn: kFive.pfn })).toBeNull();
  });

  test('an area has its name, its clusters and where a CPU goes on', () => {
    expect(swap.areas).toEqual([
      { area: 0, name: '/dev/sda', kind: 'ssd', prio: -2, pages: 1023, max: 1024, inuse: 3, clusters: 2, next: [{ cpu: 1, offset: 8 }] },
    ]);
    expect(swap.clusterOf(0, 0)).toEqual({ list: 'frag', count: 4 });
    expect(swap.clusterOf(0, 1)).toEqual({ list: 'free', count: 0 });
  });

  test('a slot says where its page is', () => {
    const places = slotsOf(now, swap.areas[0]!, 0).slice(0, 9);
    expect(places.map(({ place }) => place)).toEqual(['header', 'free', 'free', 'free', 'free', 'device', 'shadow', 'alone', 'free']);
    expect(slotAt(now, 0, 7)).toMatchObject({ count: 0, pfn: kOld });
    expect(slotsOf(now, swap.areas[0]!, 1)).toHaveLength(512);
  });
});

describe('pointing', () => {
  test('entry, slot and page light one another', () => {
    expect([...standsFor(now, slotKey(0, 5))].sort()).toEqual([pteKey(1, kArea), pteKey(2, kArea), slotKey(0, 5)].sort());
    expect(standsFor(now, pteKey(1, kArea + 1))).toEqual(new Set([pteKey(1, kArea + 1), slotKey(0, 6)]));
    expect(standsFor(now, slotKey(0, 7)).has(pageKey(kOld))).toBe(true);
    expect(standsFor(now, pageKey(kOld)).has(slotKey(0, 7))).toBe(true);
    expect([isIn(now, slotKey(0, 5)), isIn(now, slotKey(0, 4)), isIn(now, slotKey(1, 5))]).toEqual([true, false, false]);
    expect(commandFor(now, slotKey(0, 5), 1)).toBe('show swap');
  });

  test('a page that many slots are asked about finds the same entries', () => {
    const other = swapMachine();
    for (let turn = 0; turn < 40; ++turn) expect(entriesOfSlot(other, 0, 5)).toEqual(entriesOfSlot(now, 0, 5));
    expect(entriesOfSlot(other, 0, 4)).toEqual([]);
  });

  test('an area lights its slots, a process those that its entries name', () => {
    const area = litBy(now, 'vma:1');
    expect([area.has(slotKey(0, 5)), area.has(slotKey(0, 6)), area.has(slotKey(0, 7))]).toEqual([true, true, false]);
    expect([litBy(now, 'mm:2').has(slotKey(0, 5)), litBy(now, 'mm:2').has(slotKey(0, 6))]).toEqual([true, false]);
  });

  test('the picture is about what is wanted, else about what changed, else about the first slot in use', () => {
    expect(lookedSlot(now, kNoChange, [pageKey(kOld)])).toEqual({ area: 0, offset: 7 });
    expect(lookedSlot(now, { ...kNoChange, keys: new Set([slotKey(0, 6)]) }, ['pte:1/5'])).toEqual({ area: 0, offset: 6 });
    expect(lookedSlot(now, kNoChange, [])).toEqual({ area: 0, offset: 5 });
    expect(lookedSlot(swapMachine({ swapSlots: [] }), kNoChange, [])).toBeNull();
  });
});

test('slots that are new, gone or different are marked, each once', () => {
  const slots = swapRows().swapSlots!;
  const later = swapMachine({ swapSlots: [slots[0]!, { ...slots[1]!, count: 1 }, slots[3]!, { ...slots[1]!, offset: 520 }] });
  const keys = [...diffMachines(now, later).keys].filter((key) => key.startsWith('slot:')).sort();
  expect(keys).toEqual([slotKey(0, 5), slotKey(0, 520), slotKey(0, 6)]);
  expect([...diffMachines(now, swapMachine()).keys]).toEqual([]);
});

const kSmall = [{ area: 0, max: 10, clusters: 1 }];
const kLarge = Array.from({ length: 8 }, (_, area) => ({ area, max: 262144, clusters: 512 }));

describe('layout', () => {
  test('ten slots have room for words, in a row', () => {
    const { areas, end, isFolded } = layoutSwap(kSmall, { width: 700, height: 400, top: 110, opened: null });
    expect(isFolded).toBe(false);
    expect(areas[0]!.head).toEqual({ x: 0, y: 110, w: 700, h: 24 });
    const [box] = areas[0]!.slots;
    expect(box).toMatchObject({ columns: 10, cell: { w: 58, h: 40 }, x: 0, y: 142, count: 10, label: null });
    expect(slotPlace(box!, 9)).toEqual({ x: 522, y: 142, w: 57, h: 39 });
    expect(end).toBe(182);
  });

  test('1,024 slots stand cluster by cluster, 64 in a row, in a narrow room 32', () => {
    const sizes = [{ area: 2, max: 1024, clusters: 2 }];
    const [area] = layoutSwap(sizes, { width: 700, height: 400, top: 0, opened: null }).areas;
    expect(area!.slots.map(({ cluster, y, columns, cell }) => [cluster, y, columns, cell.w])).toEqual([
      [0, 52, 64, 10],
      [1, 160, 64, 10],
    ]);
    const [slim] = layoutSwap(sizes, { width: 360, height: 400, top: 0, opened: null }).areas;
    expect(slim!.slots[0]).toMatchObject({ columns: 32, cell: { w: 9, h: 9 }, h: 144 });
  });

  test('eight areas of 1 GiB are folded to squares, and one cluster is opened below its area', () => {
    const layout = layoutSwap(kLarge, { width: 1100, height: 800, top: 110, opened: { area: 1, cluster: 7 } });
    expect(layout.isFolded).toBe(true);
    expect(layout.areas.map(({ slots }) => slots.length)).toEqual([0, 1, 0, 0, 0, 0, 0, 0]);
    const { squares } = layout.areas[0]!;
    expect(squares!.shares).toHaveLength(512);
    expect(squares!.grid).toMatchObject({ columns: 100, rows: 6, down: 11, across: 11 });
    expect(squarePlace(squares!, 100)).toEqual({ x: 0, y: 153, w: 10, h: 10 });
    expect(layout.areas[1]!.slots[0]).toMatchObject({ cluster: 7, count: 512, columns: 64, isOpened: true });
    expect(layout.end).toBeLessThan(1200);
  });

  test('where there is no room for a square each, squares stand for several clusters, and for all of them', () => {
    const sizes = kLarge.map((one) => ({ ...one, max: 2 ** 22, clusters: 8192 }));
    const { areas } = layoutSwap(sizes, { width: 700, height: 400, top: 110, opened: null });
    const { shares } = areas[7]!.squares!;
    expect(shares.length).toBeLessThan(700);
    expect(shares.reduce((sum, { count }) => sum + count, 0)).toBe(8192);
  });

  test('a small area beside a large one is seen whole', () => {
    const { areas } = layoutSwap([kLarge[0]!, { area: 1, max: 256, clusters: 1 }], { width: 700, height: 400, top: 0, opened: null });
    expect(areas.map(({ squares }) => squares !== null)).toEqual([true, false]);
  });
});

const scene: SwapScene = {
  machine: now,
  swap,
  change: kNoChange,
  strength: kNoStrength,
  slot: { area: 0, offset: 5 },
  opened: null,
  room: { width: 700, height: 400 },
  say: swapWords('en'),
};
const byKey = (marks: readonly Mark[]) => new Map(marks.map((mark) => [mark.key, mark]));

describe('drawing', () => {
  test('every slot is a mark of its own, and says what it is', () => {
    const { marks } = swapContent(scene);
    expect(new Set(marks.map(({ key }) => key)).size).toBe(marks.length);
    const found = byKey(marks);
    expect(marks.filter(({ key }) => /^(slot|free):/.test(key))).toHaveLength(1024);
    expect(found.get('slot:0/5')).toMatchObject({
      tone: 'own-anon',
      walked: true,
      label: 'slot 0:5: named by 2 entries; the page is on the device alone',
    });
    expect(found.get('slot:0/6')).toMatchObject({ tone: 'own-anon', keys: 'slot:0/6' });
    expect(found.get('slot:0/7')).toMatchObject({ sign: 'hollow', label: 'slot 0:7: no entry names it any more; frame 0x1a3 keeps it' });
    expect(found.get('slot:0/0')).toMatchObject({ sign: 'hatched' });
    expect(found.get('free:0/8')).toMatchObject({ tone: 'own-free', label: 'slot 0:8: free' });
    expect(found.get('swap-area:0')!.label).toBe(
      'area 0  /dev/sda: ssd · priority -2 · 3 of 1\u202f023 slots in use · CPU 1 goes on at 0:8',
    );
  });

  test('the slot that it is about stands between its entries and its page', () => {
    const { marks, links } = swapContent(scene);
    const found = byKey(marks);
    expect(found.get(pteKey(1, kArea))).toMatchObject({ kind: 'entry', keys: pteKey(1, kArea) });
    expect(links.map(({ from, to }) => [from.mark, to.mark])).toEqual([
      [pteKey(1, kArea), 'looked:slot:0/5'],
      [pteKey(2, kArea), 'looked:slot:0/5'],
    ]);
    expect(found.get('no-frame')).toMatchObject({ ghost: true });
    const cached = swapContent({ ...scene, slot: { area: 0, offset: 7 } });
    expect(byKey(cached.marks).get(pageKey(kOld))).toMatchObject({ kind: 'frame', keys: pageKey(kOld) });
    expect(cached.links.map(({ from, to }) => [from.mark, to.mark])).toEqual([['looked:slot:0/7', pageKey(kOld)]]);
  });

  test('a slot that is filled comes out of memory, one that is emptied goes back there', () => {
    const change = { ...kNoChange, keys: new Set([slotKey(0, 5), slotKey(0, 9)]) };
    const strength = Object.assign((key: string) => (key === slotKey(0, 5) ? ('cause' as const) : undefined), {
      strong: new Set([slotKey(0, 5)]),
    });
    const { marks, gone, about } = swapContent({ ...scene, change, strength });
    expect(byKey(marks).get('slot:0/5')).toMatchObject({ from: 'memory', changed: 'cause' });
    expect(byKey(marks).has('memory')).toBe(true);
    expect(gone).toEqual(new Map([[slotKey(0, 9), 'memory']]));
    expect(about![0]).toBe(slotKey(0, 5));
    expect(swapContent({ ...scene, room: { width: 332, height: 150 } }).about!.slice(0, 2)).toEqual([pteKey(1, kArea), pteKey(2, kArea)]);
  });

  test('folded, a square says how full its cluster is, and opens it', () => {
    const area = { ...swap.areas[0]!, max: 262144, pages: 262143, clusters: 512 };
    const { marks } = swapContent({ ...scene, swap: { ...swap, areas: [area] }, opened: { area: 0, cluster: 0 } });
    const found = byKey(marks);
    expect(found.get('cluster:0/0')).toMatchObject({
      act: 'cluster:0/0',
      walked: true,
      round: 1,
      label: 'Cluster 0 of area 0: list frag, 4 of 512 in use',
    });
    expect(found.get('cluster:0/3')!.part).toBeUndefined();
    expect(found.get('turn:1')).toMatchObject({ act: 'cluster:0/1' });
    expect(found.has('turn:-1')).toBe(false);
    expect(found.has('slot:0/5') && found.has('free:0/511') && !found.has('free:0/512')).toBe(true);
  });

  test('half a million slots in use are drawn in time', () => {
    const slots = Array.from({ length: 2 ** 19 }, (_, at) => ({
      area: at >> 18,
      offset: at % 2 ** 18,
      count: 1,
      pfn: 0xffffffff,
      shadow: 1,
    }));
    const areas = [0, 1].map((area) => ({ area, pages: 262143, max: 262144, inuse: 262143, clusters: 512 }));
    const large = swapMachine({ swapSlots: slots, swapAreas: areas });
    const begin = performance.now();
    const { marks } = swapContent({
      ...scene,
      machine: large,
      swap: swapOf(large),
      slot: { area: 1, offset: 77 },
      opened: { area: 1, cluster: 0 },
    });
    expect(performance.now() - begin).toBeLessThan(500);
    expect(marks.length).toBeGreaterThan(1024);
  });
});

test('both languages have the same words, with the same holes', () => {
  const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort();
  for (const [word, text] of Object.entries(kSwapWords.en)) {
    expect([word, holes(kSwapWords.zh[word as keyof typeof kSwapWords.zh])]).toEqual([word, holes(text)]);
  }
});
