// Chain nodes: one where an area's row crosses the column of a tree that the area is on.
import { NONE } from '../engine/generated/snapshot';
import type { Machine } from '../model/machine';
import type { PlacedAvc, PlacedTree } from './rmap_parts';

/** Of an area: which row it has, where the row's middle lies, how high it is. */
export interface RowLine {
  at: number;
  middle: number;
  pitch: number;
}

const kSize = { least: 5, most: 36 };

/** `part`: how much of a column's width a node may have. */
export function placeNodes(machine: Machine, trees: readonly PlacedTree[], lines: ReadonlyMap<number, RowLine>, part: number): PlacedAvc[] {
  const { avcs, anonVmas } = machine.s;
  const rowOf = new Map<number, number>();
  const placed: PlacedAvc[] = [];
  for (const tree of trees) {
    for (const row of machine.avcsOfTree.get(tree.id) ?? []) {
      const line = lines.get(avcs.vma[row]!);
      if (!line) continue;
      const size = Math.max(kSize.least, Math.min(kSize.most, line.pitch - 5, tree.w * part));
      const id = avcs.avc[row]!;
      rowOf.set(id, line.at);
      placed.push({
        id,
        vma: avcs.vma[row]!,
        tree: tree.id,
        x: tree.x + (tree.w - size) / 2,
        y: line.middle - size / 2,
        w: size,
        h: size,
        isTop: anonVmas.rbRoot[tree.row] === id,
        parent: null,
      });
    }
  }
  for (const node of placed) {
    const above = avcs.rbParent[machine.avcRow.get(node.id)!]!;
    const at = above === NONE ? undefined : rowOf.get(above);
    if (at !== undefined) node.parent = { avc: above, rows: Math.abs(at - rowOf.get(node.id)!) };
  }
  return placed;
}
