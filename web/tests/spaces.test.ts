// Address spaces: the broken scale, lanes on it, and what is drawn of a machine.
import { describe, expect, test } from 'vitest';
import { kEnglishWords, translator } from '../src/base/i18n';
import { zh } from '../src/base/i18n/zh';
import { type AxisOptions, layoutIntervals, ticksOf } from '../src/draw/interval_axis';
import { gridIn, runsOf, sharesOf, slotAt } from '../src/draw/slot_grid';
import { decodeSnapshot } from '../src/engine/generated/snapshot';
import { layoutSpaces, leastWidth } from '../src/layout/spaces';
import { diffMachines, kNoChange } from '../src/model/diff';
import { mmKey, pteKey, vmaKey } from '../src/model/keys';
import { Machine } from '../src/model/machine';
import { mergesOf } from '../src/model/merge';
import { copiesOf, kNoOrigins, originsOf } from '../src/model/origins';
import { pickSpaces } from '../src/model/pick';
import { kNoStrength, strengthsOf } from '../src/model/strength';
import type { SpaceScene } from '../src/views/spaces/area_marks';
import { spaceContent } from '../src/views/spaces/space_marks';
import { encodeSnapshot, kArea, kCopy, kOld, kStack, machine, machineRows, type Rows } from './fixture';
import { faultsOf } from './reading';

const options: AxisOptions = { width: 330, leastOf: () => 40, near: 50, gap: 30, narrowGap: 10, fold: 20 };
const kinds = (axis: ReturnType<typeof layoutIntervals>) => axis.pieces.map(({ kind, start, end }) => [kind, start, end]);

describe('a broken scale', () => {
  test('gaps have one width, ranges grow with the logarithm of their length from the least that they need', () => {
    const axis = layoutIntervals(
      [
        [100, 101],
        [500, 515],
      ],
      options,
    );
    expect(kinds(axis)).toEqual([
      ['range', 100, 101],
      ['gap', 101, 500],
      ['range', 500, 515],
    ]);
    // 330 - 30 - 2 * 40 are shared by 2 + log2(2) and 2 + log2(16).
    expect(axis.pieces.map(({ w }) => Math.round(w))).toEqual([113, 30, 187]);
    expect([axis.x(100), axis.x(50), axis.x(515), axis.width].map(Math.round)).toEqual([0, 0, 330, 330]);
    expect(layoutIntervals([], options)).toMatchObject({ pieces: [], width: 0 });
  });

  test('borders of one lane cut all; a range has room for its words over its pieces together', () => {
    const axis = layoutIntervals(
      [
        [0, 10],
        [0, 4],
        [4, 10],
      ],
      { ...options, width: 120, leastOf: (start, end) => (end - start === 10 ? 120 : 40) },
    );
    expect(axis.pieces.map(({ kind, start, end, w }) => [kind, start, end, w])).toEqual([
      ['range', 0, 4, 60],
      ['range', 4, 10, 60],
    ]);
  });

  test('what does not fit is folded by neighbourhood, the farthest first; what somebody opened stays open', () => {
    const ranges = [0, 10, 1000, 2000, 2010, 3000].map((at) => [at, at + 5] as const);
    expect(kinds(layoutIntervals(ranges, { ...options, width: 230, wanted: [2001] }))).toEqual([
      ['fold', 0, 1005],
      ['gap', 1005, 2000],
      ['range', 2000, 2005],
      ['gap', 2005, 2010],
      ['range', 2010, 2015],
      ['gap', 2015, 3000],
      ['range', 3000, 3005],
    ]);
    const opened = layoutIntervals(ranges, { ...options, width: 200, wanted: [2001], opened: new Set([0]) });
    expect(opened.pieces.filter(({ kind }) => kind === 'fold').map(({ start, count }) => [start, count])).toEqual([
      [1000, 1],
      [3000, 1],
    ]);
    expect(opened.foldAt(1002)?.start).toBe(1000);
    expect(opened.foldAt(3)).toBeNull();
  });

  test('a long run of neighbours is folded in parts, so that the place looked at stays', () => {
    const ranges = Array.from({ length: 300 }, (_, at) => [at, at + 1] as const);
    const axis = layoutIntervals(ranges, { ...options, width: 400, wanted: [150] });
    expect(axis.width).toBeLessThanOrEqual(400);
    expect(axis.pieces.filter(({ kind }) => kind === 'fold').map(({ count }) => count)).toEqual([144, 148]);
    expect(axis.pieces.filter(({ kind }) => kind === 'range').map(({ start }) => start)).toEqual([144, 145, 146, 147, 148, 149, 150, 151]);
  });

  test('ticks stand where the scale begins anew, if their words have room', () => {
    const axis = layoutIntervals(
      [
        [0, 10],
        [10, 20],
        [100, 110],
        [300, 310],
      ],
      { ...options, width: 220 },
    );
    expect(ticksOf(axis, String, () => 100)).toEqual([
      { at: 0, x: 0, text: '0' },
      { at: 300, x: 180, text: '300' },
    ]);
    expect(ticksOf(axis, String, () => 20).map(({ at }) => at)).toEqual([0, 100, 300]);
  });
});

describe('a grid of slots', () => {
  test('one slot each while there is room, else equal groups', () => {
    const grid = gridIn(30, 100, 10, 2);
    expect(grid).toEqual({ columns: 10, rows: 2, across: 10, down: 10 });
    expect(sharesOf(30, grid).slice(0, 3)).toEqual([
      { from: 0, count: 1 },
      { from: 1, count: 2 },
      { from: 3, count: 1 },
    ]);
    expect(sharesOf(30, grid).reduce((sum, { count }) => sum + count, 0)).toBe(30);
    expect(slotAt(grid, 13)).toEqual({ x: 30, y: 10, w: 9, h: 9 });
    expect(gridIn(4, 100, 10, 2)).toEqual({ columns: 4, rows: 1, across: 25, down: 10 });
  });

  test('alike neighbours are one run', () => {
    expect(runsOf(5, (at) => (at === 2 ? 'hot' : null))).toEqual([
      [null, 2],
      ['hot', 1],
      [null, 2],
    ]);
  });
});

const t = translator(kEnglishWords);
const scene = (more: Partial<SpaceScene> = {}): SpaceScene => {
  const now = more.machine ?? machine();
  return {
    machine: now,
    picked: pickSpaces(now, { pid: 2, vpn: kArea, pfns: [] }, kNoChange),
    merges: null,
    change: kNoChange,
    strength: kNoStrength,
    origins: kNoOrigins,
    focus: { mm: 2, vpn: kArea },
    opened: new Set(),
    room: { width: 700, height: 480 },
    t,
    ...more,
  };
};

/** The fixture's machine with other areas in the first space. */
function withAreas(areas: readonly Readonly<Record<string, number>>[], state: 'before' | 'after' = 'after'): Machine {
  const rows = machineRows(state);
  const vmas = [...areas, ...rows.vmas!.filter(({ mm }) => mm !== 1)];
  return new Machine(decodeSnapshot(encodeSnapshot({ ...rows, vmas } as Rows)));
}
const area = (vma: number, startVpn: number, pages: number, more: object = {}) => ({
  vma,
  mm: 1,
  startVpn,
  endVpn: startVpn + pages,
  flagsLo: 0x73,
  pgoff: startVpn,
  anonVma: 1,
  ...more,
});

describe('lanes', () => {
  test('equal addresses stand below each other; each area has room for name and rights', () => {
    const now = machine();
    const layout = layoutSpaces(
      [1, 2].map((mm) => ({ mm, areas: now.vmasOf.get(mm)! })),
      { width: 700, height: 480, wanted: [kArea], opened: new Set() },
    );
    const [first, second] = layout.lanes;
    expect(first!.areas.map(({ x }) => x)).toEqual(second!.areas.map(({ x }) => x));
    expect(layout.lanes.map(({ y }) => y)).toEqual([70, 70 + first!.h + 14]);
    for (const { vma, w } of first!.areas) expect(w).toBeGreaterThanOrEqual(leastWidth(vma) - 3);
    expect(first!.areas[0]!.shares).toHaveLength(16);
  });
});

describe('address spaces as marks', () => {
  const marksOf = (more?: Partial<SpaceScene>) => spaceContent(scene(more)).marks;

  test('processes, areas, pages: present, read-only, absent, each with its keys', () => {
    const marks = marksOf();
    expect(marks.filter(({ kind }) => kind === 'process').map(({ label }) => label)).toEqual(['pid 1', 'pid 2']);
    expect(marks.filter(({ kind }) => kind === 'area').map(({ keys }) => keys)).toEqual([1, 2, 3, 4].map(vmaKey));
    const page = (mm: number, vpn: number) => marks.find(({ key }) => key === pteKey(mm, vpn))!;
    expect(page(1, kArea)).toMatchObject({ tone: 'anon', readOnly: true, keys: `${pteKey(1, kArea)} page:${kOld}` });
    expect(page(2, kArea)).toMatchObject({ tone: 'anon', keys: `${pteKey(2, kArea)} page:${kCopy}` });
    expect(page(2, kArea).readOnly).toBeUndefined();
    expect(page(1, kArea + 1)).toMatchObject({ ghost: true, keys: pteKey(1, kArea + 1) });
  });

  test('no text overlaps, in large rooms and small ones, in both languages, with one area or 24', () => {
    const many = Array.from({ length: 24 }, (_, at) =>
      area(10 + at, 0x55d000000 + at * 4 + Math.floor(at / 6) * 2 ** 24, 1, { flagsLo: 0x71 + (at % 3) }),
    );
    for (const now of [machine(), withAreas([area(1, kArea, 16)]), withAreas([...many, area(40, kStack, 34, { isStack: 1 })])]) {
      for (const [width, height] of [
        [1100, 800],
        [700, 480],
        [560, 130],
        [330, 200],
        [210, 150],
      ] as const) {
        for (const words of [t, translator(zh)]) {
          const picked = pickSpaces(now, { pid: 1, vpn: kArea, pfns: [] }, kNoChange);
          const content = spaceContent(scene({ machine: now, picked, room: { width, height }, t: words, focus: { mm: 1, vpn: kArea } }));
          expect(faultsOf(content), `${width} x ${height}`).toEqual([]);
          const right = Math.max(...content.marks.map(({ x, w }) => x + w));
          expect(right, `${width} x ${height}`).toBeLessThanOrEqual(width);
        }
      }
    }
  });

  test('areas that do not fit keep name and rights behind a fold, which unfolds them', () => {
    const many = Array.from({ length: 24 }, (_, at) => area(10 + at, 0x1000 + at, 1));
    const now = withAreas(many);
    const picked = { mms: [1], areasOf: new Map([[1, now.vmasOf.get(1)!]]), hiddenSpaces: 0, hiddenAreas: 0 };
    const folds = marksOf({ machine: now, picked, focus: { mm: 1, vpn: 0x1000 } }).filter(({ kind }) => kind === 'fold');
    expect(folds.map(({ act, open }) => [act, open])).toEqual([[`open:${0x1008}-${0x1018}`, false]]);
    const opened = new Set(many.map(({ startVpn }) => startVpn));
    const all = marksOf({ machine: now, picked, opened }).filter(({ kind }) => kind === 'area');
    expect(all).toHaveLength(24);
    for (const { words } of all) expect(words!.map(({ text }) => text)).toEqual(['4 KiB', 'rw-p']);
  });

  test('the halves of a split area grow out of it, and a lane above shows what it was', () => {
    const before = withAreas([area(1, kArea, 16)]);
    const after = withAreas([area(1, kArea, 4), area(5, kArea + 8, 8)]);
    const origins = originsOf(before, after);
    expect([...origins.from]).toEqual([[vmaKey(5), vmaKey(1)]]);
    const change = diffMachines(before, after);
    const merges = mergesOf(before, after, []);
    const strength = strengthsOf(after, change, { pid: 1, vpn: kArea + 4, pfns: [] });
    const marks = marksOf({ machine: after, origins, change, merges, strength });
    const half = marks.find(({ key }) => key === vmaKey(5))!;
    expect(half).toMatchObject({ from: vmaKey(1), changed: 'direct' });
    expect(half.words![0]!.text).toBe('32 KiB · new');
    expect(marks.find(({ key }) => key === 'was:1')!.words![0]!.text).toBe('64 KiB');
    expect(faultsOf(spaceContent(scene({ machine: after, origins, change, merges, strength })))).toEqual([]);
  });

  test('a group of pages is as strong as the strongest of them that changed, however many there are', () => {
    const large = withAreas([area(1, kArea, 4096)]);
    const groupsOf = (keys: readonly string[], focus = { pid: 1, vpn: kArea + 9 }) => {
      const change = { ...kNoChange, keys: new Set(keys) };
      const strength = strengthsOf(large, change, { ...focus, pfns: [] });
      return spaceContent(scene({ machine: large, change, strength })).marks.filter(({ key }) => key.startsWith('pages:1/'));
    };
    const [first, ...others] = groupsOf([pteKey(1, kArea)], { pid: 1, vpn: kArea });
    expect(first!.changed).toBe('cause');
    for (const { changed } of others) expect(changed).toBeUndefined();
    const many = Array.from({ length: 20 }, (_, i) => pteKey(1, kArea + i));
    expect(groupsOf(many, { pid: 2, vpn: kArea })[0]!.changed).toBe('along');
    expect(groupsOf(many.map((key) => key.replace('pte:1', 'pte:2')))[0]!.changed).toBeUndefined();
    expect(groupsOf([])[0]!.changed).toBeUndefined();
  });

  test('merged areas go into the one that stays; a moved one and its pages come from their old place', () => {
    const two = withAreas([area(1, kArea, 8), area(5, kArea + 8, 8)]);
    const one = withAreas([area(1, kArea, 16)]);
    expect([...originsOf(two, one).into]).toEqual([[vmaKey(5), vmaKey(1)]]);
    const moved = withAreas([area(7, kArea + 64, 16, { pgoff: kArea })]);
    const origins = originsOf(one, moved);
    expect(origins.from.get(vmaKey(7))).toBe(vmaKey(1));
    expect(origins.from.get(pteKey(1, kArea + 64))).toBe(pteKey(1, kArea));
    expect(origins.into.get(pteKey(1, kArea))).toBe(pteKey(1, kArea + 64));
    expect(origins.into.get(vmaKey(1))).toBe(vmaKey(7));
  });

  test('a child grows out of its parent, page by page', () => {
    const rows = machineRows();
    const only = (name: 'vmas' | 'mms' | 'tables') => rows[name]!.filter(({ mm }) => mm === 1);
    const alone = new Machine(decodeSnapshot(encodeSnapshot({ ...rows, vmas: only('vmas'), mms: only('mms'), tables: only('tables') })));
    const origins = originsOf(alone, machine());
    expect(origins.from.get(mmKey(2))).toBe(mmKey(1));
    expect(origins.from.get(vmaKey(3))).toBe(vmaKey(1));
    const page = marksOf({ origins }).find(({ key }) => key === pteKey(2, kArea));
    expect(page!.from).toBe(pteKey(1, kArea));
  });

  test('a copied frame knows what it was copied from', () => {
    const now = machine();
    expect([...copiesOf(now, diffMachines(machine('before'), now))]).toEqual([[kCopy, kOld]]);
  });
});
