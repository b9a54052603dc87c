// What a process uses of what it may use, and what is promised to all of them. Sizes in bytes.
import type { Machine } from './machine';

export type LimitName = 'RLIMIT_AS' | 'RLIMIT_DATA' | 'RLIMIT_STACK' | 'RLIMIT_MEMLOCK' | 'map_count';

export interface LimitRow {
  name: LimitName;
  used: number;
  /** Null: unlimited. */
  limit: number | null;
  /** Since the command before; 0 when there is nothing to compare with. */
  delta: number;
}

export interface Commit {
  /** Committed_AS: what is promised to private writable areas. */
  committed: number;
  limit: number;
  ram: number;
  /** Vm.overcommit_memory. */
  mode: number;
  delta: number;
}

const kPage = 4096;
const kGrowsDown = 0x100;

/** RLIMIT_STACK bounds each growing area by itself: the largest one counts. */
function largestStack(machine: Machine, mm: number): number {
  const pages = (machine.vmasOf.get(mm) ?? []).filter((vma) => (vma.flags & kGrowsDown) !== 0).map((vma) => vma.end - vma.start);
  return Math.max(0, ...pages) * kPage;
}

function usedBy(machine: Machine, mm: number): Record<LimitName, number> | null {
  const row = machine.mmRow.get(mm);
  if (row === undefined) return null;
  const { mms } = machine.s;
  return {
    RLIMIT_AS: mms.totalVm[row]! * kPage,
    RLIMIT_DATA: mms.dataVm[row]! * kPage,
    RLIMIT_STACK: largestStack(machine, mm),
    RLIMIT_MEMLOCK: mms.lockedVm[row]! * kPage,
    map_count: mms.mapCount[row]!,
  };
}

export function limitRows(machine: Machine, before: Machine | null, mm: number): LimitRow[] {
  const used = usedBy(machine, mm);
  const pid = machine.pidOf(mm);
  const task = pid === null ? -1 : machine.s.tasks.pid.indexOf(pid);
  if (!used || task < 0) return [];
  const { tasks } = machine.s;
  const bytes = (column: Float64Array) => (column[task]! < 0 ? null : column[task]!);
  const limits: Record<LimitName, number | null> = {
    RLIMIT_AS: bytes(tasks.limitAs),
    RLIMIT_DATA: bytes(tasks.limitData),
    RLIMIT_STACK: bytes(tasks.limitStack),
    RLIMIT_MEMLOCK: bytes(tasks.limitMemlock),
    map_count: machine.s.machine.maxMapCount[0]!,
  };
  const was = before ? usedBy(before, mm) : null;
  return (Object.keys(used) as LimitName[]).map((name) => ({
    name,
    used: used[name],
    limit: limits[name],
    delta: was ? used[name] - was[name] : 0,
  }));
}

export function commitOf(machine: Machine, before: Machine | null): Commit {
  const now = machine.s.machine;
  const committed = now.committedPages[0]! * kPage;
  return {
    committed,
    limit: now.commitLimitPages[0]! * kPage,
    ram: now.ramPages[0]! * kPage,
    mode: now.overcommitMemory[0]!,
    delta: before ? committed - before.s.machine.committedPages[0]! * kPage : 0,
  };
}
