// How slots look: one, with a sign for its kind or filled in part; and thousands of them in one mark, a path for each colour.
import type { Cells, Mark, Sign } from '../mark';
import type { Ink, Shape } from '../shape';
import { boxOf, haloOf, hatchOf } from './box';
import { wordsIn } from './words';

const kSeam = 1;

/** Cut out of the slot's colour. */
function signOf(sign: Sign | undefined, w: number, h: number): Shape[] {
  if (sign === 'hatched') return [{ is: 'path', d: hatchOf(w, h, 4), stroke: 'panel', width: 1.2 }];
  if (sign === 'dot') return [{ is: 'circle', cx: w / 2, cy: h / 2, r: Math.min(w, h) / 4.5, fill: 'panel' }];
  const bars = sign === 'bars' ? [0.32, 0.64].map((part) => `M1.5 ${h * part}H${w - 1.5}`).join('') : '';
  const d = sign === 'cross' ? `M1.5 1.5L${w - 1.5} ${h - 1.5}M1.5 ${h - 1.5}L${w - 1.5} 1.5` : bars;
  return d ? [{ is: 'path', d, stroke: 'panel', width: 1.3 }] : [];
}

export function slotLook(mark: Mark): Shape[] {
  const { w, h, part, tone } = mark;
  const isHollow = mark.ghost || mark.sign === 'hollow' || part !== undefined;
  const box = boxOf(mark, {
    r: Math.min(3, w / 4),
    fill: isHollow ? 'panel' : (tone ?? 'own-free'),
    fillOpacity: mark.quiet ? 0.22 : 1,
    stroke: mark.ghost ? 'edge' : mark.quiet ? 'line' : (tone ?? 'line'),
    width: mark.sign === 'hollow' ? 1.4 : 1,
  });
  if (mark.walked && !mark.changed) Object.assign(box, { stroke: 'sel', width: 2 });
  if (mark.ghost) delete box.dash;
  const filled = part === undefined ? 0 : part > 0 ? Math.max(2, part * h) : 0;
  const level: Shape[] = filled ? [{ is: 'rect', x: 0, y: h - filled, w, h: filled, fill: tone ?? 'anon' }] : [];
  const sign = isHollow || mark.quiet ? [] : signOf(mark.readOnly ? 'hatched' : mark.sign, w, h);
  const ink: Ink = isHollow || !tone || tone === 'own-free' || mark.quiet ? 'ink' : 'on-fill';
  return [box, ...level, ...sign, ...haloOf(mark, 3), ...wordsIn(mark, { ink, inset: 4 })];
}

/** The squares of a run, as few rectangles as its rows. */
function runPath({ columns, cell }: Cells, from: number, count: number): string {
  let d = '';
  for (let at = from; at < from + count; ) {
    const [row, column] = [Math.floor(at / columns), at % columns];
    const length = Math.min(columns - column, from + count - at);
    d += `M${column * cell} ${row * cell}h${length * cell}v${cell}h${-length * cell}Z`;
    at += length;
  }
  return d;
}

export function cellsLook(mark: Mark): Shape[] {
  const paths = new Map<Ink, string>();
  let at = 0;
  for (const [tone, count] of mark.cells?.runs ?? []) {
    if (tone) paths.set(tone, (paths.get(tone) ?? '') + runPath(mark.cells!, at, count));
    at += count;
  }
  const box = boxOf(mark, { r: 2, fill: 'panel', stroke: mark.walked ? 'sel' : 'line', width: mark.walked ? 2 : kSeam });
  const filled = [...paths].map(([fill, d]): Shape => ({ is: 'path', d, fill }));
  return [
    { ...box, x: -2, y: -2, w: mark.w + 4, h: mark.h + 4 },
    ...filled,
    ...haloOf(mark, 4),
    ...wordsIn(mark, { ink: 'ink', inset: 3 }),
  ];
}
