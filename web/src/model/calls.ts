// The call tree of a command, out of its flat records: what begins inside a span is its child.
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
