// A machine that is not the visitor's as views need it: what changed last, and where that makes the eye look.
import type { EngineView } from '../engine/client';
import { isPresent } from './bits';
import { type Change, diffMachines, kNoChange } from './diff';
import { type Focus, focusAt, gazeOf } from './focus';
import { hintsOf } from './hints';
import { Machine } from './machine';
import { type Merges, mergesOf } from './merge';
import { kNoStrength, type StrengthOf, strengthsOf } from './strength';

export interface Seen {
  machine: Machine;
  before: Machine | null;
  focus: Focus;
  change: Change;
  strength: StrengthOf;
  merges: Merges | null;
}

/** Null: it is too large to be drawn. */
export function seenOf(view: EngineView): Seen | null {
  if (!view.snapshot) return null;
  const machine = new Machine(view.snapshot);
  const before = view.before ? new Machine(view.before) : null;
  const change = before ? diffMachines(before, machine) : kNoChange;
  const gaze = gazeOf([view.events, ...view.earlier.map((events) => events())].map(hintsOf));
  const focus = focusAt(machine, before, gaze, view.status.current);
  const merges = mergesOf(before, machine, view.events);
  return { machine, before, focus, change, strength: strengthsOf(machine, change, focus), merges };
}

/** A machine as it stands, with nothing of what a command did, looked at where another one is: as far as it has that process and page. */
export function atRest(machine: Machine, { pid, vpn, pfns }: Focus): Seen {
  const isThere = machine.mmOf(pid) !== null;
  const own = isThere ? pid : (machine.tasks.find((task) => task.mm !== null)?.pid ?? pid);
  const mm = machine.mmOf(own);
  const leaf = mm === null || vpn === null ? null : machine.leafOf(mm, vpn);
  const focus = { pid: own, vpn, pfns: leaf && isPresent(leaf.lo) ? [leaf.pfn] : pfns };
  return { machine, before: null, focus, change: kNoChange, strength: kNoStrength, merges: null };
}
