// Above the trees: from each anon_vma lines lead to its children, along lanes that those of one parent share.
export interface ParentLine {
  child: number;
  parent: number;
  /** 0 is the lane next to the trees. */
  lane: number;
}

const kMostLanes = 4;

/** Columns by anon_vma, and the parent of each. Parents whose children's columns lie apart share a lane. */
export function parentLines(columns: ReadonlyMap<number, number>, parentOf: (id: number) => number): ParentLine[] {
  const spans = new Map<number, { from: number; to: number; children: number[] }>();
  for (const [id, column] of columns) {
    const parent = parentOf(id);
    const start = columns.get(parent);
    if (parent === id || start === undefined) continue;
    const span = spans.get(parent) ?? { from: start, to: start, children: [] };
    span.from = Math.min(span.from, column);
    span.to = Math.max(span.to, column);
    span.children.push(id);
    spans.set(parent, span);
  }
  const ends: number[] = [];
  const lines: ParentLine[] = [];
  for (const [parent, span] of [...spans].sort(([, a], [, b]) => a.from - b.from)) {
    const free = ends.findIndex((end) => end <= span.from);
    const lane = free >= 0 ? free : Math.min(ends.length, kMostLanes - 1);
    ends[lane] = Math.max(ends[lane] ?? 0, span.to);
    for (const child of span.children) lines.push({ child, parent, lane });
  }
  return lines;
}
