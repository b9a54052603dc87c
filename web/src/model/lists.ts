// The LRU lists as drawing, cards and tests need them: pages in the order in which reclaim would look at them, what waits in the batches of
// the CPUs, and which pages a step moved from one to another, with the event that says why.
import { type EventRecord, infoOf } from '../engine/generated/events';
import { kBatches, kPageOwners } from '../engine/generated/names';
import type { Machine } from './machine';
import { TextNames } from './text_names';

/** engine/phys/lru_lists.def, in its order. */
export const kListNames = ['inactiveAnon', 'activeAnon', 'inactiveFile', 'activeFile', 'unevictable'] as const;
export type ListName = (typeof kListNames)[number];

export interface PageList {
  name: ListName;
  /** Of memory groups; the root's is 0. */
  group: number;
  /** Of the group, while there are any but the root. */
  path: string | null;
  /** Few beside the active ones: reclaim would make some of those inactive. */
  isLow: boolean;
  /** The newest first; of the unevictable ones, which Linux does not link, by number. */
  frames: ArrayLike<number> & { indexOf(pfn: number): number };
}

export interface Batch {
  cpu: number;
  kind: string;
  frames: readonly number[];
}

export interface Lists {
  lists: readonly PageList[];
  batches: readonly Batch[];
}

export function listsOf({ s }: Machine): Lists {
  const { lruLists, lruPages, batchPages } = s;
  const names = new TextNames(s.text.byte);
  const hasGroups = lruLists.rows > kListNames.length;
  let from = 0;
  const lists = Array.from(lruLists.list, (list, row): PageList => {
    from += lruLists.count[row]!;
    return {
      name: kListNames[list]!,
      group: lruLists.group[row]!,
      path: hasGroups ? names.read(lruLists.pathStart[row]!, lruLists.pathLength[row]!) : null,
      isLow: lruLists.isLow[row] !== 0,
      frames: lruPages.pfn.subarray(from - lruLists.count[row]!, from),
    };
  });
  const batches = new Map<string, { cpu: number; kind: string; frames: number[] }>();
  for (let row = 0; row < batchPages.rows; ++row) {
    const [cpu, kind] = [batchPages.cpu[row]!, kBatches[batchPages.kind[row]!]!];
    const batch = batches.get(`${cpu}/${kind}`) ?? { cpu, kind, frames: [] };
    batch.frames.push(batchPages.pfn[row]!);
    batches.set(`${cpu}/${kind}`, batch);
  }
  return { lists, batches: [...batches.values()] };
}

/** Where a page is: on a list; in a batch and on none; on neither; or nowhere any more. */
export type Place = ListName | 'batch' | 'none' | 'free';

export interface Move {
  from: Place;
  /** The same: it was looked at, and stays. */
  to: Place;
  frames: readonly number[];
  /** What says why; null: no event that was kept does. */
  event: EventRecord | null;
}

function placeAt({ s: { frames } }: Machine, row: number | undefined): Place {
  if (row === undefined || kPageOwners[frames.type[row]!] === 'pcp') return 'free';
  const list = frames.lru[row]!;
  return list > 0 ? kListNames[list - 1]! : frames.batchCpu[row]! > 0 ? 'batch' : 'none';
}

const isListed = (place: Place) => place !== 'none' && place !== 'free';

/** Events that name the page which they move. A later one outweighs an earlier one, but for those that only carry out what was decided. */
const kOfPage = ['ShrinkFolio', 'FolioDeactivate', 'MarkLazyfree', 'MarkAccessed', 'MlockFolio', 'RotateReclaimable', 'WorkingsetRefault'];
const kCarriedOut = ['FolioAddLru', 'FolioPut'];

/** What moves pages without naming each, by where they come from and go to. */
function movers(from: Place, to: Place): readonly string[] {
  if (from === 'batch') return to === 'unevictable' ? ['MlockFolioBatch', 'FolioBatchMoveLru'] : ['FolioBatchMoveLru'];
  if (to === 'unevictable' || from === 'unevictable') return ['MlockFolioBatch'];
  if (to === 'inactiveAnon') return ['ShrinkActiveList', 'LruDeactivate'];
  if (to === 'activeAnon' || to === 'activeFile') return ['LruActivate'];
  return to === 'inactiveFile' ? ['LruLazyfree', 'ShrinkActiveList', 'LruDeactivate'] : [];
}

interface Told {
  byFrame: ReadonlyMap<number, EventRecord>;
  last: ReadonlyMap<string, EventRecord>;
}

function told(events: readonly EventRecord[]): Told {
  const byFrame = new Map<number, EventRecord>();
  const last = new Map<string, EventRecord>();
  for (const event of events) {
    const info = infoOf(event);
    if (!info) continue;
    last.set(info.id, event);
    if (!kOfPage.includes(info.id) && !kCarriedOut.includes(info.id)) continue;
    const pfn = event.arg[info.args.findIndex(([, kind]) => kind === 'pfn')]!;
    if (kOfPage.includes(info.id) || !byFrame.has(pfn)) byFrame.set(pfn, event);
  }
  return { byFrame, last };
}

/** All rows of two machines by frame, ascending; undefined where a machine has no row of it. */
function* bothRows(before: Machine, now: Machine): Generator<[pfn: number, before: number | undefined, now: number | undefined]> {
  const [old, young] = [before.s.frames.pfn, now.s.frames.pfn];
  for (let [a, b] = [0, 0]; a < old.length || b < young.length; ) {
    const pfn = Math.min(old[a] ?? Infinity, young[b] ?? Infinity);
    yield [pfn, old[a] === pfn ? a++ : undefined, young[b] === pfn ? b++ : undefined];
  }
}

/** What a step moved, in groups of pages that went the same way for the same reason: the largest first. */
export function movesOf(before: Machine | null, now: Machine, events: readonly EventRecord[]): Move[] {
  if (!before) return [];
  const { byFrame, last } = told(events);
  const groups = new Map<string, Move & { frames: number[] }>();
  for (const [pfn, was, is] of bothRows(before, now)) {
    const [from, to] = [placeAt(before, was), placeAt(now, is)];
    if (!isListed(from) && !isListed(to)) continue;
    const own = byFrame.get(pfn);
    if (from === to && (own && infoOf(own)?.id) !== 'ShrinkFolio') continue;
    const event = own ?? movers(from, to).flatMap((id) => last.get(id) ?? [])[0] ?? null;
    const key = `${from} ${to} ${event?.id} ${event?.reason}`;
    const group = groups.get(key);
    if (group) group.frames.push(pfn);
    else groups.set(key, { from, to, frames: [pfn], event });
  }
  return [...groups.values()].sort((a, b) => b.frames.length - a.frames.length);
}
