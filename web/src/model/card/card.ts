// What a card says of a thing: plain data, made of the machine as it stands by one function a kind. What a line names can be opened.

import type { CardWords } from '../../base/cards';
import type { Translate } from '../../base/i18n';
import type { EventRecord } from '../../engine/generated/events';
import type { Sentences } from '../event_text';
import type { Machine } from '../machine';

export type CardKind =
  | 'page'
  | 'pte'
  | 'addr'
  | 'vma'
  | 'mm'
  | 'av'
  | 'avc'
  | 'table'
  | 'node'
  | 'slot'
  | 'event'
  | 'flag'
  | 'bit'
  | 'word';

export interface Part {
  text: string;
  /** The card that it opens. */
  key?: string;
}
export type Line = readonly Part[];

export interface Field {
  name: string;
  value: Line;
  meaning?: string;
}

export interface Card {
  kind: CardKind;
  title: string;
  /** What it is, in a sentence. */
  what: Line;
  fields: Field[];
  /** What one can do with it: each is typed, none is run. */
  commands: string[];
}

/** What cards are written from. */
export interface Desk {
  machine: Machine;
  t: Translate;
  words: CardWords;
  sentences: Sentences;
  /** What the command looked at did. */
  events: readonly EventRecord[];
  /** The process that the prompt speaks for. */
  current: number;
}

export type Told = Omit<Card, 'kind'>;

export const plain = (text: string | number): Line => [{ text: String(text) }];
export const link = (text: string, key: string): Part => ({ text, key });
export const textOf = (line: Line): string => line.map(({ text }) => text).join('');

/** A template with its holes filled: by text, or by something that can be opened. */
export function say(template: string, holes: Readonly<Record<string, string | number | Part | Line>> = {}): Line {
  return template.split(/(\{\w+\})/).flatMap((piece): Line => {
    const hole = /^\{(\w+)\}$/.exec(piece)?.[1];
    const value = hole === undefined ? piece : (holes[hole] ?? piece);
    if (typeof value === 'string' || typeof value === 'number') return value === '' ? [] : plain(value);
    return 'text' in value ? [value] : value;
  });
}

/** The first few of a list, and how many more there are. */
export function few<T>(desk: Desk, all: readonly T[], part: (one: T) => Part, most = 6): Line {
  const shown = all.slice(0, most).flatMap((one, at) => [...(at > 0 ? plain(', ') : []), part(one)]);
  return all.length > most ? [...shown, ...say(desk.words.more, { n: all.length - most })] : shown;
}

/** A field, unless it has nothing to say. */
export const field = (name: string, value: Line, meaning?: string): Field[] =>
  value.length === 0 ? [] : [{ name, value, ...(meaning ? { meaning } : {}) }];

/** The command as the process would run it that owns the address space. */
export function asOwner({ machine, current }: Desk, mm: number, commands: readonly string[]): string[] {
  if (machine.mmOf(current) === mm) return [...commands];
  const pid = machine.pidOf(mm);
  return pid === null ? [] : commands.map((command) => `@${pid} ${command}`);
}

export const processPart = ({ machine, words }: Desk, mm: number): Part => {
  const pid = machine.pidOf(mm);
  return pid === null ? { text: words.nobody } : link(textOf(say(words.process, { pid })), `mm:${mm}`);
};
