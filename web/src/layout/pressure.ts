// Pressure: plots of the zones below each other, under them the rows that say who was awake; beside them, or below where it is narrow,
// how reclaim divides its looks.
import type { Box } from '../draw/mark';

export interface PressureLayout {
  zones: readonly Box[];
  /** Two rows, as wide as the plots. */
  awake: Box;
  scan: Box;
  /** For the names of ticks and of lines. */
  gutters: { left: number; right: number };
}

export const kPlotHead = 20;
export const kAwakeRow = 18;
const kGutters = { left: 52, right: 78 };
const kWide = 600;
const kGap = 24;
const kLeastPlot = 130;
const kMostPlot = 260;

export function layoutPressure(zones: number, { width, height }: { width: number; height: number }): PressureLayout {
  const isWide = width >= kWide;
  const w = isWide ? Math.round(width * 0.62) : width;
  const awakeHeight = 2 * kAwakeRow;
  const even = isWide ? Math.floor((height - awakeHeight) / Math.max(1, zones)) : 0;
  const h = Math.max(kLeastPlot, Math.min(kMostPlot, even));
  const boxes = Array.from({ length: zones }, (_, at): Box => ({ x: 0, y: at * h, w, h }));
  const awake: Box = { x: 0, y: zones * h, w, h: awakeHeight };
  const scan: Box = isWide
    ? { x: w + kGap, y: 0, w: width - w - kGap, h: awake.y + awake.h }
    : { x: 0, y: awake.y + awake.h + kGap, w, h: 0 };
  return { zones: boxes, awake, scan, gutters: kGutters };
}
