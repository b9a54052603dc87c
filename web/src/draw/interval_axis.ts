// Ranges on a broken scale: what nothing covers is a break of fixed width, what is covered grows with the logarithm of its length but is
// never narrower than its words. What does not fit is folded by neighbourhood, the farthest from what is wanted first; room that this
// leaves is for single ranges. Where there is height instead of width, the line goes on in further rows. Pure.
import { scaleLinear } from 'd3-scale';

export interface Piece {
  kind: 'range' | 'gap' | 'fold';
  start: number;
  end: number;
  x: number;
  w: number;
  /** How many ranges begin in it. */
  count: number;
}

export interface IntervalAxis {
  pieces: Piece[];
  width: number;
  /** Where a point lies; inside a break or a fold it is interpolated. */
  x(at: number): number;
  /** The fold that hides a point, if one does. */
  foldAt(at: number): Piece | null;
}

export interface AxisOptions {
  width: number;
  /** How wide a range must be for what is written in it. */
  leastOf(start: number, end: number): number;
  /** Gaps shorter than this are within a neighbourhood, and narrow. */
  near: number;
  /** Ranges a neighbourhood has at most. */
  most?: number;
  gap?: number;
  narrowGap?: number;
  fold?: number;
  /** Points that stay unfolded, the most important first. */
  wanted?: readonly number[];
  /** Beginnings of neighbourhoods that somebody unfolded: they stay open even where there is no room. */
  opened?: ReadonlySet<number>;
}

type Range = readonly [start: number, end: number];
/** "inner": it begins inside a range, with which it is folded. */
type Draft = Omit<Piece, 'x'> & { inner?: boolean };

const kNarrowest = 24;
/** Ranges that are tried in vain for the room that is left. */
const kMisses = 8;
/** A row with few ranges is stretched so much at most. */
const kStretched = 1.6;

export function layoutIntervals(ranges: readonly Range[], options: AxisOptions): IntervalAxis {
  const folded = foldFar(draftsOf(ranges, options), options);
  share(folded, options.width);
  return axisOf(folded);
}

/** The line in rows, each a scale of its own; one row where all has room in it, or where what must stay open has no room in the rows. */
export function layoutRows(ranges: readonly Range[], options: AxisOptions, most: number): IntervalAxis[] {
  const { width } = options;
  const drafts = draftsOf(ranges, options);
  if (most < 2 || lengthOf(drafts) <= width) return [layoutIntervals(ranges, options)];
  // A range is not divided, so that rows end early.
  for (let lost = 0; lost < most - 1; lost += 0.25) {
    const rows = wrap(foldFar(drafts, { ...options, width: (most - lost) * width }), width);
    if (rows.length > most) continue;
    for (const row of rows) share(row, Math.min(width, lengthOf(row) * kStretched));
    return rows.map(axisOf);
  }
  return [layoutIntervals(ranges, options)];
}

function draftsOf(ranges: readonly Range[], options: AxisOptions): Draft[] {
  const { gap = 46, narrowGap = 16 } = options;
  const drafts = cut(ranges).map((piece) => ({ ...piece, w: piece.end - piece.start < options.near ? narrowGap : gap }));
  widen(drafts, ranges, options);
  return drafts;
}

function axisOf(drafts: readonly Draft[]): IntervalAxis {
  let x = 0;
  const pieces = drafts.map(({ inner: _, ...piece }) => {
    const placed = { ...piece, x };
    x += piece.w;
    return placed;
  });
  return {
    pieces,
    width: x,
    x: positions(pieces),
    foldAt: (at) => pieces.find((one) => one.kind === 'fold' && at >= one.start && at < one.end) ?? null,
  };
}

const lengthOf = (pieces: readonly Draft[]): number => pieces.reduce((sum, piece) => sum + piece.w, 0);

/** Rows of pieces; no row begins or ends with a gap. */
function wrap(pieces: readonly Draft[], width: number): Draft[][] {
  const rows: Draft[][] = [[]];
  let pending: Draft[] = [];
  for (const piece of pieces) {
    if (piece.kind === 'gap') {
      pending.push(piece);
      continue;
    }
    const row = rows.at(-1)!;
    if (row.length === 0 || lengthOf(row) + lengthOf(pending) + piece.w <= width)
      row.push(...(row.length > 0 ? pending : []), { ...piece });
    else rows.push([{ ...piece }]);
    pending = [];
  }
  return rows;
}

/** Cuts the line at every border; neighbouring pieces that both are covered stay apart, so that borders of one lane show in all. */
function cut(ranges: readonly Range[]): Draft[] {
  const borders = [...new Set(ranges.flat())].sort((a, b) => a - b);
  const sorted = [...ranges].sort((a, b) => a[0] - b[0]);
  const pieces: Draft[] = [];
  let next = 0;
  let covered = Number.NEGATIVE_INFINITY;
  for (let i = 0; i + 1 < borders.length; ++i) {
    const [start, end] = [borders[i]!, borders[i + 1]!];
    const inner = covered > start;
    while (next < sorted.length && sorted[next]![0] <= start) covered = Math.max(covered, sorted[next++]![1]);
    const isCovered = covered > start;
    pieces.push({ kind: isCovered ? 'range' : 'gap', start, end, w: 0, count: isCovered ? 1 : 0, inner });
  }
  return pieces;
}

/** Gives every range the room that it needs, spread over its pieces. */
function widen(pieces: Draft[], ranges: readonly Range[], { leastOf }: AxisOptions): void {
  for (const piece of pieces) if (piece.kind === 'range') piece.w = kNarrowest;
  const indexOf = new Map(pieces.map((piece, at) => [piece.start, at]));
  const byLength = [...ranges].sort((a, b) => a[1] - a[0] - (b[1] - b[0]));
  for (const [start, end] of byLength) {
    const own: Draft[] = [];
    for (let at = indexOf.get(start) ?? pieces.length; at < pieces.length && pieces[at]!.start < end; ++at) own.push(pieces[at]!);
    const missing = leastOf(start, end) - own.reduce((sum, piece) => sum + piece.w, 0);
    if (missing > 0) for (const piece of own) piece.w += missing / own.length;
  }
}

/** Runs of pieces that lie near one another, as positions in the list. */
function neighbourhoods(pieces: readonly Draft[], { near, most = 8 }: AxisOptions): Range[] {
  const found: [number, number][] = [];
  let held = 0;
  pieces.forEach((piece, at) => {
    if (piece.kind === 'gap') return;
    const last = found.at(-1);
    const before = pieces[at - 1];
    const isFar = !last || (before?.kind === 'gap' && before.end - before.start >= near);
    if (!last || isFar || held === most) {
      found.push([at, at + 1]);
      held = 1;
      return;
    }
    last[1] = at + 1;
    ++held;
  });
  return found;
}

/** Folds neighbourhoods until the rest fits, then opens single ranges while there is room; folded ones that follow one another are one. */
function foldFar(pieces: readonly Draft[], options: AxisOptions): Draft[] {
  const { width, wanted = [], opened = new Set(), fold = 72 } = options;
  const groups = neighbourhoods(pieces, options);
  const open = pieces.map(() => true);
  const isTooLong = () => lengthIf(pieces, open, fold) > width;
  if (!isTooLong()) return [...pieces];
  const close = ([from, to]: Range) => {
    for (let at = from; at < to; ++at) open[at] = opened.has(pieces[at]!.start);
  };
  const place = wanted.map((at) => groups.findIndex(([from, to]) => at >= pieces[from]!.start && at < pieces[to - 1]!.end));
  const isKept = (group: Range) => opened.has(pieces[group[0]]!.start);
  const distance = (index: number) => {
    const rank = place.indexOf(index);
    if (rank >= 0) return rank - place.length;
    return Math.min(...place.filter((one) => one >= 0).map((one) => Math.abs(one - index)), groups.length);
  };
  const order = groups.map((group, index) => ({ group, far: distance(index) })).sort((a, b) => b.far - a.far);
  for (const { group, far } of order) {
    if (!isTooLong()) break;
    const isFirst = far === -place.length && place.length > 0;
    if (isFirst && lengthOf(pieces.slice(...group)) <= width) break;
    if (!isKept(group)) close(group);
    // One that is wider than all the room is folded in part.
    if (isFirst) for (const at of rangeAround(pieces, pieceAt(pieces, wanted[0]!))) open[at] = true;
  }
  reopen(pieces, open, options);
  return joined(pieces, open, fold);
}

const pieceAt = (pieces: readonly Draft[], point: number) => pieces.findIndex(({ start, end }) => point >= start && point < end);

/** A piece with all that belong to the same ranges. */
function rangeAround(pieces: readonly Draft[], at: number): number[] {
  let from = at;
  while (pieces[from]?.inner) --from;
  let to = at + 1;
  while (pieces[to]?.inner) ++to;
  return Array.from({ length: to - from }, (_, i) => from + i);
}

/** Opens what is wanted, then what lies nearest to it, as long as it fits. */
function reopen(pieces: readonly Draft[], open: boolean[], { width, wanted = [], fold = 72 }: AxisOptions): void {
  const holding = wanted.map((point) => pieceAt(pieces, point)).filter((at) => at >= 0);
  const seeds =
    holding.length > 0
      ? holding
      : [
          Math.max(
            0,
            open.findIndex((is, at) => is && pieces[at]!.kind === 'range'),
          ),
        ];
  const far = (at: number) => Math.min(...seeds.map((seed) => Math.abs(seed - at)));
  const closed = pieces.flatMap(({ kind, inner }, at) => (kind === 'range' && !inner && !open[at] ? [{ at, far: far(at) }] : []));
  let misses = 0;
  for (const { at } of closed.sort((a, b) => a.far - b.far)) {
    const own = rangeAround(pieces, at);
    for (const one of own) open[one] = true;
    if (lengthIf(pieces, open, fold) <= width) continue;
    for (const one of own) open[one] = false;
    if (++misses > kMisses) return;
  }
}

/** How long the line is with the closed ranges folded. */
function lengthIf(pieces: readonly Draft[], open: readonly boolean[], fold: number): number {
  let sum = 0;
  let gaps = 0;
  let isFold = false;
  pieces.forEach(({ kind, w }, at) => {
    if (kind === 'gap') {
      gaps += w;
      return;
    }
    if (open[at]) sum += gaps + w;
    else if (!isFold) sum += gaps + fold;
    isFold = !open[at];
    gaps = 0;
  });
  return sum;
}

function joined(pieces: readonly Draft[], open: readonly boolean[], w: number): Draft[] {
  const result: Draft[] = [];
  let between: Draft[] = [];
  pieces.forEach((piece, at) => {
    if (piece.kind === 'gap') {
      between.push(piece);
      return;
    }
    const last = result.at(-1);
    if (open[at]) result.push(...between, { ...piece });
    else if (last?.kind === 'fold') Object.assign(last, { end: piece.end, count: last.count + piece.count });
    else result.push(...between, { kind: 'fold', start: piece.start, end: piece.end, w, count: piece.count });
    between = [];
  });
  return result;
}

/** Room that is left goes to the ranges, by the logarithm of their lengths. */
function share(pieces: Draft[], width: number): void {
  const free = width - pieces.reduce((sum, piece) => sum + piece.w, 0);
  const weightOf = (piece: Draft) => (piece.kind === 'range' ? 2 + Math.log2(piece.end - piece.start + 1) : 0);
  const total = pieces.reduce((sum, piece) => sum + weightOf(piece), 0);
  if (free > 0 && total > 0) for (const piece of pieces) piece.w += (free * weightOf(piece)) / total;
}

function positions(pieces: readonly Piece[]): (at: number) => number {
  const last = pieces.at(-1);
  if (!last) return () => 0;
  return scaleLinear()
    .domain([...pieces.map(({ start }) => start), last.end])
    .range([...pieces.map(({ x }) => x), last.x + last.w])
    .clamp(true);
}

export interface Tick {
  at: number;
  x: number;
  text: string;
}

/** A tick where the scale begins anew behind a break, as long as there is room for its words. */
export function ticksOf({ pieces }: IntervalAxis, textOf: (at: number) => string, widthOf: (text: string) => number): Tick[] {
  const ticks: Tick[] = [];
  let free = Number.NEGATIVE_INFINITY;
  pieces.forEach((piece, i) => {
    if (piece.kind === 'gap' || (i > 0 && pieces[i - 1]!.kind !== 'gap' && piece.kind !== 'fold')) return;
    if (piece.x < free) return;
    const text = textOf(piece.start);
    ticks.push({ at: piece.start, x: piece.x, text });
    free = piece.x + widthOf(text) + 12;
  });
  return ticks;
}
