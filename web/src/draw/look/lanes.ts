// Links that run along lanes: level and upright stretches with round corners, so that many of them share one line.
import type { Side } from '../mark';

type Point = readonly [x: number, y: number];

const kRound = 6;

/** Where the link turns, from its beginning to its end. */
export function turnsOf(source: Point, target: Point, lanes: readonly number[], side: Side): Point[] {
  const points: Point[] = [source];
  let isLevel = side === 'left' || side === 'right' || side === 'middle';
  let [x, y] = source;
  for (const lane of [...lanes, null]) {
    if (isLevel) x = lane ?? target[0];
    else y = lane ?? target[1];
    points.push([x, y]);
    isLevel = !isLevel;
  }
  points.push(target);
  return points.filter((point, at) => at === 0 || point[0] !== points[at - 1]![0] || point[1] !== points[at - 1]![1]);
}

const towards = (from: Point, to: Point, by: number): Point => {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  const part = Math.min(by, length / 2) / length;
  return [from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part];
};

const written = ([x, y]: Point) => `${Math.round(x * 100) / 100} ${Math.round(y * 100) / 100}`;

export function lanesPath(source: Point, target: Point, lanes: readonly number[], side: Side): string {
  const turns = turnsOf(source, target, lanes, side);
  let d = `M${written(source)}`;
  for (let at = 1; at + 1 < turns.length; ++at) {
    const corner = turns[at]!;
    d += `L${written(towards(corner, turns[at - 1]!, kRound))}Q${written(corner)} ${written(towards(corner, turns[at + 1]!, kRound))}`;
  }
  return `${d}L${written(target)}`;
}
