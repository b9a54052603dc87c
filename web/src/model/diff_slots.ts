// Slots of swap that are new, gone or different: cluster by cluster, so that two million of them are compared in one pass.
import type { Snapshot } from '../engine/generated/snapshot';
import { comparison } from './diff_columns';
import { slotKey } from './keys';
import { type SlotRun, slotRuns } from './slot_runs';

/** Slots that are marked: where a step changes more, the first ones stand for all. */
const kMostSlots = 8192;
const kNone: SlotRun = { from: 0, to: 0 };

export function diffSlots(before: Snapshot, after: Snapshot, keys: Set<string>): void {
  const most = keys.size + kMostSlots;
  const same = comparison('swapSlots', before, after);
  const was = slotRuns(before);
  const is = slotRuns(after);
  const [then, here] = [before.swapSlots, after.swapSlots];
  const compare = (old: SlotRun, now: SlotRun) => {
    let at = old.from;
    const passOver = (end: number) => {
      for (; at < old.to && then.offset[at]! < end; ++at) keys.add(slotKey(then.area[at]!, then.offset[at]!));
    };
    for (let row = now.from; row < now.to; ++row) {
      const offset = here.offset[row]!;
      passOver(offset);
      const stayed = at < old.to && then.offset[at] === offset;
      if (!stayed || !same(at, row)) keys.add(slotKey(here.area[row]!, offset));
      if (stayed) ++at;
    }
    passOver(Number.POSITIVE_INFINITY);
  };
  for (const [id, now] of is) if (keys.size < most) compare(was.get(id) ?? kNone, now);
  for (const [id, old] of was) if (keys.size < most && !is.has(id)) compare(old, kNone);
}
