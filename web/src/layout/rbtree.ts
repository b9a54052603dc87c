// The areas of an address space as the red-black tree of kernels before 6.1 (mm->mm_rb), with the largest gap below each node
// (rb_subtree_gap). Areas are put in by address, so that one set has one picture; `show rbtree` prints the same tree.
import type { Vma } from '../model/machine';

export const kRbNode = { w: 104, h: 44 };
const kPitchX = 112;
const kPitchY = 66;
/** A growing area keeps this many pages free below itself. */
const kGuardGap = 256;
const kGrowsDown = 0x100;
/** More nodes than this are not drawn: the top of the tree, and the way to the address looked for. */
const kMaxNodes = 63;

interface Node {
  vma: Vma;
  parent: number;
  child: [left: number, right: number];
  red: boolean;
  gap: number;
  depth: number;
}

export interface PlacedNode {
  vma: Vma;
  red: boolean;
  /** Pages of the largest gap in its subtree, the one below itself included. */
  gap: number;
  depth: number;
  x: number;
  y: number;
  /** Find_vma looks at it on its way to the address. */
  walked: boolean;
}

export interface RbLayout {
  nodes: PlacedNode[];
  links: { key: string; from: [number, number]; to: [number, number]; walked: boolean }[];
  height: number;
  width: number;
  levels: number;
  hidden: number;
  /** The area that find_vma ends at: the first that ends above the address. */
  found: Vma | null;
}

const kNil = -1;

/** In the order of their addresses; the root's index and the nodes, node i being area i. */
export function buildRbTree(areas: readonly Vma[]): { root: number; nodes: Node[] } {
  const nodes: Node[] = areas.map((vma) => ({ vma, parent: kNil, child: [kNil, kNil], red: true, gap: 0, depth: 0 }));
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

/** Depths and gaps. */
function measure(nodes: Node[], at: number, depth: number): number {
  if (at === kNil) return 0;
  const node = nodes[at]!;
  node.depth = depth;
  const { vma } = node;
  const start = (vma.flags & kGrowsDown) === 0 ? vma.start : Math.max(0, vma.start - kGuardGap);
  const own = Math.max(0, start - (at === 0 ? 0 : nodes[at - 1]!.vma.end));
  node.gap = Math.max(own, measure(nodes, node.child[0], depth + 1), measure(nodes, node.child[1], depth + 1));
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

/** The pitch at which no two nodes of one level touch, by the levels of neighbouring columns. */
function narrowest(depths: readonly number[]): number {
  const last = new Map<number, number>();
  let columns = depths.length;
  depths.forEach((depth, column) => {
    columns = Math.min(columns, column - (last.get(depth) ?? Number.NEGATIVE_INFINITY));
    last.set(depth, column);
  });
  return (kRbNode.w + 6) / Math.max(1, columns);
}

/** Columns move together, down to boxes that overlap their neighbours' columns but no box on their own level, before the tree scrolls. */
export function layoutRbTree(areas: readonly Vma[], vpn: number | null, room = 1e6): RbLayout {
  const tree = buildRbTree(areas);
  const { way, found } = vpn === null ? { way: [], found: null } : findVma(tree, vpn);
  const onWay = new Set(way);
  const byDepth = tree.nodes.map((_, at) => at).sort((a, b) => tree.nodes[a]!.depth - tree.nodes[b]!.depth || a - b);
  const drawn = [...new Set([...way, ...byDepth])].slice(0, Math.max(kMaxNodes, way.length));
  const order = drawn.sort((a, b) => a - b);
  const pitch = Math.max(
    narrowest(order.map((at) => tree.nodes[at]!.depth)),
    Math.min(kPitchX, (room - kRbNode.w) / Math.max(1, order.length - 1)),
  );
  const placed = new Map<number, PlacedNode>();
  order.forEach((at, column) => {
    const { vma, red, gap, depth } = tree.nodes[at]!;
    placed.set(at, { vma, red, gap, depth, x: column * pitch, y: depth * kPitchY, walked: onWay.has(at) });
  });
  const links = order.flatMap((at) => {
    const parent = placed.get(tree.nodes[at]!.parent);
    const node = placed.get(at)!;
    if (!parent) return [];
    const from: [number, number] = [parent.x + kRbNode.w / 2, parent.y + kRbNode.h];
    return [{ key: `${at}`, from, to: [node.x + kRbNode.w / 2, node.y] as [number, number], walked: parent.walked && node.walked }];
  });
  const nodes = [...placed.values()];
  const levels = 1 + Math.max(-1, ...tree.nodes.map((node) => node.depth));
  return {
    nodes,
    links,
    levels,
    width: Math.max(0, ...nodes.map((node) => node.x + kRbNode.w)),
    height: Math.max(0, ...nodes.map((node) => node.y + kRbNode.h)),
    hidden: areas.length - nodes.length,
    found: found === null ? null : tree.nodes[found]!.vma,
  };
}
