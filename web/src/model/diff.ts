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
  /** What entries were before: "P…" raw halves by key, absent when there was none. */
  oldEntries: ReadonlyMap<string, { lo: number; hi: number; pfn: number }>;
  counters: readonly CounterChange[];
  /** Frames that were in use and are free now. */
  freed: readonly number[];
}

export const kNoChange: Change = { keys: new Set(), oldEntries: new Map(), counters: [], freed: [] };

export function diffMachines(before: Machine, after: Machine): Change {
  const keys = new Set<string>();
  const oldEntries = diffEntries(before, after, keys);
  diffFrames(before, after, keys);
  diffAreas(before, after, keys);
  diffRmap(before, after, keys);
  diffNodes(before, after, keys);
  for (const mm of after.mmRow.keys()) if (!before.mmRow.has(mm)) keys.add(mmKey(mm));
  for (const pfn of after.tableRow.keys()) if (!before.tableRow.has(pfn)) keys.add(tableKey(pfn));
  return { keys, oldEntries, counters: diffCounters(before, after), freed: diffFreed(before, after) };
}

/** Leaf entries by "mm/vpn". */
function leaves(machine: Machine): Map<string, number> {
  const { ptes, tables } = machine.s;
  const rows = new Map<string, number>();
  for (let table = 0; table < tables.rows; ++table) {
    if (tables.level[table] !== 1) continue;
    const { from, to } = machine.entriesOf(table);
    for (let row = from; row < to; ++row) rows.set(pteKey(tables.mm[table]!, ptes.vpn[row]!), row);
  }
  return rows;
}

function diffEntries(before: Machine, after: Machine, keys: Set<string>): Change['oldEntries'] {
  const old = new Map<string, { lo: number; hi: number; pfn: number }>();
  const was = leaves(before);
  for (const [key, row] of leaves(after)) {
    const oldRow = was.get(key);
    was.delete(key);
    const now = after.s.ptes;
    if (oldRow === undefined) {
      keys.add(key);
      continue;
    }
    const then = before.s.ptes;
    if (then.entryLo[oldRow] === now.entryLo[row] && then.entryHi[oldRow] === now.entryHi[row]) continue;
    keys.add(key);
    old.set(key, { lo: then.entryLo[oldRow]!, hi: then.entryHi[oldRow]!, pfn: then.pfn[oldRow]! });
  }
  for (const key of was.keys()) keys.add(key);
  return old;
}

function diffFrames(before: Machine, after: Machine, keys: Set<string>): void {
  const now = after.s.frames;
  const then = before.s.frames;
  for (const [pfn, row] of after.frameRow) {
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
