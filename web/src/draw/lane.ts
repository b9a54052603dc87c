// A lane: an ordered list whose items move. It runs from its head, row by row, to its tail. Items are known by their keys, so that one
// which goes to another place, or to another lane of the same picture, is seen to go there. What has no room is folded in the middle and
// counted: both ends stay, and what is wanted. Pure: what the items are is the caller's business.
import type { Box, Mark, Word } from './mark';
import { fitting, kSmall, widthOf } from './shape';

/** A mark that has no place yet. */
export type Item = Omit<Mark, 'x' | 'y' | 'w' | 'h'>;

/** Items of a list that may be very long: only those that are shown are made. */
export interface Items {
  length: number;
  keyAt(at: number): string;
  itemAt(at: number): Item;
  /** -1: it is not on the list. */
  placeOf(key: string): number;
}

export const itemsOf = (items: readonly Item[]): Items => ({
  length: items.length,
  keyAt: (at) => items[at]!.key,
  itemAt: (at) => items[at]!,
  placeOf: (key) => items.findIndex((item) => item.key === key),
});

export interface Lane {
  /** Of the list itself: what comes into the lane grows out of it, what leaves goes into it, where the item names nothing else. */
  key: string;
  title: string;
  /** Behind the title, the first that there is room for. */
  notes?: readonly string[];
  /** Its name for people who do not see it. */
  label: string;
  keys?: string;
  items: Items;
}

export interface LaneOptions {
  x: number;
  y: number;
  width: number;
  item: { w: number; h: number };
  gap: number;
  /** Rows that it has at most: 0 for the head alone; Infinity: all of it is unfolded. */
  mostRows: number;
  /** Keys of items that are not folded away, the most important first. */
  wanted?: readonly string[];
  foldText(count: number): string;
}

export interface PlacedLane {
  marks: Mark[];
  height: number;
  /** Items that are folded away, and the fold that hides each: for a Content's `gone`. */
  hidden: { get(key: string): string | undefined };
}

export const kLaneHead = 24;
const kInset = 10;

/** Indices of what is shown: the wanted, then from both ends in turn. */
function shownOf(items: Items, wanted: readonly number[], count: number): number[] {
  const shown = new Set<number>();
  for (const at of wanted) if (shown.size < count / 2) shown.add(at);
  for (let end = 0; shown.size < count && end < items.length; ++end) {
    shown.add(end);
    if (shown.size < count) shown.add(items.length - 1 - end);
  }
  return [...shown].sort((a, b) => a - b);
}

type Piece = { at: number } | { from: number; count: number };

/** Items and the folds between them, in order. */
function piecesOf(shown: readonly number[], length: number): Piece[] {
  const pieces: Piece[] = [];
  let next = 0;
  for (const at of [...shown, length]) {
    if (at > next) pieces.push({ from: next, count: at - next });
    if (at < length) pieces.push({ at });
    next = at + 1;
  }
  return pieces;
}

/** As many items as there is room for beside the folds. */
function fold({ items }: Lane, options: LaneOptions, columns: number, foldSlots: number): Piece[] {
  const room = columns * options.mostRows;
  if (room === 0) return [];
  if (items.length <= room) return Array.from({ length: items.length }, (_, at) => ({ at }));
  const wanted = (options.wanted ?? []).map((key) => items.placeOf(key)).filter((at) => at >= 0);
  for (let count = room - foldSlots; count > 0; --count) {
    const pieces = piecesOf(shownOf(items, wanted, count), items.length);
    if (rowsOf(pieces, columns, foldSlots) <= options.mostRows) return pieces;
  }
  return [{ from: 0, count: items.length }];
}

const slotsOf = (piece: Piece, foldSlots: number) => ('at' in piece ? 1 : foldSlots);

/** A fold is not divided over two rows. */
function* places(pieces: readonly Piece[], columns: number, foldSlots: number): Generator<[Piece, column: number, row: number]> {
  let [column, row] = [0, 0];
  for (const piece of pieces) {
    const slots = slotsOf(piece, foldSlots);
    if (column > 0 && column + slots > columns) [column, row] = [0, row + 1];
    yield [piece, column, row];
    column += slots;
  }
}

const rowsOf = (pieces: readonly Piece[], columns: number, foldSlots: number) =>
  [...places(pieces, columns, foldSlots)].reduce((most, [, , row]) => Math.max(most, row + 1), 1);

function headWords({ title, notes = [] }: Lane, width: number): Word[] {
  const words: Word[] = [{ text: title, bold: true }];
  const x = widthOf(title, 12, false) * 1.08 + 28;
  const text = fitting(notes, width - x - 8, kSmall);
  return text ? [...words, { text, x, small: true, ink: 'dim' }] : words;
}

export function layoutLane(lane: Lane, options: LaneOptions): PlacedLane {
  const { x, y, width, item, gap } = options;
  const across = item.w + gap;
  const columns = Math.max(1, Math.floor((width - 2 * kInset + gap) / across));
  const foldWidth = widthOf(options.foldText(lane.items.length), kSmall, false) + 16;
  const foldSlots = Math.min(columns, Math.max(1, Math.ceil((foldWidth + gap) / across)));
  const pieces = fold(lane, options, columns, foldSlots);
  const foldOf = (from: number) => `fold:${lane.key}/${from > 0 ? lane.items.keyAt(from - 1) : ''}`;
  const hidden = (key: string) => {
    const at = lane.items.placeOf(key);
    const piece = pieces.find((one) => 'from' in one && one.from <= at && at < one.from + one.count);
    return piece && 'from' in piece ? foldOf(piece.from) : undefined;
  };
  const boxOf = (column: number, row: number, slots: number): Box => ({
    x: x + kInset + column * across,
    y: y + kLaneHead + row * (item.h + gap),
    w: slots * across - gap,
    h: item.h,
  });
  const marks = [...places(pieces, columns, foldSlots)].map(([piece, column, row]): Mark => {
    const box = boxOf(column, row, slotsOf(piece, foldSlots));
    if ('at' in piece) return { from: lane.key, into: lane.key, ...lane.items.itemAt(piece.at), ...box };
    const key = foldOf(piece.from);
    const text = options.foldText(piece.count);
    const words = [{ text, at: 'middle' as const, small: true }];
    return { key, kind: 'fold', ...box, from: lane.key, into: lane.key, act: `unfold:${lane.key}`, open: false, label: text, words };
  });
  const rows = options.mostRows === 0 ? 0 : rowsOf(pieces, columns, foldSlots);
  const height = rows === 0 ? kLaneHead : kLaneHead + rows * (item.h + gap) - gap + kInset;
  const { key, keys, label } = lane;
  const list: Mark = { key, kind: 'list', x, y, w: width, h: height, label, headed: true, words: headWords(lane, width) };
  return { marks: [keys === undefined ? list : { ...list, keys }, ...marks], height, hidden: { get: hidden } };
}
