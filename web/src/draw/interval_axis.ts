// Ranges on a broken scale: what nothing covers is a break of fixed width, what is covered grows with the logarithm of its length but is
// never narrower than its words. What does not fit is folded by neighbourhood, the farthest from what is wanted first. Pure.
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
type Draft = Omit<Piece, 'x'>;

const kNarrowest = 24;

export function layoutIntervals(ranges: readonly Range[], options: AxisOptions): IntervalAxis {
  const { gap = 46, narrowGap = 16 } = options;
  const drafts = cut(ranges).map((piece) => ({ ...piece, w: piece.end - piece.start < options.near ? narrowGap : gap }));
  widen(drafts, ranges, options);
  const folded = foldFar(neighbourhoods(drafts, options), drafts, options);
  share(folded, options.width);
  let x = 0;
  const pieces = folded.map((piece) => {
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

/** Cuts the line at every border; neighbouring pieces that both are covered stay apart, so that borders of one lane show in all. */
function cut(ranges: readonly Range[]): Draft[] {
  const borders = [...new Set(ranges.flat())].sort((a, b) => a - b);
  const sorted = [...ranges].sort((a, b) => a[0] - b[0]);
  const pieces: Draft[] = [];
  let next = 0;
  let covered = Number.NEGATIVE_INFINITY;
  for (let i = 0; i + 1 < borders.length; ++i) {
    const [start, end] = [borders[i]!, borders[i + 1]!];
    while (next < sorted.length && sorted[next]![0] <= start) covered = Math.max(covered, sorted[next++]![1]);
    const isCovered = covered > start;
    pieces.push({ kind: isCovered ? 'range' : 'gap', start, end, w: 0, count: isCovered ? 1 : 0 });
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

/** Folds neighbourhoods until the rest fits; folded ones that follow one another are one. */
function foldFar(groups: readonly Range[], pieces: readonly Draft[], options: AxisOptions): Draft[] {
  const { width, wanted = [], opened = new Set(), fold = 72 } = options;
  const folded = new Set<Range>();
  const build = () => joined(groups, pieces, folded, fold);
  const lengthOf = (list: readonly Draft[]) => list.reduce((sum, piece) => sum + piece.w, 0);
  const place = wanted.map((at) => groups.findIndex(([from, to]) => at >= pieces[from]!.start && at < pieces[to - 1]!.end));
  const isKept = (group: Range) => opened.has(pieces[group[0]]!.start);
  const distance = (index: number) => {
    const rank = place.indexOf(index);
    if (rank >= 0) return rank - place.length;
    return Math.min(...place.filter((one) => one >= 0).map((one) => Math.abs(one - index)), groups.length);
  };
  const order = groups.map((group, index) => ({ group, far: distance(index) })).sort((a, b) => b.far - a.far);
  for (const { group, far } of order) {
    if (lengthOf(build()) <= width) break;
    if (far === -place.length && place.length > 0) break;
    if (!isKept(group)) folded.add(group);
  }
  return build();
}

function joined(groups: readonly Range[], pieces: readonly Draft[], folded: ReadonlySet<Range>, w: number): Draft[] {
  const result: Draft[] = [];
  let before = 0;
  for (const group of groups) {
    const inside = pieces.slice(group[0], group[1]);
    const between = pieces.slice(before, group[0]);
    before = group[1];
    const last = result.at(-1);
    if (!folded.has(group)) {
      result.push(...between, ...inside);
      continue;
    }
    const count = inside.reduce((sum, piece) => sum + piece.count, 0);
    const end = inside.at(-1)!.end;
    if (last?.kind === 'fold') Object.assign(last, { end, count: last.count + count });
    else result.push(...between, { kind: 'fold', start: inside[0]!.start, end, w, count });
  }
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
