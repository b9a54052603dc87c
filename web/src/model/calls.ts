// The call tree of a command, out of its flat records: what begins inside a span is its child. Runs of the same leaf are folded.
import type { EventRecord } from '../engine/generated/events';
import { kPhaseBegin, kPhaseEnd } from '../engine/generated/events';

export interface Call {
  /** Position of its first record among the command's events. */
  at: number;
  /** Position of its last record: `at` itself for an instant, the end of a span otherwise; null when the span did not end. */
  end: number | null;
  begin: EventRecord;
  /** With results filled in; the begin record where there is none. */
  final: EventRecord;
  depth: number;
  children: Call[];
}

export function callTree(events: readonly EventRecord[]): Call[] {
  const roots: Call[] = [];
  const open: Call[] = [];
  events.forEach((event, at) => {
    if (event.phase === kPhaseEnd) {
      const call = open.pop();
      if (call) Object.assign(call, { end: at, final: event });
      return;
    }
    const call: Call = { at, end: event.phase === kPhaseBegin ? null : at, begin: event, final: event, depth: open.length, children: [] };
    (open.at(-1)?.children ?? roots).push(call);
    if (event.phase === kPhaseBegin) open.push(call);
  });
  return roots;
}

export interface CallRow {
  call: Call;
  /** How many equal brothers this row stands for, itself included. */
  count: number;
  depth: number;
  isLast: boolean;
  /** For each depth above: does a line go on down there? */
  rails: boolean[];
  /** The calls that this one happened inside, outermost first. */
  above: readonly EventRecord[];
}

/** Equal leaves beyond this many in a row become one row. */
const kFoldFrom = 4;

export function callRows(roots: readonly Call[], cursor: number | null): CallRow[] {
  const rows: CallRow[] = [];
  addRows(roots, [], [], cursor, rows);
  return rows;
}

function addRows(calls: readonly Call[], above: readonly EventRecord[], rails: boolean[], cursor: number | null, rows: CallRow[]): void {
  const depth = above.length;
  for (let i = 0; i < calls.length; ) {
    const count = foldable(calls, i, cursor);
    const call = calls[i]!;
    i += count;
    const isLast = i >= calls.length;
    rows.push({ call, count, depth, isLast, rails, above });
    if (count === 1) addRows(call.children, [...above, call.begin], depth === 0 ? [] : [...rails, !isLast], cursor, rows);
  }
}

/** Length of the run of calls like the one at `from`, 1 when it stays on its own. The call at the cursor is never folded away. */
function foldable(calls: readonly Call[], from: number, cursor: number | null): number {
  const shape = shapeOf(calls[from]!);
  let to = from;
  while (to < calls.length && shapeOf(calls[to]!) === shape && !holds(calls[to]!, cursor)) ++to;
  return to - from >= kFoldFrom ? to - from : 1;
}

const shapeOf = (call: Call): string => `${call.begin.id}/${call.final.reason}(${call.children.map(shapeOf).join()})`;

function holds(call: Call, cursor: number | null): boolean {
  return cursor !== null && cursor - 1 >= call.at && cursor - 1 <= (call.end ?? Number.POSITIVE_INFINITY);
}
