// Lengths of bars, in percent.
import { scaleLinear } from 'd3-scale';

/** What is used at all is seen, and a full bar means that the limit is reached. */
export function barPercent(used: number, limit: number): number {
  if (limit <= 0) return used > 0 ? 100 : 0;
  if (used <= 0) return 0;
  if (used >= limit) return 100;
  return Math.min(99, Math.max(1, scaleLinear([0, limit], [0, 100])(used)));
}

/** One scale for several figures, with a little room behind the largest. */
export function gaugeScale(figures: readonly number[]): (figure: number) => number {
  return scaleLinear([0, Math.max(1, ...figures) * 1.06], [0, 100]);
}
