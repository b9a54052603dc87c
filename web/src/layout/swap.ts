// Swap areas below one another. As long as there is room an area shows all of its slots, cluster by cluster; else a square stands for a
// cluster, or for several, and one cluster is opened to its slots below its area.
import type { Box } from '../draw/mark';
import { gridIn, type Share, type SlotGrid, sharesOf, slotAt } from '../draw/slot_grid';
import { kClusterSlots } from '../model/slot_runs';

/** As many slots as this are seen one by one, all areas together. */
export const kMostWhole = 1300;
const kHead = 24;
const kLabel = 18;
const kGap = 14;
/** Numbers of slots on the left of a grid. */
export const kGutter = 56;
/** Slots of so few have room for their number and their count. */
const kRoomy = 32;
export const kRoomyCell = { w: 58, h: 40 };

export interface AreaSize {
  area: number;
  /** Slots with the header. */
  max: number;
  clusters: number;
}

/** Slots of a cluster, or of what is left of it. */
export interface SlotsBox extends Box {
  area: number;
  cluster: number;
  columns: number;
  cell: { w: number; h: number };
  count: number;
  /** A line above the slots that names the cluster. */
  label: Box | null;
  /** The opened one of many: the line leads to its neighbours. */
  isOpened: boolean;
}

export interface SquaresBox extends Box {
  grid: SlotGrid;
  shares: Share[];
}

export interface AreaBox {
  area: number;
  head: Box;
  slots: SlotsBox[];
  squares: SquaresBox | null;
}

export interface SwapLayout {
  /** Some area is. */
  isFolded: boolean;
  width: number;
  areas: AreaBox[];
  end: number;
}

export interface SwapOptions {
  width: number;
  height: number;
  /** Where the areas begin: above stands what the picture is about. */
  top: number;
  opened: { area: number; cluster: number } | null;
}

export function layoutSwap(sizes: readonly AreaSize[], { width, height, top, opened }: SwapOptions): SwapLayout {
  const areas: AreaBox[] = [];
  let y = top;
  let room = kMostWhole;
  for (const size of sizes) {
    const head = { x: 0, y, w: width, h: kHead };
    const at = y + kHead + 8;
    const isFolded = size.max > room;
    if (!isFolded) room -= size.max;
    const isOpen = opened?.area === size.area;
    const box = isFolded
      ? folded(size, head, at, isOpen ? opened.cluster : null, { width, height, areas: sizes.length })
      : whole(size, head, at, width);
    areas.push(box);
    y = endOf(box) + kGap;
  }
  return { isFolded: areas.some(({ squares }) => squares !== null), width, areas, end: y - (areas.length > 0 ? kGap : 0) };
}

const endOf = ({ head, slots, squares }: AreaBox): number =>
  Math.max(head.y + head.h, ...slots.map((box) => box.y + box.h), squares ? squares.y + squares.h : 0);

function whole({ area, max, clusters }: AreaSize, head: Box, y: number, width: number): AreaBox {
  const slots: SlotsBox[] = [];
  let at = y;
  for (let cluster = 0; cluster < clusters; ++cluster) {
    const box = slotsBox({ area, cluster, count: slotsIn(max, cluster), hasLabel: clusters > 1, isOpened: false }, at, width);
    slots.push(box);
    at = box.y + box.h + 8;
  }
  return { area, head, slots, squares: null };
}

const slotsIn = (max: number, cluster: number) => Math.min(kClusterSlots, max - cluster * kClusterSlots);

interface Wanted {
  area: number;
  cluster: number;
  count: number;
  hasLabel: boolean;
  isOpened: boolean;
}

function slotsBox({ area, cluster, count, hasLabel, isOpened }: Wanted, y: number, width: number): SlotsBox {
  const label = hasLabel ? { x: 0, y, w: width, h: kLabel } : null;
  const top = hasLabel ? y + kLabel + 2 : y;
  if (count <= kRoomy) {
    const columns = Math.max(1, Math.min(count, Math.floor(width / kRoomyCell.w)));
    const place = { x: 0, y: top, w: columns * kRoomyCell.w, h: Math.ceil(count / columns) * kRoomyCell.h };
    return { area, cluster, columns, cell: kRoomyCell, count, label, isOpened, ...place };
  }
  const columns = width - kGutter >= 64 * 9 ? 64 : 32;
  const side = Math.max(8, Math.min(20, Math.floor((width - kGutter) / columns)));
  const place = { x: kGutter, y: top, w: columns * side, h: Math.ceil(count / columns) * side };
  return { area, cluster, columns, cell: { w: side, h: side }, count, label, isOpened, ...place };
}

interface Page {
  width: number;
  height: number;
  areas: number;
}

function folded({ area, max, clusters }: AreaSize, head: Box, y: number, open: number | null, { width, height, areas }: Page): AreaBox {
  const step = clusters * areas <= 1024 && width >= 500 ? 16 : 11;
  const room = Math.max(areas === 1 || width < 500 ? 16 : 9, Math.floor((height - 330) / areas / step));
  const grid = gridIn(clusters, width, step, room);
  // What is not needed of the width stays free: squares are as high as they are wide.
  const square: SlotGrid = { ...grid, across: Math.min(grid.across, step * 1.4) };
  const squares = { x: 0, y, w: square.columns * square.across, h: square.rows * step, grid: square, shares: sharesOf(clusters, square) };
  const slots =
    open === null
      ? []
      : [slotsBox({ area, cluster: open, count: slotsIn(max, open), hasLabel: true, isOpened: true }, y + squares.h + 8, width)];
  return { area, head, slots, squares };
}

/** The place of the n-th slot of a box. */
export function slotPlace({ x, y, columns, cell }: SlotsBox, at: number): Box {
  return { x: x + (at % columns) * cell.w, y: y + Math.floor(at / columns) * cell.h, w: cell.w - 1, h: cell.h - 1 };
}

/** The place of the n-th square of an area. */
export function squarePlace({ x, y, grid }: SquaresBox, at: number): Box {
  const place = slotAt(grid, at);
  return { ...place, x: x + place.x, y: y + place.y };
}
