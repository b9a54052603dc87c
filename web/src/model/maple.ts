// The maple tree of an address space as nodes with their children, read once for each picture of the machine.
import type { Machine } from './machine';

export interface MapleNode {
  id: number;
  isLeaf: boolean;
  depth: number;
  /** Pages it speaks about, the second one past the last. */
  start: number;
  end: number;
  /** Rows of maple_slots. */
  slots: readonly number[];
  /** Slots that such a node has. */
  room: number;
  parent: MapleNode | null;
  children: MapleNode[];
  /** Of its subtree, itself included, and the areas there. */
  nodes: number;
  areas: number;
}

/** Kinds of slot as the snapshot counts them. */
export const kGapSlot = 0;
export const kAreaSlot = 1;
export const kNodeSlot = 2;

export interface MapleTree {
  root: MapleNode;
  levels: number;
  byId: ReadonlyMap<number, MapleNode>;
}

const known = new WeakMap<Machine, Map<number, MapleTree | null>>();

/** Null: no areas. */
export function mapleOf(machine: Machine, mm: number): MapleTree | null {
  const trees = known.get(machine) ?? new Map<number, MapleTree | null>();
  known.set(machine, trees);
  const tree = trees.get(mm) ?? read(machine, mm);
  trees.set(mm, tree);
  return tree;
}

function read(machine: Machine, mm: number): MapleTree | null {
  const { mapleNodes: nodes, mapleSlots: slots } = machine.s;
  const byId = new Map<number, MapleNode>();
  let root: MapleNode | null = null;
  let levels = 0;
  for (let row = 0; row < nodes.rows; ++row) {
    if (nodes.mm[row] !== mm) continue;
    const isLeaf = nodes.type[row] === 1;
    const parent = byId.get(nodes.parent[row]!) ?? null;
    const first = nodes.firstSlot[row]!;
    const node: MapleNode = {
      id: nodes.node[row]!,
      isLeaf,
      depth: nodes.depth[row]!,
      start: nodes.startVpn[row]!,
      end: nodes.endVpn[row]!,
      slots: Array.from({ length: nodes.count[row]! }, (_, at) => first + at),
      room: isLeaf ? 16 : 10,
      parent,
      children: [],
      nodes: 1,
      areas: 0,
    };
    node.areas = node.slots.filter((slot) => slots.kind[slot] === kAreaSlot).length;
    byId.set(node.id, node);
    parent?.children.push(node);
    root ??= node;
    levels = Math.max(levels, node.depth + 1);
  }
  // Parents stand before their children, so from the end on every child is complete.
  for (const node of [...byId.values()].reverse()) {
    if (!node.parent) continue;
    node.parent.nodes += node.nodes;
    node.parent.areas += node.areas;
  }
  return root && { root, levels, byId };
}

/** Nodes from the root to the leaf that speaks about a page. */
export function wayTo(tree: MapleTree, vpn: number): MapleNode[] {
  const way = [tree.root];
  for (let node: MapleNode | undefined = tree.root; node; ) {
    node = node.children.find((child) => vpn >= child.start && vpn < child.end);
    if (node) way.push(node);
  }
  return way;
}

/** The row of the slot of a node that speaks about a page. */
export function slotAt(machine: Machine, node: MapleNode, vpn: number): number | undefined {
  const { startVpn, endVpn } = machine.s.mapleSlots;
  return node.slots.find((row) => vpn >= startVpn[row]! && vpn < endVpn[row]!);
}
