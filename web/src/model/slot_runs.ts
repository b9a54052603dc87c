// Slots of swap by cluster: in the snapshot those of one cluster stand together, ascending, in the order of the clusters' lists.
import { lowerBound } from '../base/lower_bound';
import type { Snapshot } from '../engine/generated/snapshot';

/** SWAPFILE_CLUSTER. */
export const kClusterSlots = 512;
/** More clusters than the largest area has. */
const kMostClusters = 2 ** 16;

export interface SlotRun {
  from: number;
  to: number;
}

export const clusterId = (area: number, cluster: number): number => area * kMostClusters + cluster;

const known = new WeakMap<Snapshot, ReadonlyMap<number, SlotRun>>();

/** Rows of swapSlots by cluster (clusterId); clusters without a slot in use are left out. */
export function slotRuns(s: Snapshot): ReadonlyMap<number, SlotRun> {
  const runs = known.get(s) ?? readRuns(s);
  known.set(s, runs);
  return runs;
}

function readRuns({ swapSlots: { area, offset, rows } }: Snapshot): Map<number, SlotRun> {
  const runs = new Map<number, SlotRun>();
  let last: SlotRun | null = null;
  let lastId = -1;
  for (let row = 0; row < rows; ++row) {
    const id = clusterId(area[row]!, Math.floor(offset[row]! / kClusterSlots));
    if (id !== lastId || !last) {
      last = { from: row, to: row };
      runs.set(id, last);
      lastId = id;
    }
    ++last.to;
  }
  return runs;
}

/** The row of a slot, by its cluster; undefined: it is free. */
export function rowInRuns(s: Snapshot, area: number, offset: number): number | undefined {
  const run = slotRuns(s).get(clusterId(area, Math.floor(offset / kClusterSlots)));
  if (!run) return undefined;
  const row = lowerBound(s.swapSlots.offset, run.from, run.to, offset);
  return row < run.to && s.swapSlots.offset[row] === offset ? row : undefined;
}
