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

/** Where something in a drawing will stand when it has come to rest: its box now may be one on the way there. */
export function boxAtRest(element: SVGGraphicsElement): DOMRect {
  const box = element.getBoundingClientRect();
  const now = element.getCTM();
  if (!now) return box;
  let [x, y] = [0, 0];
  for (let at: Element | null = element; at && at.localName !== 'svg'; at = at.parentElement) {
    const [, dx = '0', dy = '0'] = /translate\((\S+) (\S+)\)/.exec(at.getAttribute('transform') ?? '') ?? [];
    x += Number(dx);
    y += Number(dy);
  }
  return new DOMRect(box.x + x * now.a - now.e, box.y + y * now.d - now.f, box.width, box.height);
}
