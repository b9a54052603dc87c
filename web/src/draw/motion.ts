// Who moves from where to where, when one picture follows another: what appears grows out of where it came from, what goes shrinks into
// where it went, what stays moves to its new place. Pure: the clock is the scene's.
import { interpolateNumber } from 'd3-interpolate';
import type { Box, Content, Link, Mark } from './mark';

/** Where a mark stands at a moment: its box, how much of its size it has, and how much of it is seen. */
export interface Pose extends Box {
  grown: number;
  opacity: number;
}

export interface Plan {
  from: ReadonlyMap<string, Pose>;
  to: ReadonlyMap<string, Pose>;
  /** Marks of the old picture that are shown until the motion ends. */
  leaving: readonly Mark[];
  /** Keys of all whose pose changes; when there are none there is nothing to wait for. */
  moving: readonly string[];
}

const kSeed = 0.3;

export const restOf = (mark: Box): Pose => ({ x: mark.x, y: mark.y, w: mark.w, h: mark.h, grown: 1, opacity: 1 });

/** The size of a mark at the middle of a place. */
const seedAt = (mark: Box, place: Box): Pose => ({
  x: place.x + (place.w - mark.w) / 2,
  y: place.y + (place.h - mark.h) / 2,
  w: mark.w,
  h: mark.h,
  grown: kSeed,
  opacity: 0,
});

const isSame = (a: Pose, b: Pose) =>
  a.x === b.x && a.y === b.y && a.w === b.w && a.h === b.h && a.grown === b.grown && a.opacity === b.opacity;

/** Where each mark of the new picture begins; what grows out of something that is new itself begins where that one does. */
function startsOf(now: ReadonlyMap<string, Pose>, next: readonly Mark[], to: ReadonlyMap<string, Pose>): Map<string, Pose> {
  const byKey = new Map(next.map((mark) => [mark.key, mark]));
  const starts = new Map<string, Pose>();
  const startOf = (mark: Mark): Pose => {
    const known =
      now.get(mark.key) ?? starts.get(mark.key) ?? (mark.was !== undefined && !to.has(mark.was) ? now.get(mark.was) : undefined);
    starts.set(mark.key, known ?? restOf(mark));
    if (known) return known;
    const source = mark.from === undefined ? undefined : byKey.get(mark.from);
    const place = now.get(mark.from ?? '') ?? (source ? startOf(source) : mark);
    starts.set(mark.key, seedAt(mark, place));
    return starts.get(mark.key)!;
  };
  for (const mark of next) startOf(mark);
  return starts;
}

/** From the poses that the old marks have now, which may be on their way, to where the new ones belong. */
export function planMotion(
  old: readonly Mark[],
  now: ReadonlyMap<string, Pose>,
  next: readonly Mark[],
  gone: NonNullable<Content['gone']> = new Map(),
): Plan {
  const to = new Map(next.map((mark) => [mark.key, restOf(mark)]));
  const from = startsOf(now, next, to);
  const replaced = new Set(next.map((mark) => mark.was));
  const leaving = old.filter(({ key }) => !to.has(key) && now.has(key) && !replaced.has(key));
  for (const mark of leaving) {
    const pose = now.get(mark.key)!;
    from.set(mark.key, pose);
    const goal = gone.get(mark.key) ?? mark.into ?? mark.from;
    const end = goal === undefined ? undefined : to.get(goal);
    to.set(mark.key, seedAt(pose, end ?? pose));
  }
  const moving = [...to.keys()].filter((key) => !isSame(from.get(key)!, to.get(key)!));
  return { from, to, leaving, moving };
}

/** `t` from 0 to 1, eased already. */
export function poseAt(plan: Plan, key: string, t: number): Pose {
  const from = plan.from.get(key)!;
  const to = plan.to.get(key)!;
  const between = (a: number, b: number) => (a === b ? a : interpolateNumber(a, b)(t));
  return {
    x: between(from.x, to.x),
    y: between(from.y, to.y),
    w: between(from.w, to.w),
    h: between(from.h, to.h),
    grown: between(from.grown, to.grown),
    opacity: between(from.opacity, to.opacity),
  };
}

/** How long a change is watched, in ms: longer when things travel far, at once when much would move at the same time. */
export function durationOf(plan: Plan): number {
  if (plan.moving.length === 0) return 0;
  return plan.moving.length > 400 ? 150 : 280;
}

/** New links are drawn from their beginning; those of a path that is travelled one after the other. */
export function drawnPart(link: Link, t: number, known: ReadonlySet<string>, isNewPath: boolean): number {
  if (link.stretch && isNewPath) {
    const [index, count] = link.stretch;
    return Math.max(0, Math.min(1, t * count - index));
  }
  return known.has(link.key) ? 1 : t;
}
