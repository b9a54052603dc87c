// What the drawing of the LRU lists is made of, and what is said of a page on one of them.
import { grouped, hex } from '../../base/hex';
import { infoOf } from '../../engine/generated/events';
import { kPageFlags } from '../../engine/generated/snapshot';
import { isAccessed } from '../../model/bits';
import type { Change } from '../../model/diff';
import { reasonText, type Sentences } from '../../model/event_text';
import type { Lists, Move } from '../../model/lists';
import type { Machine } from '../../model/machine';
import type { StrengthOf } from '../../model/strength';
import { kListsWords, type ListsSay, type ListsWord } from './words';

export interface ListsScene {
  machine: Machine;
  lists: Lists;
  moves: readonly Move[];
  change: Change;
  strength: StrengthOf;
  /** Frames that the picture is about. */
  pfns: readonly number[];
  /** Lanes that somebody unfolded. */
  unfolded: ReadonlySet<string>;
  sentences: Sentences;
  room: { width: number; height: number };
  say: ListsSay;
}

export const kSigns = ['A', 'R', 'D', 'W', 'S', 'L'] as const;
export type PageSign = (typeof kSigns)[number];

const kOfFlag: readonly (readonly [PageSign, number])[] = [
  ['R', kPageFlags.referenced],
  ['D', kPageFlags.dirty],
  ['W', kPageFlags.writeback],
  ['S', kPageFlags.swapcache],
  ['L', kPageFlags.mlocked],
];

/** What reclaim would find of a page. */
export function signsOf(machine: Machine, row: number): PageSign[] {
  const { frames, ptes } = machine.s;
  const isUsed = frames.mapcount[row]! > 0 && machine.leavesOfFrame(frames.pfn[row]!).some((at) => isAccessed(ptes.entryLo[at]!));
  const flags = kOfFlag.filter(([, bit]) => (frames.flags[row]! & bit) !== 0).map(([sign]) => sign);
  return isUsed ? ['A', ...flags] : flags;
}

export const pagesText = (say: ListsSay, count: number): string =>
  count === 1 ? say('pagesOne') : say('pages', { count: grouped(count) });

/** A page in a sentence. */
export function describe({ machine, say }: ListsScene, row: number, signs: readonly PageSign[]): string {
  const { pfn, mapcount } = machine.s.frames;
  const count = mapcount[row]!;
  const who = count === 0 ? say('nobody') : count === 1 ? say('mappedOne') : say('mapped', { count });
  return [`${say('frame', { pfn: hex(pfn[row]!) })}: ${who}`, ...signs.map((sign) => say(`sign.${sign}`))].join('; ');
}

const isWord = (word: string): word is ListsWord => word in kListsWords.en;

/** Why a move was made: the reason that its event gives, else what such an event means; behind it the kernel's function. */
export function whyOf({ event }: Move, sentences: Sentences, say: ListsSay): string {
  const info = event && infoOf(event);
  if (!event || !info) return say('why.none');
  const word = `why.${info.id}`;
  const why = isWord(word) && !(event.reason && info.id === 'ShrinkFolio') ? say(word) : reasonText(event.reason, sentences);
  return `${why || say('why.none')} · ${info.name}`;
}

export function moveText({ from, to, frames }: Move, say: ListsSay): string {
  const pages = pagesText(say, frames.length);
  return from === to
    ? say('stays', { pages, to: say(`place.${to}`) })
    : say('move', { pages, from: say(`place.${from}`), to: say(`place.${to}`) });
}
