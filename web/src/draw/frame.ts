// The sheet that a picture is taken away on: all of the drawing at its own size, and under it lines of words.
import { type Box, type Content, extentOf } from './mark';
import { kNormal, widthOf } from './shape';

export interface Caption {
  text: string;
  x: number;
  /** Of the base line. */
  y: number;
  /** Where it leads. */
  href?: string;
}

export interface Sheet extends Box {
  captions: Caption[];
}

const kMargin = 16;
const kLine = 18;
const kLeast = 480;

/** Cut where a word ends, or where there is no more room. `isWide`: of letters that are as wide as one another. */
export function wrapped(text: string, room: number, isWide = false): string[] {
  const lines: string[] = [''];
  for (const word of text.split(/(?<=\s)/)) {
    if (lines.at(-1) !== '' && widthOf(lines.at(-1)! + word.trimEnd(), kNormal, isWide) > room) lines.push('');
    for (const letter of word) {
      if (widthOf(lines.at(-1)! + letter, kNormal, isWide) > room) lines.push('');
      lines[lines.length - 1] += letter;
    }
  }
  return lines.map((line) => line.trimEnd()).filter((line) => line !== '');
}

/** A line that is an address leads there, whatever number of lines it takes. */
export function sheetOf(content: Content, caption: readonly string[]): Sheet {
  const bounds = extentOf(content);
  const room = Math.max(bounds.w, caption.length > 0 ? kLeast : 0);
  const lines = caption.flatMap((text) => {
    const href = /^(https?|file):/.test(text) ? { href: text } : {};
    return wrapped(text, room, 'href' in href).map((line) => ({ text: line, ...href }));
  });
  const captions = lines.map((line, at) => ({ ...line, x: bounds.x, y: bounds.y + bounds.h + kMargin + 8 + at * kLine }));
  const x = Math.floor(bounds.x - kMargin);
  const y = Math.floor(bounds.y - kMargin);
  return { x, y, w: Math.ceil(room + 2 * kMargin), h: Math.ceil(bounds.h + 2 * kMargin + lines.length * kLine), captions };
}
