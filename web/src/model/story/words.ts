// What a language says in the story: the shape that every language has, and which words of a level are wanted.
import type { LevelWords } from '../../engine/generated/story_words';

export const kLevels = ['plain', 'course', 'kernel'] as const;
export type Level = (typeof kLevels)[number];

export const inLevel = (words: LevelWords, level: Level): string => words[kLevels.indexOf(level)]!;

/** Moments without a headline of their own. */
export const kSpecials = ['booted', 'bootedNext', 'quiet', 'refusedQuiet', 'check', 'begins', 'unkept', 'cut', 'changed', 'ready'] as const;
export type Special = (typeof kSpecials)[number];

export const kSums = ['copied', 'fresh', 'entries', 'mapcount', 'areas', 'areasGone', 'processes', 'freed', 'moved', 'events'] as const;
export type SumName = (typeof kSums)[number];

export const kTryNames = [
  'ask',
  'askWrite',
  'fork',
  'share',
  'whoMapsOld',
  'whoMaps',
  'otherWrites',
  'childWrites',
  'childExits',
  'childEndsFirst',
  'walk',
  'write',
  'read',
  'maps',
  'limits',
  'status',
  'readNow',
  'allow',
  'help',
  'collect',
  'ps',
  'describe',
  'free',
  'merge',
  'undo',
] as const;
export type TryName = (typeof kTryNames)[number];

/** Words for what is said of objects: # is the number; `bytes` is a template with {n}. */
export interface StoryNames {
  process: string;
  space: string;
  bytes: string;
  /** Between the first ones of a list, and before its last. */
  comma: string;
  and: string;
  otherProcesses: string;
  yes: string;
  no: string;
  into: string;
  outOf: string;
  /** What was tried, as a verb and as a noun: read, write, fetch. */
  did: readonly [string, string, string];
  theDid: readonly [string, string, string];
  /** What may be done with memory now, by r, w and x as bits 1, 2, 4. */
  nowMay: readonly [string, string, string, string, string, string, string, string];
  errnos: Readonly<Record<string, string>>;
}

export interface StoryWords {
  headlines: Readonly<Record<string, LevelWords>>;
  notes: Readonly<Record<string, LevelWords>>;
  whys: Readonly<Record<string, LevelWords>>;
  specials: Readonly<Record<Special, LevelWords>>;
  sums: Readonly<Record<SumName, string>>;
  tries: Readonly<Record<TryName, string>>;
  names: StoryNames;
}
