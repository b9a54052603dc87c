// Who maps a page, as columns, marks and lines.
import { describe, expect, test } from 'vitest';
import { kEnglishWords, translator } from '../src/base/i18n';
import { type Content, extentOf } from '../src/draw/mark';
import { layoutRmap } from '../src/layout/rmap';
import { kNoChange } from '../src/model/diff';
import { anonVmaKey, avcKey, mmKey, pageKey, pteKey, vmaKey } from '../src/model/keys';
import type { Machine } from '../src/model/machine';
import { kFolded, type Unfolded } from '../src/model/pick_family';
import { strengthsOf } from '../src/model/strength';
import { rmapContent } from '../src/views/rmap/rmap_marks';
import { kArea, kCopy, kOld, machine } from './fixture';
import { linesOf, overlapping } from './reading';
import { kFocus, manySharers, walksIn } from './rmap_fixture';

const t = translator(kEnglishWords);
const kLarge = { width: 780, height: 440 };

function contentOf(one: Machine, room: { width: number; height: number }, unfolded: Unfolded = kFolded): Content {
  const old = new Map([[pteKey(2, kArea), { lo: 0x25, hi: 0, pfn: kOld }]]);
  const change = { ...kNoChange, keys: new Set([pteKey(2, kArea), pageKey(kCopy)]), oldEntries: old };
  const strength = strengthsOf(one, change, kFocus);
  return rmapContent({ machine: one, walks: walksIn(one), change, strength, focus: kFocus, unfolded, t, ...room });
}

/** What holds for every picture. */
function expectSound({ marks, links }: Content): void {
  const keys = new Set(marks.map((mark) => mark.key));
  expect(keys.size).toBe(marks.length);
  expect(new Set(links.map((link) => link.key)).size).toBe(links.length);
  for (const link of links) expect([keys.has(link.from.mark), keys.has(link.to.mark)], link.key).toEqual([true, true]);
}

describe('the grid', () => {
  const layout = layoutRmap(machine(), walksIn(machine()), { ...kLarge, focus: kFocus, unfolded: kFolded })!;

  test('anon_vmas are columns, areas are rows, and chain nodes stand where an area is on a tree', () => {
    expect(layout.trees.map((tree) => [tree.id, tree.x, tree.y, tree.w])).toEqual([
      [1, 216, 48, 105],
      [2, 333, 48, 105],
    ]);
    expect(layout.areas.map((area) => [area.vma.id, area.pid, area.x, area.mode])).toEqual([
      [1, 1, 456, 'full'],
      [3, 2, 456, 'full'],
    ]);
    expect(layout.areas[1]!.y - layout.areas[0]!.y).toBe(152);
    expect(layout.avcs.map((avc) => [avc.id, avc.x + avc.w / 2, avc.y + avc.h / 2, avc.isTop])).toEqual([
      [1, 268.5, 180, true],
      [2, 268.5, 332, false],
      [3, 385.5, 332, true],
    ]);
    for (const { vma, y, h } of layout.areas) {
      for (const avc of layout.avcs.filter((one) => one.vma === vma.id)) expect(avc.y + avc.h / 2).toBe(y + h / 2);
    }
  });

  test('from left to right: pages, trees, areas, processes; what is said of the pages stands below them', () => {
    expect(layout.pages.map((page) => [page.walk.pfn, page.x, page.y])).toEqual([
      [kOld, 0, 48],
      [kCopy, 0, 166],
    ]);
    expect(layout.spaces.map((space) => [space.pid, space.x, space.areas])).toEqual([
      [1, 706, [1]],
      [2, 706, [3]],
    ]);
    expect(layout.notes).toMatchObject({ x: 0, y: 256 });
  });

  test('in a narrow room the pages stand above, and columns get narrower before the areas leave', () => {
    const narrow = layoutRmap(machine(), walksIn(machine()), { width: 380, height: 400, focus: kFocus, unfolded: kFolded })!;
    expect(narrow.isWide).toBe(false);
    expect(narrow.pages.map((page) => [page.x, page.y])).toEqual([
      [0, 0],
      [142, 0],
    ]);
    expect(narrow.areas[0]!.x + narrow.areas[0]!.w).toBeLessThanOrEqual(380);
    expect(narrow.notes.y).toBeGreaterThan(narrow.areas[1]!.y + narrow.areas[1]!.h);
  });

  test('at thirty forks every area has a line, and every tree a column', () => {
    const many = manySharers(29);
    const room = { width: 1080, height: 700 };
    const { areas, trees, avcs, folds, hiddenTrees } = layoutRmap(many, walksIn(many), { ...room, focus: kFocus, unfolded: kFolded })!;
    expect([areas.length, trees.length, avcs.length, folds.length, hiddenTrees]).toEqual([31, 31, 61, 0, null]);
    expect(Math.max(...areas.map((area) => area.y + area.h))).toBeLessThanOrEqual(700);
    expect(Math.min(...areas.slice(1).map((area, at) => area.y - areas[at]!.y))).toBeGreaterThanOrEqual(18);
    const columns = trees.map((tree) => tree.x);
    expect(new Set(columns.slice(1).map((x, at) => x - columns[at]!)).size).toBe(1);
  });
});

describe('the picture', () => {
  const content = contentOf(machine(), kLarge);
  const byKey = new Map(content.marks.map((mark) => [mark.key, mark]));

  test('is sound in every room', () => {
    for (const room of [
      kLarge,
      { width: 1100, height: 800 },
      { width: 560, height: 300 },
      { width: 400, height: 400 },
      { width: 220, height: 160 },
    ]) {
      expectSound(contentOf(machine(), room));
      expectSound(contentOf(manySharers(999), room));
      expectSound(contentOf(manySharers(999), room, { batches: 2, spaces: new Set() }));
    }
  });

  test('a copy grows out of the page that it was copied from, a child’s things out of the parent’s', () => {
    expect(byKey.get(pageKey(kCopy))).toMatchObject({ kind: 'frame', from: pageKey(kOld), changed: 'cause' });
    expect(byKey.get(anonVmaKey(2))).toMatchObject({ kind: 'anonVma', from: anonVmaKey(1) });
    expect(byKey.get(avcKey(2))).toMatchObject({ kind: 'avc', from: avcKey(1) });
    expect(byKey.get(avcKey(3))).toMatchObject({ from: anonVmaKey(2) });
    expect(byKey.get(vmaKey(3))).toMatchObject({ kind: 'area', from: vmaKey(1), tone: 'p2' });
    expect(byKey.get(mmKey(2))).toMatchObject({ kind: 'process', from: mmKey(1) });
    expect(content.links.find((link) => link.kind === 'copy')).toMatchObject({
      from: { mark: pageKey(kOld) },
      to: { mark: pageKey(kCopy) },
    });
  });

  test('each area says what the walk finds there, in words and signs', () => {
    const said = (key: string) => byKey.get(key)!.words!.map((word) => word.text);
    expect(said(`visit:${kOld}/1`)).toEqual(['✓ 0x1a3 is here']);
    expect(said(`visit:${kOld}/3`)).toEqual(['✗ 0x1a3 in vain: maps 0x1b7']);
    expect(byKey.get(`visit:${kOld}/3`)).toMatchObject({ ghost: true, keys: pteKey(2, kArea) });
    expect(byKey.get(avcKey(2))).toMatchObject({ ghost: true, tone: 'bad' });
    expect(said(`note:${kOld}`)).toEqual(['References of 0x1a3: 2', 'lru_add batch of CPU 0', '+ PTE of pid 1', '2 visited, 1 in vain']);
  });

  test('every line has a place: page to tree, tree to nodes, node to node, chain, process, parent', () => {
    expect(content.links.map((link) => link.key).sort()).toEqual([
      'branch:2',
      'chain:1',
      'chain:2',
      'chain:3',
      `copy:${kCopy}`,
      `mapping:${kOld}`,
      `mapping:${kCopy}`,
      'parent:2',
      'space:1',
      'space:3',
      'tree:1',
      'tree:2',
    ]);
    expect(content.links.filter((link) => link.kind === 'chain').map((link) => [link.from.mark, link.to.mark])).toEqual([
      [avcKey(1), vmaKey(1)],
      [avcKey(2), avcKey(3)],
      [avcKey(3), vmaKey(3)],
    ]);
  });

  test('no words are covered by a line: what is said of the pages stands left of all lines and below them', () => {
    const note = byKey.get(`note:${kOld}`)!;
    const pages = content.marks.filter((mark) => mark.kind === 'frame');
    expect(Math.min(...pages.map((page) => note.y - page.y - page.h))).toBeGreaterThan(0);
    for (const mark of content.marks) if (mark.kind === 'anonVma' || mark.kind === 'avc') expect(mark.x).toBeGreaterThan(note.x + note.w);
  });

  test('what is folded says how many, and what the walk finds there', () => {
    const folds = contentOf(manySharers(999), { width: 1100, height: 800 }).marks.filter((mark) => mark.kind === 'fold');
    expect(folds.map((mark) => [mark.act, mark.label])).toEqual([
      ['more', '✓ 970 more alike'],
      [undefined, '970 more anon_vmas'],
    ]);
    const open = contentOf(manySharers(999), { width: 1100, height: 800 }, { batches: 1, spaces: new Set() });
    expect(open.marks.filter((mark) => mark.act).map((mark) => mark.act)).toEqual(['more', 'fewer']);
  });

  test('in a small room: the pages, and process by process whether it maps them', () => {
    const small = contentOf(machine(), { width: 300, height: 160 });
    expect(small.marks.map((mark) => [mark.kind, mark.words?.[0]?.text])).toEqual([
      ['process', 'pid 1'],
      ['entry', '✓ maps it'],
      ['process', 'pid 2'],
      ['entry', '✗ in vain'],
      ['entry', '✓ maps it'],
      ['frame', '0x1a3'],
      ['frame', '0x1b7'],
    ]);
    const box = extentOf(small);
    expect([box.w <= 300, box.h <= 160]).toEqual([true, true]);
    const many = contentOf(manySharers(999), { width: 220, height: 160 });
    expect(many.marks.find((mark) => mark.kind === 'fold')!.words![0]!.text).toBe('998 more · ✓ 998 · ✗ 0');
    expect(many.marks.filter((mark) => mark.kind === 'process').map((mark) => mark.key)).toEqual([mmKey(1), mmKey(2), mmKey(3)]);
  });

  test('where there is no room for a row the pages have the width of all', () => {
    const frames = contentOf(machine(), { width: 160, height: 84 }).marks.filter((mark) => mark.kind === 'frame');
    expect(frames.map((mark) => [mark.x, mark.w])).toEqual([
      [0, 75],
      [85, 75],
    ]);
    const lines = linesOf(contentOf(machine(), { width: 160, height: 84 }));
    expect(lines.map((line) => line.text)).toEqual(expect.arrayContaining(['0x1a3', '0x1b7']));
  });

  test('in rows of one line a range is left out where the verdict would cover it', () => {
    const textsIn = (width: number) => {
      const marks = contentOf(manySharers(29), { width, height: 700 }).marks.filter(({ kind }) => kind === 'area' || kind === 'entry');
      const lines = linesOf({ marks, links: [] });
      expect(overlapping(lines), `${width}`).toEqual([]);
      return lines.filter(({ text }) => text.startsWith('7ffff7fef–')).length;
    };
    expect(textsIn(1080)).toBe(31);
    expect(textsIn(400)).toBe(0);
  });
});

test('entries of a frame are the same, looked up row by row or, after many questions, sorted', () => {
  const one = machine();
  const { level, pfn } = one.s.ptes;
  for (const frame of new Set(pfn)) {
    const wanted = [...pfn.keys()].filter((row) => pfn[row] === frame && level[row] === 1);
    expect(one.leavesOfFrame(frame)).toEqual(wanted);
    for (let i = 0; i < 40; ++i) one.leavesOfFrame(0);
    expect(one.leavesOfFrame(frame)).toEqual(wanted);
  }
  expect(one.leavesOfFrame(kOld).length).toBeGreaterThan(0);
});
