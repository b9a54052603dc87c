// Reverse mapping as a grid: anon_vmas are columns, areas are rows, and a chain node stands where an area is on an anon_vma's tree. So a
// column read downwards is the interval tree, and a row read across is the area's own list of chain nodes.
import { NONE } from '../engine/generated/snapshot';
import type { Focus } from '../model/focus';
import type { Machine } from '../model/machine';
import { pickFamily } from '../model/pick';
import { type Family, familyOf, type PageWalk, type Visit } from '../model/rmap';

export const kPageBox = { w: 118, h: 50 };
export const kTreeBox = { w: 124, h: 42 };
export const kVmaBox = { w: 196, h: 56 };
/** Between two anon_vmas; columns get narrower before the areas leave the pane. */
const kTreeGap = 12;
const kMinColumn = 58;
const kRowPitch = 63;
const kArcBand = 18;
const kAreaGap = 12;
export const kNotePitch = 42;
const kMinNote = 150;
/** In a narrow drawing an area stands below its chain nodes. */
const kDotBand = 40;

export interface PlacedPage {
  walk: PageWalk;
  x: number;
  y: number;
}
export interface PlacedTree {
  id: number;
  row: number;
  x: number;
  y: number;
  /** Middle of its column. */
  cx: number;
}
export interface PlacedAvc {
  id: number;
  vma: number;
  anonVma: number;
  cx: number;
  cy: number;
  red: boolean;
  isTop: boolean;
}
export interface PlacedVma {
  id: number;
  row: number;
  pid: number | null;
  x: number;
  y: number;
  cy: number;
  visits: { pfn: number; visit: Visit }[];
}
export interface RmapLink {
  key: string;
  kind: 'mapping' | 'tree' | 'branch' | 'chain' | 'parent';
  points: [number, number][];
  pfn?: number;
}
export interface RmapLayout {
  pages: PlacedPage[];
  trees: PlacedTree[];
  avcs: PlacedAvc[];
  vmas: PlacedVma[];
  links: RmapLink[];
  /** Where there is room for words: beside the pages, or below everything where the drawing is narrow. */
  noteX: number;
  noteY: number;
  /** Where the column of areas ends. */
  areasRight: number;
  /** How wide the box of an anon_vma is. */
  treeWidth: number;
  /** Areas of the family that are not drawn. */
  hidden: number;
  width: number;
  height: number;
}

/** `room`: how wide the pane is. `walks` are the pages in the focus; those of other families than the first one's are not drawn. */
export function layoutRmap(machine: Machine, walks: readonly PageWalk[], focus: Focus, room = 1e6, narrow = false): RmapLayout {
  const first = walks.find((walk) => walk.anonVma !== null);
  const whole = first ? familyOf(machine, first.anonVma!) : null;
  const layout = emptyLayout();
  if (!whole) return layout;
  const family = pickFamily(machine, whole, walks, focus);
  const forTrees = narrow ? room : room - kAreaGap - kVmaBox.w;
  const column = Math.floor(forTrees / family.anonVmas.length);
  layout.treeWidth = Math.max(kMinColumn, Math.min(kTreeBox.w + kTreeGap, column)) - kTreeGap;
  layout.hidden = whole.vmas.length - family.vmas.length;
  placeTrees(machine, family, layout);
  placePages(walks, layout);
  placeVmas(machine, family, walks, layout, narrow);
  placeAvcs(machine, layout);
  linkParents(machine, layout);
  layout.areasRight = Math.max(0, ...layout.vmas.map((vma) => vma.x + kVmaBox.w));
  const right = Math.max(treesRight(layout), layout.areasRight);
  const pagesRight = Math.max(0, ...layout.pages.map((page) => page.x + kPageBox.w));
  layout.height = Math.max(treeTop() + kTreeBox.h, ...layout.vmas.map((vma) => vma.y + kVmaBox.h)) + 4;
  if (narrow) layout.noteY = layout.height + 8;
  else layout.noteX = Math.max(pagesRight + 14, Math.min(treesRight(layout) + kAreaGap, room - kMinNote));
  layout.width = Math.max(right, pagesRight, narrow ? 0 : layout.noteX + kMinNote);
  if (narrow) layout.height += 8 + layout.pages.length * kNotePitch;
  return layout;
}

const emptyLayout = (): RmapLayout => ({
  pages: [],
  trees: [],
  avcs: [],
  vmas: [],
  links: [],
  noteX: 0,
  noteY: 0,
  areasRight: 0,
  treeWidth: kTreeBox.w,
  hidden: 0,
  width: 0,
  height: 0,
});

const treeTop = () => kPageBox.h + kArcBand;
const treesRight = (layout: RmapLayout) => layout.trees.length * (layout.treeWidth + kTreeGap);

function placeTrees(machine: Machine, family: Family, layout: RmapLayout): void {
  family.anonVmas.forEach((id, column) => {
    const x = column * (layout.treeWidth + kTreeGap);
    layout.trees.push({ id, row: machine.anonVmaRow.get(id)!, x, y: treeTop(), cx: x + layout.treeWidth / 2 });
  });
}

/** A page stands above its anon_vma, or right of the page before it where there is no room for both. */
function placePages(walks: readonly PageWalk[], layout: RmapLayout): void {
  for (const walk of walks) {
    const tree = layout.trees.find((one) => one.id === walk.anonVma);
    if (!tree) continue;
    let x = Math.max(0, tree.cx - kPageBox.w / 2);
    for (const page of layout.pages) if (Math.abs(page.x - x) < kPageBox.w + 8) x = page.x + kPageBox.w + 8;
    layout.pages.push({ walk, x, y: 0 });
    const from: [number, number] = [x + kPageBox.w / 2, kPageBox.h];
    layout.links.push({ key: `mapping-${walk.pfn}`, kind: 'mapping', points: [from, [tree.cx, tree.y]], pfn: walk.pfn });
  }
}

function placeVmas(machine: Machine, family: Family, walks: readonly PageWalk[], layout: RmapLayout, narrow: boolean): void {
  const columns = treesRight(layout);
  const x = narrow ? Math.max(0, columns - kVmaBox.w) : columns + kAreaGap;
  const pitch = kRowPitch + (narrow ? kDotBand : 0);
  family.vmas.forEach((vma, i) => {
    const y = treeTop() + kTreeBox.h + 10 + i * pitch + (narrow ? kDotBand : 0);
    const visits = walks.flatMap((walk) =>
      walk.visits.filter((visit) => visit.vma.id === vma.id).map((visit) => ({ pfn: walk.pfn, visit })),
    );
    layout.vmas.push({
      id: vma.id,
      row: vma.row,
      pid: machine.pidOf(vma.mm),
      x,
      y,
      cy: narrow ? y - kDotBand / 2 : y + kVmaBox.h / 2,
      visits,
    });
  });
}

function placeAvcs(machine: Machine, layout: RmapLayout): void {
  const { avcs, anonVmas } = machine.s;
  for (const vma of layout.vmas) {
    const own = layout.trees.flatMap((tree) => {
      const row = (machine.avcsOfTree.get(tree.id) ?? []).find((one) => avcs.vma[one] === vma.id);
      if (row === undefined) return [];
      const isTop = anonVmas.rbRoot[tree.row] === avcs.avc[row];
      return [{ id: avcs.avc[row]!, vma: vma.id, anonVma: tree.id, cx: tree.cx, cy: vma.cy, red: avcs.rbRed[row] === 1, isTop }];
    });
    layout.avcs.push(...own);
    const leftmost = own[0];
    if (!leftmost) continue;
    const end = Math.max(vma.x + 16, own.at(-1)!.cx);
    layout.links.push({
      key: `chain-${vma.id}`,
      kind: 'chain',
      points: [
        [leftmost.cx, vma.cy],
        [vma.cy < vma.y ? end : vma.x, vma.cy],
      ],
    });
    if (vma.cy < vma.y)
      layout.links.push({
        key: `area-${vma.id}`,
        kind: 'chain',
        points: [
          [end, vma.cy],
          [end, vma.y],
        ],
      });
  }
  const byId = new Map(layout.avcs.map((avc) => [avc.id, avc]));
  for (const avc of layout.avcs) linkAvc(machine, layout, byId, avc);
}

function linkAvc(machine: Machine, layout: RmapLayout, byId: Map<number, PlacedAvc>, avc: PlacedAvc): void {
  const tree = layout.trees.find((one) => one.id === avc.anonVma)!;
  if (avc.isTop) {
    layout.links.push({
      key: `tree-${tree.id}`,
      kind: 'tree',
      points: [
        [tree.cx, tree.y + kTreeBox.h],
        [avc.cx, avc.cy],
      ],
    });
    return;
  }
  const parentId = machine.s.avcs.rbParent[machine.avcRow.get(avc.id)!]!;
  const parent = parentId === NONE ? undefined : byId.get(parentId);
  if (parent)
    layout.links.push({
      key: `branch-${avc.id}`,
      kind: 'branch',
      points: [
        [parent.cx, parent.cy],
        [avc.cx, avc.cy],
      ],
    });
}

function linkParents(machine: Machine, layout: RmapLayout): void {
  const { anonVmas } = machine.s;
  for (const tree of layout.trees) {
    const parent = layout.trees.find((one) => one.id === anonVmas.parent[tree.row] && one.id !== tree.id);
    if (!parent) continue;
    const y = parent.y + 14;
    layout.links.push({
      key: `parent-${tree.id}`,
      kind: 'parent',
      points: [
        [parent.x + layout.treeWidth, y],
        [tree.x, y],
      ],
    });
  }
}
