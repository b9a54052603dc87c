// A broken scale: what grows, what is folded, where ticks stand, and how it goes on in rows.
import { describe, expect, test } from 'vitest';
import { type AxisOptions, layoutIntervals, layoutRows, ticksOf } from '../src/draw/interval_axis';

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
    expect(axis.pieces.filter(({ kind }) => kind === 'fold').map(({ count }) => count)).toEqual([144, 147]);
    expect(axis.pieces.filter(({ kind }) => kind === 'range').map(({ start }) => start)).toEqual([
      144, 145, 146, 147, 148, 149, 150, 151, 152,
    ]);
  });

  test('a neighbourhood wider than all the room is folded in part: its ends', () => {
    const ranges = [0, 10, 20, 30, 40, 50].map((at) => [at, at + 5] as const);
    const axis = layoutIntervals(ranges, { ...options, width: 190, wanted: [31] });
    // 20 + 10 + 3 * 40 + 2 * 10 + 20 and the gap before the last fold are 190 with one of the ends left.
    expect(axis.pieces.filter(({ kind }) => kind !== 'gap').map(({ kind, start, count }) => [kind, start, count])).toEqual([
      ['fold', 0, 2],
      ['range', 20, 1],
      ['range', 30, 1],
      ['fold', 40, 2],
    ]);
  });

  test('room that folding leaves is for single ranges near what is wanted', () => {
    const ranges = Array.from({ length: 16 }, (_, at) => [at, at + 1] as const);
    const axis = layoutIntervals(ranges, { ...options, width: 460, wanted: [0] });
    expect(axis.pieces.map(({ kind, count }) => [kind, count]).slice(8)).toEqual([
      ['range', 1],
      ['range', 1],
      ['range', 1],
      ['fold', 5],
    ]);
  });

  test('with height for them the line goes on in rows, none longer than there is room; what is still too much is folded', () => {
    const ranges = [0, 1, 2, 3, 1000, 1001, 1002].map((at) => [at, at + 1] as const);
    const rows = layoutRows(ranges, { ...options, width: 130 }, 4);
    expect(rows.map(({ pieces }) => pieces.map(({ kind, start }) => [kind, start]))).toEqual([
      [
        ['range', 0],
        ['range', 1],
        ['range', 2],
      ],
      [
        ['range', 3],
        ['gap', 4],
        ['range', 1000],
      ],
      [
        ['range', 1001],
        ['range', 1002],
      ],
    ]);
    expect(rows.map(({ width }) => Math.round(width))).toEqual([130, 130, 128]);
    const two = layoutRows(ranges, { ...options, width: 130, wanted: [1002] }, 2);
    expect(two).toHaveLength(2);
    expect(two.flatMap(({ pieces }) => pieces.filter(({ kind }) => kind === 'fold')).length).toBe(1);
    expect(layoutRows(ranges, { ...options, width: 400 }, 4)).toHaveLength(1);
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
