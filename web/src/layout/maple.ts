// The maple tree of one address space: a card a node, a row a slot with its pivot; inner nodes left, what hangs below them to the right.
import type { Machine } from '../model/machine';

export const kSlotRow = 20;
export const kNodeHead = 24;
export const kNodeGap = 14;

export interface NodeCard {
  row: number;
  node: number;
  leaf: boolean;
  x: number;
  y: number;
  w: number;
  h: number;
  /** Rows of maple_slots with their place in the card. */
  slots: { row: number; y: number }[];
  /** Slots that the node has and does not use. */
  free: number;
}

export interface MapleLayout {
  cards: NodeCard[];
  links: { from: [number, number]; to: [number, number]; key: string }[];
  width: number;
  height: number;
}

export const slotsOfType = (type: number) => (type === 1 ? 16 : 10);

export function layoutMaple(machine: Machine, mm: number, width: number): MapleLayout {
  const { mapleNodes: nodes } = machine.s;
  const own = Array.from({ length: nodes.rows }, (_, row) => row).filter((row) => nodes.mm[row] === mm);
  const depths = 1 + own.reduce((max, row) => Math.max(max, nodes.depth[row]!), 0);
  const gutter = 44;
  // An inner node's row has a pivot of 16 digits and the largest gap below it.
  const least = depths > 1 ? 310 : 250;
  const w = Math.max(least, Math.min(420, (width - gutter * (depths - 1)) / depths));
  const bottom = new Array<number>(depths).fill(0);
  const cards = own.map((row) => {
    const depth = nodes.depth[row]!;
    const card = makeCard(machine, row, depth * (w + gutter), bottom[depth]!, w);
    bottom[depth] = card.y + card.h + kNodeGap;
    return card;
  });
  const height = Math.max(0, ...bottom) - kNodeGap;
  return { cards, links: linksOf(machine, cards), width: depths * w + (depths - 1) * gutter, height: Math.max(0, height) };
}

function makeCard(machine: Machine, row: number, x: number, y: number, w: number): NodeCard {
  const { mapleNodes: nodes } = machine.s;
  const count = nodes.count[row]!;
  const free = slotsOfType(nodes.type[row]!) - count;
  const slots = Array.from({ length: count }, (_, i) => ({ row: nodes.firstSlot[row]! + i, y: kNodeHead + i * kSlotRow }));
  const h = kNodeHead + (count + (free > 0 ? 1 : 0)) * kSlotRow + 4;
  return { row, node: nodes.node[row]!, leaf: nodes.type[row] === 1, x, y, w, h, slots, free };
}

function linksOf(machine: Machine, cards: readonly NodeCard[]): MapleLayout['links'] {
  const byNode = new Map(cards.map((card) => [card.node, card]));
  return cards.flatMap((card) =>
    card.slots.flatMap((slot) => {
      const child = machine.s.mapleSlots.kind[slot.row] === 2 ? byNode.get(machine.s.mapleSlots.target[slot.row]!) : undefined;
      if (!child) return [];
      const from: [number, number] = [card.x + card.w, card.y + slot.y + kSlotRow / 2];
      return [{ from, to: [child.x, child.y + kNodeHead / 2] as [number, number], key: `${card.node}-${child.node}` }];
    }),
  );
}
