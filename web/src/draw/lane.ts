// A lane: an ordered list whose items move. It runs from its head, row by row, to its tail. Items are known by their keys, so that one
// which goes to another place, or to another lane of the same picture, is seen to go there. What has no room is folded in the middle and
// counted: both ends stay, and what is wanted. Pure: what the items are is the caller's business.
import type { Box, Mark } from './mark';
import { kSmall, widthOf } from './shape';

/** A mark that has no place yet. */
export type Item = Omit<Mark, 'x' | 'y' | 'w' | 'h'>;

export interface Lane {
  /** Of the list itself: what comes into the lane grows out of it, what leaves goes into it, where the item names nothing else. */
  key: string;
  title: string;
  /** Its name for people who do not see it. */
  label: string;
  keys?: string;
  items: readonly Item[];
}

export interface LaneOptions {
  x: number;
  y: number;
  width: number;
  item: { w: number; h: number };
  gap: number;
  /** Rows that it has at most; Infinity: all of it is unfolded. */
  mostRows: number;
  /** Keys of items that are not folded away, the most important first. */
  wanted?: readonly string[];
  foldText(count: number): string;
}

export interface PlacedLane {
  marks: Mark[];
  height: number;
  /** Items that are folded away, and the fold that hides each: for a Content's `gone`. */
  hidden: ReadonlyMap<string, string>;
}

export const kLaneHead = 24;
const kInset = 10;

/** Indices of what is shown: the wanted, then from both ends in turn. */
function shownOf(items: readonly Item[], wanted: readonly string[], count: number): number[] {
  const places = new Map(items.map(({ key }, at) => [key, at]));
  const shown = new Set<number>();
  for (const key of wanted) {
    const at = places.get(key);
    if (at !== undefined && shown.size < count / 2) shown.add(at);
  }
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
  if (items.length <= room) return items.map((_, at) => ({ at }));
  for (let count = room - foldSlots; count > 0; --count) {
    const pieces = piecesOf(shownOf(items, options.wanted ?? [], count), items.length);
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
  Math.max(1, ...[...places(pieces, columns, foldSlots)].map(([, , row]) => row + 1));

export function layoutLane(lane: Lane, options: LaneOptions): PlacedLane {
  const { x, y, width, item, gap } = options;
  const across = item.w + gap;
  const columns = Math.max(1, Math.floor((width - 2 * kInset + gap) / across));
  const foldWidth = widthOf(options.foldText(lane.items.length), kSmall, false) + 16;
  const foldSlots = Math.min(columns, Math.max(1, Math.ceil((foldWidth + gap) / across)));
  const pieces = fold(lane, options, columns, foldSlots);
  const hidden = new Map<string, string>();
  const boxOf = (column: number, row: number, slots: number): Box => ({
    x: x + kInset + column * across,
    y: y + kLaneHead + row * (item.h + gap),
    w: slots * across - gap,
    h: item.h,
  });
  const marks = [...places(pieces, columns, foldSlots)].map(([piece, column, row]): Mark => {
    const box = boxOf(column, row, slotsOf(piece, foldSlots));
    if ('at' in piece) return { from: lane.key, into: lane.key, ...lane.items[piece.at]!, ...box };
    const key = `fold:${lane.key}/${lane.items[piece.from - 1]?.key ?? ''}`;
    for (const one of lane.items.slice(piece.from, piece.from + piece.count)) hidden.set(one.key, key);
    const text = options.foldText(piece.count);
    const words = [{ text, at: 'middle' as const, small: true }];
    return { key, kind: 'fold', ...box, from: lane.key, into: lane.key, act: `unfold:${lane.key}`, open: false, label: text, words };
  });
  const height = kLaneHead + rowsOf(pieces, columns, foldSlots) * (item.h + gap) - gap + kInset;
  const { key, keys, label, title } = lane;
  const list: Mark = { key, kind: 'list', x, y, w: width, h: height, label, headed: true, words: [{ text: title, bold: true }] };
  return { marks: [keys === undefined ? list : { ...list, keys }, ...marks], height, hidden };
}
