// A tree from the root down or sideways, by d3-hierarchy: nodes of different sizes that never overlap, a parent in the middle of its
// children. Pure: what the nodes are is the caller's business.
import { type HierarchyPointNode, hierarchy, tree } from 'd3-hierarchy';

export interface TreeOptions<T> {
  childrenOf(item: T): readonly T[];
  /** [along the level, across the levels]: for a tree that grows sideways height and width, for one that grows down width and height. */
  sizeOf(item: T): readonly [breadth: number, depth: number];
  /** Between neighbours of a level, and between levels. */
  gap: number;
  levelGap: number;
  /** Additional room between neighbours that have different parents. */
  cousinGap?: number;
}

export interface TreeNode<T> {
  item: T;
  parent: TreeNode<T> | null;
  /** 0 for the root. */
  depth: number;
  /** Of its beginning along the level, from 0. */
  breadth: number;
  /** Of its beginning across the levels. */
  level: number;
}

/** Nodes from the root on, parents before children. */
export function layoutTree<T>(root: T, options: TreeOptions<T>): TreeNode<T>[] {
  const { childrenOf, sizeOf, gap, levelGap, cousinGap = 0 } = options;
  const top = hierarchy(root, (item) => [...childrenOf(item)]);
  const breadthOf = (node: { data: T }) => sizeOf(node.data)[0];
  const placed = tree<T>()
    .nodeSize([1, 1])
    .separation((a, b) => (breadthOf(a) + breadthOf(b)) / 2 + gap + (a.parent === b.parent ? 0 : cousinGap))(top);
  const levels: number[] = [];
  placed.each((node) => {
    levels[node.depth] = Math.max(levels[node.depth] ?? 0, sizeOf(node.data)[1]);
  });
  const starts = [0];
  for (const size of levels) starts.push(starts.at(-1)! + size + levelGap);
  let least = Infinity;
  placed.each((node) => {
    least = Math.min(least, node.x - breadthOf(node) / 2);
  });
  const made = new Map<HierarchyPointNode<T>, TreeNode<T>>();
  placed.eachBefore((node) => {
    const parent = node.parent ? made.get(node.parent)! : null;
    made.set(node, {
      item: node.data,
      parent,
      depth: node.depth,
      breadth: node.x - breadthOf(node) / 2 - least,
      level: starts[node.depth]!,
    });
  });
  return [...made.values()];
}
