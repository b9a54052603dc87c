// A shape as an SVG element: its name, its attributes, its text. Presentation attributes alone, since the content policy forbids styles in
// markup; a colour is a token of the style sheet, or for what leaves the page the colour that the token stands for.
import type { Ink, Shape } from './shape';

export type InkOf = (ink: Ink) => string;
export const tokenOf: InkOf = (ink) => `var(--${ink})`;

export interface Drawn {
  name: 'rect' | 'circle' | 'path' | 'text';
  attributes: Readonly<Record<string, string | number>>;
  text?: string;
}

const round = (value: number) => Math.round(value * 100) / 100;

function paintOf(shape: Exclude<Shape, { is: 'text' }>, inkOf: InkOf): Record<string, string | number> {
  const paint: Record<string, string | number> = { fill: shape.fill ? inkOf(shape.fill) : 'none' };
  if (shape.fillOpacity !== undefined) paint['fill-opacity'] = shape.fillOpacity;
  if (shape.stroke) {
    paint.stroke = inkOf(shape.stroke);
    paint['stroke-width'] = shape.width ?? 1.2;
  }
  if (shape.dash) paint['stroke-dasharray'] = shape.dash;
  return paint;
}

const kFonts = { sans: 'var(--sans)', mono: 'var(--mono)' } as const;

export function drawnOf(shape: Shape, inkOf: InkOf = tokenOf, fonts: { sans: string; mono: string } = kFonts): Drawn {
  if (shape.is === 'text') {
    const attributes: Record<string, string | number> = {
      x: round(shape.x),
      y: round(shape.y),
      fill: inkOf(shape.fill),
      'font-size': shape.size,
      'font-family': shape.mono ? fonts.mono : fonts.sans,
      'text-anchor': shape.anchor,
    };
    if (shape.bold) attributes['font-weight'] = 650;
    return { name: 'text', attributes, text: shape.text };
  }
  const paint = paintOf(shape, inkOf);
  if (shape.is === 'rect') {
    const { x, y, w, h, r = 0 } = shape;
    const box = { x: round(x), y: round(y), width: round(Math.max(0, w)), height: round(Math.max(0, h)) };
    return { name: 'rect', attributes: { ...box, ...(r ? { rx: round(r) } : {}), ...paint } };
  }
  if (shape.is === 'circle') {
    return { name: 'circle', attributes: { cx: round(shape.cx), cy: round(shape.cy), r: round(shape.r), ...paint } };
  }
  return { name: 'path', attributes: { d: shape.d, ...paint } };
}
