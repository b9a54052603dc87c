// What the browser's events ask of a scene: which of them zoom or drag, and how far a key or a wheel moves it.
export const kPans: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [1, 0],
  ArrowRight: [-1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** Which events of the browser zoom or pan: a wheel with Ctrl, two fingers, the left button. */
export function isForZoom(event: Event): boolean {
  if (event instanceof WheelEvent) return event.ctrlKey || event.metaKey;
  if ('touches' in event) return (event as TouchEvent).touches.length > 1;
  return (event as MouseEvent).button === 0 && !(event as MouseEvent).ctrlKey;
}

/** Inside another page a plain wheel is that page's. */
const isFramed = () => globalThis.top !== globalThis.self;

/** Which turns of a wheel scroll a drawing. */
export const isForScroll = (event: WheelEvent): boolean => !event.ctrlKey && !event.metaKey && !isFramed();

/** How far a wheel turned, in px: browsers count in pixels, lines or pages. */
export function wheelOf(event: WheelEvent, page: number): readonly [dx: number, dy: number] {
  const unit = event.deltaMode === 1 ? 18 : event.deltaMode === 2 ? page : 1;
  return event.shiftKey ? [event.deltaY * unit, event.deltaX * unit] : [event.deltaX * unit, event.deltaY * unit];
}
