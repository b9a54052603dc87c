// What one command's events say about where to look: whose address space, which page or range, which frames.
import { type EventRecord, kEvents, kPhaseBegin, kPhaseEnd } from '../engine/generated/events';
import { NONE } from '../engine/generated/snapshot';

/** Whose address it is, as the event names it. */
export interface Owner {
  kind: 'pid' | 'mm' | 'vma';
  id: number;
}

export interface Place {
  owner: Owner;
  vpn: number;
  end: number;
  /** The call was refused, perhaps for this very address. */
  doubtful: boolean;
}

/** What one command's events say. */
export interface Hints {
  owner: Owner | null;
  place: Place | null;
  /** Other places of the same page, as a reverse walk visits them. */
  visits: Place[];
  pfns: number[];
  /** A new address space: what commands before it named is no more. */
  isFresh: boolean;
}

/** Events about one page: position of the address, and of the frame where they name it. */
const kPages: Readonly<Record<string, readonly [addr: number, pfn?: number]>> = {
  TlbHit: [0],
  HardwareWalk: [0],
  PageFaultException: [0],
  GeneralProtection: [0],
  DoUserAddrFault: [0],
  BadArea: [0],
  HandleMmFault: [0],
  DoAnonymousPage: [0, 1],
  DoWpPage: [0, 1],
  WpPageReuse: [0, 1],
  WpPageCopy: [0],
  DoReadFault: [0],
  DoSharedFault: [0],
  DoSigbus: [0],
  SetPte: [0],
  FollowPage: [0],
  FaultinPage: [0],
  GuardFault: [0],
};

/** Events about a range: from, and to or (with `bytes`) how long. The outermost one counts. */
const kRanges: Readonly<Record<string, readonly [from: number, to: number, bytes?: 'bytes']>> = {
  MmapRegion: [0, 1],
  DoMunmap: [0, 1],
  DoMprotect: [0, 1],
  DoMremap: [0, 2, 'bytes'],
  DoMadvise: [0, 1, 'bytes'],
  DoMlock: [0, 1],
  DoMunlock: [0, 1],
  Populate: [0, 1],
  DoMseal: [0, 1],
  DoBrk: [0, 1],
  Mincore: [0, 1],
  Msync: [0, 1],
};

/** Moves, by the address that they lead to; nothing that follows in the same call says more. */
const kMoves: Readonly<Record<string, (arg: readonly number[]) => [from: number, to: number]>> = {
  RemapMove: ([start = 0, end = 0, to = 0]) => [to, to + end - start],
  MoveVma: ([, , to = 0, bytes = 0]) => [to, to + bytes],
  MoveReverted: ([from = 0, , bytes = 0]) => [from, from + bytes],
};

/** Spans in which another address space is worked on: whose. */
const kOthers: Readonly<Record<string, Owner['kind']>> = { GetUserPages: 'mm', AccessRemoteVm: 'mm', ProcessMadvise: 'pid' };

/** Events that name a process and no address in it. */
const kProcesses: Readonly<Record<string, number>> = { Fork: 1, CloneVm: 1, Thread: 1, Prlimit: 0, BeginNewExec: 0 };

/** What the machine does for itself, whoever happens to run. */
const kNobodys = new Set([
  'DrainAll',
  'LruAddDrain',
  'FolioBatchMoveLru',
  'MlockFolioBatch',
  'LruLazyfree',
  'LruDeactivate',
  'LruActivate',
]);
for (const id of ['FolioPut', 'FreePages', 'FreePcpBulk', 'FreeOnePage', 'RmqueueBulk', 'DrainPages', 'Sysctl', 'SwitchMm', 'SetAffinity'])
  kNobodys.add(id);

/** For the tests, which check that the engine still has them. */
export const focusEvents = (): string[] => [
  ...[kPages, kRanges, kMoves, kOthers, kProcesses].flatMap((table) => Object.keys(table)),
  ...kNobodys,
  ...['RmapWalk', 'RmapVisit', 'FileRmapWalk', 'FileRmapVisit', 'ShmemFault', 'Refused', 'ProcessVmRw'],
];

class Reader {
  readonly hints: Hints = { owner: null, place: null, visits: [], pfns: [], isFresh: false };
  private readonly others: Owner[] = [];
  private ranges = 0;
  private moved = false;
  private refused = false;
  private named = false;
  private remote: Place | null = null;

  read(event: EventRecord): void {
    const id = kEvents[event.id]?.id ?? '';
    const { arg } = event;
    this.span(id, event);
    if (event.pid > 0 && !kNobodys.has(id) && !(id in kProcesses)) this.hints.owner ??= { kind: 'pid', id: event.pid };
    const process = kProcesses[id];
    if (process !== undefined) [this.hints.owner, this.named] = [{ kind: 'pid', id: arg[process]! }, true];
    if (id === 'BeginNewExec') this.hints.isFresh = true;
    if (id === 'Refused') this.refused = true;
    const move = kMoves[id];
    if (move) this.move(event, move(arg));
    else if (id in kRanges) this.range(id, event);
    else this.page(id, event);
  }

  done(): Hints {
    const { hints } = this;
    if (hints.isFresh) Object.assign(hints, { place: null, visits: [], pfns: [] });
    if (hints.place) {
      if (!this.named) hints.owner = hints.place.owner;
      hints.place.doubtful = this.refused;
    }
    return hints;
  }

  /** Keeps count of the spans that the events stand in. */
  private span(id: string, event: EventRecord): void {
    const other = kOthers[id];
    if (other && event.phase === kPhaseBegin) this.others.push({ kind: other, id: event.arg[0]! });
    if (other && event.phase === kPhaseEnd) this.others.pop();
    // Written to another process: that is what changed, though the bytes were read here last.
    if ((id === 'ProcessVmRw' || id === 'AccessRemoteVm') && event.phase === kPhaseEnd && event.arg[id === 'ProcessVmRw' ? 2 : 3] === 1)
      this.hints.place = this.remote ?? this.hints.place;
  }

  private put(event: EventRecord, from: number, to: number): void {
    const vpn = Math.floor(from / 4096);
    if (this.hints.place?.vpn !== vpn) this.hints.pfns = [];
    const owner = this.others.at(-1) ?? { kind: 'pid', id: event.pid };
    this.hints.place = { owner, vpn, end: Math.max(vpn + 1, Math.ceil(to / 4096)), doubtful: false };
    if (this.others.length > 0) this.remote = this.hints.place;
  }

  private move(event: EventRecord, [from, to]: [number, number]): void {
    if (event.phase === kPhaseEnd) return;
    if (!this.moved || kEvents[event.id]!.id === 'MoveReverted') this.put(event, from, to);
    this.moved = true;
  }

  private range(id: string, event: EventRecord): void {
    const [first, second, bytes] = kRanges[id]!;
    if (event.phase === kPhaseEnd) --this.ranges;
    const from = event.arg[first]!;
    const to = bytes ? from + event.arg[second]! : event.arg[second]!;
    if (this.ranges === 0 && !this.moved) this.put(event, from, to);
    if (event.phase === kPhaseBegin) ++this.ranges;
  }

  private page(id: string, event: EventRecord): void {
    const { arg } = event;
    const page = kPages[id];
    if (page && !this.moved) {
      this.put(event, arg[page[0]]!, 0);
      const pfn = page[1] === undefined ? NONE : arg[page[1]]!;
      if (pfn !== NONE && pfn > 0 && this.hints.pfns.length < 2) this.hints.pfns = [pfn];
    }
    if (id === 'WpPageCopy' && arg[2] !== NONE && arg[2] !== 0) this.hints.pfns = [arg[1]!, arg[2]!];
    if (id === 'ShmemFault' && arg[2] !== NONE) this.hints.pfns = [arg[2]!];
    if (id === 'RmapWalk' || id === 'FileRmapWalk') this.hints.pfns = [arg[0]!];
    if (id === 'RmapVisit' || id === 'FileRmapVisit') {
      const vpn = Math.floor(arg[2]! / 4096);
      this.hints.visits.push({ owner: { kind: 'vma', id: arg[1]! }, vpn, end: vpn + 1, doubtful: false });
    }
  }
}

export function hintsOf(events: readonly EventRecord[]): Hints {
  const reader = new Reader();
  for (const event of events) reader.read(event);
  return reader.done();
}
