// A scene as a picture of dots: the marks and links that stand on the page, drawn on a canvas of their own.
import { sheetOf } from './frame';
import type { Content } from './mark';
import { restOf } from './motion';
import { Painter, type Paints } from './painter';
import { kNormal } from './shape';

/** Dots for each px, where the canvas may become so large. */
const kDense = 2;
const kMostDots = 16_000_000;

export function toCanvas(content: Content, caption: readonly string[], paints: Paints, page: Document): HTMLCanvasElement {
  const sheet = sheetOf(content, caption);
  const dense = Math.min(kDense, Math.sqrt(kMostDots / (sheet.w * sheet.h)));
  const canvas = page.createElement('canvas');
  canvas.width = Math.max(1, Math.floor(sheet.w * dense));
  canvas.height = Math.max(1, Math.floor(sheet.h * dense));
  const context = canvas.getContext('2d')!;
  context.setTransform(dense, 0, 0, dense, -sheet.x * dense, -sheet.y * dense);
  const painter = new Painter(context, paints);
  painter.shape({ is: 'rect', x: sheet.x, y: sheet.y, w: sheet.w, h: sheet.h, fill: 'panel' });
  const poses = new Map(content.marks.map((mark) => [mark.key, restOf(mark)]));
  for (const link of content.links) {
    const [from, to] = [poses.get(link.from.mark), poses.get(link.to.mark)];
    if (from && to) painter.link(link, from, to, 1);
  }
  for (const mark of content.marks) painter.mark(mark, poses.get(mark.key)!);
  for (const { text, x, y } of sheet.captions) {
    painter.shape({ is: 'text', x, y, text, fill: 'dim', size: kNormal, anchor: 'start', mono: false, bold: false });
  }
  return canvas;
}
