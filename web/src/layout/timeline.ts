// The timeline: commands as stops on a line. When they would stand too close, only a window around the looked-at one is shown.
/** A stop is as wide as this, 10.5em, as long as there is room. */
export const kStopWidth = 136.5;

export interface Stop {
  /** 0-based index of the command; the stop stands behind it. */
  command: number;
}

export interface TimelineLayout {
  stops: Stop[];
  /** Commands hidden left and right of the window. */
  before: number;
  after: number;
}

export function layoutTimeline(count: number, current: number, width: number, pitch = 84): TimelineLayout {
  const fit = Math.max(1, Math.floor(width / pitch));
  const shown = Math.min(count, fit);
  const from = Math.max(0, Math.min(count - shown, current - Math.ceil(shown / 2)));
  const stops = Array.from({ length: shown }, (_, i) => ({ command: from + i }));
  return { stops, before: from, after: count - from - shown };
}

/** Groups of events for a strip with room for `max` cells. */
export function eventCells(events: number, max: number): { from: number; to: number }[] {
  const count = Math.min(events, Math.max(1, max));
  return Array.from({ length: count }, (_, i) => ({
    from: Math.floor((events * i) / count),
    to: Math.floor((events * (i + 1)) / count),
  }));
}
