// A scene: a list of marks and links in one host element, as SVG or, above some 1,500 marks, on a canvas; moved from picture to picture by
// key (d3-transition), zoomed and panned (d3-zoom). Ctrl-wheel and pinch zoom, dragging and Shift-arrows pan, the plain wheel scrolls what
// there is to scroll and is then the page's. It shows all of its content until somebody zooms or pans; from then on that view is kept, and
// moved only as far as what a picture is about needs.
import { easeCubicInOut } from 'd3-ease';
import { interpolate } from 'd3-interpolate';
import { select } from 'd3-selection';
import 'd3-transition';
import { type ZoomBehavior, type ZoomTransform, zoom as zoomBehavior, zoomIdentity } from 'd3-zoom';
import { crowding, fitView, keepInPane, type Limits, reachView, type Size, seenTogether, type View, zoomedView } from './camera';
import { CanvasSurface } from './canvas_surface';
import { isForScroll, isForZoom, kPans, wheelOf } from './gestures';
import { type Box, type Content, extentOf, kNothing, type Link, type Mark } from './mark';
import { drawnPart, durationOf, type Plan, type Pose, planMotion, poseAt, restOf } from './motion';
import { Overview } from './overview';
import { Pace } from './pace';
import type { Lights, Surface } from './surface';
import { SvgSurface } from './svg_surface';

export const kMostElements = 1500;
/** How small and how large a person may make it. */
const kFree = { least: 0.15, most: 6 };
const kPan = 60;
/** Panes' worth of drawing from which on there is an overview, if the pane has room for it. */
const kCrowded = 2.5;

/** Asked again for another reason, as a change of light: a motion goes on. Large pictures are not compared. */
const isSamePicture = (a: Content, b: Content): boolean =>
  a.marks.length > 0 && a.marks.length === b.marks.length && a.marks.length <= kMostElements && JSON.stringify(a) === JSON.stringify(b);

export interface Showing {
  /** What it is a picture of: while that stays, only the room or the choice of what is drawn changed. */
  step?: unknown;
  /** Without motion. */
  atOnce?: boolean;
}

export interface SceneHandlers {
  /** No motion: whoever does not want it. */
  still(): boolean;
  limits(): Limits;
  point(key: string | null): void;
  choose(key: string): void;
  act(act: string): void;
}

const toTransform = ({ k, x, y }: View): ZoomTransform => zoomIdentity.translate(x, y).scale(k);

export class Scene {
  private content: Content = kNothing;
  private surface: Surface;
  private readonly overview: Overview;
  private size: Size = { width: 0, height: 0 };
  private view: View = { k: 1, x: 0, y: 0 };
  private bounds: Box = { x: 0, y: 0, w: 0, h: 0 };
  /** Somebody zoomed or panned: their view is kept. */
  private isTheirs = false;
  private poses = new Map<string, Pose>();
  private drawnLinks: readonly Link[] = [];
  private readonly pace = new Pace();
  /** Marks that are on their way out, while a motion runs. */
  private leaving: readonly Mark[] | null = null;
  private readonly zooming: ZoomBehavior<Element, unknown>;
  private readonly resized: ResizeObserver;
  /** Called after the view changed, with how large things are drawn. */
  onView: ((view: View) => void) | null = null;

  constructor(
    private readonly host: HTMLElement,
    private readonly handlers: SceneHandlers,
  ) {
    this.zooming = zoomBehavior<Element, unknown>()
      .filter(isForZoom)
      .clickDistance(4)
      .interpolate(interpolate)
      .scaleExtent([kFree.least, kFree.most])
      .extent(() => [
        [0, 0],
        [this.size.width, this.size.height],
      ])
      .constrain((wanted) => toTransform(keepInPane(wanted, this.bounds, this.size)))
      .on('zoom', ({ transform, sourceEvent }: { transform: ZoomTransform; sourceEvent: Event | null }) => {
        if (sourceEvent) this.isTheirs = true;
        this.takeView(transform);
      });
    this.surface = new SvgSurface(host);
    this.overview = new Overview(host, (x, y) => {
      this.isTheirs = true;
      this.moveTo({ k: this.view.k, x: this.size.width / 2 - x * this.view.k, y: this.size.height / 2 - y * this.view.k }, 0);
    });
    this.attach();
    host.addEventListener('click', this.onClick);
    host.addEventListener('keydown', this.onKey);
    host.addEventListener('focusin', this.onFocus);
    this.resized = new ResizeObserver(([entry]) => this.resize(entry!.contentRect));
    this.resized.observe(host);
  }

  /** Shows the next picture. */
  show(content: Content, label: string, { step = null, atOnce = false }: Showing = {}): void {
    const old = this.content;
    this.surface.name(label);
    if (isSamePicture(old, content)) return;
    const isHurried = this.pace.isHurried(step, this.size, this.leaving !== null, performance.now());
    this.content = content;
    this.bounds = extentOf(content);
    this.chooseSurface(content.marks.length);
    this.surface.name(label);
    const plan = planMotion([...old.marks, ...(this.leaving ?? [])], this.poses, content.marks, content.gone);
    const isStill = atOnce || isHurried || this.handlers.still() || old.marks.length === 0;
    this.overview.show(content.marks);
    this.move(plan, old, isStill ? 0 : durationOf(plan) || (content.travel === old.travel ? 0 : 280));
  }

  light(lights: Lights): void {
    this.surface.light(lights);
  }

  /** All of it, as on the first day. */
  fit(): void {
    this.isTheirs = false;
    this.moveTo(this.wantedView(), this.handlers.still() ? 0 : 200);
  }

  zoom(by: number): void {
    this.isTheirs = true;
    const k = Math.max(kFree.least, Math.min(kFree.most, this.view.k * by));
    this.moveTo(zoomedView(this.view, k / this.view.k, this.size), this.handlers.still() ? 0 : 150);
  }

  /** The picture as it stands, for files. */
  picture(): Content {
    return this.content;
  }

  destroy(): void {
    select(this.host).interrupt('move');
    select<Element, unknown>(this.surface.element).interrupt('camera');
    this.resized.disconnect();
    this.host.removeEventListener('click', this.onClick);
    this.host.removeEventListener('keydown', this.onKey);
    this.host.removeEventListener('focusin', this.onFocus);
    this.surface.destroy();
    this.overview.destroy();
  }

  private attach(): void {
    select<Element, unknown>(this.surface.element).call(this.zooming).on('dblclick.zoom', null);
    this.surface.element.addEventListener('wheel', this.onWheel as EventListener, { passive: false });
    this.surface.resize(this.size);
  }

  private chooseSurface(marks: number): void {
    const wantsCanvas = marks > kMostElements;
    if (wantsCanvas === this.surface instanceof CanvasSurface) return;
    this.surface.destroy();
    this.surface = wantsCanvas
      ? new CanvasSurface(this.host, {
          point: (mark) => this.handlers.point(mark?.keys?.split(' ')[0] ?? null),
          choose: (mark) => this.useMark(mark),
          visit: (mark) => this.reach([mark.key]),
        })
      : new SvgSurface(this.host);
    this.attach();
    select<Element, unknown>(this.surface.element).call(this.zooming.transform, toTransform(this.view));
  }

  private useMark(mark: Mark): void {
    const key = mark.keys?.split(' ')[0];
    if (mark.act) this.handlers.act(mark.act);
    else if (key) this.handlers.choose(key);
  }

  private move(plan: Plan, old: Content, duration: number): void {
    const known = new Set(old.links.map((link) => link.key));
    const isNewPath = this.content.travel !== old.travel;
    const drawn = [...this.content.marks, ...plan.leaving];
    this.drawnLinks = this.content.links;
    this.surface.join(duration > 0 ? drawn : this.content.marks, this.drawnLinks);
    const host = select(this.host).interrupt('move');
    this.leaving = duration > 0 ? plan.leaving : null;
    this.moveTo(this.wantedView(), duration);
    if (duration === 0) {
      this.settle();
      return;
    }
    const moving = new Set(plan.moving);
    const rest = new Map(drawn.map((mark) => [mark.key, plan.to.get(mark.key)!]));
    const tick = (t: number) => {
      for (const mark of drawn) this.poses.set(mark.key, moving.has(mark.key) ? poseAt(plan, mark.key, t) : rest.get(mark.key)!);
      this.surface.place({ poseOf: (key) => this.poses.get(key), drawnOf: (link) => drawnPart(link, t, known, isNewPath) });
    };
    tick(0);
    host
      .transition('move')
      .duration(duration)
      .ease(easeCubicInOut)
      .tween('poses', () => tick)
      .on('end', () => this.settle());
  }

  /** The end of a motion: what left is gone. */
  private settle(): void {
    this.leaving = null;
    this.poses = new Map(this.content.marks.map((mark) => [mark.key, restOf(mark)]));
    this.surface.join(this.content.marks, this.drawnLinks);
    this.surface.place({ poseOf: (key) => this.poses.get(key), drawnOf: () => 1 });
  }

  private resize({ width, height }: Size): void {
    if (Math.abs(width - this.size.width) < 1 && Math.abs(height - this.size.height) < 1) return;
    this.size = { width, height };
    this.surface.resize(this.size);
    this.moveTo(this.wantedView(), 0);
  }

  /** Where the camera belongs: all of it, or as much as can be read, or where somebody put it; with what the picture is about in sight. */
  private wantedView(): View {
    const view = this.isTheirs ? this.view : fitView(this.bounds, this.size, this.handlers.limits());
    return keepInPane(this.withAbout(view, this.content.about ?? []), this.bounds, this.size);
  }

  private withAbout(view: View, keys: readonly string[]): View {
    if (keys.length === 0) return view;
    const placeOf = new Map(keys.map((key, at) => [key, at]));
    const boxes = this.content.marks.filter((mark) => placeOf.has(mark.key)).sort((a, b) => placeOf.get(a.key)! - placeOf.get(b.key)!);
    const box = seenTogether(boxes, view.k, this.size);
    return box ? reachView(view, box, this.size) : view;
  }

  private reach(keys: readonly string[]): void {
    const view = this.withAbout(this.view, keys);
    if (view.x === this.view.x && view.y === this.view.y) return;
    this.isTheirs = true;
    this.moveTo(view, 0);
  }

  private moveTo(view: View, duration: number): void {
    if (this.size.width === 0 || this.size.height === 0) return;
    const element = select<Element, unknown>(this.surface.element).interrupt('camera');
    if (duration === 0) element.call(this.zooming.transform, toTransform(view));
    else element.transition('camera').duration(duration).ease(easeCubicInOut).call(this.zooming.transform, toTransform(view));
  }

  private takeView({ k, x, y }: View): void {
    this.view = { k, x, y };
    this.surface.look(this.view);
    const isRoomy = this.size.width > 360 && this.size.height > 220;
    this.overview.look(this.view, this.size, isRoomy && crowding(this.bounds, this.view, this.size) > kCrowded);
    this.onView?.(this.view);
  }

  private pan(dx: number, dy: number): boolean {
    const wanted = { k: this.view.k, x: this.view.x + dx, y: this.view.y + dy };
    const view = keepInPane(wanted, this.bounds, this.size);
    if (Math.abs(view.x - this.view.x) < 0.5 && Math.abs(view.y - this.view.y) < 0.5) return false;
    this.isTheirs = true;
    this.moveTo(view, 0);
    return true;
  }

  private readonly onWheel = (event: WheelEvent) => {
    if (!isForScroll(event)) return;
    const [dx, dy] = wheelOf(event, this.size.height);
    if (this.pan(-dx, -dy)) event.preventDefault();
  };

  private readonly onClick = (event: MouseEvent) => {
    const act = event.target instanceof Element ? event.target.closest('[data-act]')?.getAttribute('data-act') : null;
    if (!act) return;
    event.stopPropagation();
    this.handlers.act(act);
  };

  private readonly onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const way = kPans[event.key];
    const act = event.target instanceof Element ? event.target.getAttribute('data-act') : null;
    if (act && (event.key === 'Enter' || event.key === ' ')) this.handlers.act(act);
    else if (event.shiftKey && way) this.pan(way[0] * kPan, way[1] * kPan);
    else if (event.key === '+' || event.key === '=') this.zoom(1.25);
    else if (event.key === '-') this.zoom(0.8);
    else if (event.key === '0') this.fit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  /** What the arrow keys come to is brought into sight. */
  private readonly onFocus = (event: FocusEvent) => {
    const key = event.target instanceof Element ? event.target.closest('[data-key]')?.getAttribute('data-key') : null;
    if (key && event.target instanceof Element && event.target.matches(':focus-visible')) this.reach([key]);
  };
}
