// Address-space strips: every process on one scale, so that equal addresses stand below each other. What no process maps is a gap of fixed
// width, a break in the scale; what is mapped grows with the logarithm of its size.
export interface SpaceColumn {
  kind: 'area' | 'gap';
  start: number;
  end: number;
  x: number;
  w: number;
}

export interface SpacesLayout {
  columns: SpaceColumn[];
  width: number;
  /** Position of a page number; inside a gap it is interpolated. */
  x(vpn: number): number;
}

export const kGapWidth = 30;
export const kMinArea = 34;

export function layoutSpaces(ranges: readonly (readonly [start: number, end: number])[], width: number): SpacesLayout {
  const pieces = cut(ranges);
  const weights = pieces.map((piece) => (piece.kind === 'gap' ? 0 : 2 + Math.log2(piece.end - piece.start + 1)));
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1;
  const gaps = pieces.filter((piece) => piece.kind === 'gap').length;
  const room = Math.max(0, width - gaps * kGapWidth);
  let x = 0;
  const columns = pieces.map((piece, i) => {
    const w = piece.kind === 'gap' ? kGapWidth : Math.max(kMinArea, (room * weights[i]!) / total);
    const column = { ...piece, x, w };
    x += w;
    return column;
  });
  return { columns, width: x, x: positions(columns) };
}

function positions(columns: readonly SpaceColumn[]): (vpn: number) => number {
  if (columns.length === 0) return () => 0;
  return (vpn) => {
    const column = columns.find((one) => vpn < one.end) ?? columns.at(-1)!;
    const part = (vpn - column.start) / (column.end - column.start);
    return column.x + column.w * Math.max(0, Math.min(1, part));
  };
}

/** Cuts the line at every border; neighbouring pieces that both are mapped stay apart, so that borders of one process show in all. */
function cut(ranges: readonly (readonly [number, number])[]): Pick<SpaceColumn, 'kind' | 'start' | 'end'>[] {
  const borders = [...new Set(ranges.flat())].sort((a, b) => a - b);
  const sorted = [...ranges].sort((a, b) => a[0] - b[0]);
  const pieces: Pick<SpaceColumn, 'kind' | 'start' | 'end'>[] = [];
  let next = 0;
  let covered = Number.NEGATIVE_INFINITY;
  for (let i = 0; i + 1 < borders.length; ++i) {
    const start = borders[i]!;
    while (next < sorted.length && sorted[next]![0] <= start) covered = Math.max(covered, sorted[next++]![1]);
    pieces.push({ kind: covered > start ? 'area' : 'gap', start, end: borders[i + 1]! });
  }
  return pieces;
}

export interface PageCell {
  x: number;
  w: number;
  /** First page and how many stand in this cell. */
  vpn: number;
  pages: number;
}

/** One cell a page while a page has room for one, else equal groups of pages. */
export function pageCells(start: number, end: number, x: number, w: number, minCell = 5): PageCell[] {
  const pages = end - start;
  const count = Math.max(1, Math.min(pages, Math.floor(w / minCell)));
  const cells: PageCell[] = [];
  for (let i = 0; i < count; ++i) {
    const from = Math.floor((pages * i) / count);
    const to = Math.floor((pages * (i + 1)) / count);
    cells.push({ x: x + (w * i) / count, w: w / count, vpn: start + from, pages: to - from });
  }
  return cells;
}
