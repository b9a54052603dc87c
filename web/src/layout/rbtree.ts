// The areas of an address space as the red-black tree of kernels before 6.1 (mm->mm_rb), with the largest gap below each node
// (rb_subtree_gap). Areas are put in by address, so that one set has one picture; `show rbtree` prints the same tree.
import { type Folded, type FoldedItem, foldTree, isRun, itemsOf } from '../draw/fold';
import { layoutTree } from '../draw/tree';
import type { Vma } from '../model/machine';
import { kNarrow } from './narrow';

/** In a large room, and in a small one. */
const kSizes = {
  wide: { w: 104, h: 56, gap: 8, levelGap: 26, nil: 20, run: { w: 48, h: 22 } },
  narrow: { w: 26, h: 22, gap: 6, levelGap: 14, nil: 8, run: { w: 34, h: 18 } },
};
/** Below a small tree it is said what was found. */
const kCaption = 24;
/** A growing area keeps this many pages free below itself. */
const kGuardGap = 256;
const kGrowsDown = 0x100;
/** As many levels as this are tried to be drawn whole. */
const kMaxLevels = 6;

interface Node {
  vma: Vma;
  parent: number;
  child: [left: number, right: number];
  red: boolean;
  gap: number;
  depth: number;
  /** Nodes of its subtree, itself included. */
  count: number;
}

export interface RbOptions {
  /** The address that find_vma looks for. */
  vpn: number | null;
  width: number;
  height: number;
  /** Areas that are drawn whatever happens. */
  wanted: ReadonlySet<number>;
  /** Areas whose children somebody asked for. */
  unfolded: ReadonlySet<number>;
}

interface Place {
  x: number;
  y: number;
  w: number;
  h: number;
}

export interface PlacedNode extends Place {
  vma: Vma;
  red: boolean;
  /** Pages of the largest gap in its subtree, the one below itself included. */
  gap: number;
  /** Area of the node above. */
  parent: number | null;
  /** Find_vma looks at it on its way to the address. */
  walked: boolean;
}

/** In place of subtrees that are not drawn. */
export interface RbRun extends Place {
  parent: number;
  count: number;
}

export interface RbLayout {
  nodes: PlacedNode[];
  runs: RbRun[];
  levels: number;
  hidden: number;
  isNarrow: boolean;
  /** The area that find_vma ends at: the first that ends above the address. */
  found: Vma | null;
}

const kNil = -1;

const known = new WeakMap<readonly Vma[], Tree>();

/** Built once for each picture of the machine. */
export function rbTreeOf(areas: readonly Vma[]): Tree {
  const tree = known.get(areas) ?? buildRbTree(areas);
  known.set(areas, tree);
  return tree;
}

/** In the order of their addresses; the root's index and the nodes, node i being area i. */
export function buildRbTree(areas: readonly Vma[]): { root: number; nodes: Node[] } {
  const nodes: Node[] = areas.map((vma) => ({ vma, parent: kNil, child: [kNil, kNil], red: true, gap: 0, depth: 0, count: 1 }));
  const tree = { root: kNil, nodes };
  for (let at = 0; at < nodes.length; ++at) {
    if (at === 0) tree.root = 0;
    else {
      // Every area so far ends below this one, so its place is right of the last.
      nodes[at]!.parent = at - 1;
      nodes[at - 1]!.child[1] = at;
    }
    repair(tree, at);
  }
  if (tree.root !== kNil) measure(nodes, tree.root, 0);
  return tree;
}

type Tree = { root: number; nodes: Node[] };
const sideOf = ({ nodes }: Tree, at: number) => (nodes[nodes[at]!.parent]!.child[1] === at ? 1 : 0);

function rotate(tree: Tree, at: number, side: 0 | 1): void {
  const { nodes } = tree;
  const other = side === 0 ? 1 : 0;
  const node = nodes[at]!;
  const up = node.child[other];
  const between = nodes[up]!.child[side];
  if (node.parent === kNil) tree.root = up;
  else nodes[node.parent]!.child[sideOf(tree, at)] = up;
  nodes[up]!.parent = node.parent;
  nodes[up]!.child[side] = at;
  node.parent = up;
  node.child[other] = between;
  if (between !== kNil) nodes[between]!.parent = at;
}

function repair(tree: Tree, from: number): void {
  const { nodes } = tree;
  const isRed = (at: number) => at !== kNil && nodes[at]!.red;
  let at = from;
  while (isRed(nodes[at]!.parent)) {
    let parent = nodes[at]!.parent;
    const grand = nodes[parent]!.parent;
    const side = sideOf(tree, parent);
    const uncle = nodes[grand]!.child[side === 0 ? 1 : 0];
    if (isRed(uncle)) {
      nodes[parent]!.red = false;
      nodes[uncle]!.red = false;
      nodes[grand]!.red = true;
      at = grand;
      continue;
    }
    if (sideOf(tree, at) !== side) {
      rotate(tree, parent, side);
      parent = at;
    }
    nodes[parent]!.red = false;
    nodes[grand]!.red = true;
    rotate(tree, grand, side === 0 ? 1 : 0);
    break;
  }
  nodes[tree.root]!.red = false;
}

/** Depths, gaps, numbers of nodes. */
function measure(nodes: Node[], at: number, depth: number): number {
  if (at === kNil) return 0;
  const node = nodes[at]!;
  node.depth = depth;
  const { vma } = node;
  const start = (vma.flags & kGrowsDown) === 0 ? vma.start : Math.max(0, vma.start - kGuardGap);
  const own = Math.max(0, start - (at === 0 ? 0 : nodes[at - 1]!.vma.end));
  node.gap = Math.max(own, measure(nodes, node.child[0], depth + 1), measure(nodes, node.child[1], depth + 1));
  node.count = 1 + node.child.reduce((sum, child) => sum + (child === kNil ? 0 : nodes[child]!.count), 0);
  return node.gap;
}

/** The way of find_vma: nodes looked at, and the first area that ends above the address. */
export function findVma({ root, nodes }: Tree, vpn: number): { way: number[]; found: number | null } {
  const way: number[] = [];
  let found: number | null = null;
  for (let at = root; at !== kNil; ) {
    way.push(at);
    const { start, end } = nodes[at]!.vma;
    if (end > vpn) found = at;
    if (end > vpn && start <= vpn) break;
    at = nodes[at]!.child[end > vpn ? 0 : 1];
  }
  return { way, found };
}

/** In a picture stand nodes, runs of subtrees that are counted, and room where a child is missing, so that the other keeps its side. */
type Spot = { at: number; children: Spot[] } | { run: readonly number[]; of: number; count: number } | 'nil';

export function layoutRbTree(areas: readonly Vma[], options: RbOptions): RbLayout {
  const isNarrow = options.width < kNarrow;
  const size = isNarrow ? kSizes.narrow : kSizes.wide;
  if (areas.length === 0) return { nodes: [], runs: [], levels: 0, hidden: 0, isNarrow, found: null };
  const tree = rbTreeOf(areas);
  const { way, found } = options.vpn === null ? { way: [], found: null } : findVma(tree, options.vpn);
  const levels = 1 + tree.nodes.reduce((max, node) => Math.max(max, node.depth), 0);
  const wanted = [...way, ...areas.flatMap((area, at) => (options.wanted.has(area.id) ? [at] : []))];
  const fits = Math.max(1, Math.floor((options.height - (isNarrow ? kCaption : 0) + size.levelGap) / (size.h + size.levelGap)));
  let placed: ReturnType<typeof placeSpots> = [];
  let drawn = 0;
  for (let most = Math.min(levels, kMaxLevels, fits); most >= 1; --most) {
    const folded = foldToLevels(tree, wanted, most, options.unfolded);
    placed = placeSpots(spotOf(tree, folded), size);
    drawn = [...itemsOf(folded)].length;
    if (Math.max(...placed.map(({ x, w }) => x + w)) <= options.width) break;
  }
  const onWay = new Set(way);
  const idOf = (at: number) => tree.nodes[at]!.vma.id;
  const layout: RbLayout = {
    nodes: [],
    runs: [],
    levels,
    hidden: areas.length - drawn,
    isNarrow,
    found: found === null ? null : areas[found]!,
  };
  for (const { spot, ...place } of placed) {
    if (spot === 'nil') continue;
    if ('run' in spot) {
      layout.runs.push({ ...place, parent: idOf(spot.of), count: spot.count });
      continue;
    }
    const { vma, red, gap, parent } = tree.nodes[spot.at]!;
    layout.nodes.push({ ...place, vma, red, gap, parent: parent === kNil ? null : idOf(parent), walked: onWay.has(spot.at) });
  }
  return layout;
}

function foldToLevels(tree: Tree, wanted: readonly number[], levels: number, unfolded: ReadonlySet<number>): FoldedItem<number> {
  const { nodes } = tree;
  return foldTree(tree.root, {
    childrenOf: (at) => nodes[at]!.child.filter((child) => child !== kNil),
    parentOf: (at) => (nodes[at]!.parent === kNil ? null : nodes[at]!.parent),
    countOf: (at) => nodes[at]!.count,
    wanted,
    most: (at, depth) => (depth < levels - 1 || unfolded.has(nodes[at]!.vma.id) ? 2 : 0),
  });
}

function spotOf(tree: Tree, one: Folded<number>): Spot {
  if (isRun(one)) return one;
  const children = one.children.map((child) => spotOf(tree, child));
  const [left, right] = tree.nodes[one.item]!.child;
  const isNode = one.children[0] !== undefined && !isRun(one.children[0]);
  if (isNode && left === kNil) children.unshift('nil');
  if (isNode && right === kNil) children.push('nil');
  return { at: one.item, children };
}

function placeSpots(root: Spot, size: (typeof kSizes)['wide']): (Place & { spot: Spot })[] {
  const sizeOf = (spot: Spot): readonly [number, number] =>
    spot === 'nil' ? [size.nil, 1] : 'run' in spot ? [size.run.w, size.run.h] : [size.w, size.h];
  const placed = layoutTree(root, {
    childrenOf: (spot) => (spot !== 'nil' && 'children' in spot ? spot.children : []),
    sizeOf,
    gap: size.gap,
    levelGap: size.levelGap,
  });
  return placed.map(({ item: spot, breadth: x, level: y }) => ({ spot, x, y, w: sizeOf(spot)[0], h: sizeOf(spot)[1] }));
}
