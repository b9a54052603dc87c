// The curve between a node and what hangs from it: it leaves and arrives along one axis.
type Point = readonly [x: number, y: number];

/** Leaves and arrives sideways. */
export function curveAcross([x1, y1]: Point, [x2, y2]: Point): string {
  const middle = (x1 + x2) / 2;
  return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
}

/** Leaves and arrives upright. */
export function curveDown([x1, y1]: Point, [x2, y2]: Point): string {
  const middle = (y1 + y2) / 2;
  return `M${x1} ${y1}C${x1} ${middle} ${x2} ${middle} ${x2} ${y2}`;
}
