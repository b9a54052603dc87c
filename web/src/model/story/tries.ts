// What to try next: for each kind of headline a few commands, each of them one that the machine, as it stands, accepts.
import { hex } from '../../base/hex';
import { infoOf } from '../../engine/generated/events';
import { kVmFlags } from '../../engine/generated/names';
import { isStack } from '../area_name';
import { type LimitName, type LimitRow, limitRows } from '../limits';
import type { Machine, Task, Vma } from '../machine';
import { sharersOf } from './facts';
import { argOf, idOf, keysOf, nearest, pageOf, type Tale } from './tale';
import type { TryName } from './words';

export interface Try {
  name: TryName;
  label: string;
  command: string;
}

const kMost = 3;

/** By event/reason or event; what fits none of them looks at the process. */
const kTries: Readonly<Record<string, readonly TryName[]>> = {
  booted: ['ask', 'askWrite', 'fork'],
  none: ['maps', 'ps', 'free'],
  TlbHit: ['walk', 'whoMaps', 'share'],
  HardwareWalk: ['walk', 'whoMaps', 'share'],
  'DoAnonymousPage/NewFrame': ['share', 'whoMaps', 'walk'],
  'DoAnonymousPage/ZeroPage': ['write', 'walk', 'share'],
  'DoWpPage/NotExclusiveCopy': ['whoMapsOld', 'otherWrites', 'childEndsFirst', 'childExits', 'whoMaps'],
  DoWpPage: ['whoMaps', 'share', 'walk'],
  DoReadFault: ['write', 'whoMaps', 'share'],
  DoSharedFault: ['whoMaps', 'share', 'walk'],
  ExpandStack: ['maps', 'walk', 'limits'],
  'BadArea/NoVma': ['maps', 'walk', 'ask'],
  'BadArea/VmaNotWritable': ['allow', 'maps', 'walk'],
  'BadArea/VmaNotAccessible': ['allow', 'maps', 'walk'],
  BadArea: ['maps', 'walk'],
  DoSigbus: ['maps', 'walk'],
  'VmaMerge/MergeNone': ['write', 'read', 'merge', 'maps'],
  'VmaMerge/MergeNew': ['write', 'read', 'maps'],
  ShmemZeroSetup: ['write', 'share', 'maps'],
  Populate: ['share', 'walk', 'maps'],
  DoMunmap: ['readNow', 'maps', 'free'],
  'MprotectFixup/FlagsSplit': ['write', 'allow', 'maps'],
  MprotectFixup: ['write', 'maps', 'walk'],
  DoMremap: ['readNow', 'maps', 'walk'],
  'MadviseVma/AdviceZap': ['readNow', 'walk', 'free'],
  'MadviseVma/AdviceFree': ['write', 'walk', 'status'],
  'MadviseVma/AdviceGuard': ['readNow', 'walk', 'maps'],
  MadviseVma: ['readNow', 'walk', 'maps'],
  DoMlock: ['status', 'walk', 'limits'],
  DoMunlock: ['status', 'walk'],
  Mlockall: ['status', 'limits'],
  DoMseal: ['write', 'maps'],
  Fork: ['childWrites', 'childExits', 'whoMaps'],
  Exit: ['collect', 'ps', 'free'],
  Wait: ['ps', 'free'],
  Prlimit: ['limits', 'ask', 'status'],
  RmapWalk: ['describe', 'share', 'ps'],
  FileRmapWalk: ['describe', 'share', 'ps'],
  Refused: ['help', 'maps', 'limits'],
};

/** None in the past: a command would run at the head, on another machine than the one that is looked at. */
export function triesOf(tale: Tale): Try[] {
  const { status, asked } = tale.moment;
  const isPast = asked === null && (status.cursor.command !== status.head || status.cursor.event !== null);
  if (isPast) return [];
  const keys = tale.event ? keysOf(tale.event) : [status.head === 0 ? 'booted' : 'none'];
  const names = keys.map((key) => kTries[key]).find((list) => list !== undefined) ?? kTries.none!;
  const tries: Try[] = [];
  for (const name of names) {
    const command = kCommands[name]?.(tale) ?? null;
    if (command !== null && tries.length < kMost && tries.every((one) => one.command !== command))
      tries.push({ name, label: tale.words.tries[name], command });
  }
  if (status.canUndo && asked === null) tries.push({ name: 'undo', label: tale.words.tries.undo, command: 'undo' });
  return tries;
}

const kCommands: Partial<Readonly<Record<TryName, (tale: Tale) => string | null>>> = {
  ask: (tale) => (hasRoom(tale, tale.moment.status.current) ? 'a = mmap 64K' : null),
  askWrite: () => 'a = mmap 64K; write $a "hello"',
  fork: () => 'fork',
  share: (tale) => (isAtLimit(tale) ? null : asTask(tale, actorOf(tale), 'fork')),
  whoMapsOld: (tale) => rmapOf(tale, argOf(tale.event, 'pfn')),
  whoMaps: (tale) => rmapOf(tale, leafFrame(tale) ?? childPage(tale)?.pfn ?? null),
  otherWrites: (tale) => {
    const first = othersOf(tale).find((pid) => tale.moment.machine.tasksOf(tale.moment.machine.mmOf(pid) ?? 0).length === 1);
    return first === undefined ? null : writeOf(tale, first);
  },
  childWrites: (tale) => {
    const page = childPage(tale);
    return page && asTask(tale, page.pid, `write ${nameOf(tale, page.vpn)} "child"`);
  },
  childExits: (tale) => {
    const child = argOf(tale.event, 'child') ?? othersOf(tale).find((pid) => pid !== 1) ?? null;
    return child === null || tale.moment.machine.mmOf(child) === null ? null : asTask(tale, child, 'exit');
  },
  // The same store again, on a machine where nobody shares the page any more.
  childEndsFirst: (tale) => {
    const [other] = othersOf(tale);
    const isOurs = other !== undefined && other !== 1 && tale.moment.machine.task(other)?.parent === actorOf(tale);
    return isOurs ? `undo; ${asTask(tale, other, 'exit')}; ${tale.command}` : null;
  },
  walk: (tale) => addressed(tale, (where) => `walk ${where}`),
  write: (tale) => writeOf(tale, actorOf(tale)),
  read: readOf,
  maps: (tale) => fileOf(tale, 'maps'),
  limits: (tale) => fileOf(tale, 'limits'),
  status: (tale) => fileOf(tale, 'status'),
  readNow: readOf,
  allow: (tale) => (mayAllow(areaOf(tale)) && hasRoom(tale) ? addressed(tale, (where) => `mprotect ${where} 4K rw`) : null),
  merge: (tale) => (hasRoom(tale) ? asTask(tale, actorOf(tale), 'mmap 64K') : null),
  help: ({ command }) => {
    const word = /^(?:@\d+\s+)?(?:\w+\s*=\s*)?([a-z_]\w*)/.exec(command)?.[1];
    return word ? `help ${word}` : null;
  },
  collect: (tale) => {
    const pid = argOf(tale.event, 'pid');
    const task = pid === null ? undefined : tale.moment.machine.task(pid);
    return task && mayBeCollected(tale, task) ? asTask(tale, task.parent, 'wait') : null;
  },
  ps: () => 'ps',
  describe: (tale) => {
    const pfn = argOf(tale.event, 'pfn');
    return pfn === null ? null : `page pfn ${hex(pfn)}`;
  },
  free: () => 'cat /proc/buddyinfo',
};

/** A group had to make room: for a child's tables there may be none. */
const isAtLimit = ({ moment }: Tale): boolean => moment.events.some((event) => infoOf(event)?.id === 'ReclaimMemcg');

/** Whose command it was, as long as it has memory. */
function actorOf({ event, moment }: Tale): number | null {
  const pid = event?.pid || moment.status.current;
  return moment.machine.mmOf(pid) === null ? null : pid;
}

function asTask({ moment }: Tale, pid: number | null, command: string): string | null {
  return pid === null ? null : pid === moment.status.current ? command : `@${pid} ${command}`;
}

function addressed(tale: Tale, command: (where: string) => string): string | null {
  const vpn = placeOf(tale);
  return vpn === null || vpn >= tale.moment.machine.s.machine.taskSizeVpn[0]!
    ? null
    : asTask(tale, actorOf(tale), command(nameOf(tale, vpn)));
}

/** A load, also where it will be refused: then that is the point. */
function readOf(tale: Tale): string | null {
  const vma = areaOf(tale);
  return vma && isSpecial(vma) ? null : addressed(tale, (where) => `read ${where}`);
}

/** A store into an area, likewise. */
function writeOf(tale: Tale, pid: number | null): string | null {
  const vpn = placeOf(tale);
  const mm = pid === null ? null : tale.moment.machine.mmOf(pid);
  const vma = vpn === null || mm === null ? undefined : tale.moment.machine.vmaAt(mm, vpn);
  return vpn === null || !vma || isSpecial(vma) ? null : asTask(tale, pid, `write ${nameOf(tale, vpn)}`);
}

/** The page that the tries are about. */
function placeOf(tale: Tale): number | null {
  if (tale.event && idOf(tale.event) === 'DoMremap') {
    const moved = nearest(tale, (event) => idOf(event) === 'MoveVma');
    const to = argOf(moved, 'to');
    if (to !== null) return Math.floor(to / 4096);
  }
  return pageOf(tale.event);
}

function areaOf(tale: Tale): Vma | undefined {
  const [pid, vpn] = [actorOf(tale), placeOf(tale)];
  const mm = pid === null ? null : tale.moment.machine.mmOf(pid);
  return mm === null || vpn === null ? undefined : tale.moment.machine.vmaAt(mm, vpn);
}

const kBit = new Map<string, number>(kVmFlags);

function has(vma: Vma, flag: string): boolean {
  const bit = kBit.get(flag) ?? 0;
  return bit < 32 ? ((vma.flags >>> bit) & 1) === 1 : ((vma.flagsHi >>> (bit - 32)) & 1) === 1;
}

/** The kernel's own areas, as [vdso], and those of named files: what their pages hold is not modelled. */
const isSpecial = (vma: Vma) => ['de', 'io', 'pf', 'mm'].some((flag) => has(vma, flag)) || /^\/(?!dev\/zero)/.test(vma.name);

/** The right to write is missing and can be given. */
const mayAllow = (vma: Vma | undefined) => vma !== undefined && !has(vma, 'wr') && has(vma, 'mw') && !has(vma, 'sl');

function fileOf(tale: Tale, file: string): string | null {
  const pid = actorOf(tale) ?? tale.moment.status.current;
  return tale.moment.machine.task(pid) && tale.moment.machine.mmOf(pid) !== null ? `cat /proc/${pid}/${file}` : null;
}

function leafFrame(tale: Tale): number | null {
  const [pid, vpn] = [actorOf(tale), placeOf(tale)];
  const mm = pid === null ? null : tale.moment.machine.mmOf(pid);
  return mm === null || vpn === null ? null : (tale.moment.machine.leafOf(mm, vpn)?.pfn ?? null);
}

function rmapOf({ moment }: Tale, pfn: number | null): string | null {
  return pfn === null || moment.machine.anonVmaOfFrame(pfn) === null ? null : `rmap pfn ${hex(pfn)}`;
}

/** An ordinary child with all its threads; those of clone may report their end otherwise. */
function mayBeCollected({ moment: { machine, status } }: Tale, { tgid, parent, zombie }: Task): boolean {
  const hasThreads = machine.tasks.some((task) => task.tgid === tgid && !task.zombie);
  return zombie && !hasThreads && machine.mmOf(parent) !== null && !status.commands.some(({ text }) => /\bclone/.test(text));
}

const kSmall = 2 ** 16;

/** Nothing forbids a little more: no limit that is near, and promises are not counted strictly. */
function hasRoom(tale: Tale, pid = actorOf(tale)): boolean {
  const { machine } = tale.moment;
  const mm = pid === null ? null : machine.mmOf(pid);
  const bounded = new Set<LimitName>(['RLIMIT_AS', 'RLIMIT_DATA', 'RLIMIT_MEMLOCK']);
  const fits = ({ name, used, limit }: LimitRow) => !bounded.has(name) || limit === null || used + kSmall <= limit;
  return mm !== null && machine.s.machine.overcommitMemory[0] !== 2 && limitRows(machine, null, mm).every(fits);
}

/** Those that still have the page that was copied. */
function othersOf({ event, moment }: Tale): number[] {
  const pfn = argOf(event, 'pfn');
  return event && pfn !== null ? sharersOf(moment.machine, pfn, event.pid) : [];
}

/** Of the child that was just made a page that it shares: not on the stack, if there is one elsewhere. */
function childPage({ event, moment: { machine } }: Tale): { pid: number; vpn: number; pfn: number } | null {
  const pid = argOf(event, 'child');
  const mm = pid === null ? null : machine.mmOf(pid);
  if (pid === null || mm === null) return null;
  const leaves = machine.leavesOf(mm);
  const isAnonymous = (row: number) => machine.anonVmaOfFrame(machine.s.ptes.pfn[row]!) !== null;
  const isOnStack = (row: number) => {
    const vma = machine.vmaAt(mm, machine.s.ptes.vpn[row]!);
    return vma !== undefined && isStack(vma);
  };
  const row = leaves.find((one) => isAnonymous(one) && !isOnStack(one)) ?? leaves.find(isAnonymous);
  return row === undefined ? null : { pid, vpn: machine.s.ptes.vpn[row]!, pfn: machine.s.ptes.pfn[row]! };
}

const kMostOffset = 2 ** 18;

/** An address by the session's name for it, or for a place shortly before it in the same area. */
function nameOf({ moment }: Tale, vpn: number): string {
  let best = `0x${vpn.toString(16)}000`;
  let nearestBy = kMostOffset;
  for (const [name, value] of Object.entries(moment.status.names)) {
    const base = Number.parseInt(value, 16) / 4096;
    const by = vpn - base;
    if (!Number.isInteger(base) || by < 0 || by >= nearestBy || !inOneArea(moment.machine, base, vpn)) continue;
    nearestBy = by;
    best = by === 0 ? `$${name}` : `$${name}+${by * 4}K`;
  }
  return best;
}

const inOneArea = (machine: Machine, from: number, to: number) =>
  from === to || machine.vmas.some((vma) => vma.start <= from && to < vma.end);
