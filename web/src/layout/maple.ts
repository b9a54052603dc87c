// The maple tree of one address space, growing sideways from its root: an open node has a row a slot, a closed one a cell a slot, and what
// there is no room for is counted. What is wanted is opened first, and never folded away.
import { type Folded, type FoldedItem, foldTree, isRun, itemsOf } from '../draw/fold';
import { layoutTree } from '../draw/tree';
import type { MapleNode, MapleTree } from '../model/maple';
import { kNarrow } from './narrow';

export const kSlotRow = 20;
export const kNodeHead = 24;
const kGap = 12;
const kGutter = 44;
const kMore = { w: 128, h: 22 };

export interface MapleOptions {
  /** Room there is, in px of the drawing. */
  width: number;
  height: number;
  /** Nodes that the picture is about, the most important one first. */
  wanted: readonly MapleNode[];
  /** The slot in the middle of what is seen of a node that has too many rows. */
  middle: number | undefined;
  /** Nodes that somebody opened or closed. */
  switched: ReadonlyMap<number, boolean>;
  /** Nodes of which somebody asked to see all children. */
  unfolded: ReadonlySet<number>;
  /** Nodes of which somebody asked to see all rows. */
  full: ReadonlySet<number>;
}

export interface SlotPlace {
  row: number;
  x: number;
  y: number;
  w: number;
  h: number;
}

export interface NodeCard {
  node: MapleNode;
  x: number;
  y: number;
  w: number;
  h: number;
  isOpen: boolean;
  /** Has a line of words over its cells. */
  isHeaded: boolean;
  /** From the card's corner. */
  slots: SlotPlace[];
  /** Where slots are left out: how many, and where that is written. */
  folds: { count: number; y: number }[];
  /** Where the count of free slots is written, if it is. */
  freeY: number | null;
}

export interface MoreCard {
  parent: MapleNode;
  nodes: number;
  areas: number;
  /** All children of the parent, or some of them that are alike. */
  isAll: boolean;
  key: string;
  x: number;
  y: number;
  w: number;
  h: number;
}

export interface MapleLayout {
  cards: NodeCard[];
  more: MoreCard[];
  isNarrow: boolean;
  /** The tree above what is drawn, if that does not begin at the root. */
  above: number;
}

const kNoLayout: MapleLayout = { cards: [], more: [], isNarrow: false, above: 0 };

export function layoutMaple(tree: MapleTree | null, options: MapleOptions): MapleLayout {
  if (!tree) return kNoLayout;
  const isNarrow = options.width < kNarrow;
  const top = isNarrow ? topOfNarrow(tree, options) : tree.root;
  const folded = foldToRoom(top, options, isNarrow);
  const drawn = [...itemsOf(folded)];
  const levels = 1 + Math.max(...drawn.map((node) => node.depth)) - top.depth;
  const measures = measuresOf(drawn, levels, top, options, isNarrow);
  const layout: MapleLayout = { cards: [], more: [], isNarrow, above: top.depth };
  const placed = layoutTree<Folded<MapleNode>>(folded, {
    childrenOf: (one) => (isRun(one) ? [] : one.children),
    sizeOf: (one) => (isRun(one) ? [kMore.h, kMore.w] : [heightOf(one.item, measures), widthOf(one.item, measures)]),
    gap: isNarrow ? 6 : kGap,
    levelGap: isNarrow ? 22 : kGutter,
    cousinGap: isNarrow ? 0 : 6,
  });
  for (const { item: one, level: x, breadth: y } of placed) {
    if (!isRun(one)) layout.cards.push(cardOf(one.item, x, y, measures));
    else layout.more.push(moreOf(one.of, one.run, x, y));
  }
  return layout;
}

/** Of a deep tree a small picture shows what the first wanted node hangs from. */
function topOfNarrow(tree: MapleTree, { wanted }: MapleOptions): MapleNode {
  let top = wanted[0] ?? tree.root;
  if (tree.levels <= 2) return tree.root;
  while (top.isLeaf && top.parent) top = top.parent;
  return top;
}

function moreOf(parent: MapleNode, run: readonly MapleNode[], x: number, y: number): MoreCard {
  const sum = (of: (node: MapleNode) => number) => run.reduce((total, node) => total + of(node), 0);
  return {
    parent,
    nodes: sum((node) => node.nodes),
    areas: sum((node) => node.areas),
    isAll: run.length === parent.children.length,
    key: `more:${run[0]!.id}`,
    x,
    y,
    ...kMore,
  };
}

const closedHeight = (isNarrow: boolean) => (isNarrow ? 22 : 46);

/** Less and less of what is not wanted, until closed nodes fit below one another. */
function foldToRoom(top: MapleNode, options: MapleOptions, isNarrow: boolean): FoldedItem<MapleNode> {
  const step = closedHeight(isNarrow) + (isNarrow ? 6 : kGap);
  const room = Math.max(3, Math.floor(options.height / step));
  let folded: FoldedItem<MapleNode> | null = null;
  for (const most of [16, 6, 4, 2, 1, 0]) {
    folded = foldTree(top, {
      childrenOf: (node) => node.children,
      parentOf: (node) => node.parent,
      countOf: (node) => node.nodes,
      wanted: options.wanted,
      most: (node) => (options.unfolded.has(node.id) ? Number.POSITIVE_INFINITY : most),
    });
    if (endsOf(folded) <= room) break;
  }
  return folded!;
}

const endsOf = (one: Folded<MapleNode>): number =>
  isRun(one)
    ? 1
    : Math.max(
        1,
        one.children.reduce((sum, child) => sum + endsOf(child), 0),
      );

interface Measures {
  isNarrow: boolean;
  open: ReadonlySet<MapleNode>;
  /** Of cells, for leaves and for inner nodes. */
  cell: { leaf: number; inner: number };
  /** Of open nodes. */
  leaf: number;
  inner: number;
  maxRows: number;
  full: ReadonlySet<number>;
  middle: number | undefined;
  headed: ReadonlySet<MapleNode>;
}

const kOpenLeaf = 258;
const kOpenInner = 240;
const kClosedInner = 116;

function measuresOf(drawn: readonly MapleNode[], levels: number, top: MapleNode, options: MapleOptions, isNarrow: boolean): Measures {
  const rows = Math.floor((options.height - kNodeHead - 6) / kSlotRow);
  const shared = {
    isNarrow,
    middle: options.middle,
    maxRows: Math.max(3, Math.min(17, rows)),
    full: options.full,
    headed: new Set(options.wanted.slice(0, 1)),
  };
  if (isNarrow) {
    const inner = Math.max(0, levels - 1);
    const cell = Math.max(5, Math.min(12, Math.floor((options.width - 12 - 34 * levels) / (16 + 10 * inner))));
    const isAlone = drawn.length === 1 && top.isLeaf;
    return {
      ...shared,
      open: new Set(isAlone ? [top] : []),
      cell: { leaf: cell, inner: cell },
      leaf: Math.min(kOpenLeaf, options.width - 16),
      inner: 0,
    };
  }
  const measures = { ...shared, cell: { leaf: 15, inner: 9 }, leaf: kOpenLeaf, inner: kOpenInner };
  return { ...measures, open: openOf(drawn, levels, { ...measures, open: new Set<MapleNode>() }, options) };
}

/** Wanted leaves first, then their neighbours, as long as they fit; inner nodes from the leaves up, as long as their columns do. */
function openOf(drawn: readonly MapleNode[], levels: number, measures: Measures, options: MapleOptions): Set<MapleNode> {
  const open = new Set<MapleNode>();
  const deepest = Math.max(...drawn.map((node) => node.depth));
  const spare = options.width - kOpenLeaf - (levels - 1) * (kClosedInner + kGutter);
  const openLevels = Math.max(0, Math.floor(spare / (kOpenInner - kClosedInner)));
  for (const node of drawn) {
    if (options.switched.get(node.id) ?? (!node.isLeaf && deepest - node.depth <= openLevels && isOnWay(node, options))) open.add(node);
  }
  const leaves = drawn.filter((node) => node.isLeaf && options.switched.get(node.id) === undefined);
  const rank = (node: MapleNode) => {
    const at = options.wanted.indexOf(node);
    return at < 0 ? options.wanted.length + distanceTo(leaves, node, options.wanted) : at;
  };
  let used = leaves.length * (closedHeight(false) + kGap) - kGap;
  for (const leaf of [...leaves].sort((a, b) => rank(a) - rank(b))) {
    const more = openHeight(leaf, measures) - closedHeight(false);
    const isFirst = open.size === 0 || options.wanted[0] === leaf;
    if (!isFirst && used + more > options.height) continue;
    used += more;
    open.add(leaf);
  }
  return open;
}

const isOnWay = (node: MapleNode, { wanted }: MapleOptions): boolean =>
  node.parent === null || wanted.includes(node) || wanted.some((one) => one.parent === node);

function distanceTo(leaves: readonly MapleNode[], node: MapleNode, wanted: readonly MapleNode[]): number {
  const at = leaves.indexOf(node);
  return Math.min(leaves.length, ...wanted.map((one) => leaves.indexOf(one)).flatMap((one) => (one < 0 ? [] : [Math.abs(one - at)])));
}

const rowsOf = (node: MapleNode, { maxRows, full }: Measures) =>
  full.has(node.id) ? node.slots.length : Math.min(node.slots.length, maxRows);
/** Below the slots it is said how many are free, where there is room for words. */
const hasFree = (node: MapleNode, { isNarrow, maxRows }: Measures) =>
  !isNarrow && node.slots.length < node.room && node.slots.length < maxRows;

const openHeight = (node: MapleNode, measures: Measures) =>
  kNodeHead + (rowsOf(node, measures) + (hasFree(node, measures) ? 1 : 0)) * kSlotRow + 4;

function heightOf(node: MapleNode, measures: Measures): number {
  if (measures.open.has(node)) return openHeight(node, measures);
  return closedHeight(measures.isNarrow) + (measures.isNarrow && measures.headed.has(node) ? 22 : 0);
}

function widthOf(node: MapleNode, measures: Measures): number {
  if (measures.open.has(node)) return node.isLeaf ? measures.leaf : measures.inner;
  if (measures.isNarrow) return 12 + node.room * (node.isLeaf ? measures.cell.leaf : measures.cell.inner);
  return node.isLeaf ? kOpenLeaf : kClosedInner;
}

function cardOf(node: MapleNode, x: number, y: number, measures: Measures): NodeCard {
  const [w, h] = [widthOf(node, measures), heightOf(node, measures)];
  const isOpen = measures.open.has(node);
  const isHeaded = isOpen || !measures.isNarrow || measures.headed.has(node);
  const card: NodeCard = { node, x, y, w, h, isOpen, isHeaded, slots: [], folds: [], freeY: null };
  if (isOpen) fillRows(card, measures);
  else fillCells(card, measures);
  return card;
}

function fillCells(card: NodeCard, { isNarrow, cell: { leaf, inner } }: Measures): void {
  const cell = card.node.isLeaf ? leaf : inner;
  const height = isNarrow ? 10 : 14;
  const left = (card.w - cell * card.node.room) / 2;
  const y = card.h - height - 6;
  card.slots = card.node.slots.map((row, at) => ({ row, x: left + at * cell + 0.5, y, w: cell - 1, h: height }));
}

/** All rows, or as many as fit around the one in the middle, with the number of those left out before and after them. */
function fillRows(card: NodeCard, measures: Measures): void {
  const { slots } = card.node;
  const { from, to } = measures.full.has(card.node.id) ? { from: 0, to: slots.length } : windowOf(slots, measures);
  let y = kNodeHead;
  const fold = (count: number) => {
    if (count === 0) return;
    card.folds.push({ count, y });
    y += kSlotRow;
  };
  fold(from);
  for (const row of slots.slice(from, to)) {
    card.slots.push({ row, x: 4, y, w: card.w - 8, h: kSlotRow - 2 });
    y += kSlotRow;
  }
  fold(slots.length - to);
  if (hasFree(card.node, measures)) card.freeY = y;
}

function windowOf(slots: readonly number[], { maxRows, middle }: Measures): { from: number; to: number } {
  if (slots.length <= maxRows) return { from: 0, to: slots.length };
  const at = middle === undefined ? 0 : Math.max(0, slots.indexOf(middle));
  const room = maxRows - 2;
  const from = Math.max(0, Math.min(slots.length - room, at - Math.floor(room / 2)));
  // At an end one count is not needed, and its row is one more slot.
  if (from <= 1) return { from: 0, to: maxRows - 1 };
  if (from + room >= slots.length - 1) return { from: slots.length - maxRows + 1, to: slots.length };
  return { from, to: from + room };
}
