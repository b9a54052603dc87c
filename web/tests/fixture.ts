// A machine made by hand, in the bytes of a snapshot: what `a = mmap 64K`, `write $a "hello"`, `fork`, `@2 write $a "child"` leave behind,
// reduced to what the tests look at. No engine is involved, so the numbers below are the tests' own.
import { decodeSnapshot, kCounters, kSnapshotLayout, kSnapshotMagic, kSnapshotVersion, NONE } from '../src/engine/generated/snapshot';
import { Machine } from '../src/model/machine';

export type Rows = Readonly<Record<string, readonly Readonly<Record<string, number>>[]>>;

const kBytes = { u8: 1, u16: 2, u32: 4, i32: 4, f64: 8 } as const;
const align = (offset: number) => (offset + 7) & ~7;

/** Writes the snapshot format; a column that a row leaves out is 0. */
export function encodeSnapshot(tables: Rows): Uint8Array {
  let size = align(16 + 4 * kSnapshotLayout.length);
  for (const [name, columns] of kSnapshotLayout) {
    for (const [, type] of columns) size = align(size + kBytes[type] * (tables[name]?.length ?? 0));
  }
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, kSnapshotMagic, true);
  view.setUint32(4, kSnapshotVersion, true);
  view.setUint32(8, kSnapshotLayout.length, true);
  view.setUint32(12, size, true);
  let offset = align(16 + 4 * kSnapshotLayout.length);
  kSnapshotLayout.forEach(([name, columns], table) => {
    const rows = tables[name] ?? [];
    view.setUint32(16 + 4 * table, rows.length, true);
    for (const [column, type] of columns) {
      rows.forEach((row, i) => {
        const at = offset + kBytes[type] * i;
        const value = row[column] ?? 0;
        if (type === 'f64') view.setFloat64(at, value, true);
        else if (type === 'u8') view.setUint8(at, value);
        else if (type === 'u16') view.setUint16(at, value, true);
        else if (type === 'i32') view.setInt32(at, value, true);
        else view.setUint32(at, value, true);
      });
      offset = align(offset + kBytes[type] * rows.length);
    }
  });
  return bytes;
}

/** First page of the mapped area and of the stack. */
export const kArea = 0x7ffff7fef;
export const kStack = 0x7ffffffdd;
export const kOld = 0x1a3;
export const kCopy = 0x1b7;

const kTable = 0x67;
const kReadOnly = 0x25;
const kWritable = 0x67;

interface Space {
  mm: number;
  pid: number;
  /** Frames of PGD, PUD, PMD and the PTE table. */
  tables: [number, number, number, number];
  vmas: [area: number, stack: number];
  leaf: { pfn: number; bits: number };
  anonVma: number;
  avcs: number;
}

const kParent: Space = {
  mm: 1,
  pid: 1,
  tables: [0x100, 0x101, 0x102, 0x103],
  vmas: [1, 2],
  leaf: { pfn: kOld, bits: kReadOnly },
  anonVma: 1,
  avcs: 1,
};
const kChild: Space = {
  mm: 2,
  pid: 2,
  tables: [0x110, 0x111, 0x112, 0x113],
  vmas: [3, 4],
  leaf: { pfn: kCopy, bits: kWritable },
  anonVma: 2,
  avcs: 2,
};

function tablesOf(space: Space, firstPte: number) {
  const [pgd, pud, pmd, pte] = space.tables;
  const index = [255, 511, 447, kArea % 512];
  const bases = [0, 255 * 512 ** 3, 255 * 512 ** 3 + 511 * 512 ** 2, kArea - (kArea % 512)];
  const frames = [pgd, pud, pmd, pte];
  return {
    tables: frames.map((pfn, i) => ({
      pfn,
      mm: space.mm,
      level: 4 - i,
      baseVpn: bases[i]!,
      parentPfn: i === 0 ? NONE : frames[i - 1]!,
      parentIndex: i === 0 ? 0 : index[i - 1]!,
      used: 1,
      firstPte: firstPte + i,
    })),
    ptes: frames.map((tablePfn, i) => {
      const pfn = i === 3 ? space.leaf.pfn : frames[i + 1]!;
      const bits = i === 3 ? space.leaf.bits : kTable;
      return {
        tablePfn,
        index: index[i]!,
        level: 4 - i,
        entryLo: pfn * 4096 + bits,
        entryHi: i === 3 ? 0x80000000 : 0,
        pfn,
        vpn: i === 3 ? kArea : bases[i + 1]!,
      };
    }),
  };
}

function vmasOf(space: Space) {
  const area = { vma: space.vmas[0], mm: space.mm, startVpn: kArea, endVpn: kArea + 16, flagsLo: 0x100073, pgoff: kArea };
  const stack = {
    vma: space.vmas[1],
    mm: space.mm,
    startVpn: kStack,
    endVpn: kStack + 34,
    flagsLo: 0x100173,
    pgoff: kStack,
    anonVma: NONE,
    nameStart: 4,
    nameLength: 7,
  };
  return [{ ...area, anonVma: space.anonVma, avcCount: space.avcs }, stack];
}

function mapleOf(space: Space, firstSlot: number) {
  const node = 10 + space.mm;
  const borders = [0, kArea, kArea + 16, kStack, kStack + 34, 2 ** 52];
  const targets = [NONE, space.vmas[0], NONE, space.vmas[1], NONE];
  return {
    nodes: [{ node, mm: space.mm, type: 1, count: 5, parent: NONE, startVpn: 0, endVpn: 2 ** 52, firstSlot }],
    slots: targets.map((target, slot) => ({
      node,
      slot,
      startVpn: borders[slot]!,
      endVpn: borders[slot + 1]!,
      kind: target === NONE ? 0 : 1,
      target,
      gapPages: target === NONE ? borders[slot + 1]! - borders[slot]! : 0,
    })),
  };
}

const anonFrame = (pfn: number, anonVma: number, mapcount: number, refcount: number, batchCpu: number) => ({
  pfn,
  type: 4,
  flags: mapcount === 1 && anonVma === 2 ? 1024 : 0,
  refcount,
  mapcount,
  anonVma,
  index: kArea,
  batchCpu,
});

/** Tables of the machine after the child's write, or before it. */
export function machineRows(state: 'before' | 'after' = 'after'): Rows {
  const after = state === 'after';
  const child: Space = after ? kChild : { ...kChild, leaf: { pfn: kOld, bits: kReadOnly } };
  const parentTables = tablesOf(kParent, 0);
  const childTables = tablesOf(child, 4);
  const avc = (id: number, vma: number, anonVma: number, more: object) => ({
    avc: id,
    vma,
    anonVma,
    sameVmaPrev: NONE,
    sameVmaNext: NONE,
    rbParent: NONE,
    rbLeft: NONE,
    rbRight: NONE,
    first: kArea,
    last: kArea + 15,
    subtreeLast: kArea + 15,
    ...more,
  });
  const counters = kCounters.map(([name]) => ({ value: name === 'pgfault' ? (after ? 2 : 1) : 7 }));
  return {
    machine: [
      { levels: 4, cpus: 2, memPages: 4096, endPfn: 4096, zeroPfn: 0x50, taskSizeVpn: 2 ** 35, command: after ? 4 : 3, event: NONE },
    ],
    counters,
    zones: [{ zone: 1, startPfn: 0, spannedPages: 4096, presentPages: 4096, managedPages: 3072, freePages: 2048 }],
    freeAreas: Array.from({ length: 11 }, (_, order) => ({ zone: 1, order, nrFree: order === 10 ? 2 : 0 })),
    freeBlocks: [
      { pfn: 2048, order: 10, zone: 1 },
      { pfn: 3072, order: 10, zone: 1 },
      { pfn: 0x200, order: 6, zone: 1 },
    ],
    reserved: [{ startPfn: 1024, endPfn: 2048 }],
    batchPages: after
      ? [
          { cpu: 0, kind: 0, pfn: kOld },
          { cpu: 1, kind: 0, pfn: kCopy },
        ]
      : [{ cpu: 0, kind: 0, pfn: kOld }],
    frames: [
      ...parentTables.tables.concat(childTables.tables).map(({ pfn }) => ({ pfn, type: 3, anonVma: NONE, refcount: 1 })),
      ...(after
        ? [anonFrame(kOld, 1, 1, 2, 1), anonFrame(kCopy, 2, 1, 2, 2)]
        : [anonFrame(kOld, 1, 2, 3, 1), { pfn: kCopy, type: 1, anonVma: NONE }]),
    ],
    tasks: [
      { pid: 1, tgid: 1, state: 1, mm: 1, commStart: 0, commLength: 4 },
      { pid: 2, tgid: 2, parent: 1, state: 1, mm: 2, cpu: 1, commStart: 0, commLength: 4 },
    ],
    text: Array.from('init[stack]/lib/libc.so.6', (char) => ({ byte: char.charCodeAt(0) })),
    mms: [
      { mm: 1, pgdPfn: 0x100, users: 1, mapCount: 2, nrTables: 3, treeRoot: 11, treeHeight: 1 },
      { mm: 2, pgdPfn: 0x110, users: 1, mapCount: 2, nrTables: 3, treeRoot: 12, treeHeight: 1 },
    ],
    vmas: [...vmasOf(kParent), ...vmasOf(child)],
    mapleNodes: [...mapleOf(kParent, 0).nodes, ...mapleOf(child, 5).nodes],
    mapleSlots: [...mapleOf(kParent, 0).slots, ...mapleOf(child, 5).slots],
    tables: [...parentTables.tables, ...childTables.tables],
    ptes: [...parentTables.ptes, ...childTables.ptes],
    anonVmas: [
      { anonVma: 1, root: 1, parent: 1, refcount: 3, numChildren: 2, numActiveVmas: 1, rbRoot: 1 },
      { anonVma: 2, root: 1, parent: 1, refcount: 1, numChildren: 0, numActiveVmas: 1, rbRoot: 3 },
    ],
    swapSlots: [{ area: 0, offset: 5, count: 1, pfn: NONE }],
    avcs: [avc(1, 1, 1, { rbRight: 2 }), avc(2, 3, 1, { rbParent: 1, rbRed: 1 }), avc(3, 3, 2, {})],
  };
}

export function machine(state: 'before' | 'after' = 'after'): Machine {
  return new Machine(decodeSnapshot(encodeSnapshot(machineRows(state))));
}
