// Reverse mapping in a small room: pages side by side, below them a row a process, with a cell under each page.
import type { Box } from '../draw/mark';
import type { PageWalk, Visit } from '../model/rmap';

export interface SmallRow {
  mm: number;
  name: Box;
  cells: (Box & { pfn: number; visit: Visit })[];
}

export interface SmallRmap {
  pages: (Box & { walk: PageWalk })[];
  rows: SmallRow[];
  /** In place of processes that there is no room for. */
  rest: (Box & { count: number; found: number; vain: number }) | null;
}

const kName = 54;
const kGap = 10;
const kPage = 42;
const kRow = 24;
const kMostCell = 124;

/** `first`: the address space that has the first row when not all have one. */
export function layoutSmallRmap(walks: readonly PageWalk[], width: number, height: number, first: number | null): SmallRmap {
  const shown = walks.slice(0, 2);
  const spaces = [...new Set(shown.flatMap((walk) => walk.visits.map((visit) => visit.vma.mm)))];
  const fits = Math.max(1, Math.floor((height - kPage - 8) / kRow));
  const drawn = spaces.length <= fits ? spaces : chosen(spaces, fits - 1, first);
  // Without a row there are no names.
  const names = drawn.length > 0 ? kName + 6 : 0;
  const cell = Math.min(kMostCell, (width - names - kGap * (shown.length - 1)) / Math.max(1, shown.length));
  const x = (at: number) => names + at * (cell + kGap);
  const rows = drawn.map((mm, at): SmallRow => {
    const y = kPage + 10 + at * kRow;
    const cells = shown.flatMap((walk, column) => {
      const visit = walk.visits.find((one) => one.vma.mm === mm);
      return visit ? [{ pfn: walk.pfn, visit, x: x(column), y, w: cell, h: kRow - 4 }] : [];
    });
    return { mm, name: { x: 0, y, w: kName - 4, h: kRow - 4 }, cells };
  });
  const hidden = new Set(spaces.filter((mm) => !drawn.includes(mm)));
  const visits = (shown[0]?.visits ?? []).filter((visit) => hidden.has(visit.vma.mm));
  const found = visits.filter((visit) => visit.found).length;
  return {
    pages: shown.map((walk, at) => ({ walk, x: x(at), y: 0, w: cell, h: kPage })),
    rows,
    rest:
      hidden.size === 0
        ? null
        : {
            count: hidden.size,
            found,
            vain: visits.length - found,
            x: 0,
            y: kPage + 10 + rows.length * kRow,
            w: x(shown.length) - kGap,
            h: kRow - 4,
          },
  };
}

/** In their order, with the one that the step is about among them. */
function chosen(spaces: readonly number[], count: number, first: number | null): number[] {
  const kept = spaces.slice(0, count);
  if (first !== null && count > 0 && spaces.includes(first) && !kept.includes(first)) kept[count - 1] = first;
  return kept;
}
