// A life as a list that time runs down: three lanes on the left (entry, frame, slot), what happened on the right, as many lines a row as
// its text takes. Pure.
import { kNormal, kSmall, widthOf, wrapped } from '../draw/shape';

export interface LifeLine {
  /** Of the command, or of the event in it. */
  number: string;
  /** A function's name in front of the text; "": none. */
  name: string;
  /** Unbroken. */
  text: string;
  small: boolean;
  /** px above it. */
  gap: number;
}

export interface LifeBox {
  y: number;
  h: number;
  lines: string[];
  /** px in front of the first. */
  lead: number;
}

export interface LifeLayout {
  lane: { w: number; x: readonly [entry: number, frame: number, slot: number] };
  /** Where rows begin, and how wide they are. */
  text: { x: number; w: number };
  rows: LifeBox[];
  height: number;
}

export const kLifeHead = 20;
/** px for the number in front of a row. */
export const kNumber = 34;
const kLine = 15;
/** Bold letters are so much wider. */
const kBold = 1.08;
const kRowPad = 5;
const kSlim = 520;

export function layoutLife(lines: readonly LifeLine[], width: number): LifeLayout {
  const w = width < kSlim ? 30 : 56;
  const gap = width < kSlim ? 3 : 6;
  const x = 3 * (w + gap) + 6;
  const text = { x, w: Math.max(120, width - x) };
  let y = kLifeHead + 4;
  const rows = lines.map((line): LifeBox => {
    const lead = line.name ? widthOf(line.name, kSmall, true) + 8 : 0;
    const parts = wrapped(line.text, text.w - kNumber - 8, line.small ? kSmall : kNormal * kBold, lead);
    const box = { y: y + line.gap, h: parts.length * kLine + kRowPad, lines: parts, lead };
    y += line.gap + box.h;
    return box;
  });
  return { lane: { w, x: [0, w + gap, 2 * (w + gap)] }, text, rows, height: y };
}
