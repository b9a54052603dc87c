// Words in a mark: lines from its top, each at its beginning, middle or end; what there is no room for is left out, never squeezed.
import type { Mark, Word } from '../mark';
import { type Ink, kNormal, kSmall, type TextShape, widthOf } from '../shape';

export const kLine = 16;
const kInset = 8;

export interface WordStyle {
  ink: Ink;
  /** From the left and right borders. */
  inset?: number;
  bold?: boolean;
}

function lineOf(word: Word, mark: Mark, top: number, style: WordStyle): TextShape {
  const inset = style.inset ?? kInset;
  const at = word.at ?? 'start';
  const size = word.small ? kSmall : kNormal;
  return {
    is: 'text',
    x: word.x ?? (at === 'start' ? inset : at === 'middle' ? mark.w / 2 : mark.w - inset),
    y: top + (word.line ?? 0) * kLine + kLine / 2 + size * 0.36,
    text: word.text,
    fill: word.ink ?? style.ink,
    size,
    anchor: at,
    mono: word.mono ?? false,
    bold: word.bold ?? style.bold ?? false,
  };
}

/** The lines, in the middle of the height unless `top` says where they begin. */
export function wordsIn(mark: Mark, style: WordStyle, top?: number): TextShape[] {
  const words = mark.words ?? [];
  const lines = Math.max(0, ...words.map((word) => (word.line ?? 0) + 1));
  const start = top ?? (mark.h - lines * kLine) / 2;
  const inset = style.inset ?? kInset;
  return words
    .map((word) => lineOf(word, mark, start, style))
    .filter((text) => text.x > mark.w || widthOf(text.text, text.size, text.mono) <= mark.w - inset + 2);
}
