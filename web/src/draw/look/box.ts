// The box that most marks are: how its border says that something is walked through, gone, empty, read-only or just changed.
import type { Mark } from '../mark';
import type { Ink, RectShape, Shape } from '../shape';

/** Borders of owners past the sixth, whose colours come again. */
const kRounds = [undefined, '6 3', '2 2.5'];

export interface BoxStyle {
  r: number;
  fill?: Ink;
  fillOpacity?: number;
  stroke?: Ink;
  width?: number;
}

export function boxOf(mark: Mark, style: BoxStyle): RectShape {
  const box: RectShape = { is: 'rect', x: 0, y: 0, w: mark.w, h: mark.h, ...style };
  const dash = mark.ghost ? '3 3' : kRounds[(mark.round ?? 0) % kRounds.length];
  if (dash) box.dash = dash;
  if (mark.ghost) box.fillOpacity = 0;
  if (mark.dead) box.stroke = 'bad';
  if (mark.changed === 'cause') return { ...box, stroke: 'hot', width: 3 };
  if (mark.changed === 'direct') return { ...box, stroke: 'hot', width: 2 };
  return box;
}

/** What moved along is not ringed: it has a corner. */
export function cornerOf(mark: Mark): Shape[] {
  if (mark.changed !== 'along') return [];
  const d = `M${mark.w - 9} 0H${mark.w}V9Z`;
  return [{ is: 'path', d, fill: 'hot' }];
}

/** Around the cause lies a second ring, at a distance, which nothing else has. */
export function haloOf(mark: Mark, r: number): Shape[] {
  if (mark.changed !== 'cause') return [];
  return [{ is: 'rect', x: -5, y: -5, w: mark.w + 10, h: mark.h + 10, r: r + 4, stroke: 'hot', width: 1.2 }];
}

/** Strokes from lower left to upper right, `gap` px apart, cut at the borders. */
export function hatchOf(w: number, h: number, gap = 6): string {
  let d = '';
  for (let at = gap; at < w + h; at += gap) {
    const [x1, y1] = at <= h ? [0, at] : [at - h, h];
    const [x2, y2] = at <= w ? [at, 0] : [w, at - w];
    d += `M${x1} ${y1}L${x2} ${y2}`;
  }
  return d;
}
