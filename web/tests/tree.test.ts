// The VMA tree as marks: the maple tree, its splits and folds, and the red-black tree of older kernels.
import { describe, expect, test } from 'vitest';
import { kEnglishWords, translator } from '../src/base/i18n';
import { zh } from '../src/base/i18n/zh';
import type { Content } from '../src/draw/mark';
import { kSmall, widthOf } from '../src/draw/shape';
import { decodeSnapshot, NONE } from '../src/engine/generated/snapshot';
import { layoutMaple, type MapleOptions } from '../src/layout/maple';
import { layoutRbTree } from '../src/layout/rbtree';
import { Machine } from '../src/model/machine';
import { mapleOf, wayTo } from '../src/model/maple';
import { kNoStrength } from '../src/model/strength';
import { mapleContent } from '../src/views/tree/maple_marks';
import { rbContent } from '../src/views/tree/rb_marks';
import { encodeSnapshot, machineRows } from './fixture';

const t = translator(kEnglishWords);
const kEnd = 2 ** 52;

/** Area n lies at pages 100 n to 100 n + 10, behind a gap. With more than one leaf there is a root above them. */
function withAreas(leaves: readonly (readonly number[])[], ids: readonly number[]): Machine {
  const areas = leaves.flat();
  const root = leaves.length > 1 ? 99 : NONE;
  const startOf = (leaf: number) => (leaf === 0 ? 0 : leaves[leaf - 1]!.at(-1)! * 100 + 10);
  const endOf = (leaf: number) => (leaf === leaves.length - 1 ? kEnd : startOf(leaf + 1));
  const slots: Record<string, number>[] = [];
  const nodes: Record<string, number>[] = [];
  const add = (node: number, slot: number, startVpn: number, endVpn: number, kind: number, target: number) =>
    slots.push({ node, slot, startVpn, endVpn, kind, target, gapPages: kind === 1 ? 0 : endVpn - startVpn });
  if (root !== NONE) {
    nodes.push({ node: root, mm: 1, type: 3, count: leaves.length, parent: NONE, depth: 0, startVpn: 0, endVpn: kEnd, firstSlot: 0 });
    leaves.forEach((_, leaf) => void add(root, leaf, startOf(leaf), endOf(leaf), 2, ids[leaf]!));
  }
  leaves.forEach((own, leaf) => {
    const node = ids[leaf]!;
    const firstSlot = slots.length;
    let at = startOf(leaf);
    own.forEach((area) => {
      add(node, slots.length - firstSlot, at, area * 100, 0, NONE);
      add(node, slots.length - firstSlot, area * 100, area * 100 + 10, 1, area);
      at = area * 100 + 10;
    });
    if (leaf === leaves.length - 1) add(node, slots.length - firstSlot, at, kEnd, 0, NONE);
    const depth = root === NONE ? 0 : 1;
    const place = { startVpn: startOf(leaf), endVpn: endOf(leaf), firstSlot };
    nodes.push({ node, mm: 1, type: 1, count: slots.length - firstSlot, parent: root, parentSlot: leaf, depth, ...place });
  });
  const vmas = areas.map((vma) => ({ vma, mm: 1, startVpn: vma * 100, endVpn: vma * 100 + 10, flagsLo: 0x73, anonVma: NONE }));
  return new Machine(decodeSnapshot(encodeSnapshot({ ...machineRows(), vmas, mapleNodes: nodes, mapleSlots: slots })));
}

const kWide = { width: 900, height: 500, switched: new Map(), unfolded: new Set<number>(), full: new Set<number>() };
const kSmallRoom = { ...kWide, width: 230, height: 160 };
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

const one = withAreas([numbers(1, 7)], [5]);
const split = withAreas([numbers(1, 4), numbers(5, 8)], [5, 6]);
const many = withAreas(
  Array.from({ length: 10 }, (_, leaf) => numbers(leaf * 5 + 1, leaf * 5 + 5)),
  numbers(20, 29),
);

function maple(machine: Machine, before: Machine | null, vpn: number | null, room: typeof kWide = kWide, words = t): Content {
  const changed = new Set(before ? ['node:5', 'node:6', 'node:99', 'vma:8'] : []);
  return mapleContent({ machine, before, mm: 1, vpn, changed, strength: kNoStrength, t: words, options: room });
}

function expectWhole({ marks, links, about = [] }: Content): void {
  const keys = new Set(marks.map((mark) => mark.key));
  expect(keys.size).toBe(marks.length);
  expect(new Set(links.map((link) => link.key)).size).toBe(links.length);
  for (const link of links) expect([link.from.mark, link.to.mark].filter((key) => !keys.has(key))).toEqual([]);
  expect(about.filter((key) => !keys.has(key))).toEqual([]);
}

describe('the maple tree', () => {
  const options = (more: Partial<MapleOptions>): MapleOptions => ({
    ...kWide,
    wanted: [],
    middle: undefined,
    ...more,
  });
  const layout = (machine: Machine, more: Partial<MapleOptions> = {}) => layoutMaple(mapleOf(machine, 1), options(more));

  test('a leaf alone: a row a slot, its height grows with its slots', () => {
    const { cards, more } = layout(one);
    expect(cards.map(({ x, y, w, h, isOpen }) => [x, y, w, h, isOpen])).toEqual([[0, 0, 258, 24 + 16 * 20 + 4, true]]);
    expect(cards[0]!.slots.slice(0, 3).map(({ x, y, w, h }) => [x, y, w, h])).toEqual([
      [4, 24, 250, 18],
      [4, 44, 250, 18],
      [4, 64, 250, 18],
    ]);
    expect(more).toEqual([]);
    expect(layout(one, { height: 150 }).cards[0]).toMatchObject({ h: 24 + 6 * 20 + 4, folds: [{ count: 10, y: 124 }], freeY: null });
    const middle = mapleOf(one, 1)!.root.slots[8];
    expect(layout(one, { height: 150, middle }).cards[0]!.folds).toEqual([
      { count: 6, y: 24 },
      { count: 5, y: 124 },
    ]);
    expect(layout(one, { height: 150, full: new Set([5]) }).cards[0]).toMatchObject({ folds: [], h: 24 + 15 * 20 + 4 });
  });

  test('ten leaves: the wanted one is open, the others have a cell a slot, what has no room is counted', () => {
    const tree = mapleOf(many, 1)!;
    const wanted = [tree.byId.get(24)!];
    const { cards, more } = layout(many, { wanted, height: 300 });
    expect(cards.filter((card) => card.isOpen).map((card) => card.node.id)).toEqual([99, 24]);
    expect(more.reduce((sum, one) => sum + one.nodes, 0) + cards.length).toBe(11);
    expect(more.map(({ nodes, areas, isAll }) => [nodes, areas, isAll])).toEqual([
      [3, 15, false],
      [4, 20, false],
    ]);
    const closed = cards.find((card) => card.node.id === 25)!;
    expect(closed).toMatchObject({ w: 258, h: 46, isOpen: false });
    expect(closed.slots.map(({ x, w, h }) => [x, w, h]).slice(0, 2)).toEqual([
      [9.5, 14, 14],
      [24.5, 14, 14],
    ]);
    expect(layout(many, { wanted, height: 300, unfolded: new Set([99]) })).toMatchObject({ more: [] });
    expect(layout(many, { wanted, switched: new Map([[24, false]]) }).cards.find((card) => card.node.id === 24)!.isOpen).toBe(false);
  });

  test('a split: the new node grows out of the old one, slots travel with the areas they hold', () => {
    const before = maple(one, null, 805);
    const after = maple(split, one, 805);
    for (const content of [before, after]) expectWhole(content);
    const byKey = (content: Content) => new Map(content.marks.map((mark) => [mark.key, mark]));
    const [old, now] = [byKey(before), byKey(after)];
    expect(now.get('node:6')).toMatchObject({ from: 'node:5', changed: 'direct' });
    expect(now.get('node:99')).toMatchObject({ from: 'node:5', changed: 'direct' });
    expect(now.get('node:5')!.changed).toBeUndefined();
    for (const area of numbers(1, 7)) expect(old.has(`slot:vma:${area}`) && now.has(`slot:vma:${area}`), `${area}`).toBe(true);
    expect(now.get('slot:vma:7')!.x).toBe(now.get('node:6')!.x + 4);
    // A new area grows out of the gap that it was put into.
    expect(now.get('slot:vma:8')).toMatchObject({ from: 'gap:1/710', walked: true });
    expect(maple(one, split, null).gone).toEqual(expect.any(Map));
    expect(maple(one, split, null).gone!.get('node:6')).toBe('node:5');
    expect(maple(one, split, null).gone!.get('slot:vma:8')).toBe('gap:1/710');
  });

  test('the way to an address goes from the row with its range to the leaf, and is what the picture is about', () => {
    const content = maple(split, null, 605);
    expect(wayTo(mapleOf(split, 1)!, 605).map((node) => node.id)).toEqual([99, 6]);
    expect(content.links.map(({ kind, from, to, stretch }) => [kind, from.mark, to.mark, stretch])).toEqual([
      ['child', 'slot:node:5', 'node:5', undefined],
      ['walk', 'slot:node:6', 'node:6', [0, 1]],
    ]);
    expect(content.about).toEqual(['node:6', 'slot:vma:6']);
  });

  test('a small room: cells, no text that is cut, and the count of what is left out', () => {
    for (const words of [t, translator(zh)]) {
      const content = maple(many, null, 2305, kSmallRoom, words);
      expectWhole(content);
      const right = Math.max(...content.marks.map((mark) => mark.x + mark.w));
      expect(right).toBeLessThanOrEqual(kSmallRoom.width);
      for (const mark of content.marks) {
        for (const word of mark.words ?? []) expect(widthOf(word.text, kSmall, word.mono ?? false), word.text).toBeLessThanOrEqual(mark.w);
      }
      expect(content.marks.filter((mark) => mark.act?.startsWith('all:'))).not.toHaveLength(0);
    }
    expect(maple(one, null, 305, kSmallRoom).marks.find((mark) => mark.walked && mark.kind === 'area')!.key).toBe('slot:vma:3');
  });
});

test('areas that are not asked for stay in their places, and stand back, in either tree', () => {
  const fits = ({ id }: { id: number }) => id === 3;
  const scene = { machine: one, before: null, mm: 1, vpn: null, changed: new Set<string>(), strength: kNoStrength, t };
  const maples = [mapleContent({ ...scene, options: kWide }), mapleContent({ ...scene, fits, options: kWide })];
  const rbOptions = { vpn: null, width: 900, height: 500, wanted: new Set<number>(), unfolded: new Set<number>() };
  const trees = [rbContent({ ...scene, options: rbOptions }), rbContent({ ...scene, fits, options: rbOptions })];
  for (const [all, some] of [maples, trees]) {
    expect(some!.marks.map(({ key, x, y }) => [key, x, y])).toEqual(all!.marks.map(({ key, x, y }) => [key, x, y]));
    const areas = some!.marks.filter(({ keys }) => keys?.startsWith('vma:'));
    expect(areas.filter(({ quiet }) => !quiet).map(({ keys }) => keys)).toEqual(['vma:3']);
  }
});

describe('the red-black tree', () => {
  const areas = (count: number) => withAreas([numbers(1, count)], [5]);
  const options = { vpn: null, width: 900, height: 500, wanted: new Set<number>(), unfolded: new Set<number>() };
  const draw = (machine: Machine, before: Machine | null, more: Partial<Omit<typeof options, 'vpn'>> & { vpn?: number } = {}) =>
    rbContent({ machine, before, mm: 1, strength: kNoStrength, t, options: { ...options, ...more } });
  const vmas = (count: number) => areas(count).vmasOf.get(1)!;

  test('parents in the middle of their children, an only child keeps its side', () => {
    const { nodes } = layoutRbTree(vmas(4), { ...options, vpn: 305 });
    expect(nodes.map(({ vma, x, y, red, walked }) => [vma.id, x, y, red, walked])).toEqual([
      [2, 56, 0, false, true],
      [1, 0, 82, false, false],
      [3, 112, 82, false, true],
      [4, 147, 164, true, false],
    ]);
    expect(layoutRbTree([], options)).toMatchObject({ nodes: [], levels: 0, found: null });
  });

  test('of 65 000 areas the top, the way and what changed are drawn, everything else is counted', () => {
    const first = vmas(1)[0]!;
    const all = Array.from({ length: 65_000 }, (_, i) => ({ ...first, id: i + 1, start: 100 * (i + 1), end: 100 * (i + 1) + 10 }));
    const layout = layoutRbTree(all, { ...options, vpn: 3_000_005, wanted: new Set([64_000]) });
    expect(layout.found!.id).toBe(30_000);
    expect(layout.nodes.some((node) => node.vma.id === 64_000)).toBe(true);
    expect(layout.nodes.length).toBeLessThan(80);
    expect(layout.runs.reduce((sum, run) => sum + run.count, 0) + layout.nodes.length).toBe(65_000);
    expect(layout.hidden).toBe(65_000 - layout.nodes.length);
    const run = layout.runs[0]!;
    const opened = layoutRbTree(all, { ...options, vpn: 3_000_005, unfolded: new Set([run.parent]) });
    expect(opened.nodes.some((node) => node.parent === run.parent)).toBe(true);
  });

  test('a rotation: nodes keep their marks, what hangs elsewhere and what changed its colour is marked', () => {
    const [before, after] = [draw(areas(2), null), draw(areas(3), areas(2))];
    for (const content of [before, after]) expectWhole(content);
    const place = (content: Content, key: string) => content.marks.find((mark) => mark.key === key)!;
    expect(place(before, 'rb:1').y).toBeLessThan(place(before, 'rb:2').y);
    expect(place(after, 'rb:2').y).toBeLessThan(place(after, 'rb:1').y);
    expect(after.links.map(({ from, to, changed }) => [from.mark, to.mark, changed])).toEqual([
      ['rb:2', 'rb:1', 'direct'],
      ['rb:2', 'rb:3', undefined],
    ]);
    expect(['colour:1', 'colour:2'].map((key) => place(after, key).changed)).toEqual(['direct', 'direct']);
    expect(place(after, 'colour:2').words![0]!.text).toBe('B');
    expect(place(after, 'colour:3')).toMatchObject({ tone: 'bad', words: [{ text: 'R' }] });
    expect(place(after, 'rb:3').from).toBe('rb:2');
  });

  test('in a small room a letter a node, and the area that was found in words below', () => {
    const content = draw(areas(15), null, { width: 220, height: 150, vpn: 305 });
    expectWhole(content);
    expect(Math.max(...content.marks.map((mark) => mark.x + mark.w))).toBeLessThanOrEqual(220);
    expect(content.marks.find((mark) => mark.key === 'found')!.words![0]!.text).toBe('12c rw-p 40 KiB');
  });
});
