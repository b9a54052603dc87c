import { describe, expect, test } from 'vitest';
import { decodeSnapshot, kSnapshotLayout } from '../src/engine/generated/snapshot';
import { decodeEntry, isInverted, permText } from '../src/model/bits';
import { changedFrame, changedPage } from '../src/model/changed';
import { diffMachines } from '../src/model/diff';
import { commandFor, standsFor } from '../src/model/keys';
import { litBy } from '../src/model/lit';
import { indexOf, levelName } from '../src/model/machine';
import { familyOf, pageWalk } from '../src/model/rmap';
import { entryNamed, indexBits, walkOf } from '../src/model/walk';
import { encodeSnapshot, kArea, kCopy, kOld, kStack, machine, machineRows } from './fixture';

describe('the decoder', () => {
  test('reads every column of every table', () => {
    const snapshot = decodeSnapshot(encodeSnapshot(machineRows())) as unknown as Record<string, Record<string, unknown>>;
    for (const [name, columns] of kSnapshotLayout) {
      expect(snapshot[name]!.rows, name).toBe(machineRows()[name]?.length ?? 0);
      for (const [column] of columns) expect(snapshot[name]![column], `${name}.${column}`).toHaveLength(snapshot[name]!.rows as number);
    }
  });

  test('keeps values apart in neighbouring columns of odd sizes', () => {
    const { tables, vmas, avcs } = decodeSnapshot(encodeSnapshot(machineRows()));
    expect(Array.from(tables.level)).toEqual([4, 3, 2, 1, 4, 3, 2, 1]);
    expect(Array.from(vmas.startVpn)).toEqual([kArea, kStack, kArea, kStack]);
    expect(Array.from(avcs.rbRed)).toEqual([0, 1, 0]);
  });

  test('refuses other bytes', () => {
    const bytes = encodeSnapshot(machineRows());
    expect(() => decodeSnapshot(bytes.slice(0, -8))).toThrow('no snapshot');
    const other = bytes.slice();
    other[4] = 250;
    expect(() => decodeSnapshot(other)).toThrow('no snapshot');
    expect(() => decodeSnapshot(new Uint8Array(4))).toThrow('no snapshot');
  });

  test('reads bytes that do not start at a multiple of 8', () => {
    const shifted = new Uint8Array(encodeSnapshot(machineRows()).length + 4);
    shifted.set(encodeSnapshot(machineRows()), 4);
    expect(decodeSnapshot(shifted.subarray(4)).tasks.rows).toBe(2);
  });
});

describe('the machine', () => {
  test('tasks have names and address spaces', () => {
    expect(machine().task(1)).toMatchObject({ comm: 'init', mm: 1, zombie: false });
    expect(
      machine()
        .tasksOf(2)
        .map((task) => task.pid),
    ).toEqual([2]);
  });

  test('indices split an address', () => {
    expect([4, 3, 2, 1].map((level) => indexOf(kArea, level))).toEqual([255, 511, 447, 495]);
    expect(levelName(4, 4)).toBe('PGD');
    expect(levelName(4, 5)).toBe('P4D');
    expect(indexBits(447)).toBe('1 1011 1111');
  });

  test('a walk goes down to the leaf, or ends at an empty entry', () => {
    const found = walkOf(machine(), 2, kArea)!;
    expect(found.steps.map((step) => [step.name, step.index, step.table])).toEqual([
      ['PGD', 255, 0x110],
      ['PUD', 511, 0x111],
      ['PMD', 447, 0x112],
      ['PTE', 495, 0x113],
    ]);
    expect(found.leaf?.pfn).toBe(kCopy);
    const lost = walkOf(machine(), 2, kStack)!;
    expect(lost.leaf).toBeNull();
    expect(lost.steps.at(-1)).toMatchObject({ name: 'PMD', index: 511, entry: null });
    expect(walkOf(machine(), 9, kArea)).toBeNull();
  });

  test('leaves of a range', () => {
    expect(machine().leavesIn(1, kArea, kArea + 16)).toEqual([3]);
    expect(machine().leavesIn(1, kArea + 1, kArea + 16)).toEqual([]);
    expect(machine().firstLeafIn(1, 0, kStack)).toBe(3);
    expect(machine().firstLeafIn(1, kArea + 1, kArea + 16)).toBeUndefined();
    expect(machine().leavesOf(9)).toEqual([]);
  });

  test('only an entry that is kept without P has its frame inverted', () => {
    expect([0x067, 0x120, 0, 0x020].map(isInverted)).toEqual([false, true, false, false]);
  });

  test('bits of entries and areas', () => {
    const on = decodeEntry(0x1a3025, 0x80000000).filter((bit) => bit.on);
    expect(on.map((bit) => bit.id)).toEqual(['P', 'US', 'A', 'NX']);
    expect(
      decodeEntry(1, 0x4000000)
        .filter((bit) => bit.on)
        .map((bit) => bit.id),
    ).toEqual(['P', 'SVD']);
    // What is not present has other bits than these.
    expect(decodeEntry(0xfffff408, 0x07ffffff).some((bit) => bit.on)).toBe(false);
    expect(permText(0x73)).toBe('rw-p');
    expect(permText(0x75)).toBe('r-xp');
  });
});

describe('reverse mapping', () => {
  test('the old page is looked for in both areas and found in one', () => {
    const walk = pageWalk(machine(), kOld)!;
    expect(walk.visits.map((visit) => [visit.pid, visit.found, visit.otherPfn])).toEqual([
      [1, true, null],
      [2, false, kCopy],
    ]);
  });

  test('the copy is looked for in the child alone', () => {
    expect(pageWalk(machine(), kCopy)!.visits.map((visit) => [visit.pid, visit.found])).toEqual([[2, true]]);
    expect(pageWalk(machine(), 0x999)).toBeNull();
  });

  test('every reference has a holder', () => {
    expect(pageWalk(machine(), kOld)!.holders).toEqual([
      { kind: 'pte', pid: 1, vpn: kArea, count: 1 },
      { kind: 'batch', cpu: 0, batch: 'lru_add', count: 1 },
    ]);
    expect(pageWalk(machine('before'), kOld)!.holders.map((holder) => holder.kind)).toEqual(['pte', 'pte', 'batch']);
  });

  test('the family has parents before children, and all areas', () => {
    expect(familyOf(machine(), 2)).toMatchObject({ root: 1, anonVmas: [1, 2] });
    expect(familyOf(machine(), 2)!.vmas.map((vma) => vma.id)).toEqual([1, 3]);
    expect(familyOf(machine(), 77)).toBeNull();
  });
});

describe('differences', () => {
  const change = diffMachines(machine('before'), machine());

  test('what the write changed, and nothing else', () => {
    expect([...change.keys].sort()).toEqual([`page:${kCopy}`, `page:${kOld}`, `pte:2/${kArea}`].sort());
    expect(change.oldEntries.get(`pte:2/${kArea}`)).toMatchObject({ pfn: kOld });
    expect(changedPage(change, 2, 0, kStack)).toBe(kArea);
    expect(changedPage(change, 2, kArea + 1, kStack)).toBeNull();
    expect(changedPage(change, 2, 0, kArea)).toBeNull();
    expect(changedPage(change, 1, 0, kStack)).toBeNull();
    expect(changedFrame(change, 0, kCopy)).toBe(kOld);
    expect(changedFrame(change, kOld + 1, kCopy + 1)).toBe(kCopy);
    expect(changedFrame(change, kCopy + 1, kCopy + 9)).toBeNull();
    expect(change.counters).toMatchObject([{ name: 'pgfault', value: 2, delta: 1 }]);
    expect(change.freed).toEqual([]);
  });

  test('the way back frees the copy', () => {
    expect(diffMachines(machine(), machine('before')).freed).toEqual([kCopy]);
  });

  test('a machine does not differ from itself', () => {
    expect(diffMachines(machine(), machine()).keys.size).toBe(0);
  });
});

test('a key names an entry in the tables of its own process alone', () => {
  expect(entryNamed(machine(), 2, `pte:2/${kArea}`)).toMatchObject({ pfn: kCopy, level: 1 });
  expect(entryNamed(machine(), 2, `pte:1/${kArea}`)).toBeNull();
  expect(entryNamed(machine(), 2, 'table:275')).toMatchObject({ pfn: 0x113, level: 2 });
  expect(entryNamed(machine(), 1, 'table:275')).toBeNull();
  expect(entryNamed(machine(), 1, `page:${kOld}`)).toBeNull();
  expect(entryNamed(machine(), 1, null)).toBeNull();
});

describe('the same thing lights everywhere', () => {
  test('a page lights the entries that map it', () => {
    expect([...standsFor(machine('before'), `page:${kOld}`)].sort()).toEqual([`page:${kOld}`, `pte:1/${kArea}`, `pte:2/${kArea}`].sort());
  });
  test('an entry lights its page, an anon_vma its pages, nodes and areas', () => {
    expect(litBy(machine(), `pte:2/${kArea}`).has(`page:${kCopy}`)).toBe(true);
    expect([...standsFor(machine(), 'av:2')].sort()).toEqual(['av:2', 'avc:3', `page:${kCopy}`, 'vma:3'].sort());
    expect([...standsFor(machine(), 'vma:3')].sort()).toEqual(['avc:2', 'avc:3', 'vma:3']);
  });
  test('an area lights its entries and pages, a process all that is its own', () => {
    const now = machine();
    const area = litBy(now, 'vma:3');
    expect([`pte:2/${kArea}`, `page:${kCopy}`, 'av:2'].filter((key) => !area.has(key))).toEqual([]);
    expect([`pte:1/${kArea}`, `page:${kOld}`, 'mm:2'].filter((key) => area.has(key))).toEqual([]);
    const process = litBy(now, 'mm:2');
    expect([`pte:2/${kArea}`, `page:${kCopy}`, 'vma:3', 'avc:3', 'table:275', 'page:275'].filter((key) => !process.has(key))).toEqual([]);
    expect([`pte:1/${kArea}`, `page:${kOld}`, 'mm:1', 'vma:1'].filter((key) => process.has(key))).toEqual([]);
  });
  test('a click types the command that asks about the thing', () => {
    expect(commandFor(machine(), `page:${kOld}`, 1)).toBe('rmap pfn 0x1a3');
    expect(commandFor(machine(), 'page:256', 1)).toBe('page pfn 0x100');
    expect(commandFor(machine(), `pte:2/${kArea}`, 1)).toBe('@2 walk 0x7ffff7fef000');
    expect(commandFor(machine(), `pte:1/${kArea}`, 1)).toBe('walk 0x7ffff7fef000');
    expect(commandFor(machine(), 'vma:3', 1)).toBe('cat /proc/2/maps');
    expect(commandFor(machine(), 'av:2', 1)).toBe('rmap pfn 0x1b7');
  });
});
