// A machine that is not the visitor's as views need it: what changed last, and where that makes the eye look.
import type { EngineView } from '../../engine/client';
import { type Change, diffMachines, kNoChange } from '../../model/diff';
import { type Focus, focusAt, gazeOf } from '../../model/focus';
import { hintsOf } from '../../model/hints';
import { Machine } from '../../model/machine';
import { type Merges, mergesOf } from '../../model/merge';
import { kNoStrength, type StrengthOf, strengthsOf } from '../../model/strength';

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

/** The machine as it stands, with nothing of what the last command did. */
export const atRest = (machine: Machine, focus: Focus): Seen => ({
  machine,
  before: null,
  focus,
  change: kNoChange,
  strength: kNoStrength,
  merges: null,
});
