// What a process uses of what it may use, and what is promised in all.
import { describe, expect, test } from 'vitest';
import { kEnglishWords, translator } from '../src/base/i18n';
import { decodeSnapshot } from '../src/engine/generated/snapshot';
import { barPercent, gaugeScale } from '../src/layout/limits';
import { commitOf, limitRows } from '../src/model/limits';
import { Machine } from '../src/model/machine';
import { causeOf, commitGauge, limitTables } from '../src/views/limits/limit_bars';
import { encodeSnapshot, machineRows, type Rows } from './fixture';

function withLimits(totalVm: number, committedPages: number, mapCount = 2): Machine {
  const rows: Rows = {
    ...machineRows(),
    machine: [
      { ...machineRows().machine![0]!, committedPages, commitLimitPages: 7500, ramPages: 15000, overcommitMemory: 2, maxMapCount: 65530 },
    ],
    mms: machineRows().mms!.map((mm) => ({ ...mm, totalVm, mapCount, dataVm: 16, lockedVm: 3 })),
    tasks: machineRows().tasks!.map((task) => ({ ...task, limitAs: -1, limitData: 65536, limitStack: 8 << 20, limitMemlock: 8 << 20 })),
  };
  return new Machine(decodeSnapshot(encodeSnapshot(rows)));
}

const t = translator(kEnglishWords);

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

  test('three figures on one scale, with room behind the largest', () => {
    const at = gaugeScale([100, 50, 0]);
    expect([0, 53, 106].map(at)).toEqual([0, 50, 100]);
    const gauge = commitGauge(withLimits(60, 50), withLimits(60, 40), t);
    expect(gauge).toMatchObject({ name: 'Committed_AS', value: '200 KiB', delta: '+40 KiB', changed: 'direct' });
    expect(gauge.borders.map(({ key, isEnforced }) => [key, isEnforced])).toEqual([
      ['CommitLimit', true],
      ['MemTotal', false],
    ]);
  });

  test('one bar is the cause: of what changed in the first process that which is nearest to its limit', () => {
    const rows = limitRows(withLimits(60, 50), withLimits(50, 40), 1);
    expect(causeOf(rows)!.name).toBe('RLIMIT_AS');
    expect(causeOf(rows.map((row) => ({ ...row, delta: 1 })))!.name).toBe('RLIMIT_DATA');
    expect(causeOf(rows.map((row) => ({ ...row, delta: 0 })))).toBeUndefined();
  });

  test('a table a process; in a small room one, what changed first', () => {
    const [now, then] = [withLimits(60, 50), withLimits(50, 40)];
    const wide = limitTables(now, then, [1, 2], false, t);
    expect(wide.map(({ title, bars }) => [title, bars.length])).toEqual([
      ['pid 1', 5],
      ['pid 2', 5],
    ]);
    expect(wide[0]!.bars.map(({ name, used, most, percent, changed }) => [name, used, most, percent, changed]).slice(0, 2)).toEqual([
      ['RLIMIT_AS', '240 KiB', 'unlimited', null, 'cause'],
      ['RLIMIT_DATA', '64 KiB', '64 KiB', 100, undefined],
    ]);
    const back = limitTables(now, then, [2, 1], false, t);
    expect(back.map(({ key, bars }) => [key, bars[0]!.changed])).toEqual([
      ['mm:2', 'cause'],
      ['mm:1', 'along'],
    ]);
    const small = limitTables(withLimits(60, 50, 3), withLimits(60, 50), [1, 2], true, t);
    expect(small.map(({ bars }) => bars.map((bar) => bar.name))).toEqual([
      ['map_count', 'RLIMIT_AS', 'RLIMIT_DATA', 'RLIMIT_STACK', 'RLIMIT_MEMLOCK'],
    ]);
  });
});
