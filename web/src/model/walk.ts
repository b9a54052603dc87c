// One address through the page tables: the split into indices and the entry found at each level.
import { parseKey } from './keys';
import { indexOf, levelName, type Machine, type Pte } from './machine';

export interface WalkStep {
  level: number;
  name: string;
  index: number;
  table: number;
  entry: Pte | null;
}

export interface Walk {
  mm: number;
  vpn: number;
  /** From the top down; ends at the first empty entry. */
  steps: WalkStep[];
  leaf: Pte | null;
}

export function walkOf(machine: Machine, mm: number, vpn: number): Walk | null {
  const mmRow = machine.mmRow.get(mm);
  if (mmRow === undefined) return null;
  const steps: WalkStep[] = [];
  let table = machine.s.mms.pgdPfn[mmRow]!;
  for (let level = machine.levels; level >= 1; --level) {
    const index = indexOf(vpn, level);
    const entry = machine.findEntry(table, index);
    steps.push({ level, name: levelName(level, machine.levels), index, table, entry });
    if (!entry) return { mm, vpn, steps, leaf: null };
    table = entry.pfn;
  }
  return { mm, vpn, steps, leaf: steps.at(-1)!.entry };
}

/** The entry that a key names in the tables of one address space: a leaf by its page, an upper one by the table it points to. */
export function entryNamed(machine: Machine, mm: number, key: string | null): Pte | null {
  if (!key) return null;
  const { kind, numbers } = parseKey(key);
  if (kind === 'pte') return numbers[0] === mm ? machine.leafOf(mm, numbers[1]!) : null;
  if (kind !== 'table' || machine.mmOfTable(numbers[0]!) !== mm) return null;
  const row = machine.s.ptes.pfn.findIndex((pfn, at) => pfn === numbers[0] && machine.s.ptes.level[at]! > 1);
  return row < 0 ? null : machine.pte(row);
}

/** Nine bits, "0 1111 1111". */
export function indexBits(index: number): string {
  const bits = index.toString(2).padStart(9, '0');
  return `${bits.slice(0, 1)} ${bits.slice(1, 5)} ${bits.slice(5)}`;
}
