// A grid of slots: thousands of alike things row by row. One slot each while there is room, else equal groups of them, or runs of alike
// ones in one mark. Pure: what stands in a slot is the caller's business.
import type { Box, Cells } from './mark';
import type { Ink } from './shape';

export interface SlotGrid {
  columns: number;
  rows: number;
  /** From one slot to the next, across and down; the slot itself is a seam smaller. */
  across: number;
  down: number;
}

/** Slots narrower than they are high, if all of them fit into one row so. */
const kLeastStep = 10;

/** As many slots as a width and a number of rows allow; what is left of the width is theirs. */
export function gridIn(count: number, width: number, step: number, mostRows: number): SlotGrid {
  const least = count * kLeastStep <= width ? kLeastStep : step;
  const columns = Math.max(1, Math.min(count, Math.floor(width / least)));
  return { columns, rows: Math.max(1, Math.min(mostRows, Math.ceil(count / columns))), across: width / columns, down: step };
}

export interface Share {
  from: number;
  count: number;
}

/** What stands in each slot of a grid: one thing, or a group of neighbours. */
export function sharesOf(count: number, { columns, rows }: SlotGrid): Share[] {
  const slots = Math.min(count, columns * rows);
  return Array.from({ length: slots }, (_, slot) => {
    const from = Math.floor((count * slot) / slots);
    return { from, count: Math.floor((count * (slot + 1)) / slots) - from };
  });
}

/** Where a slot stands, `seam` px smaller than its place. */
export function slotAt({ columns, across, down }: SlotGrid, slot: number, seam = 1): Box {
  return { x: (slot % columns) * across, y: Math.floor(slot / columns) * down, w: across - seam, h: down - seam };
}

/** Neighbours of the same colour become one run. */
export function runsOf(count: number, toneOf: (at: number) => Ink | null): Cells['runs'] {
  const runs: [Ink | null, number][] = [];
  for (let at = 0; at < count; ++at) {
    const tone = toneOf(at);
    const last = runs.at(-1);
    if (last && last[0] === tone) ++last[1];
    else runs.push([tone, 1]);
  }
  return runs;
}
