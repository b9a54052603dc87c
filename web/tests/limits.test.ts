// What a process uses of what it may use, and what is promised in all.
import { describe, expect, test } from 'vitest';
import { decodeSnapshot } from '../src/engine/generated/snapshot';
import { barPercent, commitOf, limitRows } from '../src/model/limits';
import { Machine } from '../src/model/machine';
import { encodeSnapshot, machineRows, type Rows } from './fixture';

function withLimits(totalVm: number, committedPages: number): Machine {
  const rows: Rows = {
    ...machineRows(),
    machine: [
      { ...machineRows().machine![0]!, committedPages, commitLimitPages: 7500, ramPages: 15000, overcommitMemory: 2, maxMapCount: 65530 },
    ],
    mms: machineRows().mms!.map((mm) => ({ ...mm, totalVm, dataVm: 16, lockedVm: 3 })),
    tasks: machineRows().tasks!.map((task) => ({ ...task, limitAs: -1, limitData: 65536, limitStack: 8 << 20, limitMemlock: 8 << 20 })),
  };
  return new Machine(decodeSnapshot(encodeSnapshot(rows)));
}

describe('limits', () => {
  test('bytes of pages, no limit where it is negative, and what changed', () => {
    const rows = limitRows(withLimits(60, 50), withLimits(50, 40), 1);
    expect(rows.map(({ name, used, limit, delta }) => [name, used, limit, delta])).toEqual([
      ['RLIMIT_AS', 60 * 4096, null, 10 * 4096],
      ['RLIMIT_DATA', 65536, 65536, 0],
      ['RLIMIT_STACK', 34 * 4096, 8 << 20, 0],
      ['RLIMIT_MEMLOCK', 3 * 4096, 8 << 20, 0],
      ['map_count', 2, 65530, 0],
    ]);
  });

  test('an address space that is not there has none', () => {
    expect(limitRows(withLimits(60, 50), null, 99)).toEqual([]);
  });

  test('the commit gauge', () => {
    expect(commitOf(withLimits(60, 50), withLimits(60, 40))).toEqual({
      committed: 50 * 4096,
      limit: 7500 * 4096,
      ram: 15000 * 4096,
      mode: 2,
      delta: 10 * 4096,
    });
  });

  test('bars: seen when anything is used, full only at the limit', () => {
    expect([barPercent(0, 100), barPercent(1, 10_000), barPercent(9_999, 10_000), barPercent(100, 100), barPercent(200, 100)]).toEqual([
      0, 1, 99, 100, 100,
    ]);
    expect([barPercent(0, 0), barPercent(5, 0)]).toEqual([0, 100]);
  });
});
