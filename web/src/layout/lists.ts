// Lanes below one another in a room: how many rows each has. Every lane that has items has one; what is left goes round, a row at a time,
// to those that need more.

/** Of one item: its number, and below it the signs of what is known of it. */
export const kItem = { w: 68, h: 34 };
export const kItemGap = 4;

export const columnsIn = (width: number): number => Math.max(1, Math.floor((width - 20 + kItemGap) / (kItem.w + kItemGap)));

export function laneRows(counts: readonly number[], columns: number, room: number): number[] {
  const needs = counts.map((count) => Math.ceil(count / columns));
  const rows = needs.map((need) => Math.min(1, need));
  let left = room - rows.reduce((sum, own) => sum + own, 0);
  for (let given = true; given && left > 0; ) {
    given = false;
    needs.forEach((need, at) => {
      if (rows[at]! >= need || left <= 0) return;
      ++rows[at]!;
      --left;
      given = true;
    });
  }
  return rows;
}
