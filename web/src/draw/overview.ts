// A small map of a drawing that is much larger than its pane: where its things lie, and what part of it is seen. Dragging it moves there.
import { select } from 'd3-selection';
import type { Size, View } from './camera';
import { type Box, boundsOf, type Mark } from './mark';

const kWidest = 150;
const kTallest = 110;
const kMost = 600;

export class Overview {
  private readonly element: SVGSVGElement;
  private scale = 1;
  private bounds: Box = { x: 0, y: 0, w: 1, h: 1 };

  /** `centre` moves the view: the point of the content that comes to the middle of the pane. */
  constructor(
    host: HTMLElement,
    private readonly centre: (x: number, y: number) => void,
  ) {
    this.element = select(host).append<SVGSVGElement>('svg').attr('class', 'scene-overview').attr('aria-hidden', 'true').node()!;
    this.element.append(...[select(this.element).append('g').node()!, select(this.element).append('rect').attr('class', 'window').node()!]);
    const move = (event: PointerEvent) => {
      const box = this.element.getBoundingClientRect();
      this.centre((event.clientX - box.left) / this.scale + this.bounds.x, (event.clientY - box.top) / this.scale + this.bounds.y);
    };
    this.element.addEventListener('pointerdown', (event) => {
      this.element.setPointerCapture(event.pointerId);
      move(event);
    });
    this.element.addEventListener('pointermove', (event) => event.buttons && move(event));
  }

  show(marks: readonly Mark[]): void {
    this.bounds = boundsOf(marks);
    this.scale = Math.min(kWidest / Math.max(1, this.bounds.w), kTallest / Math.max(1, this.bounds.h));
    select(this.element)
      .attr('width', Math.max(24, this.bounds.w * this.scale))
      .attr('height', Math.max(16, this.bounds.h * this.scale))
      .select('g')
      .selectAll<SVGRectElement, Mark>('rect')
      .data(marks.filter((mark) => mark.kind !== 'note' && mark.kind !== 'fold').slice(0, kMost))
      .join('rect')
      .attr('x', (mark) => (mark.x - this.bounds.x) * this.scale)
      .attr('y', (mark) => (mark.y - this.bounds.y) * this.scale)
      .attr('width', (mark) => Math.max(1, mark.w * this.scale))
      .attr('height', (mark) => Math.max(1, mark.h * this.scale))
      .attr('fill', (mark) => (mark.changed ? 'var(--hot)' : `var(--${mark.tone ?? 'edge'})`))
      .attr('fill-opacity', (mark) => (mark.changed ? 1 : 0.5));
  }

  look(view: View, size: Size, isNeeded: boolean): void {
    this.element.toggleAttribute('hidden', !isNeeded);
    select(this.element).attr('display', isNeeded ? null : 'none');
    if (!isNeeded) return;
    select(this.element)
      .select('.window')
      .attr('x', (-view.x / view.k - this.bounds.x) * this.scale)
      .attr('y', (-view.y / view.k - this.bounds.y) * this.scale)
      .attr('width', (size.width / view.k) * this.scale)
      .attr('height', (size.height / view.k) * this.scale);
  }

  destroy(): void {
    this.element.remove();
  }
}
