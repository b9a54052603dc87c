// A scene as SVG: one group a mark, joined by key with d3-selection, so that the element of a thing stays its element.
import { type Selection, select } from 'd3-selection';
import { keepOneTabStop, onArrowKey } from '../widgets/arrows';
import { drawnOf } from './attributes';
import type { Size, View } from './camera';
import { lookOf } from './look';
import { endPoint, pathOf, styleOf, wordsPlace } from './look/links';
import type { Link, Mark } from './mark';
import type { Pose } from './motion';
import { kSmall } from './shape';
import { classOf, type Moment, type Surface } from './surface';

type Group<Datum> = Selection<SVGGElement, Datum, SVGGElement, unknown>;

const fixed = (value: number) => Math.round(value * 100) / 100;

/** Grown about its own middle. */
function transformOf({ x, y, w, h, grown }: Pose): string {
  if (grown === 1) return `translate(${fixed(x)} ${fixed(y)})`;
  const rest = (1 - grown) / 2;
  return `translate(${fixed(x + w * rest)} ${fixed(y + h * rest)}) scale(${fixed(grown)})`;
}

/** Writes a mark's shapes into its group, leaving alone what is as it was. */
function paint(group: SVGGElement, mark: Mark): void {
  const drawn = lookOf(mark).map((shape) => drawnOf(shape));
  const kept = group.querySelector(':scope > title') ? 1 : 0;
  while (group.children.length - kept > drawn.length) group.lastElementChild!.remove();
  drawn.forEach(({ name, attributes, text }, at) => {
    let element = group.children[at + kept];
    if (element?.localName !== name) {
      const fresh = group.ownerDocument.createElementNS('http://www.w3.org/2000/svg', name);
      if (element) element.replaceWith(fresh);
      else group.append(fresh);
      element = fresh;
    }
    for (const old of element.getAttributeNames()) if (!(old in attributes)) element.removeAttribute(old);
    for (const [key, value] of Object.entries(attributes)) {
      const written = String(value);
      if (element.getAttribute(key) !== written) element.setAttribute(key, written);
    }
    if (text !== undefined && element.textContent !== text) element.textContent = text;
  });
}

/** Everything about a mark but where it stands. */
function dress(group: SVGGElement, mark: Mark): void {
  const one = select(group)
    .attr('class', classOf(mark))
    .attr('data-key', mark.key)
    .attr('data-k', mark.keys ?? null)
    .attr('data-act', mark.act ?? null)
    .attr('aria-expanded', mark.act && mark.open !== undefined ? String(mark.open) : null);
  if (mark.label) {
    one.attr('role', 'button').attr('aria-label', mark.label).attr('data-item', '');
    if (!group.hasAttribute('tabindex')) one.attr('tabindex', -1);
    one
      .selectAll<SVGTitleElement, string>(':scope > title')
      .data([mark.label])
      .join((enter) => enter.insert('title', ':first-child'))
      .text((label) => label);
  } else {
    one.attr('role', null).attr('aria-label', null).attr('data-item', null).attr('tabindex', null).selectAll(':scope > title').remove();
  }
  paint(group, mark);
}

function dressLink(group: SVGGElement, link: Link): void {
  const { stroke, width } = styleOf(link);
  const states = [link.quiet && 'quiet', link.changed && `changed ${link.changed}`].filter(Boolean);
  const one = select(group)
    .attr('class', ['tie', link.kind, ...states].join(' '))
    .attr('data-k', link.keys ?? null);
  one
    .selectAll<SVGPathElement, Link>('path')
    .data([link])
    .join('path')
    .attr('fill', 'none')
    .attr('stroke', `var(--${stroke})`)
    .attr('stroke-width', width)
    .attr('stroke-linecap', 'round');
  one
    .selectAll<SVGTextElement, string>('text')
    .data(link.words ? [link.words] : [])
    .join('text')
    .attr('font-size', kSmall)
    .attr('font-family', 'var(--sans)')
    .attr('fill', `var(--${stroke})`)
    .text((words) => words);
}

export class SvgSurface implements Surface {
  readonly element: SVGSVGElement;
  private readonly stage: Selection<SVGGElement, unknown, null, undefined>;
  private readonly linkLayer: Selection<SVGGElement, unknown, null, undefined>;
  private readonly markLayer: Selection<SVGGElement, unknown, null, undefined>;
  private marks: Group<Mark>;
  private links: Group<Link>;
  /** What each group shows, so that only what is different is written. */
  private readonly shown = new Map<string, Mark>();
  private written = new Map<string, string>();

  constructor(host: HTMLElement) {
    const svg = select(host).append<SVGSVGElement>('svg').attr('class', 'scene-drawing').attr('role', 'group');
    this.element = svg.node()!;
    this.stage = svg.append('g').attr('class', 'stage');
    this.linkLayer = this.stage.append('g').attr('class', 'links');
    this.markLayer = this.stage.append('g').attr('class', 'marks');
    this.marks = this.markLayer.selectAll<SVGGElement, Mark>('.none');
    this.links = this.linkLayer.selectAll<SVGGElement, Link>('.none');
    svg.on('keydown.arrows', (event: KeyboardEvent) => {
      if (!event.shiftKey) onArrowKey(event, this.element);
    });
  }

  join(marks: readonly Mark[], links: readonly Link[]): void {
    this.marks = this.markLayer
      .selectAll<SVGGElement, Mark>(':scope > g')
      .data(marks, (mark) => mark.key)
      .join('g');
    const written = new Map<string, string>();
    this.marks.each((mark, at, groups) => {
      const text = JSON.stringify(mark);
      written.set(mark.key, text);
      if (this.written.get(mark.key) === text) return;
      dress(groups[at]!, mark);
      this.shown.set(mark.key, mark);
    });
    for (const key of this.shown.keys()) if (!written.has(key)) this.shown.delete(key);
    this.written = written;
    this.links = this.linkLayer
      .selectAll<SVGGElement, Link>(':scope > g')
      .data(links, (link) => link.key)
      .join('g');
    this.links.each((link, at, groups) => dressLink(groups[at]!, link));
    keepOneTabStop(this.element);
  }

  place(moment: Moment): void {
    this.marks.each((mark, at, groups) => {
      const pose = moment.poseOf(mark.key);
      if (pose) this.placeMark(groups[at]!, mark, pose);
    });
    this.links.each((link, at, groups) => placeLink(groups[at]!, link, moment));
  }

  private placeMark(group: SVGGElement, mark: Mark, pose: Pose): void {
    const transform = transformOf(pose);
    if (group.getAttribute('transform') !== transform) group.setAttribute('transform', transform);
    if (pose.opacity === 1) group.removeAttribute('opacity');
    else group.setAttribute('opacity', String(fixed(pose.opacity)));
    const shown = this.shown.get(mark.key);
    if (shown && (shown.w !== pose.w || shown.h !== pose.h)) {
      const sized = { ...mark, w: pose.w, h: pose.h };
      paint(group, sized);
      this.shown.set(mark.key, sized);
    }
  }

  look({ k, x, y }: View): void {
    this.stage.attr('transform', `translate(${fixed(x)} ${fixed(y)}) scale(${Math.round(k * 1e4) / 1e4})`);
  }

  resize({ width, height }: Size): void {
    select(this.element).attr('width', Math.max(1, width)).attr('height', Math.max(1, height));
  }

  /** The page marks what is lit in all drawings at once, by data-k. */
  light(): void {}

  name(label: string): void {
    this.element.setAttribute('aria-label', label);
  }

  destroy(): void {
    this.element.remove();
  }
}

/** A link is drawn from its beginning; a dashed one, which has no length of its own to be cut, comes by and by. */
function placeLink(group: SVGGElement, link: Link, moment: Moment): void {
  const [from, to] = [moment.poseOf(link.from.mark), moment.poseOf(link.to.mark)];
  const drawn = moment.drawnOf(link);
  const one = select(group).attr('visibility', from && to && drawn > 0 ? null : 'hidden');
  if (!from || !to) return;
  const [a, b] = [endPoint(link.from, from), endPoint(link.to, to)];
  const { dash } = styleOf(link);
  const path = one.select<SVGPathElement>('path').attr('d', pathOf(link, a, b));
  const isCut = drawn < 1 && !dash;
  path
    .attr('pathLength', isCut ? 1 : null)
    .attr('stroke-dasharray', isCut ? `${fixed(drawn)} 2` : (dash ?? null))
    .attr('opacity', drawn < 1 && dash ? fixed(drawn) : null);
  const words = wordsPlace(a, b);
  one
    .select('text')
    .attr('x', fixed(words.x))
    .attr('y', fixed(words.y))
    .attr('text-anchor', words.anchor)
    .attr('opacity', drawn < 1 ? fixed(drawn) : null);
}
