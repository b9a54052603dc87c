// The card of a key. Keys are those of drawings (model/keys.ts), and what no drawing has: addr:mm/vpn, event:Id, flag:wr, bit:RW, word:cow.
import { parseKey } from '../keys';
import { areaCard, flagCard, nodeCard } from './area';
import type { Card, CardKind, Desk, Told } from './card';
import { addressCard, bitCard, entryCard, tableCard } from './entry';
import { eventCard } from './event';
import { linkTerms } from './glossary';
import { pageCard } from './page';
import { anonVmaCard, chainCard, processCard } from './process';
import { slotCard } from './slot';
import { wordCard } from './word';

type Write = (desk: Desk, numbers: readonly number[], name: string) => Told | null;

const kCards: Readonly<Record<CardKind, Write>> = {
  page: (desk, [pfn = -1]) => pageCard(desk, pfn),
  pte: (desk, [mm = -1, vpn = -1]) => entryCard(desk, mm, vpn),
  addr: (desk, [mm = -1, vpn = -1]) => (desk.machine.leafOf(mm, vpn) ? entryCard(desk, mm, vpn) : addressCard(desk, mm, vpn)),
  vma: (desk, [id = -1]) => areaCard(desk, id),
  mm: (desk, [mm = -1]) => processCard(desk, mm),
  av: (desk, [id = -1]) => anonVmaCard(desk, id),
  avc: (desk, [id = -1]) => chainCard(desk, id),
  table: (desk, [pfn = -1]) => tableCard(desk, pfn),
  node: (desk, [node = -1]) => nodeCard(desk, node),
  slot: (desk, [area = -1, offset = -1]) => slotCard(desk, area, offset),
  event: (desk, _, name) => eventCard(desk, name),
  flag: (desk, _, name) => flagCard(desk, name),
  bit: (desk, _, name) => bitCard(desk, name),
  word: (desk, _, name) => wordCard(desk, name),
};

export const isCardKind = (kind: string): kind is CardKind => Object.hasOwn(kCards, kind);

/** Null: the machine has no such thing at this moment. */
export function cardOf(desk: Desk, key: string): Card | null {
  const { kind, numbers } = parseKey(key);
  if (!isCardKind(kind)) return null;
  const told = kCards[kind](desk, numbers, key.slice(kind.length + 1));
  return told && { kind, ...told, what: linkTerms(told.what, desk.words, new Set([key])) };
}
