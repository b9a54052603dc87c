// For tests of drawings: where each line of text stands, and which lie over one another.
import { lookOf } from '../src/draw/look';
import type { Box, Content } from '../src/draw/mark';
import { widthOf } from '../src/draw/shape';

export interface Line extends Box {
  text: string;
  size: number;
}

export function linesOf({ marks }: Content): Line[] {
  return marks.flatMap((mark) =>
    lookOf(mark).flatMap((shape) => {
      if (shape.is !== 'text') return [];
      const w = widthOf(shape.text, shape.size, shape.mono);
      const back = shape.anchor === 'start' ? 0 : shape.anchor === 'middle' ? w / 2 : w;
      return [
        { text: shape.text, size: shape.size, x: mark.x + shape.x - back, y: mark.y + shape.y - shape.size * 0.75, w, h: shape.size * 0.8 },
      ];
    }),
  );
}

export function overlapping(lines: readonly Line[]): string[] {
  const meets = (a: Line, b: Line) => a.x + 1 < b.x + b.w && b.x + 1 < a.x + a.w && a.y + 1 < b.y + b.h && b.y + 1 < a.y + a.h;
  return lines.flatMap((a, at) => lines.slice(at + 1).flatMap((b) => (meets(a, b) ? [`${a.text} | ${b.text}`] : [])));
}

/** Rules that hold for every drawing: keys are unique, links have ends, text can be read. */
export function faultsOf(content: Content): string[] {
  const keys = content.marks.map((mark) => mark.key);
  const known = new Set(keys);
  const lines = linesOf(content);
  return [
    ...keys.filter((key, at) => keys.indexOf(key) !== at).map((key) => `twice: ${key}`),
    ...content.links
      .flatMap(({ from, to }) => [from.mark, to.mark])
      .filter((key) => !known.has(key))
      .map((key) => `no end: ${key}`),
    ...lines.filter(({ size }) => size < 11).map(({ text }) => `small: ${text}`),
    ...overlapping(lines).map((pair) => `over one another: ${pair}`),
  ];
}
