// What everything drawn is made of: rectangles, circles, paths and lines of text, in the coordinates of the mark that they belong to. Both
// surfaces (SVG and canvas) and the export draw nothing else.

/** A token of the page's style sheet: it follows the theme, and forced colours. */
export type Ink =
  | 'ink'
  | 'dim'
  | 'faint'
  | 'line'
  | 'edge'
  | 'bg'
  | 'panel'
  | 'raise'
  | 'anon'
  | 'table'
  | 'kernel'
  | 'hot'
  | 'mark'
  | 'sel'
  | 'bad'
  | 'good'
  | 'on-fill'
  | 'area'
  | 'area-ink'
  | `p${1 | 2 | 3 | 4 | 5 | 6}`
  | `own-${string}`;

interface Paint {
  fill?: Ink;
  /** 0 to 1; 1 where it is left out. */
  fillOpacity?: number;
  stroke?: Ink;
  /** Of the stroke, in px; 1.2 where it is left out. */
  width?: number;
  /** Lengths of strokes and gaps, as SVG writes them. */
  dash?: string;
}

export interface RectShape extends Paint {
  is: 'rect';
  x: number;
  y: number;
  w: number;
  h: number;
  r?: number;
}

export interface CircleShape extends Paint {
  is: 'circle';
  cx: number;
  cy: number;
  r: number;
}

export interface PathShape extends Paint {
  is: 'path';
  d: string;
}

export interface TextShape {
  is: 'text';
  x: number;
  /** Of the base line. */
  y: number;
  text: string;
  fill: Ink;
  /** In px; never below 11. */
  size: number;
  anchor: 'start' | 'middle' | 'end';
  mono: boolean;
  bold: boolean;
}

export type Shape = RectShape | CircleShape | PathShape | TextShape;

export const kSmall = 11;
export const kNormal = 12;

/** How wide a line of text is at most, in px: a good guess without a page to measure it on. Wide letters are Chinese, Japanese, Korean. */
export function widthOf(text: string, size: number, mono: boolean): number {
  let units = 0;
  for (const letter of text) units += letter.codePointAt(0)! > 0x2e7f ? 1 : mono ? 0.61 : 0.56;
  return units * size;
}

/** The first of the texts that has room; none of them: nothing. */
export function fitting(texts: readonly string[], room: number, size: number, mono = false): string {
  return texts.find((text) => widthOf(text, size, mono) <= room) ?? '';
}

/** A text broken into lines of at most `room` px; the first begins `lead` px to the right. Wide letters may be parted anywhere. */
export function wrapped(text: string, room: number, size: number, lead = 0): string[] {
  const words = text.match(/[\u2e80-\uffff]|[^\s\u2e80-\uffff]+|\s+/g) ?? [];
  const lines = [''];
  let left = room - lead;
  for (const word of words) {
    const w = widthOf(word, size, false);
    if (w > left && (lines.at(-1) !== '' || (lines.length === 1 && lead > 0))) {
      lines.push('');
      left = room;
    }
    if (lines.at(-1) === '' && /^\s/.test(word)) continue;
    lines[lines.length - 1] += word;
    left -= w;
  }
  return lines.map((line) => line.trimEnd());
}
