// What changed between two machines: the keys of everything that is new or different, and the counters that moved.
import { kCounters } from '../engine/generated/snapshot';
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

export const kNoChange: Change = { keys: new Set(), rows: new Set(), oldEntries: new Map(), counters: [], freed: [] };

export function diffMachines(before: Machine, after: Machine): Change {
  const marks: Marks = { keys: new Set(), rows: new Set(), oldEntries: new Map() };
  diffEntries(before, after, marks);
  const { keys } = marks;
  diffFrames(before, after, keys);
  diffAreas(before, after, keys);
  diffRmap(before, after, keys);
  diffNodes(before, after, keys);
  for (const mm of after.mmRow.keys()) if (!before.mmRow.has(mm)) keys.add(mmKey(mm));
  for (const pfn of after.tableRow.keys()) if (!before.tableRow.has(pfn)) keys.add(tableKey(pfn));
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
  let at = old.from;
  for (let row = now.from; row < now.to; ++row) {
    const vpn = here.vpn[row]!;
    for (; at < old.to && then.vpn[at]! < vpn; ++at) marks.keys.add(pteKey(mm, then.vpn[at]!));
    const stayed = at < old.to && then.vpn[at] === vpn;
    if (stayed && then.entryLo[at] === here.entryLo[row] && then.entryHi[at] === here.entryHi[row]) {
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
  const now = after.s.frames;
  const then = before.s.frames;
  for (const [pfn, row] of after.frameRow) {
    if (keys.size >= 2 * kMaxMarks) return;
    const old = before.frameRow.get(pfn);
    const same =
      old !== undefined &&
      then.type[old] === now.type[row] &&
      then.refcount[old] === now.refcount[row] &&
      then.mapcount[old] === now.mapcount[row] &&
      then.anonVma[old] === now.anonVma[row] &&
      then.flags[old] === now.flags[row] &&
      then.contentLo[old] === now.contentLo[row] &&
      then.contentHi[old] === now.contentHi[row] &&
      then.content[old] === now.content[row];
    // A frame that only moved to a per-CPU list came along in a batch; that is no news about the frame.
    if (!same && !(old === undefined && now.type[row] === 1)) keys.add(pageKey(pfn));
  }
}

function diffFreed(before: Machine, after: Machine): number[] {
  const freed: number[] = [];
  for (const [pfn, row] of before.frameRow) {
    const now = after.frameRow.get(pfn);
    const wasUsed = before.s.frames.type[row] !== 1;
    if (wasUsed && (now === undefined || after.s.frames.type[now] === 1)) freed.push(pfn);
  }
  return freed;
}

function diffAreas(before: Machine, after: Machine, keys: Set<string>): void {
  for (const vma of after.vmas) {
    const old = before.vmaById.get(vma.id);
    const same =
      old &&
      old.mm === vma.mm &&
      old.start === vma.start &&
      old.end === vma.end &&
      old.flags === vma.flags &&
      old.anonVma === vma.anonVma &&
      old.avcCount === vma.avcCount;
    if (!same) keys.add(vmaKey(vma.id));
  }
}

function diffRmap(before: Machine, after: Machine, keys: Set<string>): void {
  const now = after.s.anonVmas;
  const then = before.s.anonVmas;
  for (const [id, row] of after.anonVmaRow) {
    const old = before.anonVmaRow.get(id);
    const same =
      old !== undefined &&
      then.parent[old] === now.parent[row] &&
      then.refcount[old] === now.refcount[row] &&
      then.numChildren[old] === now.numChildren[row] &&
      then.numActiveVmas[old] === now.numActiveVmas[row];
    if (!same) keys.add(anonVmaKey(id));
  }
  for (const [id, row] of after.avcRow) {
    const old = before.avcRow.get(id);
    const same =
      old !== undefined && before.s.avcs.vma[old] === after.s.avcs.vma[row] && before.s.avcs.anonVma[old] === after.s.avcs.anonVma[row];
    if (!same) keys.add(avcKey(id));
  }
}

function diffNodes(before: Machine, after: Machine, keys: Set<string>): void {
  const was = nodeTexts(before);
  for (const [id, text] of nodeTexts(after)) if (was.get(id) !== text) keys.add(nodeKey(id));
}

function nodeTexts(machine: Machine): Map<number, string> {
  const { mapleNodes: nodes, mapleSlots: slots } = machine.s;
  const texts = new Map<number, string>();
  for (let row = 0; row < nodes.rows; ++row) {
    let text = '';
    const first = nodes.firstSlot[row]!;
    for (let slot = first; slot < first + nodes.count[row]!; ++slot) {
      text += `${slots.startVpn[slot]}-${slots.endVpn[slot]}:${slots.kind[slot]}${slots.target[slot]};`;
    }
    texts.set(nodes.node[row]!, text);
  }
  return texts;
}

function diffCounters(before: Machine, after: Machine): CounterChange[] {
  return kCounters
    .map(([name, doc], row) => ({ name, doc, value: after.counter(row), delta: after.counter(row) - before.counter(row) }))
    .filter(({ delta }) => delta !== 0);
}
