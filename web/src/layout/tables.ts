// The page-table tree of one address space: a column a level, a card a table, a row an entry; what is empty is folded to its count.
import type { Machine } from '../model/machine';
import { indexOf } from '../model/machine';

export const kRow = 18;
export const kCardHead = 21;
export const kCardGap = 10;

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
}

export interface TableStub {
  level: number;
  x: number;
  y: number;
  w: number;
  tables: number;
}

export interface TableLink {
  from: [number, number];
  to: [number, number];
  walked: boolean;
  key: string;
}

export interface TablesLayout {
  cards: TableCard[];
  stubs: TableStub[];
  links: TableLink[];
  width: number;
  height: number;
  foldedEntries: number;
}

export interface TablesOptions {
  mm: number;
  vpn: number | null;
  width: number;
  /** Entries (rows of ptes) that changed; shown rather than folded. */
  changed: ReadonlySet<number>;
  maxRows?: number;
  maxCards?: number;
}

/** What stands right of the last column: the frame that the walk ends in. */
const kFrameRoom = 80;
const kCardWidth = { least: 118, most: 168 };

/** Columns come closer to one another before they no longer fit. */
function columnsOf(width: number, levels: number): { gutter: number; cardWidth: number } {
  const widthWith = (gutter: number) => (width - gutter * (levels - 1)) / levels;
  const gutter = widthWith(22) >= kCardWidth.least ? 22 : 16;
  return { gutter, cardWidth: Math.max(kCardWidth.least, Math.min(kCardWidth.most, widthWith(gutter))) };
}

export function layoutTables(machine: Machine, options: TablesOptions): TablesLayout {
  const { tables } = machine.s;
  const levels = machine.levels;
  const { gutter, cardWidth } = columnsOf(options.width - kFrameRoom, levels);
  const layout: TablesLayout = { cards: [], stubs: [], links: [], width: 0, height: 0, foldedEntries: 0 };
  for (let level = levels; level >= 1; --level) {
    const x = (levels - level) * (cardWidth + gutter);
    const own = Array.from({ length: tables.rows }, (_, row) => row).filter(
      (row) => tables.mm[row] === options.mm && tables.level[row] === level,
    );
    placeLevel(machine, options, own, { level, x, w: cardWidth }, layout);
    layout.width = x + cardWidth;
  }
  layout.links = linksOf(machine, layout.cards);
  return layout;
}

interface Column {
  level: number;
  x: number;
  w: number;
}

function placeLevel(machine: Machine, options: TablesOptions, own: number[], column: Column, layout: TablesLayout): void {
  const shown = chooseTables(machine, options, own);
  let y = 0;
  for (const table of shown) {
    const walked = isWalked(machine, options, table);
    const rows = tableRows(machine, options, table, walked);
    const h = kCardHead + rows.length * kRow + 4;
    layout.cards.push({ table, pfn: machine.s.tables.pfn[table]!, ...column, y, h, walked, rows });
    for (const row of rows) if (row.kind !== 'entry') layout.foldedEntries += row.count;
    y += h + kCardGap;
  }
  if (own.length > shown.length) {
    layout.stubs.push({ ...column, y, tables: own.length - shown.length });
    y += kCardHead + kCardGap;
  }
  layout.height = Math.max(layout.height, y - kCardGap);
}

/** First page and span of a table's range say whether the walk goes through it. */
function isWalked(machine: Machine, options: TablesOptions, table: number): boolean {
  if (options.vpn === null) return false;
  const { tables } = machine.s;
  const base = tables.baseVpn[table]!;
  return options.vpn >= base && options.vpn < base + 512 ** tables.level[table]!;
}

/** The tables of a level that matter most: the walked one on top, so that the path runs straight; then by address, changed ones before
 * others when not all can be shown. */
function chooseTables(machine: Machine, options: TablesOptions, own: number[]): number[] {
  const max = options.maxCards ?? 5;
  const rank = (table: number) => {
    if (isWalked(machine, options, table)) return 0;
    if (own.length <= max) return 1;
    const { from, to } = machine.entriesOf(table);
    for (let row = from; row < to; ++row) if (options.changed.has(row)) return 1;
    return 2;
  };
  return [...own].sort((a, b) => rank(a) - rank(b) || a - b).slice(0, max);
}

function tableRows(machine: Machine, options: TablesOptions, table: number, walked: boolean): TableRow[] {
  const { ptes, tables } = machine.s;
  const { from, to } = machine.entriesOf(table);
  const walkedIndex = walked ? indexOf(options.vpn!, tables.level[table]!) : -1;
  const entries = Array.from({ length: to - from }, (_, i) => from + i);
  const keep = chooseEntries(entries, (row) => ptes.index[row]!, walkedIndex, options);
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
function chooseEntries(entries: number[], index: (row: number) => number, walkedIndex: number, options: TablesOptions): Set<number> {
  const max = options.maxRows ?? 9;
  if (entries.length <= max) return new Set(entries);
  const keep = new Set<number>([entries[0]!, entries.at(-1)!]);
  for (const row of entries) if (Math.abs(index(row) - walkedIndex) <= 1 && walkedIndex >= 0) keep.add(row);
  for (const row of entries) if (keep.size < max && options.changed.has(row)) keep.add(row);
  return keep;
}

function linksOf(machine: Machine, cards: readonly TableCard[]): TableLink[] {
  const byPfn = new Map(cards.map((card) => [card.pfn, card]));
  const links: TableLink[] = [];
  for (const card of cards) {
    if (card.level === 1) continue;
    for (const row of card.rows) {
      if (row.kind !== 'entry') continue;
      const child = byPfn.get(machine.s.ptes.pfn[row.pte]!);
      if (!child) continue;
      links.push({
        from: [card.x + card.w, card.y + row.y + kRow / 2],
        to: [child.x, child.y + kCardHead / 2],
        walked: row.walked && child.walked,
        key: `${card.pfn}-${row.index}`,
      });
    }
  }
  return links;
}
