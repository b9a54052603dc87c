// What the drawings look at when nobody has chosen anything: the process, address and frames that the last commands changed. Events name
// them; a place may be a range, of which the first page that is there is looked at. The answer depends on the log alone: on the looked-at
// command, and for what that leaves open on a few commands in front of it; never on what was drawn in between.

import { isStack } from './area_name';
import { isPresent } from './bits';
import type { Hints, Owner, Place } from './hints';
import type { Machine } from './machine';

export interface Focus {
  pid: number;
  /** The walked page; null: none yet. */
  vpn: number | null;
  /** Frames whose reverse mapping is drawn, the more important one first. */
  pfns: number[];
}

/** What several commands say together. */
export interface Gaze extends Hints {
  /** How many commands back the place was named; 0: by the looked-at one. */
  back: number;
  /** Frames that were named before the place was. */
  older: number[];
}

/** `newest` first, so that what a command leaves open is answered by the one before it. */
export function gazeOf(newest: Iterable<Hints>): Gaze {
  const gaze: Gaze = { owner: null, place: null, visits: [], pfns: [], isFresh: false, back: 0, older: [] };
  let back = 0;
  for (const hints of newest) {
    gaze.owner ??= hints.owner;
    const isPlaced = gaze.place !== null || gaze.visits.length > 0;
    if (!isPlaced) Object.assign(gaze, { place: hints.place, visits: hints.visits, back });
    if (hints.pfns.length > 0 && gaze.pfns.length + gaze.older.length === 0) {
      if (isPlaced) gaze.older = hints.pfns;
      else gaze.pfns = hints.pfns;
    }
    gaze.isFresh = hints.isFresh;
    if (hints.isFresh || (gaze.owner && (gaze.place || gaze.visits.length > 0) && gaze.pfns.length + gaze.older.length > 0)) break;
    ++back;
  }
  return gaze;
}

function pidOf(machine: Machine, owner: Owner | null): number | null {
  if (!owner) return null;
  const mm = owner.kind === 'pid' ? machine.mmOf(owner.id) : owner.kind === 'mm' ? owner.id : (machine.vmaById.get(owner.id)?.mm ?? null);
  if (mm === null) return null;
  return owner.kind === 'pid' ? owner.id : machine.pidOf(mm);
}

/** Where to look. `before` is the machine in front of the looked-at command: it knows the pages that the command took away. */
export function focusAt(machine: Machine, before: Machine | null, gaze: Gaze, current: number): Focus {
  const visit = gaze.visits.find((one) => leafAt(machine, one)?.pfn === gaze.pfns[0]);
  const alive = machine.mmOf(current) === null ? firstPid(machine) : current;
  const pid = pidOf(machine, visit?.owner ?? gaze.owner) ?? alive;
  const first = firstPage(machine, pid);
  const place = visit ?? (isThere(machine, pid, gaze.place) ? gaze.place : null);
  const page = place && pageIn(machine, gaze.back === 0 ? before : null, pid, place);
  return { pid, vpn: page?.vpn ?? first?.vpn ?? null, pfns: framesOf(machine, gaze, page?.pfn ?? null, first?.pfn ?? null) };
}

/** A place of another process, or of a call that was refused, counts where the process has an area. */
function isThere(machine: Machine, pid: number, place: Place | null): boolean {
  const mm = machine.mmOf(pid);
  if (!place || mm === null) return false;
  const own = pidOf(machine, place.owner);
  return (own !== null && machine.mmOf(own) === mm && !place.doubtful) || machine.vmaAt(mm, place.vpn) !== undefined;
}

interface Page {
  vpn: number;
  pfn: number | null;
}

function leafAt(machine: Machine, { owner, vpn }: Place) {
  const pid = pidOf(machine, owner);
  const mm = pid === null ? null : machine.mmOf(pid);
  return mm === null ? null : machine.leafOf(mm, vpn);
}

function pageIn(machine: Machine, before: Machine | null, pid: number, { vpn, end }: Place): Page {
  const mm = machine.mmOf(pid)!;
  return firstOf(machine, mm, vpn, end) ?? (before && firstOf(before, mm, vpn, end)) ?? { vpn, pfn: null };
}

/** The first page of a range that has an entry. */
function firstOf(machine: Machine, mm: number, from: number, to: number): Page | null {
  const row = machine.firstLeafIn(mm, from, to);
  if (row === undefined) return null;
  const entry = machine.pte(row);
  return { vpn: entry.vpn, pfn: isPresent(entry.lo) ? entry.pfn : null };
}

function framesOf(machine: Machine, gaze: Gaze, walked: number | null, first: number | null): number[] {
  const isMapped = (pfn: number) => (machine.s.frames.mapcount[machine.rowOfFrame(pfn) ?? -1] ?? 0) > 0;
  const isDrawn = (pfn: number) => machine.anonVmaOfFrame(pfn) !== null && isMapped(pfn);
  const named = gaze.pfns.filter(isDrawn);
  if (named.length > 0) return named;
  const [one] = gaze.pfns;
  if (one !== undefined && (gaze.back === 0 || isMapped(one))) return [one];
  if (walked !== null) return [walked];
  const older = gaze.older.filter(isDrawn);
  if (older.length > 0) return older;
  return first === null ? [] : [first];
}

/** A page to begin with: the lowest one that has an entry, of an area that is no stack if there is one. */
function firstPage(machine: Machine, pid: number): Page | null {
  const mm = machine.mmOf(pid);
  if (mm === null) return null;
  const vmas = [...(machine.vmasOf.get(mm) ?? [])].sort((a, b) => Number(isStack(a)) - Number(isStack(b)) || a.start - b.start);
  for (const vma of vmas) {
    const page = firstOf(machine, mm, vma.start, vma.end);
    if (page) return page;
  }
  return null;
}

function firstPid(machine: Machine): number {
  return machine.tasks.find((task) => task.mm !== null)?.pid ?? 1;
}
