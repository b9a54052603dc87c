// What kind of thing an event tells of. Nothing here knows an event by name: the group that declares it, the file of Linux that it stands
// in, and what it is about and was given say so.
import { type EventGroup, type EventInfo, groupOf, infoOf } from '../engine/generated/events';
import type { Call } from './calls';
import { saysNo } from './verdicts';

export const kEventKinds = ['faults', 'areas', 'tables', 'rmap', 'memory', 'refusals'] as const;
export type EventKind = (typeof kEventKinds)[number];
type Subject = Exclude<EventKind, 'refusals'>;

/** Groups whose events are all of one kind; of the others the file says it. */
const kOfGroup: Partial<Record<EventGroup, Subject>> = {
  phys: 'memory',
  pgtable: 'tables',
  vma: 'areas',
  rmap: 'rmap',
  mremap: 'areas',
  memcg: 'memory',
};

const kOfFile: Readonly<Record<string, Subject>> = {
  'mm/mmap.c': 'areas',
  'mm/vma.c': 'areas',
  'mm/vma.h': 'areas',
  'mm/vma_init.c': 'areas',
  'mm/util.c': 'areas',
  'mm/mprotect.c': 'areas',
  'mm/madvise.c': 'areas',
  'mm/mempolicy.c': 'areas',
  'mm/mlock.c': 'areas',
  'mm/mseal.c': 'areas',
  'mm/mincore.c': 'areas',
  'mm/msync.c': 'areas',
  'fs/exec.c': 'areas',
  'fs/binfmt_elf.c': 'areas',
  'mm/mmu_gather.c': 'tables',
  'mm/pt_reclaim.c': 'tables',
  'mm/rmap.c': 'rmap',
  'mm/page_vma_mapped.c': 'rmap',
  'include/linux/rmap.h': 'rmap',
  'mm/swap.c': 'memory',
  'mm/swapfile.c': 'memory',
  'mm/swap_state.c': 'memory',
  'mm/page_io.c': 'memory',
  'mm/filemap.c': 'memory',
  'mm/vmscan.c': 'memory',
  'mm/page_alloc.c': 'memory',
  'mm/workingset.c': 'memory',
  'mm/page-writeback.c': 'memory',
};

/** Somebody touches a page, or another's memory. */
export const isAccess = (info: EventInfo) => info.about?.some(({ what }) => what === 'page' || what === 'writes') ?? false;

/** `isWithin`: a call around it is an access. What works for one and is of no other kind belongs to it. */
function subjectOf(info: EventInfo, isWithin: boolean): Subject | null {
  const ofGroup = kOfGroup[groupOf(info)];
  if (ofGroup) return ofGroup;
  if (isAccess(info)) return 'faults';
  // Outside of faults mm/memory.c copies and takes away entries.
  return kOfFile[info.source] ?? (isWithin ? 'faults' : info.source === 'mm/memory.c' ? 'tables' : null);
}

export function isOfKind(kind: EventKind, { begin, final }: Call, isWithin: boolean): boolean {
  if (kind === 'refusals') return saysNo(final);
  const info = infoOf(begin);
  if (!info) return false;
  // Who is given an entry reads or writes a page table, whatever it does that for.
  return subjectOf(info, isWithin) === kind || (kind === 'tables' && info.args.some(([, argKind]) => argKind === 'pte'));
}
