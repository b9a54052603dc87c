// Draws marks and links on the context of a canvas, by the same looks as elements: for the surface that is one, and for pictures that are
// taken away.
import { lookOf } from './look';
import { endPoint, pathOf, styleOf, wordsPlace } from './look/links';
import type { Link, Mark } from './mark';
import type { Pose } from './motion';
import { type Ink, kSmall, type Shape } from './shape';

export type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

export interface Paints {
  inkOf(ink: Ink): string;
  sans: string;
  mono: string;
}

export class Painter {
  constructor(
    private readonly context: Context,
    private readonly paints: Paints,
  ) {}

  /** `ring`: how wide the line is that shows that it is lit; 0 for none. */
  mark(mark: Mark, pose: Pose, ring = 0): void {
    const { context } = this;
    context.save();
    context.globalAlpha = pose.opacity;
    const rest = (1 - pose.grown) / 2;
    context.translate(pose.x + pose.w * rest, pose.y + pose.h * rest);
    context.scale(pose.grown, pose.grown);
    const shapes = lookOf(mark.w === pose.w && mark.h === pose.h ? mark : { ...mark, w: pose.w, h: pose.h });
    for (const shape of shapes) this.shape(shape);
    if (ring > 0) this.ring(shapes[0], ring);
    context.restore();
  }

  link(link: Link, from: Pose, to: Pose, drawn: number): void {
    if (drawn <= 0) return;
    const { context } = this;
    const { stroke, width, dash } = styleOf(link);
    const [a, b] = [endPoint(link.from, from), endPoint(link.to, to)];
    context.save();
    context.globalAlpha = drawn;
    this.shape({ is: 'path', d: pathOf(link, a, b), stroke, width, ...(dash ? { dash } : {}) });
    if (link.words) {
      this.shape({ is: 'text', ...wordsPlace(a, b), text: link.words, fill: stroke, size: kSmall, mono: false, bold: false });
    }
    context.restore();
  }

  shape(shape: Shape): void {
    const { context, paints } = this;
    if (shape.is === 'text') {
      context.font = `${shape.bold ? '650 ' : ''}${shape.size}px ${shape.mono ? paints.mono : paints.sans}`;
      context.textAlign = shape.anchor === 'middle' ? 'center' : shape.anchor;
      context.fillStyle = paints.inkOf(shape.fill);
      context.fillText(shape.text, shape.x, shape.y);
      return;
    }
    const path = new Path2D(shape.is === 'path' ? shape.d : undefined);
    if (shape.is === 'rect') path.roundRect(shape.x, shape.y, Math.max(0, shape.w), Math.max(0, shape.h), shape.r ?? 0);
    if (shape.is === 'circle') path.arc(shape.cx, shape.cy, shape.r, 0, 2 * Math.PI);
    if (shape.fill) {
      context.save();
      context.globalAlpha *= shape.fillOpacity ?? 1;
      context.fillStyle = paints.inkOf(shape.fill);
      context.fill(path);
      context.restore();
    }
    if (!shape.stroke) return;
    context.strokeStyle = paints.inkOf(shape.stroke);
    context.lineWidth = shape.width ?? 1.2;
    context.setLineDash(shape.dash?.split(' ').map(Number) ?? []);
    context.stroke(path);
    context.setLineDash([]);
  }

  private ring(outline: Shape | undefined, width: number): void {
    if (!outline || outline.is === 'text') return;
    const { fill: _, dash: __, ...bare } = outline;
    this.shape({ ...bare, stroke: 'sel', width });
  }
}
