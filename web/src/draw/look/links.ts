// How links look and where they run: from border to border, with a bend that leaves and arrives along one axis.
import { curveBumpX, curveBumpY, link as linkOf } from 'd3-shape';
import type { End, Link, LinkKind } from '../mark';
import type { Ink } from '../shape';
import { lanesPath } from './lanes';

interface LinkStyle {
  stroke: Ink;
  width: number;
  dash?: string;
}

const kStyles: Record<LinkKind, LinkStyle> = {
  child: { stroke: 'edge', width: 1.3 },
  walk: { stroke: 'table', width: 2.5 },
  maps: { stroke: 'anon', width: 2.2 },
  chain: { stroke: 'edge', width: 1.8, dash: '1.5 4' },
  parent: { stroke: 'dim', width: 1.6, dash: '6 3' },
  copy: { stroke: 'hot', width: 2.5, dash: '2 7' },
};

export function styleOf(link: Link): LinkStyle {
  const base = kStyles[link.kind];
  const stroke = link.changed === 'cause' || link.changed === 'direct' ? 'hot' : (link.tone ?? base.stroke);
  return { ...base, stroke, width: link.changed === 'cause' ? base.width + 0.8 : base.width };
}

export type Point = [x: number, y: number];

interface Place {
  x: number;
  y: number;
  w: number;
  h: number;
}

export function endPoint(end: End, place: Place): Point {
  const across = end.dx ?? (end.side === 'left' ? 0 : end.side === 'right' ? place.w : place.w / 2);
  const down = end.dy ?? (end.side === 'top' ? 0 : end.side === 'bottom' ? place.h : place.h / 2);
  return [place.x + across, place.y + down];
}

const kAcross = linkOf<{ source: Point; target: Point }, Point>(curveBumpX);
const kDown = linkOf<{ source: Point; target: Point }, Point>(curveBumpY);

export function pathOf(link: Link, source: Point, target: Point): string {
  if (link.bend === 'lanes') return lanesPath(source, target, link.lanes ?? [], link.from.side);
  const make = link.bend === 'across' ? kAcross : link.bend === 'down' ? kDown : null;
  return make?.({ source, target }) ?? `M${source[0]} ${source[1]}L${target[0]} ${target[1]}`;
}

/** Where a link's words stand: above the middle of a level one, beside that of an upright one. */
export function wordsPlace([x1, y1]: Point, [x2, y2]: Point): { x: number; y: number; anchor: 'start' | 'middle' } {
  const [x, y] = [(x1 + x2) / 2, (y1 + y2) / 2];
  return Math.abs(x2 - x1) < Math.abs(y2 - y1) ? { x: x + 9, y: y + 4, anchor: 'start' } : { x, y: y - 6, anchor: 'middle' };
}
