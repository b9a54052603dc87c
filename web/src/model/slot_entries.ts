// Which entries name a slot of swap. The first few slots asked for are looked up row by row: of a large machine most never are.
import { NONE, type Snapshot } from '../engine/generated/snapshot';
import { swapEntry } from './bits';
import type { Machine } from './machine';

const kMostScans = 32;
/** More slots than any area has. */
const idOf = (area: number, offset: number) => area * 2 ** 24 + offset;

interface Asked {
  scans: number;
  rows: Map<number, number[]> | null;
}

const known = new WeakMap<Snapshot, Asked>();

/** Rows of the leaf entries, ascending. */
export function entriesOfSlot({ s }: Machine, area: number, offset: number): readonly number[] {
  const asked = known.get(s) ?? { scans: 0, rows: null };
  known.set(s, asked);
  if (!asked.rows && ++asked.scans <= kMostScans) return scan(s, area, offset);
  asked.rows ??= sort(s);
  return asked.rows.get(idOf(area, offset)) ?? [];
}

function scan({ ptes: { entryLo, entryHi } }: Snapshot, area: number, offset: number): number[] {
  const low = ~offset & 0x7fffff;
  const rows: number[] = [];
  for (let row = 0; row < entryLo.length; ++row) {
    const named = entryLo[row]! >>> 9 === low ? swapEntry(entryLo[row]!, entryHi[row]!) : null;
    if (named?.area === area && named.offset === offset) rows.push(row);
  }
  return rows;
}

function sort({ ptes: { entryLo, entryHi, pfn } }: Snapshot): Map<number, number[]> {
  const rows = new Map<number, number[]>();
  for (let row = 0; row < pfn.length; ++row) {
    const named = pfn[row] === NONE ? swapEntry(entryLo[row]!, entryHi[row]!) : null;
    if (!named) continue;
    const found = rows.get(idOf(named.area, named.offset));
    if (found) found.push(row);
    else rows.set(idOf(named.area, named.offset), [row]);
  }
  return rows;
}
