// What part of a drawing is seen, as a zoom transform: the whole of it where that can be read, else what the picture is about.
import { type Box, boundsOf } from './mark';

export interface View {
  /** Screen = k × content + (x, y), in px. */
  k: number;
  x: number;
  y: number;
}

export interface Size {
  width: number;
  height: number;
}

export interface Limits {
  /** Below it text is too small to be read. */
  least: number;
  /** Above it a small drawing looks lost in a large pane. */
  most: number;
}

/** Round the content, px of the screen. */
export const kPad = 10;

const middle = (from: number, length: number, k: number, room: number) => (room - length * k) / 2 - from * k;

/** The largest view of the whole within the limits: in the middle where it fits, from its beginning where it does not. */
export function fitView(bounds: Box, size: Size, limits: Limits): View {
  const wanted = Math.min((size.width - 2 * kPad) / Math.max(1, bounds.w), (size.height - 2 * kPad) / Math.max(1, bounds.h));
  const k = Math.max(limits.least, Math.min(limits.most, wanted));
  const at = (from: number, length: number, room: number) =>
    length * k + 2 * kPad <= room + 0.5 ? middle(from, length, k, room) : kPad - from * k;
  return { k, x: at(bounds.x, bounds.w, size.width), y: at(bounds.y, bounds.h, size.height) };
}

/** Moves a view so far that a box is seen, and no farther; of what is larger than the pane, the beginning. */
export function reachView(view: View, box: Box, size: Size): View {
  const move = (at: number, from: number, length: number, room: number) => {
    const low = from * view.k + at;
    const high = low + length * view.k;
    if (low >= kPad && high <= room - kPad) return at;
    if (high - low > room - 2 * kPad || low < kPad) return at + kPad - low;
    return at + room - kPad - high;
  };
  return { k: view.k, x: move(view.x, box.x, box.w, size.width), y: move(view.y, box.y, box.h, size.height) };
}

/** As many of the boxes as can be seen at once, from the first one on. */
export function seenTogether(boxes: readonly Box[], k: number, size: Size): Box | null {
  let seen: Box | null = null;
  for (const box of boxes) {
    const wider: Box = seen ? boundsOf([seen, box]) : box;
    const fits = wider.w * k <= size.width - 2 * kPad && wider.h * k <= size.height - 2 * kPad;
    if (fits || !seen) seen = wider;
  }
  return seen;
}

/** Keeps content in the pane: what fits stays whole in it, what does not leaves no empty border. */
export function keepInPane(view: View, bounds: Box, size: Size): View {
  const hold = (at: number, from: number, length: number, room: number) => {
    const low = kPad - from * view.k;
    const high = room - kPad - (from + length) * view.k;
    return Math.max(Math.min(low, high), Math.min(Math.max(low, high), at));
  };
  return { k: view.k, x: hold(view.x, bounds.x, bounds.w, size.width), y: hold(view.y, bounds.y, bounds.h, size.height) };
}

/** A view of the same middle, `by` times as large. */
export function zoomedView(view: View, by: number, size: Size): View {
  const k = view.k * by;
  const about = (at: number, room: number) => room / 2 - ((room / 2 - at) / view.k) * k;
  return { k, x: about(view.x, size.width), y: about(view.y, size.height) };
}

/** How many panes' worth of drawing there is at a view. */
export function crowding(bounds: Box, view: View, size: Size): number {
  return (bounds.w * view.k * bounds.h * view.k) / Math.max(1, size.width * size.height);
}
