// What the last command did to the areas of an address space: those before, those after, and what was asked and answered in between. From
// the two machines and the events; the text twin `show merge` tells the same.
import { type EventRecord, infoOf, reasonCode } from '../engine/generated/events';
import { NONE } from '../engine/generated/snapshot';
import { type Call, callTree } from './calls';
import type { Machine, Vma } from './machine';

export type AreaChange = 'new' | 'gone' | 'grown' | 'shrunk' | 'moved' | 'flags' | 'anonVma';

export interface AreaSide {
  vma: Vma;
  change: AreaChange | null;
}

/** One neighbour's answer; without an area there is nobody on that side. */
export interface Answer {
  vma: number | null;
  reason: number;
  yes: boolean;
}

export type Step =
  | {
      kind: 'question';
      at: number;
      event: EventRecord;
      start: number;
      end: number;
      prev: Answer;
      next: Answer;
      committed: EventRecord | null;
    }
  | { kind: 'split'; at: number; event: EventRecord };

export interface MergeStory {
  mm: number;
  before: AreaSide[];
  after: AreaSide[];
  /** Areas that are not among them, for want of room. */
  hidden: number;
}

export interface Merges {
  stories: MergeStory[];
  steps: Step[];
}

const kMaxAreas = 20;
const kNoNeighbour = reasonCode('MergeNoNeighbour') ?? 0;
const kOk = reasonCode('MergeOk') ?? 0;
const idOf = (call: Call) => infoOf(call.begin)?.id;
const vpnOf = (addr: number) => Math.floor(addr / 4096);

/** For the tests, which check that the engine still has them. */
export const mergeEvents = (): string[] => ['VmaMerge', 'MergePrev', 'MergeNext', 'CommitMerge', 'SplitVma'];

/** `events` are those that have happened; null when nothing about any area's borders or flags did. */
export function mergesOf(before: Machine | null, after: Machine, events: readonly EventRecord[]): Merges | null {
  if (!before) return null;
  const steps = stepsOf(callTree(events));
  const stories = [...after.mmRow.keys()]
    .filter((mm) => before.mmRow.has(mm))
    .map((mm) => storyOf(mm, before, after, steps))
    .filter((story) => story !== null);
  return stories.length === 0 ? null : { stories, steps };
}

function stepsOf(calls: readonly Call[]): Step[] {
  return calls.flatMap((call) => {
    const id = idOf(call);
    if (id === 'SplitVma') return [{ kind: 'split' as const, at: call.at, event: call.final }];
    return id === 'VmaMerge' ? [questionOf(call)] : stepsOf(call.children);
  });
}

function questionOf(call: Call): Step {
  const answer = (id: string): Answer => {
    const event = call.children.find((child) => idOf(child) === id)?.final;
    if (!event) return { vma: null, reason: kNoNeighbour, yes: false };
    return { vma: event.arg[0] === NONE ? null : event.arg[0]!, reason: event.reason, yes: event.reason === kOk };
  };
  const { begin } = call;
  return {
    kind: 'question',
    at: call.at,
    event: call.final,
    start: vpnOf(begin.arg[0]!),
    end: vpnOf(begin.arg[1]!),
    prev: answer('MergePrev'),
    next: answer('MergeNext'),
    committed: call.children.find((child) => idOf(child) === 'CommitMerge')?.final ?? null,
  };
}

function changeOf(old: Vma | undefined, now: Vma | undefined): AreaChange | null {
  if (!old) return 'new';
  if (!now) return 'gone';
  if (old.start !== now.start || old.end !== now.end) {
    if (now.start <= old.start && old.end <= now.end) return 'grown';
    return old.start <= now.start && now.end <= old.end ? 'shrunk' : 'moved';
  }
  if (old.flags !== now.flags || old.flagsHi !== now.flagsHi) return 'flags';
  return old.anonVma === now.anonVma ? null : 'anonVma';
}

type Range = [start: number, end: number];

function storyOf(mm: number, before: Machine, after: Machine, steps: readonly Step[]): MergeStory | null {
  const old = before.vmasOf.get(mm) ?? [];
  const now = after.vmasOf.get(mm) ?? [];
  const oldById = new Map(old.map((vma) => [vma.id, vma]));
  const nowById = new Map(now.map((vma) => [vma.id, vma]));
  const then = old.map((vma) => ({ vma, change: nowById.has(vma.id) ? null : ('gone' as const) }));
  const here = now.map((vma) => ({ vma, change: changeOf(oldById.get(vma.id), vma) }));
  const changed = (sides: readonly AreaSide[]): Range[] =>
    sides.filter(({ change }) => change !== null && change !== 'anonVma').map(({ vma }) => [vma.start, vma.end]);
  const was = here
    .filter(({ change }) => change === 'grown' || change === 'shrunk' || change === 'moved')
    .map(({ vma }): Range => [oldById.get(vma.id)!.start, oldById.get(vma.id)!.end]);
  const asked = steps.flatMap((step): Range[] => (step.kind === 'question' && askedIn(step, mm, after) ? [[step.start, step.end]] : []));
  const windows = join([...changed(then), ...changed(here), ...was, ...asked]);
  if (windows.length === 0) return null;
  const near = ({ vma }: AreaSide) => windows.some(([start, end]) => vma.start <= end && vma.end >= start);
  const shown = [then.filter(near), here.filter(near)] as const;
  const hidden = shown.reduce((sum, side) => sum + Math.max(0, side.length - kMaxAreas), 0);
  return { mm, before: shown[0].slice(0, kMaxAreas), after: shown[1].slice(0, kMaxAreas), hidden };
}

const askedIn = (step: Step, mm: number, machine: Machine) => machine.mmOf(step.event.pid) === mm;

/** Ranges that touch become one, so that the search above stays short. */
function join(ranges: Range[]): Range[] {
  const joined: Range[] = [];
  for (const [start, end] of ranges.sort((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last && last[1] >= start) last[1] = Math.max(last[1], end);
    else joined.push([start, end]);
  }
  return joined;
}
