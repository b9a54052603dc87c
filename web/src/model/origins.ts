// Where things of one machine came from in the machine before it, and where those went that are gone: a half of a split area out of the
// whole, a moved area out of its old place, a child's space out of its parent's, a copied page out of the page that it was copied from.
import { isPresent } from './bits';
import type { Change } from './diff';
import { mmKey, pageKey, pteKey, vmaKey } from './keys';
import type { Machine, Vma } from './machine';

export interface Origins {
  /** Of what is there now, by key. */
  from: ReadonlyMap<string, string>;
  /** Of what was there before, by key. */
  into: ReadonlyMap<string, string>;
}

export const kNoOrigins: Origins = { from: new Map(), into: new Map() };

export function originsOf(before: Machine | null, after: Machine): Origins {
  if (!before) return kNoOrigins;
  const from = new Map<string, string>();
  const into = new Map<string, string>();
  for (const mm of after.mmRow.keys()) {
    if (before.mmRow.has(mm)) areasOf(before, after, mm, from, into);
    else childOf(before, after, mm, from);
  }
  return { from, into };
}

type Keys = Map<string, string>;

function areasOf(before: Machine, after: Machine, mm: number, from: Keys, into: Keys): void {
  const gone = (before.vmasOf.get(mm) ?? []).filter((vma) => !after.vmaById.has(vma.id));
  for (const vma of after.vmasOf.get(mm) ?? []) {
    if (before.vmaById.has(vma.id)) continue;
    const source = before.vmaAt(mm, vma.start) ?? before.vmaAt(mm, vma.end - 1) ?? gone.find((old) => isMovedTo(old, vma));
    if (source) from.set(vmaKey(vma.id), vmaKey(source.id));
    const moved = source && !overlaps(source, vma) ? source : undefined;
    if (moved) movePages(before, moved, vma, from, into);
  }
  for (const vma of gone) {
    const heir = after.vmaAt(mm, vma.start) ?? after.vmaAt(mm, vma.end - 1) ?? after.vmasOf.get(mm)?.find((now) => isMovedTo(vma, now));
    if (heir) into.set(vmaKey(vma.id), vmaKey(heir.id));
  }
}

const overlaps = (a: Vma, b: Vma) => a.start < b.end && b.start < a.end;

/** mremap keeps which pages of its object an area shows, and whose family it is. */
function isMovedTo(old: Vma, now: Vma): boolean {
  return old.pgoff === now.pgoff && old.anonVma === now.anonVma && old.flags === now.flags && old.start !== now.start;
}

function movePages(before: Machine, old: Vma, now: Vma, from: Keys, into: Keys): void {
  for (const row of before.leavesIn(old.mm, old.start, old.end)) {
    const vpn = before.s.ptes.vpn[row]!;
    const there = vpn - old.start + now.start;
    from.set(pteKey(now.mm, there), pteKey(old.mm, vpn));
    into.set(pteKey(old.mm, vpn), pteKey(now.mm, there));
  }
}

function childOf(before: Machine, after: Machine, mm: number, from: Keys): void {
  const parent = after.tasksOf(mm)[0]?.parent ?? 0;
  const source = after.mmOf(parent) ?? before.mmOf(parent);
  if (source === null) return;
  from.set(mmKey(mm), mmKey(source));
  for (const vma of after.vmasOf.get(mm) ?? []) {
    const twin = before.vmaAt(source, vma.start);
    if (twin) from.set(vmaKey(vma.id), vmaKey(twin.id));
  }
}

/** Frames that hold a copy, and what they were copied from. */
export function copiesOf(after: Machine, change: Change): Map<number, number> {
  const copies = new Map<number, number>();
  for (const row of change.rows) {
    const { ptes, tables } = after.s;
    const table = after.tableRow.get(ptes.tablePfn[row]!);
    const old = table === undefined ? undefined : change.oldEntries.get(pteKey(tables.mm[table]!, ptes.vpn[row]!));
    const pfn = ptes.pfn[row]!;
    if (old && isPresent(old.lo) && old.pfn !== pfn && change.keys.has(pageKey(pfn))) copies.set(pfn, old.pfn);
  }
  return copies;
}
