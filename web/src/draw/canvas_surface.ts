// A scene on a canvas: for more marks than a page can hold as elements. The same shapes by the same looks; what is lit is drawn again on
// top. One stop for the Tab key; from there arrow keys go from mark to mark, each said aloud.
import { nearest } from '../widgets/arrows';
import { tokenColour } from '../widgets/token';
import type { Size, View } from './camera';
import type { Link, Mark } from './mark';
import { Painter } from './painter';
import type { Ink } from './shape';
import { firstKey, type Lights, type Moment, type Surface } from './surface';

export interface CanvasHandlers {
  point(mark: Mark | null): void;
  choose(mark: Mark): void;
  /** The cursor of the arrow keys came to a mark: it is brought into sight. */
  visit(mark: Mark): void;
}

const kArrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export class CanvasSurface implements Surface {
  readonly element: HTMLCanvasElement;
  private readonly spoken: HTMLElement;
  private marks: readonly Mark[] = [];
  private links: readonly Link[] = [];
  private moment: Moment = { poseOf: () => undefined, drawnOf: () => 1 };
  private view: View = { k: 1, x: 0, y: 0 };
  private lights: Lights = { hovered: new Set(), chosen: new Set() };
  private cursor: string | null = null;
  private asked = false;
  private readonly inks = new Map<Ink, string>();
  private readonly themes: MutationObserver;

  constructor(
    host: HTMLElement,
    private readonly handlers: CanvasHandlers,
  ) {
    const page = host.ownerDocument;
    this.element = page.createElement('canvas');
    this.element.className = 'scene-drawing';
    this.element.tabIndex = 0;
    this.element.setAttribute('role', 'application');
    this.spoken = page.createElement('p');
    this.spoken.className = 'sr';
    this.spoken.setAttribute('aria-live', 'polite');
    host.append(this.element, this.spoken);
    this.element.addEventListener('pointermove', (event) => this.handlers.point(this.markAt(event)));
    this.element.addEventListener('pointerleave', () => this.handlers.point(null));
    this.element.addEventListener('click', (event) => {
      const mark = this.markAt(event);
      if (mark) this.handlers.choose(mark);
    });
    this.element.addEventListener('keydown', (event) => this.onKey(event));
    this.element.addEventListener('blur', () => this.handlers.point(null));
    this.themes = new MutationObserver(() => {
      this.inks.clear();
      this.ask();
    });
    this.themes.observe(page.documentElement, { attributeFilter: ['data-theme', 'data-large'] });
  }

  join(marks: readonly Mark[], links: readonly Link[]): void {
    [this.marks, this.links] = [marks, links];
  }

  place(moment: Moment): void {
    this.moment = moment;
    this.ask();
  }

  look(view: View): void {
    this.view = view;
    this.ask();
  }

  resize({ width, height }: Size): void {
    const dense = globalThis.devicePixelRatio || 1;
    this.element.width = Math.max(1, Math.round(width * dense));
    this.element.height = Math.max(1, Math.round(height * dense));
    this.element.style.width = `${width}px`;
    this.element.style.height = `${height}px`;
    this.ask();
  }

  light(lights: Lights): void {
    this.lights = lights;
    this.ask();
  }

  name(label: string): void {
    this.element.setAttribute('aria-label', label);
  }

  destroy(): void {
    this.themes.disconnect();
    this.element.remove();
    this.spoken.remove();
  }

  /** One drawing a frame, however often it was asked for. */
  private ask(): void {
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame(() => {
      this.asked = false;
      this.draw();
    });
  }

  private inkOf(ink: Ink): string {
    const known = this.inks.get(ink);
    if (known) return known;
    const colour = tokenColour(`--${ink}`);
    this.inks.set(ink, colour);
    return colour;
  }

  private draw(): void {
    const context = this.element.getContext('2d');
    if (!context) return;
    const dense = globalThis.devicePixelRatio || 1;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.element.width, this.element.height);
    const { k, x, y } = this.view;
    context.setTransform(dense * k, 0, 0, dense * k, dense * x, dense * y);
    const style = getComputedStyle(this.element);
    const fonts = { sans: style.getPropertyValue('--sans'), mono: style.getPropertyValue('--mono') };
    const painter = new Painter(context, { inkOf: (ink) => this.inkOf(ink), ...fonts });
    for (const link of this.links) {
      const [from, to] = [this.moment.poseOf(link.from.mark), this.moment.poseOf(link.to.mark)];
      if (from && to) painter.link(link, from, to, this.moment.drawnOf(link));
    }
    const seen = this.seen();
    for (const mark of this.marks) {
      const pose = this.moment.poseOf(mark.key);
      if (!pose || pose.x > seen.right || pose.y > seen.bottom || pose.x + pose.w < seen.left || pose.y + pose.h < seen.top) continue;
      painter.mark(mark, pose, this.ringOf(mark));
    }
  }

  private ringOf({ key, keys }: Mark): number {
    if (key === this.cursor) return 3;
    const isLit = keys?.split(' ').some((one) => this.lights.hovered.has(one) || this.lights.chosen.has(one));
    return isLit ? 2.2 : 0;
  }

  private seen() {
    const { k, x, y } = this.view;
    const { clientWidth, clientHeight } = this.element;
    return { left: -x / k - 8, top: -y / k - 8, right: (clientWidth - x) / k + 8, bottom: (clientHeight - y) / k + 8 };
  }

  /** The uppermost mark under the pointer that is something. */
  private markAt(event: MouseEvent): Mark | null {
    const box = this.element.getBoundingClientRect();
    const x = (event.clientX - box.left - this.view.x) / this.view.k;
    const y = (event.clientY - box.top - this.view.y) / this.view.k;
    for (let at = this.marks.length - 1; at >= 0; --at) {
      const mark = this.marks[at]!;
      if (!mark.keys && !mark.act) continue;
      const pose = this.moment.poseOf(mark.key);
      if (pose && x >= pose.x && x <= pose.x + pose.w && y >= pose.y && y <= pose.y + pose.h) return mark;
    }
    return null;
  }

  private onKey(event: KeyboardEvent): void {
    const items = this.marks.filter((mark) => mark.label);
    const at = items.findIndex((mark) => mark.key === this.cursor);
    if ((event.key === 'Enter' || event.key === ' ') && at >= 0) {
      event.preventDefault();
      this.handlers.choose(items[at]!);
      return;
    }
    const direction = kArrows[event.key];
    if (!direction || event.shiftKey || event.altKey || event.ctrlKey || event.metaKey || items.length === 0) return;
    event.preventDefault();
    const centres = items.map((mark) => ({ x: mark.x + mark.w / 2, y: mark.y + mark.h / 2 }));
    const next = at < 0 ? 0 : nearest(centres, at, direction);
    if (next !== null) this.visit(items[next]!);
  }

  private visit(mark: Mark): void {
    this.cursor = mark.key;
    this.spoken.textContent = mark.label ?? '';
    this.handlers.visit(mark);
    if (firstKey(mark.keys)) this.handlers.point(mark);
    this.ask();
  }
}
