// Which columns of the snapshot make an object a changed one: all of them but those that are named here, with the reason. So a column
// that is added to a compared table is compared, and a table that is added has to say what it is.
import { kSnapshotLayout, type Snapshot } from '../engine/generated/snapshot';

type Table = Exclude<keyof Snapshot, 'rows'>;
type Column<T extends Table> = Exclude<keyof Snapshot[T], 'rows'> & string;
type Silent<T extends Table> = { readonly [C in Column<T>]?: string };

const kPlaceInTree = 'where it stands in a tree or list: others moved, it did not';
const kFollows = 'follows from other columns';
const kSum = 'a sum over what it holds, whose parts are marked; the limits show it with its difference';

/** Tables whose rows are marked when they change, and their columns that are no news. */
export const kCompared = {
  frames: {},
  vmas: { nameStart: 'a row number' },
  ptes: { index: kFollows, level: kFollows, pfn: kFollows, vpn: kFollows, tablePfn: 'a table that is another is marked itself' },
  tables: { used: 'its entries are marked', firstPte: 'a row number' },
  mms: {
    mapCount: kSum,
    totalVm: kSum,
    dataVm: kSum,
    execVm: kSum,
    stackVm: kSum,
    lockedVm: kSum,
    rssFile: kSum,
    rssAnon: kSum,
    rssSwap: kSum,
    rssShmem: kSum,
    hiwaterRss: kSum,
    nrTables: kSum,
    startBrk: 'the heap is marked',
    brk: 'the heap is marked',
    mmapBaseVpn: 'set when it is made',
    stackVpn: 'the stack is marked',
    treeRoot: 'nodes are marked',
    treeHeight: 'nodes are marked',
    cpumask: 'who ran where is no change of the address space',
    loadedOn: 'who ran where is no change of the address space',
  },
  anonVmas: { rbRoot: kPlaceInTree },
  avcs: {
    sameVmaPrev: kPlaceInTree,
    sameVmaNext: kPlaceInTree,
    rbParent: kPlaceInTree,
    rbLeft: kPlaceInTree,
    rbRight: kPlaceInTree,
    rbRed: kPlaceInTree,
    subtreeLast: kPlaceInTree,
  },
  mapleNodes: { parent: kPlaceInTree, parentSlot: kPlaceInTree, depth: kPlaceInTree, firstSlot: 'a row number' },
  mapleSlots: {},
  swapSlots: {},
} as const satisfies { readonly [T in Table]?: Silent<T> };

/** Tables that have no rows to be marked. */
export const kNotMarked = {
  machine: 'settings: the limits show them',
  counters: 'told with their differences',
  zones: 'told in numbers; the frames are marked',
  freeAreas: 'the frames are marked',
  freeBlocks: 'what left them or came to them is a frame in use, or was one',
  reserved: 'never changes',
  pcp: 'the frames are marked',
  lru: 'the frames are marked',
  lruLists: 'the frames are marked',
  pressure: 'told in numbers',
  scan: 'told in numbers',
  lruPages: 'the frames are marked',
  batchPages: 'the frames are marked',
  tasks: 'address spaces are marked; tasks are not drawn',
  text: 'names in other tables',
  tlbEntries: 'not drawn',
  tlbStats: 'counters',
  swapAreas: 'told in numbers; the slots are marked',
  swapClusters: 'the slots are marked',
  swapCpus: 'told in numbers',
} as const satisfies { readonly [T in Table]?: string };

export type ComparedTable = keyof typeof kCompared;

/** Compares rows of one table of two machines. */
export function comparison(table: ComparedTable, before: Snapshot, after: Snapshot): (old: number, now: number) => boolean {
  const columns = comparedColumns(table);
  const read = (of: Snapshot) => columns.map((column) => (of[table] as unknown as Record<string, ArrayLike<number>>)[column]!);
  const then = read(before);
  const here = read(after);
  return (old, now) => {
    for (let at = 0; at < columns.length; ++at) if (then[at]![old] !== here[at]![now]) return false;
    return true;
  };
}

export function comparedColumns(table: ComparedTable): string[] {
  const columns = kSnapshotLayout.find(([name]) => name === table)?.[1] ?? [];
  return columns.map(([column]) => column).filter((column) => !(column in kCompared[table]));
}
