// What a key does in a tree of rows.
interface Row {
  depth: number;
  canOpen: boolean;
  isOpen: boolean;
}

/** Opens and closes, acts, or goes to another row. */
export function stepOf(key: string, rows: readonly Row[], at: number): number | 'act' | 'toggle' | null {
  const { depth, canOpen, isOpen } = rows[at]!;
  const within = (to: number) => (to >= 0 && to < rows.length ? to : at);
  if (key === 'Enter' || key === ' ') return 'act';
  if (key === 'ArrowDown') return within(at + 1);
  if (key === 'ArrowUp') return within(at - 1);
  if (key === 'Home') return 0;
  if (key === 'End') return rows.length - 1;
  if (key === 'ArrowRight') return canOpen && !isOpen ? 'toggle' : isOpen ? within(at + 1) : at;
  if (key === 'ArrowLeft') return isOpen ? 'toggle' : within(rows.findLastIndex((row, i) => i < at && row.depth < depth));
  return null;
}
