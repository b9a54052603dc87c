// Rows and lanes of the reverse mapping.
import { describe, expect, test } from 'vitest';
import { lanesPath, turnsOf } from '../src/draw/look/lanes';
import { extentOf } from '../src/draw/mark';
import { decodeSnapshot, NONE } from '../src/engine/generated/snapshot';
import { parentLines } from '../src/layout/rmap_lanes';
import { placeRows } from '../src/layout/rmap_rows';
import { Machine } from '../src/model/machine';
import { type FamilyRow, kFolded, pickRows, type Unfolded } from '../src/model/pick_family';
import { familyOf } from '../src/model/rmap';
import { encodeSnapshot, kArea, machine, machineRows } from './fixture';
import { kFocus, manySharers, walksIn } from './rmap_fixture';

describe('rows', () => {
  const rows = (count: number): FamilyRow[] =>
    machine()
      .vmas.slice(0, 1)
      .flatMap((vma) => Array(count).fill({ kind: 'area', vma }));

  test('grow with the room, and get one line each where there is little', () => {
    expect(placeRows(rows(2), 400, 1, () => false).map((row) => [row.mode, row.y, row.h])).toEqual([
      ['full', 0, 66],
      ['full', 130, 66],
    ]);
    expect(placeRows(rows(5), 300, 1, () => false).map((row) => [row.mode, row.pitch])).toEqual(Array(5).fill(['middle', 60]));
    expect(placeRows(rows(30), 300, 1, () => false)[29]).toMatchObject({ mode: 'line', y: 29 * 18 });
  });

  test('one that matters stands out while there is room to spare', () => {
    const [first, second] = [...rows(2)];
    const all = [{ ...first! }, second!, ...rows(14)];
    const places = placeRows(all, 16 * 30 + 60, 1, (row) => row === all[0]);
    expect(places.slice(0, 2).map((row) => row.mode)).toEqual(['middle', 'line']);
    expect(places[1]!.y).toBe(56);
  });

  test('of a thousand sharers the first, the last and those in focus are drawn; a batch at a time unfolds', () => {
    const many = manySharers(999);
    const family = familyOf(many, 1)!;
    const shown = (unfolded: Unfolded) => {
      const all = pickRows(many, family, walksIn(many), { ...kFocus, pid: 500 }, unfolded);
      const hidden = all.flatMap((row) => (row.kind === 'fold' ? [row.areas.length] : []));
      return {
        areas: all.filter((row) => row.kind === 'area').length,
        hidden,
        has500: all.some((row) => row.kind === 'area' && row.vma.mm === 500),
      };
    };
    expect(shown(kFolded)).toEqual({ areas: 31, hidden: [970], has500: true });
    expect(shown({ batches: 1, spaces: new Set() })).toEqual({ areas: 63, hidden: [938], has500: true });
  });

  test('many areas of one process fold to one count, which unfolds by itself', () => {
    const base = machineRows();
    const more = Array.from({ length: 20 }, (_, at) => ({
      ...base.vmas![0]!,
      vma: 100 + at,
      startVpn: kArea + 100 + at,
      endVpn: kArea + 101 + at,
    }));
    const nodes = more.map((vma) => ({ ...base.avcs![0]!, avc: vma.vma, vma: vma.vma, rbRight: NONE }));
    const one = new Machine(decodeSnapshot(encodeSnapshot({ ...base, vmas: [...base.vmas!, ...more], avcs: [...base.avcs!, ...nodes] })));
    const family = familyOf(one, 1)!;
    const rowsOf = (spaces: number[]) =>
      pickRows(one, family, walksIn(one), kFocus, { batches: 0, spaces: new Set(spaces) }).map((row) =>
        row.kind === 'fold' ? `${row.mm}: ${row.areas.length}` : row.vma.mm,
      );
    expect(rowsOf([])).toEqual([1, 1, 1, 1, 1, 1, '1: 15', 2]);
    expect(rowsOf([1])).toHaveLength(22);
  });
});

describe('lanes', () => {
  test('children of one parent share a lane, parents whose columns overlap do not', () => {
    const parents: Record<number, number> = { 1: 1, 2: 1, 3: 1, 4: 2, 5: 4 };
    const columns = new Map([1, 2, 3, 4, 5].map((id, column) => [id, column]));
    expect(parentLines(columns, (id) => parents[id]!).map((line) => [line.parent, line.child, line.lane])).toEqual([
      [1, 2, 0],
      [1, 3, 0],
      [2, 4, 1],
      [4, 5, 0],
    ]);
  });

  test('a link turns at its lanes, with round corners', () => {
    expect(turnsOf([0, 0], [50, 40], [20, -30], 'right')).toEqual([
      [0, 0],
      [20, 0],
      [20, -30],
      [50, -30],
      [50, 40],
    ]);
    expect(turnsOf([0, 0], [50, 0], [-10], 'top').at(-2)).toEqual([50, -10]);
    expect(lanesPath([0, 0], [50, 40], [20], 'right')).toBe('M0 0L14 0Q20 0 20 6L20 34Q20 40 26 40L50 40');
  });

  test('they belong to the picture that is brought into sight', () => {
    const mark = { key: 'a', kind: 'node' as const, x: 0, y: 0, w: 10, h: 10 };
    const link = {
      key: 'l',
      kind: 'parent' as const,
      from: { mark: 'a', side: 'top' as const },
      to: { mark: 'a', side: 'top' as const },
      bend: 'lanes' as const,
    };
    expect(extentOf({ marks: [mark], links: [{ ...link, lanes: [-20] }] })).toEqual({ x: 0, y: -20, w: 10, h: 30 });
  });
});
