// The page-table tree of one address space, growing sideways from CR3: a sheet a table, a row an entry; what is empty is folded to its
// count, and so is what there is no room for, until somebody unfolds it. The walked path and what changed are never folded away.
import { lowerBound } from '../base/lower_bound';
import { layoutTree } from '../draw/tree';
import { indexOf, type Machine } from '../model/machine';

export const kRow = 22;
export const kCardHead = 28;
export const kFoldWidth = 104;
export const kFrame = { w: 84, h: 46 };

export type TableRow =
  | { kind: 'entry'; pte: number; index: number; y: number; walked: boolean }
  | { kind: 'empty'; count: number; y: number; walked: boolean; from: number }
  | { kind: 'folded'; count: number; y: number; walked: boolean };

export interface TableCard {
  table: number;
  pfn: number;
  level: number;
  x: number;
  y: number;
  w: number;
  h: number;
  walked: boolean;
  rows: TableRow[];
  /** Tables that hang from it, drawn or not. */
  below: number;
  isFolded: boolean;
}

/** In place of tables that are not drawn. */
export interface TableStub {
  parent: number;
  x: number;
  y: number;
  w: number;
  h: number;
  tables: number;
  /** Somebody folded the parent; or there are too many. */
  isFolded: boolean;
}

export interface TableLink {
  from: TableCard;
  /** Of the entry's middle, below the card's top. */
  dy: number;
  to: TableCard;
  walked: boolean;
}

export interface TablesLayout {
  cards: TableCard[];
  stubs: TableStub[];
  links: TableLink[];
  /** Where the columns end. */
  width: number;
  foldedEntries: number;
}

export interface TablesOptions {
  mm: number;
  vpn: number | null;
  /** Room there is, in px of the drawing. */
  width: number;
  height: number;
  /** Entries (rows of ptes) that changed; shown rather than folded. */
  changed: ReadonlySet<number>;
  /** Frames of tables of which all entries, or all tables below, were asked for. */
  openedRows?: ReadonlySet<number>;
  openedTables?: ReadonlySet<number>;
  /** Frames of tables that somebody folded. */
  folded?: ReadonlySet<number>;
}

/** Between the last column and the frame that the walk ends in. */
export const kFrameGap = 20;
const kFrameRoom = kFrame.w + kFrameGap;
/** An entry takes so much with frame numbers of four digits, and more for each other; a leaf's has its rights behind it. */
const kCardWidth = { least: 112, most: 170, digit: 7.4, rights: 14 };

interface Node {
  table: number | null;
  parent: number | null;
  rows: TableRow[];
  children: Node[];
  size: readonly [number, number];
  below: number;
  isFolded: boolean;
}

interface Plan extends TablesOptions {
  machine: Machine;
  cardWidth: number;
  gutter: number;
  maxRows: number;
  maxChildren: number;
}

/** Columns come closer to one another before they no longer fit. */
function columnsOf(width: number, machine: Machine): { gutter: number; cardWidth: number } {
  const { levels } = machine;
  const widthWith = (gutter: number) => (width - kCardWidth.rights - gutter * (levels - 1)) / levels;
  const digits = Math.max(4, (machine.s.machine.endPfn[0] ?? 0).toString(16).length);
  const least = kCardWidth.least + (digits - 4) * kCardWidth.digit;
  const gutter = widthWith(44) >= kCardWidth.most ? 44 : widthWith(30) >= least ? 30 : 16;
  return { gutter, cardWidth: Math.max(least, Math.min(Math.max(kCardWidth.most, least), widthWith(gutter))) };
}

export function layoutTables(machine: Machine, options: TablesOptions): TablesLayout {
  const layout: TablesLayout = { cards: [], stubs: [], links: [], width: 0, foldedEntries: 0 };
  const mmRow = machine.mmRow.get(options.mm);
  const root = mmRow === undefined ? undefined : machine.tableRow.get(machine.s.mms.pgdPfn[mmRow]!);
  if (root === undefined) return layout;
  const rows = Math.max(5, Math.min(11, Math.floor((options.height - kCardHead) / kRow)));
  const maxChildren = Math.max(1, Math.min(4, Math.floor(options.height / 130)));
  const plan: Plan = { machine, ...options, ...columnsOf(options.width - kFrameRoom, machine), maxRows: rows, maxChildren };
  const placed = layoutTree(nodeOf(plan, root), {
    childrenOf: (node) => node.children,
    sizeOf: (node) => node.size,
    gap: 14,
    levelGap: plan.gutter,
    cousinGap: 8,
  });
  const cards = new Map<number, TableCard>();
  for (const { item, level: x, breadth: y } of placed) {
    const [h, w] = item.size;
    if (item.table === null) layout.stubs.push({ parent: item.parent!, x, y, w, h, tables: item.below, isFolded: item.isFolded });
    else {
      const card = cardOf(plan, item, { x, y, w, h });
      layout.cards.push(card);
      cards.set(card.pfn, card);
    }
    layout.width = Math.max(layout.width, x + w);
  }
  for (const card of layout.cards) for (const row of card.rows) if (row.kind !== 'entry') layout.foldedEntries += row.count;
  layout.links = linksOf(machine, layout.cards, cards);
  return layout;
}

function cardOf({ machine, ...options }: Plan, node: Node, place: { x: number; y: number; w: number; h: number }): TableCard {
  const { tables } = machine.s;
  const table = node.table!;
  return {
    table,
    pfn: tables.pfn[table]!,
    level: tables.level[table]!,
    ...place,
    walked: isWalked(machine, options.vpn, table),
    rows: node.rows,
    below: node.below,
    isFolded: node.isFolded,
  };
}

function nodeOf(plan: Plan, table: number): Node {
  const { machine } = plan;
  const { tables, ptes } = machine.s;
  const pfn = tables.pfn[table]!;
  const { from, to } = machine.entriesOf(table);
  const below: number[] = [];
  for (let row = from; row < to && tables.level[table]! > 1; ++row) {
    const child = machine.tableRow.get(ptes.pfn[row]!);
    if (child !== undefined) below.push(child);
  }
  const walked = isWalked(machine, plan.vpn, table);
  const isFolded = (plan.folded?.has(pfn) ?? false) && below.length > 0;
  const shown = isFolded ? [] : chooseTables(plan, below, plan.openedTables?.has(pfn) ?? false);
  const rows = tableRows(plan, table, walked, new Set(shown.map((child) => tables.pfn[child]!)));
  const children = shown.map((child) => nodeOf(plan, child));
  const left = below.length - shown.length;
  if (left > 0) {
    children.push({ table: null, parent: pfn, rows: [], children: [], size: [22, kFoldWidth], below: left, isFolded });
  }
  const h = kCardHead + rows.length * kRow + 5;
  const w = plan.cardWidth + (tables.level[table] === 1 ? kCardWidth.rights : 0);
  return { table, parent: null, rows, children, size: [h, w], below: below.length, isFolded };
}

/** First page and span of a table's range say whether the walk goes through it. */
function isWalked(machine: Machine, vpn: number | null, table: number): boolean {
  if (vpn === null) return false;
  const { tables } = machine.s;
  const base = tables.baseVpn[table]!;
  return vpn >= base && vpn < base + 512 ** tables.level[table]!;
}

/** Of the tables that hang from one those that matter most, by address: the walked one, changed ones, then the first. */
function chooseTables(plan: Plan, below: number[], all: boolean): number[] {
  if (all || below.length <= plan.maxChildren) return below;
  const changed = Float64Array.from(plan.changed).sort();
  const rank = (table: number) => {
    if (isWalked(plan.machine, plan.vpn, table)) return 0;
    const { from, to } = plan.machine.entriesOf(table);
    return lowerBound(changed, 0, changed.length, from) < lowerBound(changed, 0, changed.length, to) ? 1 : 2;
  };
  const ranks = new Map(below.map((table) => [table, rank(table)]));
  const chosen = [...below].sort((a, b) => ranks.get(a)! - ranks.get(b)! || a - b).slice(0, plan.maxChildren);
  return below.filter((table) => chosen.includes(table));
}

function tableRows(plan: Plan, table: number, walked: boolean, shownBelow: ReadonlySet<number>): TableRow[] {
  const { ptes, tables } = plan.machine.s;
  const { from, to } = plan.machine.entriesOf(table);
  const walkedIndex = walked ? indexOf(plan.vpn!, tables.level[table]!) : -1;
  const entries = Array.from({ length: to - from }, (_, i) => from + i);
  const isOpened = plan.openedRows?.has(tables.pfn[table]!) ?? false;
  const keep = isOpened ? new Set(entries) : chooseEntries(entries, (row) => ptes.index[row]!, walkedIndex, plan);
  for (const row of entries) if (tables.level[table]! > 1 && shownBelow.has(ptes.pfn[row]!)) keep.add(row);
  const rows: TableRow[] = [];
  let next = 0;
  const add = (row: { kind: 'empty'; count: number; from: number } | { kind: 'folded'; count: number }, isWalkedRow: boolean) =>
    rows.push({ ...row, y: kCardHead + rows.length * kRow, walked: isWalkedRow });
  const addHole = (end: number) => {
    if (end > next) add({ kind: 'empty', count: end - next, from: next }, walkedIndex >= next && walkedIndex < end);
  };
  for (let i = 0; i < entries.length; ++i) {
    const row = entries[i]!;
    const index = ptes.index[row]!;
    if (keep.has(row)) {
      addHole(index);
      rows.push({ kind: 'entry', pte: row, index, y: kCardHead + rows.length * kRow, walked: index === walkedIndex });
      next = index + 1;
      continue;
    }
    let last = i;
    while (last + 1 < entries.length && !keep.has(entries[last + 1]!)) ++last;
    add({ kind: 'folded', count: last - i + 1 }, false);
    i = last;
    next = ptes.index[entries[i]!]! + 1;
  }
  addHole(512);
  return rows;
}

/** Which entries get a row of their own: all while there are few, else the walked one with neighbours, changed ones, the ends. */
function chooseEntries(entries: number[], index: (row: number) => number, walkedIndex: number, plan: Plan): Set<number> {
  const max = plan.maxRows - 2;
  if (entries.length <= max) return new Set(entries);
  const keep = new Set<number>([entries[0]!, entries.at(-1)!]);
  for (const row of entries) if (Math.abs(index(row) - walkedIndex) <= 1 && walkedIndex >= 0) keep.add(row);
  for (const row of entries) if (keep.size < max && plan.changed.has(row)) keep.add(row);
  return keep;
}

function linksOf(machine: Machine, cards: readonly TableCard[], byPfn: ReadonlyMap<number, TableCard>): TableLink[] {
  const links: TableLink[] = [];
  for (const card of cards) {
    if (card.level === 1) continue;
    for (const row of card.rows) {
      if (row.kind !== 'entry') continue;
      const to = byPfn.get(machine.s.ptes.pfn[row.pte]!);
      if (to) links.push({ from: card, dy: row.y + (kRow - 3) / 2, to, walked: row.walked && to.walked });
    }
  }
  return links;
}
