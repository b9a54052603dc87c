// What a reverse mapping is laid out as: pages, trees, chain nodes, areas with what is found there, processes, and where words stand.
import type { Box } from '../draw/mark';
import type { Vma } from '../model/machine';
import type { PageWalk, Visit } from '../model/rmap';
import type { ParentLine } from './rmap_lanes';
import type { RowMode } from './rmap_rows';

export interface PlacedPage extends Box {
  walk: PageWalk;
}
export interface PlacedTree extends Box {
  id: number;
  row: number;
}
export interface PlacedAvc extends Box {
  id: number;
  vma: number;
  tree: number;
  isTop: boolean;
  /** Of the node above it in its tree, if that one is drawn, and how many rows lie between them. */
  parent: { avc: number; rows: number } | null;
}
export interface PlacedVisit extends Box {
  pfn: number;
  visit: Visit;
}
export interface PlacedArea extends Box {
  vma: Vma;
  pid: number | null;
  mode: RowMode;
  visits: PlacedVisit[];
}
export interface PlacedFold extends Box {
  mm: number | null;
  areas: readonly Vma[];
}
export interface PlacedSpace extends Box {
  mm: number;
  pid: number | null;
  /** Ids of its areas. */
  areas: number[];
}
export interface RmapLayout {
  isWide: boolean;
  pages: PlacedPage[];
  trees: PlacedTree[];
  /** In place of the trees that there is no room for. */
  hiddenTrees: (Box & { count: number }) | null;
  avcs: PlacedAvc[];
  areas: PlacedArea[];
  folds: PlacedFold[];
  /** In a wide room. */
  spaces: PlacedSpace[];
  /** How areas hang together is drawn as well: there is room between the columns. */
  hasBranches: boolean;
  parents: ParentLine[];
  /** Where lane 0 lies, and how far the others are above it. */
  lanes: { y: number; step: number };
  /** Lane on which pages reach trees that are not beside them. */
  pageLane: { x: number; y: number };
  /** Where words about the pages stand, one below the other. */
  notes: { x: number; y: number; w: number; lines: number };
  /** Under everything, for what folds again. */
  foot: { x: number; y: number };
}
