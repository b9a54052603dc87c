// One page's life, as Pagewalk.life() answers it (pagewalk.d.ts).

/** All that happened to one page of a process, up to the head. Before the process was made: to the page that it was copied from. */
export interface Life {
  pid: number;
  /** "0x…", of the page. */
  addr: string;
  /** How many there were; the first few thousand are here. */
  total: number;
  totalMoves: number;
  /** Events that speak of the page, in the order in which they began. */
  steps: LifeStep[];
  /** Where it was, in order of time; before the first one it was nowhere. */
  moves: LifeMove[];
}
/** An event as events() has it; arguments as "0x…". Of a span its end, with the places of both. */
export interface LifeStep {
  command: number;
  seq: number;
  end: number;
  id: number;
  reason: number;
  phase: number;
  cpu: number;
  depth: number;
  pid: number;
  arg: string[];
}
export interface LifeMove {
  /** When so many events of that command had happened. */
  command: number;
  seq: number;
  where: 'nowhere' | 'zero' | 'memory' | 'swap';
  /** The frame that holds it; of a page in swap, the one that is cached for its slot. */
  pfn: number | null;
  /** "TYPE:OFFSET": where it is, or what is kept for it. */
  slot: string | null;
  /** Its own entry maps the frame, and allows stores. */
  isMapped: boolean;
  isWritable: boolean;
  /** Entries of anybody that map the frame, and that name the slot. */
  mapcount: number;
  swapCount: number;
  /** Of the frame: PageFlag. */
  flags: number;
}
