// What one command's events say about where to look: whose address space, which page or range, which frames. Which arguments of an event
// say it stands in the engine's declaration of the event (`about` in its .def row); nothing here knows an event by name.
import { type About, type EventRecord, infoOf, kPhaseBegin, kPhaseEnd } from '../engine/generated/events';
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

type What = About['what'];
const kNothing: readonly About[] = [];
/** Who runs meanwhile is not whom it is about. */
const isOfNobody = ({ what }: About) => what === 'machine' || what === 'process';

class Reader {
  readonly hints: Hints = { owner: null, place: null, visits: [], pfns: [], isFresh: false };
  private readonly others: Owner[] = [];
  private ranges = 0;
  private moved = false;
  private refused = false;
  private named = false;
  private remote: Place | null = null;

  read(event: EventRecord): void {
    const about = infoOf(event)?.about ?? kNothing;
    if (!this.hints.owner && event.pid > 0 && !about.some(isOfNobody)) this.hints.owner = { kind: 'pid', id: event.pid };
    for (const part of about) this.kTold[part.what]?.(event, part);
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

  /** What each way of being about something does. */
  private readonly kTold: Partial<Record<What, (event: EventRecord, about: About) => void>> = {
    in: (event, about) => this.span(event, about),
    writes: (event, { args }) => {
      // Written to another process: that is what changed, though the bytes were read here last.
      if (event.phase === kPhaseEnd && event.arg[args[0]!] === 1) this.hints.place = this.remote ?? this.hints.place;
    },
    process: (event, { args }) => {
      this.hints.owner = { kind: 'pid', id: event.arg[args[0]!]! };
      this.named = true;
    },
    fresh: () => {
      this.hints.isFresh = true;
    },
    refused: () => {
      this.refused = true;
    },
    page: (event, { args }) => {
      if (!this.moved) this.put(event, event.arg[args[0]!]!, 0);
    },
    frame: (event, { args }) => {
      const pfn = event.arg[args[0]!]!;
      if (isFrame(pfn) && this.hints.pfns.length < 2 && !this.moved) this.hints.pfns = [pfn];
    },
    frames: (event, { args: [first, second] }) => {
      if (isFrame(event.arg[second!]!)) this.hints.pfns = [event.arg[first!]!, event.arg[second!]!];
    },
    visit: (event, { args: [vma, addr] }) => {
      const vpn = Math.floor(event.arg[addr!]! / 4096);
      this.hints.visits.push({ owner: { kind: 'vma', id: event.arg[vma!]! }, vpn, end: vpn + 1, doubtful: false });
    },
    range: (event, about) => this.range(event, about),
    moved: (event, about) => {
      if (event.phase !== kPhaseEnd && !this.moved) this.move(event, about);
    },
    back: (event, about) => {
      if (event.phase !== kPhaseEnd) this.move(event, about);
    },
  };

  /** Keeps count of the spans in which another address space is worked on. */
  private span(event: EventRecord, { args }: About): void {
    const kind = infoOf(event)!.args[args[0]!]![1] === 'mm' ? 'mm' : 'pid';
    if (event.phase === kPhaseBegin) this.others.push({ kind, id: event.arg[args[0]!]! });
    if (event.phase === kPhaseEnd) this.others.pop();
  }

  private put(event: EventRecord, from: number, to: number): void {
    const vpn = Math.floor(from / 4096);
    if (this.hints.place?.vpn !== vpn) this.hints.pfns = [];
    const owner = this.others.at(-1) ?? { kind: 'pid', id: event.pid };
    this.hints.place = { owner, vpn, end: Math.max(vpn + 1, Math.ceil(to / 4096)), doubtful: false };
    if (this.others.length > 0) this.remote = this.hints.place;
  }

  private move(event: EventRecord, { args, bytes }: About): void {
    const at = args.map((place) => event.arg[place]!);
    const [to, length] = bytes ? [at[0]!, at[1]!] : [at[2]!, at[1]! - at[0]!];
    this.put(event, to, to + length);
    this.moved = true;
  }

  private range(event: EventRecord, { args: [first, second], bytes }: About): void {
    if (event.phase === kPhaseEnd) --this.ranges;
    const from = event.arg[first!]!;
    const to = bytes ? from + event.arg[second!]! : event.arg[second!]!;
    if (this.ranges === 0 && !this.moved) this.put(event, from, to);
    if (event.phase === kPhaseBegin) ++this.ranges;
  }
}

const isFrame = (pfn: number) => pfn !== NONE && pfn > 0;

export function hintsOf(events: readonly EventRecord[]): Hints {
  const reader = new Reader();
  for (const event of events) reader.read(event);
  return reader.done();
}
