// How high the rows of the reverse mapping are: all of them whole while there is room, else one line each, of which those that matter get
// more; and never below what can be read.
import type { FamilyRow } from '../model/pick_family';

/** What a row shows of its area: all, without its page offset, or one line. */
export type RowMode = 'full' | 'middle' | 'line' | 'fold';

export interface RowPlace {
  mode: RowMode;
  /** From the first row's top. */
  y: number;
  pitch: number;
  /** Of the box in it. */
  h: number;
}

export const kEntryRow = 22;
export const kHead = 22;
const kGap = 8;
const kLinePitch = 18;
const kSpread = 64;
const kMostLine = 30;
/** Rows that may stand out of the others. */
const kMostLarge = 3;

const kOffset = 16;
const heightOf = (mode: RowMode, pages: number): number => {
  if (mode === 'full') return kHead + kOffset + pages * kEntryRow + 6;
  return mode === 'middle' ? kHead + kEntryRow + 4 : kLinePitch - 1;
};

/** `pages`: how many verdicts a whole row has. `matters` says which rows are seen first. */
export function placeRows(rows: readonly FamilyRow[], room: number, pages: number, matters: (row: FamilyRow) => boolean): RowPlace[] {
  const even = Math.floor(room / Math.max(1, rows.length));
  const mode: RowMode = ['full' as const, 'middle' as const].find((one) => even >= heightOf(one, pages) + kGap) ?? 'line';
  const most = mode === 'line' ? kMostLine : heightOf(mode, pages) + kSpread;
  const pitch = Math.max(mode === 'line' ? kLinePitch : 0, Math.min(even, most));
  const large = heightOf('middle', pages) + kGap;
  let spare = mode === 'line' ? Math.min(kMostLarge * (large - pitch), room - rows.length * pitch) : 0;
  let y = 0;
  return rows.map((row) => {
    const isLarge = row.kind === 'area' && spare >= large - pitch && mode === 'line' && matters(row);
    if (isLarge) spare -= large - pitch;
    const own: RowMode = row.kind === 'fold' ? 'fold' : isLarge ? 'middle' : mode;
    const place = { mode: own, y, pitch: isLarge ? large : pitch, h: heightOf(own, pages) };
    y += place.pitch;
    return place;
  });
}
