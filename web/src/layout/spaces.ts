// Address spaces: a lane for each, on one broken scale, so that equal addresses stand below each other; below every area its pages.
import { addrOfVpn } from '../base/hex';
import { type AxisOptions, type IntervalAxis, layoutRows, type Tick, ticksOf } from '../draw/interval_axis';
import { kNormal, kSmall, widthOf } from '../draw/shape';
import { gridIn, type Share, type SlotGrid, sharesOf } from '../draw/slot_grid';
import { areaName, areaSize, hasOwnName } from '../model/area_name';
import { permText } from '../model/bits';
import type { Vma } from '../model/machine';
import type { AreaSide } from '../model/merge';

/** 1 GiB: gaps from here on separate neighbourhoods. */
const kNear = 2 ** 18;
export const kArea = 40;
/** A pane narrower than this gets a simpler picture. */
export const kSmallRoom = 340;
const kLaneGap = 14;
const kMostSlots = 160;
/** From one row of a lane to the next, with the scale between them. */
const kRowDown = 86;

export interface Lane {
  mm: number;
  /** How the areas around the change were before the command; null: how all are now. */
  before: readonly AreaSide[] | null;
  /** Of the scale that it lies on. */
  row: number;
  y: number;
  h: number;
  areas: AreaPlace[];
}

/** One scale with its lanes; a single lane may go on in further rows. */
export interface Row {
  axis: IntervalAxis;
  top: number;
  bottom: number;
  ticks: Tick[];
}

export interface AreaPlace {
  vma: Vma;
  x: number;
  y: number;
  w: number;
  h: number;
  grid: SlotGrid;
  /** Pages of each slot, from the area's first. */
  shares: Share[];
}

export interface SpacesLayout {
  /** Of the first row. */
  axis: IntervalAxis;
  rows: Row[];
  /** Where areas begin: to the left stand the processes. */
  left: number;
  top: number;
  lanes: Lane[];
  /** Of the last row. */
  bottom: number;
  width: number;
  isSmall: boolean;
}

export interface LaneInput {
  mm: number;
  areas: readonly Vma[];
  before?: readonly AreaSide[];
  /** What is written behind an area's name: what happened to it. */
  wordOf?(vma: Vma): string;
}

export interface SpacesOptions {
  width: number;
  height: number;
  /** Pages that must be seen, the most important first. */
  wanted: readonly number[];
  opened: ReadonlySet<number>;
  /** Beside those of the areas. */
  ranges?: readonly (readonly [number, number])[];
}

/** Wide enough for its name, with what happened to it, and its rights, which stand one below the other. */
export function leastWidth(vma: Vma, word = ''): number {
  // The name of a file gives way to its size where there is no room.
  const own = vma.name === '' || hasOwnName(vma) ? areaName(vma) : areaSize(vma);
  const name = word ? `${own} · ${word}` : own;
  return Math.ceil(17 + Math.max(widthOf(name, kNormal, false) * 1.08, widthOf(permText(vma.flags), kSmall, true)));
}

const kMostName = 170;

/** Of areas that show a file in a row the first is wide enough for its name. */
function namedWidths(areas: readonly Vma[], least: ReadonlyMap<string, number>): Map<string, number> {
  const named = new Map(least);
  areas.forEach((vma, at) => {
    const key = rangeKey(vma);
    const wide = Math.ceil(17 + widthOf(areaName(vma), kNormal, false) * 1.2);
    if (vma.name !== areas[at - 1]?.name && wide <= kMostName) named.set(key, Math.max(wide, named.get(key) ?? 0));
  });
  return named;
}

const rangeKey = ({ start, end }: Vma) => `${start}/${end}`;
const hasFold = (axes: readonly IntervalAxis[]) => axes.some(({ pieces }) => pieces.some(({ kind }) => kind === 'fold'));

export function layoutSpaces(inputs: readonly LaneInput[], options: SpacesOptions): SpacesLayout {
  const isSmall = options.width < kSmallRoom;
  const left = isSmall ? 34 : 112;
  let top = isSmall || options.height < 260 ? 4 : 70;
  const least = new Map<string, number>();
  for (const { areas, before = [], wordOf } of inputs) {
    for (const vma of [...areas, ...before.map((side) => side.vma)]) {
      const key = rangeKey(vma);
      least.set(key, Math.max(least.get(key) ?? 0, leastWidth(vma, wordOf?.(vma))));
    }
  }
  const ranges = [...least.keys()].map((name) => name.split('/').map(Number) as [number, number]);
  const canWrap = !isSmall && inputs.length === 1 && !inputs[0]!.before;
  let widths: ReadonlyMap<string, number> = least;
  const scale: AxisOptions = {
    width: options.width - 4 - left,
    leastOf: (start, end) => widths.get(`${start}/${end}`) ?? 0,
    near: kNear,
    gap: isSmall ? 14 : 50,
    narrowGap: isSmall ? 8 : 16,
    fold: isSmall ? 34 : 70,
    wanted: options.wanted,
    opened: options.opened,
  };
  const rowsBelow = (y: number) =>
    layoutRows([...ranges, ...(options.ranges ?? [])], scale, canWrap ? Math.floor((options.height - y + 4) / kRowDown) : 1);
  if (canWrap) widths = namedWidths(inputs[0]!.areas, least);
  let axes = rowsBelow(top);
  if (canWrap && hasFold(axes)) {
    widths = least;
    axes = rowsBelow(top);
  }
  // Rather one row more than the whole of user space above them.
  if (canWrap && top > 4 && hasFold(axes)) {
    const more = rowsBelow(4);
    if (more.length > Math.max(1, axes.length)) [top, axes] = [4, more];
  }
  if (axes.length > 1) return inRows(inputs[0]!, axes, left, top);
  const axis = axes[0]!;
  const rows = inputs.reduce((sum, { before }) => sum + (before ? 2 : 1), 0);
  const roomOf = Math.floor((options.height - top - 40) / Math.max(1, rows));
  const { area, step, most } = heightsFor(roomOf, isSmall);
  const lanes: Lane[] = [];
  let y = top;
  for (const { mm, areas, before } of inputs) {
    for (const side of before ? [before, null] : [null]) {
      const vmas = side ? side.map(({ vma }) => vma) : areas;
      const places = vmas.flatMap((vma) => placeArea(axis, vma, left, y, area, step, side ? 0 : most));
      const h = area + Math.max(0, ...places.map(({ shares, grid }) => (shares.length > 0 ? 6 + grid.rows * grid.down : 0)));
      lanes.push({ mm, before: side, row: 0, y, h, areas: places });
      y += h + kLaneGap;
    }
  }
  const bottom = y - kLaneGap + 10;
  return { axis, rows: [rowOf(axis, top, bottom)], left, top, lanes, bottom, width: left + axis.width, isSmall };
}

const rowOf = (axis: IntervalAxis, top: number, bottom: number): Row => {
  const ticks = ticksOf(axis, addrOfVpn, (text) => widthOf(text, kSmall, true));
  return { axis, top, bottom, ticks };
};

function inRows({ mm, areas }: LaneInput, axes: readonly IntervalAxis[], left: number, top: number): SpacesLayout {
  const { step, most } = heightsFor(0, false);
  const lanes = axes.map((axis, row): Lane => {
    const [first, last] = [axis.pieces[0]!.start, axis.pieces.at(-1)!.end];
    const y = top + row * kRowDown;
    const own = areas.filter(({ start }) => start >= first && start < last);
    return { mm, before: null, row, y, h: kArea + 6 + step, areas: own.flatMap((vma) => placeArea(axis, vma, left, y, kArea, step, most)) };
  });
  const rows = lanes.map(({ y, h }, at) => rowOf(axes[at]!, y, y + h + 4));
  const width = left + Math.max(...axes.map((axis) => axis.width));
  return { axis: axes[0]!, rows, left, top, lanes, bottom: rows.at(-1)!.bottom, width, isSmall: false };
}

/** Tall boxes and large slots where there is much room for each lane. */
function heightsFor(room: number, isSmall: boolean): { area: number; step: number; most: number } {
  if (isSmall || room < 64) return { area: kArea, step: 10, most: 1 };
  if (room < 110) return { area: kArea, step: 12, most: Math.max(1, Math.min(3, Math.floor((room - kArea - 20) / 12))) };
  return { area: 48, step: 16, most: Math.max(2, Math.min(6, Math.floor((room - 48 - 20) / 16))) };
}

/** None where the area is folded away. */
function placeArea(axis: IntervalAxis, vma: Vma, left: number, y: number, h: number, step: number, mostRows: number): AreaPlace[] {
  const [first, last] = [axis.foldAt(vma.start), axis.foldAt(vma.end - 1)];
  if (first && first === last) return [];
  const x = axis.x(vma.start);
  const w = Math.max(6, axis.x(vma.end) - x - 3);
  const grid = gridIn(vma.end - vma.start, w + 2, step, mostRows);
  const slots = Math.min(kMostSlots, grid.columns * grid.rows);
  const fitted = { ...grid, rows: Math.ceil(slots / grid.columns) };
  return [{ vma, x: left + x, y, w, h, grid: fitted, shares: mostRows === 0 ? [] : sharesOf(vma.end - vma.start, fitted) }];
}
