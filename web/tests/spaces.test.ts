// Address spaces: the broken scale, lanes on it, and what is drawn of a machine.
import { describe, expect, test } from 'vitest';
import { kEnglishWords, translator } from '../src/base/i18n';
import { zh } from '../src/base/i18n/zh';
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
    for (const now of [
      machine(),
      withAreas([area(1, kArea, 16)]),
      withAreas([...many, area(40, kStack, 34, { nameStart: 4, nameLength: 7 })]),
    ]) {
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

  test('in a small room that is low too the axis goes, then the notes, and all else stays within', () => {
    const now = machine();
    const picked = pickSpaces(now, { pid: 2, vpn: kArea, pfns: [] }, kNoChange);
    const low = (height: number) => marksOf({ machine: now, picked, room: { width: 180, height } });
    const kindsOf = (marks: readonly { kind: string }[]) => ['axis', 'note'].filter((one) => marks.some(({ kind }) => kind === one));
    expect([130, 110, 88, 72].map((height) => kindsOf(low(height)))).toEqual([['axis', 'note'], ['axis'], ['note'], []]);
    for (const height of [130, 110, 88, 72]) {
      expect(Math.max(...low(height).map(({ y, h }) => y + h)), `${height}`).toBeLessThanOrEqual(height);
    }
  });

  test('areas that do not fit keep name and rights behind a fold, which unfolds them', () => {
    const many = Array.from({ length: 24 }, (_, at) => area(10 + at, 0x1000 + at, 1));
    const now = withAreas(many);
    const picked = { mms: [1], areasOf: new Map([[1, now.vmasOf.get(1)!]]), hiddenSpaces: 0, hiddenAreas: 0 };
    const low = { width: 700, height: 150 };
    const folds = marksOf({ machine: now, picked, focus: { mm: 1, vpn: 0x1000 }, room: low }).filter(({ kind }) => kind === 'fold');
    expect(folds.map(({ act, open }) => [act, open])).toEqual([[`open:${0x1009}-${0x1018}`, false]]);
    // With height for rows, all stand open below one another, and the process is named once.
    const high = marksOf({ machine: now, picked, focus: { mm: 1, vpn: 0x1000 } });
    expect(high.filter(({ kind }) => kind === 'fold')).toEqual([]);
    expect(new Set(high.filter(({ kind }) => kind === 'area').map(({ y }) => y))).toEqual(new Set([70, 156, 242]));
    expect(high.filter(({ kind }) => kind === 'process').map(({ label }) => label)).toEqual(['pid 1']);
    expect(high.filter(({ kind }) => kind === 'axis').map(({ key }) => key)).toEqual(['whole', 'axis', 'axis:1', 'axis:2']);
    const opened = new Set(many.map(({ startVpn }) => startVpn));
    const all = marksOf({ machine: now, picked, opened, room: low }).filter(({ kind }) => kind === 'area');
    expect(all).toHaveLength(24);
    for (const { words } of all) expect(words!.map(({ text }) => text)).toEqual(['4 KiB', 'rw-p']);
  });

  test('the first of the areas that show a file has its name, where all stay open; else each has its size', () => {
    const file = { nameStart: 11, nameLength: 14 };
    const loads = (count: number) => Array.from({ length: count }, (_, at) => area(10 + at, 0x1000 + at, 1, file));
    const namesIn = (count: number, height: number) => {
      const now = withAreas(loads(count));
      const picked = { mms: [1], areasOf: new Map([[1, now.vmasOf.get(1)!]]), hiddenSpaces: 0, hiddenAreas: 0 };
      const marks = marksOf({ machine: now, picked, focus: { mm: 1, vpn: 0x1000 }, room: { width: 700, height } });
      return marks.filter(({ kind }) => kind === 'area').map(({ words }) => words![0]!.text);
    };
    expect(namesIn(20, 480).slice(0, 3)).toEqual(['libc.so.6', '4 KiB', '4 KiB']);
    expect(new Set(namesIn(24, 150))).toEqual(new Set(['4 KiB']));
  });

  test('many areas that came stand alone; where something was there that changed, a lane shows what was before', () => {
    const came = Array.from({ length: 6 }, (_, at) => area(10 + at, 0x1000 + 2 * at, 1));
    const lanesOf = (before: Machine, after: Machine) => {
      const marks = marksOf({ machine: after, change: diffMachines(before, after), merges: mergesOf(before, after, []) });
      return marks.filter(({ key }) => key.startsWith('before:')).length;
    };
    expect(lanesOf(withAreas([area(1, kArea, 16)]), withAreas([area(1, kArea, 16), ...came]))).toBe(0);
    expect(lanesOf(withAreas([area(1, kArea, 16)]), withAreas([area(1, kArea, 15), ...came]))).toBe(1);
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
