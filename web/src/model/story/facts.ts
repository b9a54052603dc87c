// What the holes of the story's words stand for: arguments of the event by their kind, and facts of the command and the machine.
import { grouped, hex, sizeOfPages } from '../../base/hex';
import { type ArgKind, type EventRecord, infoOf, kEvents } from '../../engine/generated/events';
import { kErrnos } from '../../engine/generated/names';
import { kCounters, NONE } from '../../engine/generated/snapshot';
import { quotedCommand } from '../command_text';
import { checkText, formatArg } from '../event_text';
import { anonVmaKey, mmKey, pageKey, pteKey, vmaKey } from '../keys';
import type { Machine } from '../machine';
import { type Fact, type Facts, fill, type Named, type Part, plainText } from './parts';
import { argOf, count, hasEnded, idOf, nearest, sum, type Tale } from './tale';

const kSharersNamed = 3;

/** Facts by name; those about `event` where it is not the one that the tale is about. */
export function factsOf(tale: Tale, event: EventRecord | null = tale.event): Facts {
  return (name) => {
    const own = event ? argFact(tale, event, name) : undefined;
    return own !== undefined ? own : (kFacts[name]?.({ ...tale, event }) ?? null);
  };
}

// ---- arguments --------------------------------------------------------------------------------------------------------------------

function argFact(tale: Tale, event: EventRecord, name: string): Fact | undefined {
  const place = infoOf(event)?.args.findIndex(([arg]) => arg === name) ?? -1;
  if (place < 0) return undefined;
  const kind = infoOf(event)!.args[place]![1];
  const value = event.arg[place]!;
  if (kind === 'count') return value === NONE ? null : value;
  if (kind === 'pid') return [processPart(tale, value)];
  return kObjects[kind]?.(tale, event, value, event.argHex[place]!, name) ?? [plainArg(tale, kind, value, event.argHex[place]!)];
}

type ObjectOf = (tale: Tale, event: EventRecord, value: number, text: string, name: string) => readonly Part[] | undefined;

const kObjects: Partial<Record<ArgKind, ObjectOf>> = {
  pfn: (_, __, value) => (value === NONE ? undefined : [{ text: hex(value), kind: 'page', key: pageKey(value) }]),
  vma: (_, __, value) => [{ text: String(value), kind: 'area', key: vmaKey(value) }],
  anon_vma: (_, __, value) => [{ text: String(value), kind: 'anon_vma', key: anonVmaKey(value) }],
  mm: (tale, _, value) => [{ text: tale.words.names.space.replace('#', String(value)), kind: 'space', key: mmKey(value) }],
  // An address where something ends names no page.
  addr: (tale, event, value, text, name) => {
    const mm = tale.moment.machine.mmOf(event.pid);
    return mm === null || name === 'end' ? [{ text, code: true }] : [{ text, kind: 'entry', key: pteKey(mm, Math.floor(value / 4096)) }];
  },
};

function plainArg({ words }: Tale, kind: ArgKind, value: number, text: string): Part {
  if (kind === 'bool') return value ? words.names.yes : words.names.no;
  if (kind === 'bytes') return bytesText(value, words.names.bytes);
  return formatArg(kind, value, text);
}

const bytesText = (bytes: number, words: string) =>
  bytes > 0 && bytes % 4096 === 0 ? sizeOfPages(bytes / 4096) : plainText(fill(words, () => bytes));

function processPart(tale: Tale, pid: number): Named {
  const task = tale.moment.machine.task(pid) ?? tale.moment.before?.task(pid);
  const part: Named = { text: tale.words.names.process.replace('#', String(pid)), kind: 'process', pid };
  return task?.mm == null ? part : { ...part, key: mmKey(task.mm) };
}

// ---- facts ------------------------------------------------------------------------------------------------------------------------

type FactOf = (tale: Tale) => Fact;

const summed =
  (id: string, arg: string): FactOf =>
  (tale) =>
    sum(tale, id, arg);

const kFacts: Readonly<Record<string, FactOf>> = {
  who: (tale) => [processPart(tale, tale.event?.pid || tale.moment.status.current)],
  command: ({ command }) => [{ text: quotedCommand(command), code: true }],
  size: sizeFact,
  times: timesFact,
  sharers: sharersFact,
  newframe: (tale) => {
    const copy = nearest(tale, (event) => idOf(event) === 'WpPageCopy');
    return copy ? (argFact(tale, copy, 'new') ?? null) : null;
  },
  did: (tale) => [tale.words.names.did[triedOf(tale)]],
  thedid: (tale) => [tale.words.names.theDid[triedOf(tale)]],
  prot: (tale) => textFact(formatArg('prot', protOf(tale), '')),
  nowmay: (tale) => textFact(tale.words.names.nowMay[protOf(tale) & 7] ?? ''),
  advice: (tale) => adviceFact(tale),
  splits: (tale) => count(tale, 'SplitVma'),
  goneareas: (tale) => count(tale, 'VmaFree'),
  unmapped: summed('UnmapRegion', 'pages'),
  changed: summed('ChangeProtection', 'pages'),
  dropped: summed('ZapSingle', 'pages'),
  shared: summed('CopyPageRange', 'pages'),
  lockfaults: summed('Populate', 'faults'),
  freed: ({ moment }) => moment.change.freed.length,
  hadareas: (tale) => leftBehind(tale, (before, mm) => before.vmasOf.get(mm)?.length ?? 0),
  hadpages: (tale) => leftBehind(tale, (before, mm) => before.leavesOf(mm).length),
  direction: (tale) => [argOf(tale.event, 'write') === 1 ? tale.words.names.into : tale.words.names.outOf],
  errnowords: (tale) => {
    const errno = kErrnos[argOf(tale.event, 'errno') ?? 0];
    return errno ? [tale.words.names.errnos[errno] ?? errno] : null;
  },
  caller: callerFact,
  check: ({ moment, sentences }) => textFact(checkText(moment.status.eventsOf.check, sentences)),
  processes: ({ moment }) => moment.machine.tasks.length,
  areas: ({ moment }) => moment.machine.vmas.length,
  mapped: ({ moment }) => moment.machine.s.ptes.level.reduce((total, level) => total + (level === 1 ? 1 : 0), 0),
  free: ({ moment }) => [sizeOfPages(moment.machine.s.zones.freePages.reduce((total, pages) => total + pages, 0))],
};

const textFact = (text: string): Fact => (text === '' ? null : [text]);

function sizeFact({ event }: Tale): Fact {
  const [start, end] = [argOf(event, 'start'), argOf(event, 'end')];
  return start === null || end === null ? null : [sizeOfPages((end - start) / 4096)];
}

const kFaults: ReadonlySet<number> = new Set(
  kEvents.filter(({ id }) => /^Do(Anonymous|Wp|Swap)Page|^Do(Read|Shared)Fault/.test(id)).map(({ code }) => code),
);

/** How often the command came to this same result. Where its events were not all kept, its faults were counted all the same. */
function timesFact(tale: Tale): Fact {
  const { event, happened, moment } = tale;
  if (!event) return null;
  const isAlike = (one: EventRecord) => one.id === event.id && one.reason === event.reason;
  const told = happened.filter((one) => isAlike(one) && hasEnded(one)).length;
  const isWhole = moment.status.cursor.event !== null || moment.status.eventsOf.total <= moment.events.length;
  if (isWhole || !kFaults.has(event.id)) return told;
  const alike = happened.every((one) => isAlike(one) || !kFaults.has(one.id) || !hasEnded(one));
  const faults = moment.change.counters.find(({ name }) => name === kCounters.find(([counter]) => counter === 'pgfault')?.[0]);
  return alike && faults ? faults.delta : told;
}

/** Who else had the page before the command. */
function sharersFact(tale: Tale): Fact {
  const { event, moment, words } = tale;
  const pfn = argOf(event, 'pfn');
  if (!event || pfn === null) return null;
  const pids = sharersOf(moment.before ?? moment.machine, pfn, event.pid);
  if (pids.length === 0) return null;
  if (pids.length > kSharersNamed) return [words.names.otherProcesses.replace('#', grouped(pids.length))];
  return pids.flatMap((pid, i) => [i === 0 ? '' : i === pids.length - 1 ? words.names.and : words.names.comma, processPart(tale, pid)]);
}

/** Other processes that map a frame, by pid. */
export function sharersOf(machine: Machine, pfn: number, pid: number): number[] {
  const own = machine.mmOf(pid);
  const spaces = new Set(machine.leavesOfFrame(pfn).map((row) => machine.mmOfTable(machine.s.ptes.tablePfn[row]!)));
  return [...spaces].flatMap((mm) => (mm === null || mm === own ? [] : (machine.pidOf(mm) ?? []))).sort((a, b) => a - b);
}

/** Place in the words for what was tried: read, write, fetch. */
function triedOf(tale: Tale): 0 | 1 | 2 {
  const code = argOf(
    nearest(tale, (event) => argOf(event, 'error_code') !== null),
    'error_code',
  );
  return code === null ? 0 : code & 16 ? 2 : code & 2 ? 1 : 0;
}

function protOf(tale: Tale): number {
  const call = tale.happened.findLast((event) => idOf(event) === 'DoMprotect');
  return argOf(call, 'prot') ?? 0;
}

function adviceFact(tale: Tale): Fact {
  const call = tale.happened.findLast((event) => idOf(event) === 'DoMadvise');
  return call ? (argFact(tale, call, 'advice') ?? null) : null;
}

/** What an address space had before its last user went. */
function leftBehind(tale: Tale, what: (before: Machine, mm: number) => number): Fact {
  const { before, machine } = tale.moment;
  const mm = before?.mmOf(argOf(tale.event, 'pid') ?? 0) ?? null;
  return !before || mm === null || machine.tasksOf(mm).length > 0 ? null : what(before, mm);
}

/** The call that came to nothing: the outermost one that ended before. */
export function callerOf(tale: Tale): EventRecord | null {
  const isCall = (event: EventRecord) =>
    event.depth === 0 && !infoOf(event)?.about?.some(({ what }) => what === 'machine' || what === 'refused');
  return tale.happened.slice(0, tale.at).findLast((event) => hasEnded(event) && isCall(event)) ?? null;
}

function callerFact(tale: Tale): Fact {
  const call = callerOf(tale);
  return call ? textFact(infoOf(call)!.name) : null;
}
