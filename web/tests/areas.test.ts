// What happened to areas: before and after with the decisions, and the red-black tree of older kernels.
import { describe, expect, test } from 'vitest';
import { type EventRecord, kEvents, kPhaseBegin, kPhaseEnd, kPhaseInstant, reasonCode } from '../src/engine/generated/events';
import { decodeSnapshot, NONE } from '../src/engine/generated/snapshot';
import { buildRbTree, findVma } from '../src/layout/rbtree';
import { vmFlagLetters } from '../src/model/bits';
import { Machine, type Vma } from '../src/model/machine';
import { mergeEvents, mergesOf } from '../src/model/merge';
import { encodeSnapshot, machine, machineRows, type Rows } from './fixture';

const idOf = (name: string) => kEvents.find((event) => event.id === name)!.code;
const reasonOf = (name: string) => reasonCode(name)!;

function event(name: string, phase: number, args: number[], reason = 0): EventRecord {
  const arg = [0, 1, 2, 3].map((i) => args[i] ?? 0);
  return { id: idOf(name), reason, phase, cpu: 0, depth: 0, pid: 1, seq: 0, arg, argHex: arg.map((value) => `0x${value.toString(16)}`) };
}

interface Area {
  vma: number;
  startVpn: number;
  endVpn: number;
  flagsLo?: number;
  anonVma?: number;
}

/** The machine of the fixture, with other areas in process 1. */
function withAreas(areas: readonly Area[]): Machine {
  const rows: Rows = {
    ...machineRows(),
    vmas: areas.map((area) => ({ mm: 1, flagsLo: 0x100073, anonVma: NONE, pgoff: area.startVpn, ...area })),
  };
  return new Machine(decodeSnapshot(encodeSnapshot(rows)));
}

const areas = (count: number): Vma[] =>
  Array.from({ length: count }, (_, i) => ({
    row: i,
    id: i + 1,
    mm: 1,
    start: 100 * (i + 1),
    end: 100 * (i + 1) + 10,
    flags: 0x73,
    flagsHi: 0,
    pgoff: 0,
    anonVma: null,
    avcCount: 0,
    name: '',
  }));

describe('before and after', () => {
  test('the engine still has the events that tell of it', () => {
    for (const name of mergeEvents()) expect(idOf(name), name).toBeGreaterThanOrEqual(0);
  });

  test('nothing to tell of a command that left all borders and flags alone', () => {
    expect(mergesOf(machine('before'), machine('after'), [])).toBeNull();
    expect(mergesOf(null, machine('after'), [])).toBeNull();
  });

  test('a merge: who grew, who is gone, and what each side answered', () => {
    const before = withAreas([
      { vma: 1, startVpn: 100, endVpn: 104 },
      { vma: 2, startVpn: 104, endVpn: 108, flagsLo: 0x71 },
      { vma: 3, startVpn: 108, endVpn: 112 },
      { vma: 9, startVpn: 500, endVpn: 501 },
    ]);
    const after = withAreas([
      { vma: 1, startVpn: 100, endVpn: 112 },
      { vma: 9, startVpn: 500, endVpn: 501 },
    ]);
    const merges = mergesOf(before, after, [
      event('VmaMerge', kPhaseBegin, [104 * 4096, 108 * 4096, NONE]),
      event('MergePrev', kPhaseInstant, [1, 104 * 4096], reasonOf('MergeOk')),
      event('MergeNext', kPhaseInstant, [3, 108 * 4096], reasonOf('MergeOk')),
      event('CommitMerge', kPhaseBegin, [1, 100 * 4096, 112 * 4096]),
      event('CommitMerge', kPhaseEnd, [1, 100 * 4096, 112 * 4096]),
      event('VmaMerge', kPhaseEnd, [104 * 4096, 108 * 4096, 1], reasonOf('FlagsMerged')),
    ])!;
    expect(merges.stories).toHaveLength(1);
    const [story] = merges.stories;
    expect(story!.before.map(({ vma, change }) => [vma.id, change])).toEqual([
      [1, null],
      [2, 'gone'],
      [3, 'gone'],
    ]);
    expect(story!.after.map(({ vma, change }) => [vma.id, change])).toEqual([[1, 'grown']]);
    expect(merges.steps).toHaveLength(1);
    expect(merges.steps[0]).toMatchObject({
      kind: 'question',
      start: 104,
      end: 108,
      prev: { vma: 1, yes: true },
      next: { vma: 3, yes: true },
    });
  });

  test('a refusal: nobody on one side, and no area changed', () => {
    const same = [{ vma: 1, startVpn: 100, endVpn: 104 }];
    const merges = mergesOf(withAreas(same), withAreas(same), [
      event('VmaMerge', kPhaseBegin, [104 * 4096, 108 * 4096, NONE]),
      event('MergePrev', kPhaseInstant, [1, 104 * 4096], reasonOf('MergeFlagsDiffer')),
      event('VmaMerge', kPhaseEnd, [104 * 4096, 108 * 4096, NONE], reasonOf('MergeNone')),
    ])!;
    expect(merges.stories[0]!.after.map(({ vma, change }) => [vma.id, change])).toEqual([[1, null]]);
    expect(merges.steps[0]).toMatchObject({
      committed: null,
      prev: { vma: 1, yes: false, reason: reasonOf('MergeFlagsDiffer') },
      next: { vma: null, yes: false, reason: reasonOf('MergeNoNeighbour') },
    });
  });

  test('cut, shrunk, moved, other flags', () => {
    const before = withAreas([
      { vma: 1, startVpn: 100, endVpn: 110 },
      { vma: 2, startVpn: 200, endVpn: 210 },
      { vma: 3, startVpn: 300, endVpn: 310 },
    ]);
    const after = withAreas([
      { vma: 1, startVpn: 100, endVpn: 105 },
      { vma: 4, startVpn: 105, endVpn: 110 },
      { vma: 2, startVpn: 400, endVpn: 410 },
      { vma: 3, startVpn: 300, endVpn: 310, flagsLo: 0x71 },
    ]);
    const merges = mergesOf(before, after, [event('SplitVma', kPhaseInstant, [1, 105 * 4096, 4])])!;
    expect(merges.stories[0]!.after.map(({ vma, change }) => [vma.id, change])).toEqual([
      [1, 'shrunk'],
      [4, 'new'],
      [2, 'moved'],
      [3, 'flags'],
    ]);
    expect(merges.steps.map((step) => step.kind)).toEqual(['split']);
  });

  test('flags in letters, the high half too', () => {
    expect(vmFlagLetters(0x100173, 0)).toBe('gd ac');
    expect(vmFlagLetters(0x73, 0)).toBe('');
    expect(vmFlagLetters(0x80000000, 1 << 10)).toBe('mg sl');
  });
});

describe('the red-black tree', () => {
  test('seven areas put in by address: the tree that show rbtree prints', () => {
    const { root, nodes } = buildRbTree(areas(7));
    expect(root).toBe(1);
    expect(nodes.map((node) => (node.red ? 'R' : 'B')).join('')).toBe('BBBRRBR');
    expect(nodes.map((node) => node.child)).toEqual([
      [-1, -1],
      [0, 3],
      [-1, -1],
      [2, 5],
      [-1, -1],
      [4, 6],
      [-1, -1],
    ]);
    expect(nodes.map((node) => node.depth)).toEqual([1, 0, 2, 1, 3, 2, 3]);
  });

  test('no two reds in a row, and as many blacks on every way', () => {
    const { root, nodes } = buildRbTree(areas(200));
    const blacks = (at: number): number => {
      if (at < 0) return 1;
      const node = nodes[at]!;
      for (const child of node.child) if (child >= 0) expect(node.red && nodes[child]!.red).toBe(false);
      const [left, right] = node.child.map(blacks);
      expect(left).toBe(right);
      return left! + (node.red ? 0 : 1);
    };
    blacks(root);
  });

  test('gaps below: the first area has all that lies under it', () => {
    const { root, nodes } = buildRbTree(areas(3));
    expect(nodes[root]!.gap).toBe(100);
    expect(nodes[2]!.gap).toBe(90);
  });

  test('find_vma: the area that holds the address, or the next one above', () => {
    const tree = buildRbTree(areas(7));
    expect(findVma(tree, 505)).toEqual({ way: [1, 3, 5, 4], found: 4 });
    expect(findVma(tree, 650)).toEqual({ way: [1, 3, 5, 6], found: 6 });
    expect(findVma(tree, 9999).found).toBeNull();
  });
});
