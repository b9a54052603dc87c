// Physical memory from the whole machine to one frame: blocks of 1,024 frames, the largest the buddy allocator keeps. Those that are all
// alike share a card, the others have one each; of one block every frame, so many to a row that a large free block fills whole rows.
import type { Box } from '../draw/mark';
import { kPageOwners } from '../engine/generated/names';
import type { Machine } from '../model/machine';

export const kBlockFrames = 1024;

/** What is no frame of memory, what is drawn from lists, and every type of frame that the engine has. */
export const kOwners = ['hole', 'reserved', 'free', 'pcp', 'table', 'anon', 'zero', 'kernel', 'shmem'] as const;
export type Owner = (typeof kOwners)[number];
/** Position in kOwners of every frame type in the snapshot. */
const kOwnerOfType: Readonly<Record<number, number>> = Object.fromEntries(
  Object.entries(kPageOwners).map(([type, name]) => [type, kOwners.indexOf(name as Owner)]),
);

export interface FrameMap {
  /** By frame number: index in kOwners. */
  owner: Uint8Array;
  /** By frame number: 1 + order of the free block it belongs to, 0 if none. */
  order: Uint8Array;
}

export function frameMap(machine: Machine): FrameMap {
  const { machine: info, reserved, freeBlocks, frames } = machine.s;
  const end = info.endPfn[0] ?? 0;
  const map = { owner: new Uint8Array(end), order: new Uint8Array(end) };
  for (let i = 0; i < reserved.rows; ++i) map.owner.fill(1, reserved.startPfn[i], reserved.endPfn[i]);
  for (let i = 0; i < freeBlocks.rows; ++i) {
    const from = freeBlocks.pfn[i]!;
    const order = freeBlocks.order[i]!;
    map.owner.fill(2, from, from + 2 ** order);
    map.order.fill(order + 1, from, from + 2 ** order);
  }
  for (let i = 0; i < frames.rows; ++i) map.owner[frames.pfn[i]!] = kOwnerOfType[frames.type[i]!] ?? 7;
  return map;
}

export interface BlockRun {
  start: number;
  end: number;
  blocks: number;
  /** What all of its frames are; null: they differ, and it is one block, or several that share a card. */
  owner: Owner | null;
}

/** Blocks in order; neighbours that are all alike are one run. */
export function blockRuns(map: FrameMap): BlockRun[] {
  const runs: BlockRun[] = [];
  for (let start = 0; start < map.owner.length; start += kBlockFrames) {
    const end = Math.min(start + kBlockFrames, map.owner.length);
    const owner = soleOwner(map, start, end);
    const last = runs.at(-1);
    if (owner !== null && last?.owner === owner) Object.assign(last, { end, blocks: last.blocks + 1 });
    else runs.push({ start, end, blocks: 1, owner });
  }
  return runs;
}

/** The owner of a block whose frames all are alike: reserved, a hole, or one free block of the highest order. */
function soleOwner(map: FrameMap, start: number, end: number): Owner | null {
  const owner = map.owner[start]!;
  const order = map.order[start]!;
  if (owner > 2 || (owner === 2 && order !== 11)) return null;
  for (let pfn = start; pfn < end; ++pfn) if (map.owner[pfn] !== owner || map.order[pfn] !== order) return null;
  return kOwners[owner]!;
}

/** As many cards as there is room for: those around a frame as they are, what lies farther in groups of equal length. */
export function pickRuns(runs: readonly BlockRun[], pfn: number, most: number): BlockRun[] {
  if (runs.length <= most) return [...runs];
  const at = Math.max(
    0,
    runs.findIndex((run) => pfn < run.end),
  );
  const near = Math.max(1, Math.floor(most / 4));
  const [from, to] = [Math.max(0, at - near), Math.min(runs.length, at + near + 1)];
  const outside = runs.length - (to - from);
  const groups = Math.max(2, most - (to - from));
  const size = Math.ceil(outside / (groups - 1));
  const grouped = (part: readonly BlockRun[]): BlockRun[] => {
    const made: BlockRun[] = [];
    for (let i = 0; i < part.length; i += size) {
      const some = part.slice(i, i + size);
      const blocks = some.reduce((sum, run) => sum + run.blocks, 0);
      made.push(some.length === 1 ? some[0]! : { start: some[0]!.start, end: some.at(-1)!.end, blocks, owner: null });
    }
    return made;
  };
  return [...grouped(runs.slice(0, from)), ...runs.slice(from, to), ...grouped(runs.slice(to))];
}

export interface FrameGrid extends Box {
  start: number;
  end: number;
  columns: number;
  cell: number;
}

export interface MemoryLayout {
  isSmall: boolean;
  width: number;
  zoneHeight: number;
  lists: number;
  cards: (BlockRun & Box)[];
  grid: FrameGrid;
  /** Below the grid: what is said about single frames, and the legend. */
  below: number;
}

export interface MemoryOptions {
  width: number;
  height: number;
  zones: number;
  /** The frame that is looked at. */
  pfn: number;
}

export const kMapSide = 64;
const kAlikeWidth = 108;
const kCardGap = 16;
const kLabel = 18;
/** Frame numbers at the left of the grid. */
export const kGutter = 68;
/** In a small room. */
const kSlimGutter = 48;
const kLeastCell = 8;

export function layoutMemory(map: FrameMap, { width, height, zones, pfn }: MemoryOptions): MemoryLayout {
  const isSmall = width < 340;
  const zoneHeight = isSmall ? 24 : 44;
  const lists = zones * (zoneHeight + 6);
  const top = isSmall ? lists : lists + 34;
  const rows = height >= 620 ? 3 : height >= 520 ? 2 : 1;
  const cards = isSmall ? [] : placeCards(blockRuns(map), pfn, width, rows, top);
  const cardsEnd = Math.max(top, ...cards.map((card) => card.y + card.h + kLabel)) + (isSmall ? 4 : 12);
  const grid = isSmall ? aroundFrame(map, pfn, width, height - cardsEnd - 44, cardsEnd) : wholeBlock(map, pfn, width, cardsEnd);
  return { isSmall, width, zoneHeight, lists, cards, grid, below: grid.y + grid.h + 12 };
}

function placeCards(runs: readonly BlockRun[], pfn: number, width: number, rows: number, top: number): (BlockRun & Box)[] {
  const perRow = Math.max(1, Math.floor((width + kCardGap) / (kMapSide + kCardGap)));
  let most = perRow * rows;
  for (;;) {
    const cards = flow(pickRuns(runs, pfn, most), width, top);
    const end = top + rows * (kMapSide + kLabel + 6);
    if (most <= 3 || cards.every((card) => card.y + card.h <= end)) return cards;
    --most;
  }
}

function flow(runs: readonly BlockRun[], width: number, top: number): (BlockRun & Box)[] {
  let [x, y] = [0, top];
  return runs.map((run) => {
    const w = run.owner ? kAlikeWidth : kMapSide;
    if (x > 0 && x + w > width) [x, y] = [0, y + kMapSide + kLabel + 6];
    const card = { ...run, x, y, w, h: kMapSide };
    x += w + kCardGap;
    return card;
  });
}

function wholeBlock(map: FrameMap, pfn: number, width: number, y: number): FrameGrid {
  const start = Math.floor(pfn / kBlockFrames) * kBlockFrames;
  const end = Math.min(map.owner.length, start + kBlockFrames);
  const columns = width < 560 ? 32 : 64;
  const cell = Math.max(8, Math.min(18, Math.floor((width - kGutter) / columns)));
  return { start, end, columns, cell, x: kGutter, y, w: columns * cell, h: Math.ceil((end - start) / columns) * cell };
}

/** Some rows of frames around one. */
function aroundFrame(map: FrameMap, pfn: number, width: number, height: number, y: number): FrameGrid {
  const columns = width - kSlimGutter >= 16 * kLeastCell ? 16 : 8;
  const cell = Math.max(kLeastCell, Math.min(16, Math.floor((width - kSlimGutter) / columns)));
  const rows = Math.max(2, Math.min(8, Math.floor(height / cell)));
  const row = Math.floor(pfn / columns);
  const first = Math.max(0, Math.min(row - Math.floor(rows / 2), Math.ceil(map.owner.length / columns) - rows));
  const [start, end] = [first * columns, Math.min(map.owner.length, (first + rows) * columns)];
  return { start, end, columns, cell, x: kSlimGutter, y, w: columns * cell, h: rows * cell };
}

export interface FrameRun {
  start: number;
  count: number;
  owner: Owner;
  /** Of a free block; null: no free block. */
  order: number | null;
}

/** What stands in a grid: a free block is one thing, what is reserved or missing goes row by row, all else is a frame each. */
export function framesIn(map: FrameMap, { start, end, columns }: FrameGrid): FrameRun[] {
  const found: FrameRun[] = [];
  for (let pfn = start; pfn < end; ) {
    const order = map.order[pfn]! - 1;
    const owner = kOwners[map.owner[pfn]!]!;
    let count = 1;
    if (order >= 0) count = Math.min(end, (Math.floor(pfn / 2 ** order) + 1) * 2 ** order) - pfn;
    else if (map.owner[pfn]! <= 1) {
      const rowEnd = Math.min(end, (Math.floor((pfn - start) / columns) + 1) * columns + start);
      while (pfn + count < rowEnd && map.owner[pfn + count] === map.owner[pfn]) ++count;
    }
    found.push({ start: pfn, count, owner, order: order >= 0 ? order : null });
    pfn += count;
  }
  return found;
}

/** The box of a run of frames that fills a part of a row or whole rows. */
export function placeOf({ start, columns, cell, x, y }: FrameGrid, run: FrameRun): Box {
  const at = run.start - start;
  const rows = Math.max(1, Math.ceil(run.count / columns));
  return {
    x: x + (at % columns) * cell,
    y: y + Math.floor(at / columns) * cell,
    w: Math.min(run.count, columns) * cell - 1,
    h: rows * cell - 1,
  };
}
