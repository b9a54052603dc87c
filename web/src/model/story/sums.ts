// What a command amounts to, in a few figures: the telling ones first, and at the end how many events it was.
import type { Machine } from '../machine';
import { fill, type Part } from './parts';
import { argOf, count, isCut, type Tale } from './tale';
import type { SumName } from './words';

/** Beside the number of events. */
const kMost = 3;
/** The comparison marks so many entries and no more: then their number is not known. */
const kMaxEntries = 8192;

export function sumsOf(tale: Tale): Part[][] {
  const sums: Part[][] = [];
  for (const [name, amount] of kAmounts) {
    const n = amount(tale);
    if (n > 0 && sums.length < kMost) sums.push(worded(tale, name, { n }));
    if (name === 'entries' && sums.length < kMost) sums.push(...mapcountOf(tale));
  }
  const { total } = tale.moment.status.eventsOf;
  if (total > 0 && tale.moment.status.cursor.event === null) sums.push(worded(tale, 'events', { n: total }));
  return sums;
}

const grown = ({ moment }: Tale, what: (machine: Machine) => number) => (moment.before ? what(moment.machine) - what(moment.before) : 0);

const kAmounts: readonly (readonly [SumName, (tale: Tale) => number])[] = [
  ['copied', (tale) => (isCut(tale) ? 0 : count(tale, 'CopyUserPage'))],
  ['fresh', (tale) => (isCut(tale) ? 0 : count(tale, 'AddNewAnonRmap') - count(tale, 'CopyUserPage'))],
  ['processes', (tale) => grown(tale, (machine) => machine.tasks.length)],
  ['moved', (tale) => (isCut(tale) ? 0 : count(tale, 'MovePte'))],
  ['freed', ({ moment }) => moment.change.freed.length],
  ['entries', entriesOf],
  ['areas', (tale) => grown(tale, (machine) => machine.vmas.length)],
  ['areasGone', (tale) => -grown(tale, (machine) => machine.vmas.length)],
];

function entriesOf({ moment }: Tale): number {
  let entries = 0;
  for (const key of moment.change.keys) if (key.startsWith('pte:')) ++entries;
  return entries < kMaxEntries ? entries : 0;
}

function mapcountOf(tale: Tale): Part[][] {
  const { machine, before } = tale.moment;
  const pfn = argOf(tale.event, 'pfn');
  if (!before || pfn === null) return [];
  const [from, to] = [before, machine].map((one) => mapcountIn(one, pfn));
  return !from || to === undefined || from === to ? [] : [worded(tale, 'mapcount', { from, to })];
}

function mapcountIn(machine: Machine, pfn: number): number {
  const row = machine.rowOfFrame(pfn);
  return row === undefined ? 0 : machine.s.frames.mapcount[row]!;
}

const worded = (tale: Tale, name: SumName, facts: Readonly<Record<string, number>>): Part[] =>
  fill(tale.words.sums[name], (hole) => facts[hole] ?? null);
