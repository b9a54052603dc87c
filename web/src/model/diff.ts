// What changed between two machines: the keys of everything that is new or different, and the counters that moved.
import { kCounters, type Snapshot } from '../engine/generated/snapshot';
import { type ComparedTable, comparison } from './diff_columns';
import { diffSlots } from './diff_slots';
import { anonVmaKey, avcKey, mmKey, nodeKey, pageKey, pteKey, tableKey, vmaKey } from './keys';
import type { Machine } from './machine';

export interface CounterChange {
  name: string;
  doc: string;
  value: number;
  delta: number;
}

export interface Change {
  keys: ReadonlySet<string>;
  /** Rows of the leaf entries among them. */
  rows: ReadonlySet<number>;
  /** What entries were before: "P…" raw halves by key, absent when there was none. */
  oldEntries: ReadonlyMap<string, { lo: number; hi: number; pfn: number }>;
  counters: readonly CounterChange[];
  /** Frames that were in use and are free now. */
  freed: readonly number[];
}

/** Entries, and after them frames, that are marked: where a step changes more, the first ones stand for all. */
const kMaxMarks = 8192;

interface Marks {
  keys: Set<string>;
  rows: Set<number>;
  oldEntries: Map<string, { lo: number; hi: number; pfn: number }>;
}

type RowsById = ReadonlyMap<number, number>;

interface Compared {
  before: Snapshot;
  after: Snapshot;
  keys: Set<string>;
}

export const kNoChange: Change = { keys: new Set(), rows: new Set(), oldEntries: new Map(), counters: [], freed: [] };

export function diffMachines(before: Machine, after: Machine): Change {
  const marks: Marks = { keys: new Set(), rows: new Set(), oldEntries: new Map() };
  diffEntries(before, after, marks);
  const { keys } = marks;
  diffFrames(before, after, keys);
  const both = { before: before.s, after: after.s, keys };
  diffRows('vmas', vmaKey, areaRows(before), areaRows(after), both);
  diffRows('anonVmas', anonVmaKey, before.anonVmaRow, after.anonVmaRow, both);
  diffRows('avcs', avcKey, before.avcRow, after.avcRow, both);
  diffRows('mms', mmKey, before.mmRow, after.mmRow, both);
  diffRows('tables', tableKey, before.tableRow, after.tableRow, both);
  diffNodes(before, after, keys);
  diffSlots(before.s, after.s, keys);
  return { ...marks, counters: diffCounters(before, after), freed: diffFreed(before, after) };
}

/** Leaf tables by address space and the addresses that they cover. */
function leafTables(machine: Machine): Map<string, { from: number; to: number }> {
  const { ptes, tables } = machine.s;
  const found = new Map<string, { from: number; to: number }>();
  for (let table = 0; table < tables.rows; ++table) {
    const range = machine.entriesOf(table);
    if (tables.level[table] !== 1 || range.from === range.to) continue;
    found.set(`${tables.mm[table]!}/${Math.floor(ptes.vpn[range.from]! / 512)}`, range);
  }
  return found;
}

const kNoEntries = { from: 0, to: 0 };

function diffEntries(before: Machine, after: Machine, marks: Marks): void {
  const was = leafTables(before);
  const is = leafTables(after);
  for (const [name, now] of is) {
    if (marks.keys.size >= kMaxMarks) return;
    diffTable(Number(name.split('/')[0]), before, was.get(name) ?? kNoEntries, after, now, marks);
  }
  for (const [name, then] of was) {
    if (is.has(name) || marks.keys.size >= kMaxMarks) continue;
    diffTable(Number(name.split('/')[0]), before, then, after, kNoEntries, marks);
  }
}

type Rows = typeof kNoEntries;

/** Both ranges are in the order of their addresses. */
function diffTable(mm: number, before: Machine, old: Rows, after: Machine, now: Rows, marks: Marks): void {
  const then = before.s.ptes;
  const here = after.s.ptes;
  const same = comparison('ptes', before.s, after.s);
  let at = old.from;
  for (let row = now.from; row < now.to; ++row) {
    const vpn = here.vpn[row]!;
    for (; at < old.to && then.vpn[at]! < vpn; ++at) marks.keys.add(pteKey(mm, then.vpn[at]!));
    const stayed = at < old.to && then.vpn[at] === vpn;
    if (stayed && same(at, row)) {
      ++at;
      continue;
    }
    const key = pteKey(mm, vpn);
    marks.keys.add(key);
    marks.rows.add(row);
    if (stayed) marks.oldEntries.set(key, { lo: then.entryLo[at]!, hi: then.entryHi[at]!, pfn: then.pfn[at]! });
    if (stayed) ++at;
  }
  for (; at < old.to; ++at) marks.keys.add(pteKey(mm, then.vpn[at]!));
}

function diffFrames(before: Machine, after: Machine, keys: Set<string>): void {
  const same = comparison('frames', before.s, after.s);
  const { pfn, type } = after.s.frames;
  for (let row = 0; row < pfn.length && keys.size < 2 * kMaxMarks; ++row) {
    const old = before.rowOfFrame(pfn[row]!);
    const stayed = old !== undefined && same(old, row);
    // A frame that only moved to a per-CPU list came along in a batch; that is no news about the frame.
    if (!stayed && !(old === undefined && type[row] === 1)) keys.add(pageKey(pfn[row]!));
  }
}

/** Objects with an id of their own: new ones and those of which a compared column changed. */
function diffRows(table: ComparedTable, key: (id: number) => string, was: RowsById, is: RowsById, marks: Compared): void {
  const same = comparison(table, marks.before, marks.after);
  for (const [id, row] of is) {
    const old = was.get(id);
    if (old === undefined || !same(old, row)) marks.keys.add(key(id));
  }
}

function diffFreed(before: Machine, after: Machine): number[] {
  const freed: number[] = [];
  const { pfn, type } = before.s.frames;
  for (let row = 0; row < pfn.length; ++row) {
    if (type[row] === 1) continue;
    const now = after.rowOfFrame(pfn[row]!);
    if (now === undefined || after.s.frames.type[now] === 1) freed.push(pfn[row]!);
  }
  return freed;
}

function diffNodes(before: Machine, after: Machine, keys: Set<string>): void {
  const was = nodeRows(before);
  const sameNode = comparison('mapleNodes', before.s, after.s);
  const sameSlot = comparison('mapleSlots', before.s, after.s);
  const then = before.s.mapleNodes;
  const here = after.s.mapleNodes;
  for (const [id, row] of nodeRows(after)) {
    const old = was.get(id);
    let same = old !== undefined && sameNode(old, row);
    for (let slot = 0; same && slot < here.count[row]!; ++slot) same = sameSlot(then.firstSlot[old!]! + slot, here.firstSlot[row]! + slot);
    if (!same) keys.add(nodeKey(id));
  }
}

const nodeRows = (machine: Machine): RowsById => new Map(Array.from(machine.s.mapleNodes.node, (id, row) => [id, row]));
const areaRows = (machine: Machine): RowsById => new Map(machine.vmas.map(({ id, row }) => [id, row]));

function diffCounters(before: Machine, after: Machine): CounterChange[] {
  return kCounters
    .map(([name, doc], row) => ({ name, doc, value: after.counter(row), delta: after.counter(row) - before.counter(row) }))
    .filter(({ delta }) => delta !== 0);
}
