// The call tree of one process or of one kind of event: what fits keeps the calls around it, and what is left out is counted.
import { type ArgKind, infoOf } from '../engine/generated/events';
import { NONE } from '../engine/generated/snapshot';
import type { Call } from './calls';
import { type EventKind, isAccess, isOfKind } from './event_kinds';
import type { Machine } from './machine';

export interface CallFilter {
  /** null: whoever it is. */
  pid: number | null;
  kind: EventKind | 'all';
}

export interface FilteredCalls {
  calls: readonly Call[];
  /** Calls that are left out. */
  hidden: number;
}

/** The machine after the command and before it: an area that is gone had its process. */
export type Machines = readonly (Machine | null)[];

/** The processes that a call names, by the pids of their first threads; who runs, when it names none. */
export function pidsOf({ final }: Call, machines: Machines): number[] {
  const named = (infoOf(final)?.args ?? []).flatMap(([, kind], at) => namedBy(kind, final.arg[at]!, machines) ?? []);
  return named.length > 0 ? named : [leaderOf(final.pid, machines)];
}

function namedBy(kind: ArgKind, value: number, machines: Machines): number | null {
  if (value === NONE) return null;
  if (kind === 'pid') return leaderOf(value, machines);
  if (kind === 'mm') return pidOfMm(value, machines);
  return kind === 'vma'
    ? pidOfMm(
        firstOf(machines, (machine) => machine.vmaById.get(value)?.mm),
        machines,
      )
    : null;
}

const leaderOf = (pid: number, machines: Machines) => firstOf(machines, (machine) => machine.task(pid)?.tgid) ?? pid;
const pidOfMm = (mm: number | null, machines: Machines) => (mm === null ? null : firstOf(machines, (machine) => machine.pidOf(mm)));

function firstOf<T>(machines: Machines, ask: (machine: Machine) => T | null | undefined): T | null {
  for (const machine of machines) {
    const answer = machine && ask(machine);
    if (answer !== null && answer !== undefined) return answer;
  }
  return null;
}

/** All processes that take part, in order. */
export function partakers(roots: readonly Call[], machines: Machines): number[] {
  const pids = new Set<number>();
  const visit = (call: Call) => {
    for (const pid of pidsOf(call, machines)) if (pid > 0) pids.add(pid);
    call.children.forEach(visit);
  };
  roots.forEach(visit);
  return [...pids].sort((a, b) => a - b);
}

export function filterCalls(roots: readonly Call[], { pid, kind }: CallFilter, machines: Machines): FilteredCalls {
  if (pid === null && kind === 'all') return { calls: roots, hidden: 0 };
  const fits = (call: Call, isWithin: boolean) =>
    (kind === 'all' || isOfKind(kind, call, isWithin)) && (pid === null || pidsOf(call, machines).includes(pid));
  let hidden = 0;
  const keep = (calls: readonly Call[], isWithin: boolean): Call[] =>
    calls.flatMap((call) => {
      const info = infoOf(call.begin);
      const children = keep(call.children, isWithin || (info !== undefined && isAccess(info)));
      if (children.length > 0 || fits(call, isWithin)) return [{ ...call, children }];
      ++hidden;
      return [];
    });
  return { calls: keep(roots, false), hidden };
}
