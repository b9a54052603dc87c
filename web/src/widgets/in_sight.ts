// Scrolls a pane, and nothing around it, so far that something in it can be seen.
export function bringInSight(scroller: Element, target: Element): void {
  const box = scroller.getBoundingClientRect();
  const { left, right, top, bottom } = target.getBoundingClientRect();
  scroller.scrollBy(distance(left, right, box.left, box.right), distance(top, bottom, box.top, box.bottom));
}

/** To the middle, if it is out of sight or cut. */
function distance(low: number, high: number, from: number, to: number): number {
  return low >= from && high <= to ? 0 : (low + high - from - to) / 2;
}
