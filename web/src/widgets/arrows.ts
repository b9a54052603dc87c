// Arrow keys among drawn things: from one to the nearest in that direction. One of them takes part in the page's tab order at a time.
const kDirections: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

interface Point {
  x: number;
  y: number;
}

/** Index of the nearest point in a direction; sideways distance counts double. */
export function nearest(points: readonly Point[], from: number, [dx, dy]: readonly [number, number]): number | null {
  const origin = points[from];
  if (!origin) return null;
  let best: number | null = null;
  let bestCost = Number.POSITIVE_INFINITY;
  points.forEach((point, i) => {
    const along = (point.x - origin.x) * dx + (point.y - origin.y) * dy;
    const across = Math.abs((point.x - origin.x) * dy) + Math.abs((point.y - origin.y) * dx);
    const cost = along + 2 * across;
    if (i !== from && along > 1 && cost < bestCost) [best, bestCost] = [i, cost];
  });
  return best;
}

const itemsOf = (root: Element) => Array.from(root.querySelectorAll<SVGElement | HTMLElement>('[data-item]'));

/** Keeps exactly one item of a drawing in the tab order. */
export function keepOneTabStop(root: Element): void {
  const items = itemsOf(root);
  if (items.some((item) => item.getAttribute('tabindex') === '0')) return;
  items[0]?.setAttribute('tabindex', '0');
}

export function onArrowKey(event: KeyboardEvent, root: Element): void {
  const direction = kDirections[event.key];
  const target = (event.target as Element).closest<SVGElement | HTMLElement>('[data-item]');
  if (!direction || !target || event.altKey || event.ctrlKey || event.metaKey) return;
  const items = itemsOf(root);
  const points = items.map((item) => {
    const box = item.getBoundingClientRect();
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  });
  const next = nearest(points, items.indexOf(target), direction);
  event.preventDefault();
  if (next === null) return;
  target.setAttribute('tabindex', '-1');
  items[next]!.setAttribute('tabindex', '0');
  items[next]!.focus();
}
