// How a scale looks: its line with ticks, the places that it leaves out, and a range that somebody means.
import type { Mark } from '../mark';
import type { Shape } from '../shape';
import { wordsIn } from './words';

const kTick = 6;

/** The line lies on top, words below it. */
export function axisLook(mark: Mark): Shape[] {
  const ticks = (mark.ticks ?? []).map((x) => `M${x} 0V${kTick}`);
  return [
    { is: 'path', d: `M0 0H${mark.w}${ticks.join('')}`, stroke: 'edge', width: 1 },
    ...wordsIn(mark, { ink: 'dim', inset: 0 }, kTick),
  ];
}

/** Two dotted borders of what is not drawn. */
export function breakLook(mark: Mark): Shape[] {
  const borders: Shape = { is: 'path', d: `M3 0V${mark.h}M${mark.w - 3} 0V${mark.h}`, stroke: 'line', width: 1.2, dash: '2 4' };
  return [borders, ...wordsIn(mark, { ink: 'faint', inset: 0 }, 0)];
}

/** Open downwards. */
export function bracketLook(mark: Mark): Shape[] {
  return [{ is: 'path', d: `M0.8 ${mark.h}V0.8H${Math.max(2, mark.w - 0.8)}V${mark.h}`, stroke: 'hot', width: 1.6 }];
}
