// Reverse mapping as a grid: anon_vmas are columns, areas are rows, and a chain node stands where an area is on an anon_vma's tree. So a
// column read downwards is the interval tree, and a row read across is the area's own list of chain nodes. In a wide room the pages stand
// left of it and the processes right; in a narrower one the pages stand above, and what is said about them below.
import type { Box } from '../draw/mark';
import type { Focus } from '../model/focus';
import type { Machine, Vma } from '../model/machine';
import { type FamilyRow, pickRows, pickTrees, type Unfolded } from '../model/pick_family';
import { type Family, familyOf, type PageWalk } from '../model/rmap';
import { parentLines } from './rmap_lanes';
import { placeNodes, type RowLine } from './rmap_nodes';
import type { PlacedArea, RmapLayout } from './rmap_parts';
import { kEntryRow, kHead, placeRows, type RowPlace } from './rmap_rows';

export interface RmapOptions {
  width: number;
  height: number;
  focus: Focus;
  unfolded: Unfolded;
  /** Areas that are asked for; without it, all. */
  only?: (vma: Vma) => boolean;
}

/** Widths of the parts, and what lies between them. */
interface Parts {
  pages: number;
  gutter: number;
  gap: number;
  area: number;
  spaceGap: number;
  space: number;
}

const kWide = 540;
const kRoomyFrom = 680;
const kRoomy: Parts = { pages: 172, gutter: 44, gap: 18, area: 216, spaceGap: 34, space: 62 };
const kTight: Parts = { pages: 164, gutter: 34, gap: 14, area: 192, spaceGap: 22, space: 56 };
const kStacked: Parts = { pages: 0, gutter: 0, gap: 14, area: 206, spaceGap: 0, space: 0 };

export const kTreeHeight = 42;
const kPage = { w: 132, wide: 74, stacked: 58 };
/** What is said of a page below everything. */
const kNote = 60;
const kTopLane = 14;
const kLaneStep = 8;
const kLaneBand = 34;
const kColumn = { least: 8, most: 160 };
const kHiddenTrees = 46;
/** Columns as wide as this have room for the lines of their tree. */
const kBranchRoom = 56;

/** Null when the first of the pages belongs to no family. */
export function layoutRmap(machine: Machine, walks: readonly PageWalk[], options: RmapOptions): RmapLayout | null {
  const first = walks.find((walk) => walk.anonVma !== null);
  const whole = first ? familyOf(machine, first.anonVma!) : null;
  if (!whole) return null;
  const family = options.only ? { ...whole, vmas: whole.vmas.filter(options.only) } : whole;
  const rows = pickRows(machine, family, walks, options.focus, options.unfolded);
  const isWide = options.width >= kWide;
  const top = treesTop(isWide, family.anonVmas.length);
  const noteRoom = isWide ? 0 : walks.length * kNote + 10;
  const places = placeRows(
    rows,
    options.height - top - kTreeHeight - 14 - noteRoom,
    walks.length,
    mattersIn(machine, walks, options.focus),
  );
  const isTight = places.some((place) => place.mode === 'line');
  const parts = !isWide ? kStacked : isTight || options.width < kRoomyFrom ? kTight : kRoomy;
  const layout = emptyLayout(isWide);
  const grid = { machine, family, walks, rows, places, parts, top, left: parts.pages + parts.gutter, width: options.width };
  placeTrees(grid, layout);
  const areasX = gridRight(grid, layout) + parts.gap;
  placePages(grid, layout);
  placeAreas(grid, areasX, layout);
  layout.avcs = placeNodes(machine, layout.trees, rowLines(grid), layout.hasBranches ? 1 / 2 : 1);
  if (isWide) placeSpaces(grid, areasX + parts.area + parts.spaceGap, layout);
  placeNotes(grid, options.height, areasX + parts.area, layout);
  return layout;
}

interface Grid {
  machine: Machine;
  family: Family;
  walks: readonly PageWalk[];
  rows: readonly FamilyRow[];
  places: readonly RowPlace[];
  parts: Parts;
  /** Of the trees. */
  top: number;
  /** Of the first column. */
  left: number;
  width: number;
}

const emptyLayout = (isWide: boolean): RmapLayout => ({
  isWide,
  pages: [],
  trees: [],
  hiddenTrees: null,
  avcs: [],
  areas: [],
  folds: [],
  spaces: [],
  hasBranches: false,
  parents: [],
  lanes: { y: 0, step: kLaneStep },
  pageLane: { x: 0, y: 0 },
  notes: { x: 0, y: 0, w: 0, lines: 0 },
  foot: { x: 0, y: 0 },
});

/** Above the trees lie the lanes of parents and pages, and in a narrow room the pages. */
const treesTop = (isWide: boolean, trees: number) => (isWide ? 0 : kPage.stacked + 10) + (trees > 1 ? kLaneBand + kTopLane : 14);
const rowsTop = (grid: Grid) => grid.top + kTreeHeight + 14;

function rowLines(grid: Grid): Map<number, RowLine> {
  const lines = new Map<number, RowLine>();
  for (const [at, row] of grid.rows.entries()) {
    const { y, pitch } = grid.places[at]!;
    if (row.kind === 'area') lines.set(row.vma.id, { at, middle: rowsTop(grid) + y + pitch / 2, pitch });
  }
  return lines;
}

/** What the step is about, and what was visited in vain while that is rare. */
function mattersIn(machine: Machine, walks: readonly PageWalk[], focus: Focus): (row: FamilyRow) => boolean {
  const vain = walks.flatMap((walk) => walk.visits).filter((visit) => !visit.found);
  const ids = new Set(vain.length <= 2 ? vain.map((visit) => visit.vma.id) : []);
  const mm = machine.mmOf(focus.pid);
  return (row) => row.kind === 'area' && (row.vma.mm === mm || ids.has(row.vma.id));
}

function placeTrees(grid: Grid, layout: RmapLayout): void {
  const { machine, family, walks, parts, left } = grid;
  const room = grid.width - left - parts.gap - parts.area - parts.spaceGap - parts.space;
  const areas = grid.rows.flatMap((row) => (row.kind === 'area' ? [row.vma] : []));
  const all = pickTrees(machine, family, walks, areas, Infinity);
  const fits = (width: number) => Math.max(3, Math.floor(width / kColumn.least));
  const isCut = all.length < family.anonVmas.length || all.length > fits(room);
  const forColumns = room - (isCut ? kHiddenTrees : 0);
  const ids = isCut ? pickTrees(machine, family, walks, areas, fits(forColumns)) : all;
  const pitch = Math.max(kColumn.least, Math.min(kColumn.most, Math.floor(forColumns / ids.length)));
  const w = pitch - (pitch > 60 ? 12 : pitch > 20 ? 4 : 1);
  layout.hasBranches = pitch >= kBranchRoom && grid.places.every((place) => place.mode !== 'line');
  layout.trees = ids.map((id, column) => ({
    id,
    row: machine.anonVmaRow.get(id)!,
    x: left + column * pitch,
    y: grid.top,
    w,
    h: kTreeHeight,
  }));
  const hidden = family.anonVmas.length - ids.length;
  if (hidden > 0) layout.hiddenTrees = { count: hidden, x: left + ids.length * pitch + 2, y: grid.top + 11, w: kHiddenTrees - 4, h: 20 };
  const columns = new Map(ids.map((id, column) => [id, column]));
  layout.parents = parentLines(columns, (id) => machine.s.anonVmas.parent[machine.anonVmaRow.get(id)!]!);
  layout.lanes.y = grid.top - 10;
}

const gridRight = ({ left }: Grid, { trees, hiddenTrees }: RmapLayout) =>
  hiddenTrees ? hiddenTrees.x + hiddenTrees.w : trees.length > 0 ? trees.at(-1)!.x + trees.at(-1)!.w : left;

/** In a wide room one below the other, beside the trees; else in a row above them, each over its own where that is possible. */
function placePages({ walks, top, parts, left }: Grid, layout: RmapLayout): void {
  layout.pageLane = { x: left - parts.gutter / 2, y: top - kLaneBand - 6 };
  for (const walk of walks) {
    const tree = layout.trees.find((one) => one.id === walk.anonVma);
    if (!tree) continue;
    const last = layout.pages.at(-1);
    if (layout.isWide) {
      layout.pages.push({ walk, x: 0, y: last ? last.y + last.h + 44 : top, w: kPage.w, h: kPage.wide });
      continue;
    }
    const x = Math.max(last ? last.x + last.w + 10 : 0, tree.x + tree.w / 2 - kPage.w / 2);
    layout.pages.push({ walk, x, y: 0, w: kPage.w, h: kPage.stacked });
  }
}

function placeAreas(grid: Grid, x: number, layout: RmapLayout): void {
  const { machine, walks, rows, places, parts } = grid;
  rows.forEach((row, at) => {
    const place = places[at]!;
    const y = rowsTop(grid) + place.y + (place.pitch - place.h) / 2;
    const box = { x, y, w: parts.area, h: place.h };
    if (row.kind === 'fold') {
      layout.folds.push({ ...box, mm: row.mm, areas: row.areas });
      return;
    }
    const { vma } = row;
    const visits = walks.flatMap((walk, line) =>
      walk.visits.filter((one) => one.vma.id === vma.id).map((visit) => ({ pfn: walk.pfn, visit, line })),
    );
    const area: PlacedArea = { ...box, vma, pid: machine.pidOf(vma.mm), mode: place.mode, visits: [] };
    area.visits = visits.map(({ line, ...one }, i) => ({ ...one, ...visitBox(area, line, i, visits.length, walks.length) }));
    layout.areas.push(area);
  });
}

/** A whole row has a line for each page; in the middle they stand side by side, and on a line at its end. */
function visitBox({ x, y, w, h, mode }: PlacedArea, line: number, at: number, count: number, pages: number): Box {
  if (mode === 'full') return { x: x + 8, y: y + h - 4 - (pages - line) * kEntryRow, w: w - 14, h: kEntryRow - 3 };
  if (mode === 'middle') {
    const each = (w - 14) / count;
    return { x: x + 8 + at * each, y: y + kHead, w: each - (at + 1 < count ? 4 : 0), h: kEntryRow - 2 };
  }
  const each = pages > 1 ? 24 : 70;
  return { x: x + w - 2 - (count - at) * each, y: y + 1, w: each - 1, h: h - 2 };
}

/** A process stands in the middle of its areas' rows. */
function placeSpaces({ machine, parts }: Grid, x: number, layout: RmapLayout): void {
  const known = new Map<number, PlacedArea[]>();
  for (const area of layout.areas) known.set(area.vma.mm, [...(known.get(area.vma.mm) ?? []), area]);
  for (const [mm, areas] of known) {
    const [first, last] = [areas[0]!, areas.at(-1)!];
    const h = Math.min(28, ...areas.map((area) => area.h));
    const y = (first.y + last.y + last.h) / 2 - h / 2;
    layout.spaces.push({ mm, pid: machine.pidOf(mm), x, y, w: parts.space, h, areas: areas.map((area) => area.vma.id) });
  }
}

function placeNotes(grid: Grid, height: number, right: number, layout: RmapLayout): void {
  const last = grid.places.at(-1);
  const below = rowsTop(grid) + (last ? last.y + last.pitch : 0);
  layout.foot = { x: right - grid.parts.area, y: below + 4 };
  if (!layout.isWide) {
    layout.notes = { x: 0, y: below + 10, w: Math.max(right, grid.width - 8), lines: 2 };
    return;
  }
  const y = (layout.pages.at(-1)?.y ?? 0) + kPage.wide + 16;
  const room = Math.max(below, height) - y;
  const lines = Math.floor((room / Math.max(1, layout.pages.length) - 34) / 15);
  layout.notes = { x: 0, y, w: grid.left - 12, lines: Math.max(3, Math.min(8, lines)) };
}
