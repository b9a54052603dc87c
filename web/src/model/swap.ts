// Swap as drawings and cards need it: areas with their clusters, and what a slot is. Rows stay rows of the snapshot.
import { NONE } from '../engine/generated/snapshot';
import type { Change } from './diff';
import { parseKey, slotKey, standsFor } from './keys';
import type { Machine } from './machine';
import { clusterId, kClusterSlots, rowInRuns } from './slot_runs';
import { TextNames } from './text_names';

/** engine/swap/kinds.def, in its order: words of the shell. */
export const kSwapKinds = ['disk', 'ssd', 'zram', 'file'] as const;
/** ClusterList; a cluster that is on none of the others is free. */
export const kClusterLists = ['off', 'free', 'nonfull', 'frag', 'full'] as const;
export type ClusterList = (typeof kClusterLists)[number];

const kHasCache = 1;
const kBad = 2;
const kShmem = 4;
const kZero = 8;

export interface SwapArea {
  area: number;
  name: string;
  kind: (typeof kSwapKinds)[number];
  prio: number;
  /** Slots for pages, and all with the header. */
  pages: number;
  max: number;
  inuse: number;
  clusters: number;
  /** Slots from which the allocator goes on: of the area where it turns, else of a CPU. */
  next: { cpu: number | null; offset: number }[];
}

export interface SwapCluster {
  list: ClusterList;
  /** Slots in use, and those that are none. */
  count: number;
}

export interface Swap {
  areas: readonly SwapArea[];
  clusterOf(area: number, cluster: number): SwapCluster;
}

const kFreeCluster: SwapCluster = { list: 'free', count: 0 };

export function swapOf({ s }: Machine): Swap {
  const { swapAreas, swapClusters, swapCpus } = s;
  const names = new TextNames(s.text.byte);
  const clusters = new Map<number, SwapCluster>();
  for (let row = 0; row < swapClusters.rows; ++row) {
    const cluster = { list: kClusterLists[swapClusters.list[row]!]!, count: swapClusters.count[row]! };
    clusters.set(clusterId(swapClusters.area[row]!, swapClusters.cluster[row]!), cluster);
  }
  const areas = Array.from(swapAreas.area, (area, row): SwapArea => {
    const own = swapAreas.next[row]! > 0 ? [{ cpu: null, offset: swapAreas.next[row]! }] : [];
    const cpus = Array.from(swapCpus.cpu, (cpu, at) => ({ cpu, offset: swapCpus.offset[at]!, area: swapCpus.area[at]! }));
    return {
      area,
      name: names.read(swapAreas.nameStart[row]!, swapAreas.nameLength[row]!),
      kind: kSwapKinds[swapAreas.kind[row]!]!,
      prio: swapAreas.prio[row]!,
      pages: swapAreas.pages[row]!,
      max: swapAreas.max[row]!,
      inuse: swapAreas.inuse[row]!,
      clusters: swapAreas.clusters[row]!,
      next: [...own, ...cpus.filter((one) => one.area === area).map(({ cpu, offset }) => ({ cpu, offset }))],
    };
  });
  return { areas, clusterOf: (area, cluster) => clusters.get(clusterId(area, cluster)) ?? kFreeCluster };
}

/** Where the page of a slot is. */
export type SlotPlace = 'free' | 'header' | 'device' | 'shadow' | 'cached' | 'alone';

export interface Slot {
  area: number;
  offset: number;
  place: SlotPlace;
  /** Entries that name it; of an object its one value. */
  count: number;
  isShmem: boolean;
  isZero: boolean;
  /** The frame in the swap cache. */
  pfn: number | null;
}

export function slotAtRow({ s: { swapSlots } }: Machine, row: number): Slot {
  const flags = swapSlots.flags[row]!;
  const pfn = swapSlots.pfn[row]!;
  const count = swapSlots.count[row]!;
  const isCached = (flags & kHasCache) !== 0 && pfn !== NONE;
  const place = (flags & kBad) !== 0 ? 'header' : isCached ? (count > 0 ? 'cached' : 'alone') : swapSlots.shadow[row] ? 'shadow' : 'device';
  return {
    area: swapSlots.area[row]!,
    offset: swapSlots.offset[row]!,
    place,
    count,
    isShmem: (flags & kShmem) !== 0,
    isZero: (flags & kZero) !== 0,
    pfn: pfn === NONE ? null : pfn,
  };
}

export function slotAt(machine: Machine, area: number, offset: number): Slot {
  const row = rowInRuns(machine.s, area, offset);
  return row === undefined ? { area, offset, place: 'free', count: 0, isShmem: false, isZero: false, pfn: null } : slotAtRow(machine, row);
}

/** All slots of a cluster, free ones too, in order. */
export function slotsOf(machine: Machine, { area, max }: SwapArea, cluster: number): Slot[] {
  const from = cluster * kClusterSlots;
  const length = Math.min(kClusterSlots, max - from);
  return Array.from({ length }, (_, at) => slotAt(machine, area, from + at));
}

export interface SlotName {
  area: number;
  offset: number;
}

/** The slot that a picture is about: that of the first thing wanted which has one, else one that changed, else the first in use. */
export function lookedSlot(machine: Machine, change: Change, wanted: readonly string[]): SlotName | null {
  for (const key of wanted) {
    for (const one of standsFor(machine, key)) if (isUsedSlot(machine, one)) return named(one);
  }
  for (const key of change.keys) if (isUsedSlot(machine, key)) return named(key);
  const { area, offset, flags } = machine.s.swapSlots;
  const row = flags.findIndex((flag) => (flag & kBad) === 0);
  return row < 0 ? null : { area: area[row]!, offset: offset[row]! };
}

function named(key: string): SlotName {
  const [area = 0, offset = 0] = parseKey(key).numbers;
  return { area, offset };
}

function isUsedSlot(machine: Machine, key: string): boolean {
  if (!key.startsWith('slot:')) return false;
  const { area, offset } = named(key);
  const { place } = slotAt(machine, area, offset);
  return place !== 'free' && place !== 'header';
}

/** Clusters of an area in which a step changed a slot. */
export function changedClusters(change: Change): ReadonlySet<number> {
  const found = new Set<number>();
  for (const key of change.keys) {
    if (!key.startsWith('slot:')) continue;
    const { area, offset } = named(key);
    found.add(clusterId(area, Math.floor(offset / kClusterSlots)));
  }
  return found;
}

export const keyOfSlot = ({ area, offset }: SlotName): string => slotKey(area, offset);
