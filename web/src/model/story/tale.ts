// What the story is told from: the moment, and the event that its headline is about.
import { type EventRecord, infoOf, kPhaseBegin, reasonInfo } from '../../engine/generated/events';
import type { Status } from '../../engine/protocol';
import type { Change } from '../diff';
import type { Sentences } from '../event_text';
import type { Machine } from '../machine';
import type { StoryWords } from './words';

/** A moment as the views have it. */
export interface StoryMoment {
  status: Status;
  machine: Machine;
  before: Machine | null;
  change: Change;
  events: readonly EventRecord[];
  asked: string | null;
  /** A lesson has just typed what its step begins with. */
  isSetUp?: boolean;
}

export interface Tale {
  moment: StoryMoment;
  /** Events up to the looked-at one. */
  happened: readonly EventRecord[];
  /** What the command was. */
  command: string;
  /** The event that is told of, and its place among those that happened; null where none is. */
  event: EventRecord | null;
  at: number;
  words: StoryWords;
  sentences: Sentences;
}

export const idOf = (event: EventRecord): string => infoOf(event)?.id ?? '';

export const hasEnded = (event: EventRecord): boolean => event.phase !== kPhaseBegin;

/** By which names a table may have a row for an event: the one with its reason first. */
export function keysOf(event: EventRecord): string[] {
  const id = idOf(event);
  return event.reason ? [`${id}/${reasonInfo(event.reason)?.id}`, id] : [id];
}

/** The argument of an event by its name. */
export function argOf(event: EventRecord | null | undefined, name: string): number | null {
  const place = event ? (infoOf(event)?.args.findIndex(([arg]) => arg === name) ?? -1) : -1;
  return place < 0 ? null : event!.arg[place]!;
}

/** The page that an event is about, of the process that it runs for. */
export function pageOf(event: EventRecord | null): number | null {
  const addr = argOf(event, 'addr') ?? argOf(event, 'start');
  return addr === null ? null : Math.floor(addr / 4096);
}

export function count(tale: Tale, id: string): number {
  return tale.happened.filter((event) => hasEnded(event) && idOf(event) === id).length;
}

export function sum(tale: Tale, id: string, arg: string): number {
  return tale.happened.reduce((total, event) => total + (hasEnded(event) && idOf(event) === id ? (argOf(event, arg) ?? 0) : 0), 0);
}

/** The nearest one that ended before the event, or else the first behind it. */
export function nearest(tale: Tale, fits: (event: EventRecord) => boolean): EventRecord | null {
  const wanted = (event: EventRecord) => hasEnded(event) && fits(event);
  return tale.happened.slice(0, tale.at).findLast(wanted) ?? tale.happened.slice(tale.at).find(wanted) ?? null;
}

/** Not all events were kept: counting them says too little, and the result of the command may not be among them. */
export const isCut = ({ moment }: Tale): boolean => moment.status.eventsOf.total > moment.events.length;
