// What the drawings look at when nobody has chosen anything: the process, address and frames that the last events spoke of.
import { type EventRecord, kEvents } from '../engine/generated/events';
import { NONE } from '../engine/generated/snapshot';
import type { Machine } from './machine';

export interface Focus {
  pid: number;
  /** The walked page; null: none yet. */
  vpn: number | null;
  /** Frames whose reverse mapping is drawn, the more important one first. */
  pfns: number[];
  /** The page was picked for want of anything better, and gives way to any that an event names. */
  guessed?: boolean;
}

interface Hints {
  pid: number | null;
  vpn: number | null;
  copied: [number, number] | null;
  pfn: number | null;
}

/** Events whose address is where the eye should go. */
const kAddressed = new Set([
  'TlbHit',
  'HardwareWalk',
  'DoUserAddrFault',
  'HandleMmFault',
  'DoAnonymousPage',
  'DoWpPage',
  'WpPageCopy',
  'WpPageReuse',
  'SetPte',
  'DoMmap',
  'ChangePte',
  'PageFaultException',
  'RmapVisit',
]);
/** For the tests, which check that the engine still has them. */
export const focusEvents = (): string[] => [...kAddressed, ...kFramed];

/** Events whose frame is the one of the command. */
const kFramed = new Set(['DoAnonymousPage', 'DoWpPage', 'WpPageReuse', 'RmapWalk']);

function hintsOf(events: readonly EventRecord[]): Hints {
  const hints: Hints = { pid: null, vpn: null, copied: null, pfn: null };
  for (const event of events) {
    const info = kEvents[event.id];
    if (!info) continue;
    const arg = (kind: string) => {
      const at = info.args.findIndex(([, one]) => one === kind);
      return at < 0 || event.arg[at] === NONE ? null : event.arg[at]!;
    };
    if (kAddressed.has(info.id)) {
      const addr = arg('addr');
      if (addr !== null) [hints.vpn, hints.pid] = [Math.floor(addr / 4096), event.pid];
    }
    // A fork is looked at from the child's side.
    if (info.id === 'Fork') hints.pid = event.arg[1]!;
    if (kFramed.has(info.id)) hints.pfn = arg('pfn') ?? hints.pfn;
    if (info.id === 'WpPageCopy' && event.arg[2] !== NONE && event.arg[2] !== 0) hints.copied = [event.arg[1]!, event.arg[2]!];
  }
  return hints;
}

/** Where to look after the events; what they do not say stays as it was, as long as it still exists. */
export function focusAfter(machine: Machine, events: readonly EventRecord[], old: Focus, current: number): Focus {
  const hints = hintsOf(events);
  const alive = (pid: number | null) => pid !== null && machine.mmOf(pid) !== null;
  const pid = alive(hints.pid) ? hints.pid! : alive(old.pid) ? old.pid : alive(current) ? current : firstPid(machine);
  const anonymous = (pfn: number) => machine.anonVmaOfFrame(pfn) !== null;
  let pfns = hints.copied?.filter(anonymous) ?? [];
  if (pfns.length === 0 && hints.pfn !== null && anonymous(hints.pfn)) pfns = [hints.pfn];
  const walked = hints.vpn === null ? null : leafFrame(machine, pid, hints.vpn);
  if (pfns.length === 0 && walked !== null && anonymous(walked)) pfns = [walked];
  if (pfns.length === 0) pfns = old.pfns.filter(anonymous);
  const vpn = hints.vpn ?? (old.guessed ? null : old.vpn);
  const first = firstPage(machine, pid);
  if (first && anonymous(first.pfn) && (pfns.length === 0 || (old.guessed && hints.pfn === null && !hints.copied))) pfns = [first.pfn];
  if (vpn !== null) return { pid, vpn, pfns };
  return { pid, vpn: first?.vpn ?? null, pfns, guessed: true };
}

/** The frame behind a walked address, so that all views look at the same page. */
function leafFrame(machine: Machine, pid: number, vpn: number): number | null {
  const mm = machine.mmOf(pid);
  return mm === null ? null : (machine.leafOf(mm, vpn)?.pfn ?? null);
}

/** A page to begin with: the lowest one that is present, of an area that is no stack if there is one. */
function firstPage(machine: Machine, pid: number): { vpn: number; pfn: number } | null {
  const mm = machine.mmOf(pid);
  if (mm === null) return null;
  const vmas = [...(machine.vmasOf.get(mm) ?? [])].sort((a, b) => Number(a.isStack) - Number(b.isStack) || a.start - b.start);
  for (const vma of vmas) {
    const row = machine.leavesIn(mm, vma.start, vma.end)[0];
    if (row !== undefined) return { vpn: machine.s.ptes.vpn[row]!, pfn: machine.s.ptes.pfn[row]! };
  }
  return null;
}

function firstPid(machine: Machine): number {
  return machine.tasks.find((task) => task.mm !== null)?.pid ?? 1;
}
