// Who maps a page: the family of anon_vmas that its mapping belongs to, with chains and areas, and what a walk finds at each area.
import { kBatches, kPageOwners } from '../engine/generated/names';
import { kPageFlags } from '../engine/generated/snapshot';
import type { Machine, Vma } from './machine';

export interface Visit {
  avc: number;
  vma: Vma;
  pid: number | null;
  /** Where the page would be in that area. */
  vpn: number;
  found: boolean;
  /** What the entry there points to instead; null when there is no entry. */
  otherPfn: number | null;
}

export interface RefHolder {
  kind: 'pte' | 'batch' | 'table' | 'swapCache' | 'pageCache' | 'other';
  pid?: number;
  vpn?: number;
  cpu?: number;
  batch?: string;
  count: number;
}

export interface PageWalk {
  pfn: number;
  anonVma: number | null;
  index: number;
  mapcount: number;
  refcount: number;
  visits: Visit[];
  holders: RefHolder[];
}

export function pageWalk(machine: Machine, pfn: number): PageWalk | null {
  const row = machine.rowOfFrame(pfn);
  if (row === undefined) return null;
  const { frames } = machine.s;
  const anonVma = machine.anonVmaOfFrame(pfn);
  const walk = {
    pfn,
    anonVma,
    index: frames.index[row]!,
    mapcount: frames.mapcount[row]!,
    refcount: frames.refcount[row]!,
    visits: [] as Visit[],
    holders: holdersOf(machine, row),
  };
  if (anonVma !== null && walk.mapcount > 0) walk.visits = visitsOf(machine, anonVma, pfn, walk.index);
  return walk;
}

function visitsOf(machine: Machine, anonVma: number, pfn: number, index: number): Visit[] {
  const { avcs } = machine.s;
  const visits: Visit[] = [];
  for (const row of machine.avcsOfTree.get(anonVma) ?? []) {
    const vma = machine.vmaById.get(avcs.vma[row]!);
    if (!vma || avcs.first[row]! > index || avcs.last[row]! < index) continue;
    const vpn = vma.start + (index - vma.pgoff);
    const entry = machine.leafOf(vma.mm, vpn);
    const found = entry?.pfn === pfn;
    visits.push({ avc: avcs.avc[row]!, vma, pid: machine.pidOf(vma.mm), vpn, found, otherPfn: found ? null : (entry?.pfn ?? null) });
  }
  return visits;
}

function batchHolders(machine: Machine, pfn: number): RefHolder[] {
  const { batchPages } = machine.s;
  const holders: RefHolder[] = [];
  for (let row = 0; row < batchPages.rows; ++row) {
    if (batchPages.pfn[row] !== pfn) continue;
    holders.push({ kind: 'batch', cpu: batchPages.cpu[row]!, batch: kBatches[batchPages.kind[row]!]!, count: 1 });
  }
  return holders;
}

/** A page of an object is in the page cache until it is in the swap cache: there it has a slot. */
function cacheOf(flags: number, type: number): 'swapCache' | 'pageCache' | null {
  if ((flags & kPageFlags.swapcache) !== 0) return 'swapCache';
  return kPageOwners[type] === 'shmem' ? 'pageCache' : null;
}

/** Every reference of a frame with who holds it; what cannot be named is counted. */
function holdersOf(machine: Machine, row: number): RefHolder[] {
  const { frames, ptes } = machine.s;
  const pfn = frames.pfn[row]!;
  const holders: RefHolder[] = [];
  if (frames.mapcount[row]! > 0) {
    for (const pteRow of machine.leavesOfFrame(pfn)) {
      const mm = machine.mmOfTable(ptes.tablePfn[pteRow]!);
      const pid = mm === null ? null : machine.pidOf(mm);
      holders.push({ kind: 'pte', ...(pid === null ? {} : { pid }), vpn: ptes.vpn[pteRow]!, count: 1 });
    }
  }
  if (frames.batchCpu[row]! > 0) holders.push(...batchHolders(machine, pfn));
  const cache = cacheOf(frames.flags[row]!, frames.type[row]!);
  if (cache) holders.push({ kind: cache, count: 1 });
  if (machine.tableRow.has(pfn)) holders.push({ kind: 'table', count: 1 });
  const known = holders.length;
  const rest = frames.refcount[row]! - known;
  if (rest > 0) holders.push({ kind: 'other', count: rest });
  return holders;
}

export interface Family {
  root: number;
  /** Members, parents before children. */
  anonVmas: number[];
  vmas: Vma[];
}

/** All anon_vmas under one root, and the areas on their trees in the order of their processes. */
export function familyOf(machine: Machine, anonVma: number): Family | null {
  const start = machine.anonVmaRow.get(anonVma);
  if (start === undefined) return null;
  const { anonVmas, avcs } = machine.s;
  const root = anonVmas.root[start]!;
  const members = Array.from(anonVmas.anonVma).filter((_, row) => anonVmas.root[row] === root);
  const ids = new Set<number>();
  for (const id of members) for (const row of machine.avcsOfTree.get(id) ?? []) ids.add(avcs.vma[row]!);
  const vmas = machine.vmas.filter((vma) => ids.has(vma.id));
  vmas.sort((a, b) => (machine.pidOf(a.mm) ?? 0) - (machine.pidOf(b.mm) ?? 0) || a.start - b.start);
  return { root, anonVmas: parentsFirst(machine, root, members), vmas };
}

function parentsFirst(machine: Machine, root: number, members: number[]): number[] {
  const { anonVmas } = machine.s;
  const children = new Map<number, number[]>();
  for (const id of members) {
    const parent = anonVmas.parent[machine.anonVmaRow.get(id)!]!;
    if (parent !== id) {
      const list = children.get(parent);
      if (list) list.push(id);
      else children.set(parent, [id]);
    }
  }
  const order = new Set<number>();
  // Its own stack: a family may be thousands deep.
  const visit = (first: number) => {
    const stack = [first];
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      if (order.has(id)) continue;
      order.add(id);
      stack.push(...[...(children.get(id) ?? [])].reverse());
    }
  };
  if (members.includes(root)) visit(root);
  for (const id of members) visit(id);
  return [...order];
}

/** The area that a fork copied this one from: the parent's, at the same page offset. */
export function areaCopied(machine: Machine, vma: Vma): Vma | null {
  const [task] = machine.tasksOf(vma.mm);
  const mm = task === undefined ? null : machine.mmOf(task.parent);
  if (mm === null || mm === vma.mm) return null;
  const has = (one: Vma) => one.pgoff <= vma.pgoff && vma.pgoff < one.pgoff + one.end - one.start;
  return machine.vmasOf.get(mm)?.find((one) => one.anonVma !== null && has(one)) ?? null;
}
