// What lights when a thing is pointed at: what stands for it elsewhere, and all that is its own, as an area's pages and entries. A process
// may own hundreds of thousands of things, so what is asked for is answered, and none is listed.
import { parseKey, standsFor } from './keys';
import type { Machine, Vma } from './machine';
import { entriesOfSlot } from './slot_entries';

export interface Lit {
  has(key: string): boolean;
}

export const kNoneLit: Lit = { has: () => false };

export function litBy(machine: Machine, key: string): Lit {
  const own = standsFor(machine, key);
  const { kind, numbers } = parseKey(key);
  const [id = -1] = numbers;
  const vma = kind === 'vma' ? machine.vmaById.get(id) : undefined;
  if (vma) return { has: (one) => own.has(one) || isOfArea(machine, vma, one) };
  if (kind === 'mm') return { has: (one) => own.has(one) || isOfSpace(machine, id, one) };
  return own;
}

/** Its entries, their pages and slots, its anon_vma. */
function isOfArea(machine: Machine, vma: Vma, key: string): boolean {
  const { kind, numbers } = parseKey(key);
  const [first = -1, second = -1] = numbers;
  const holds = (mm: number | null, vpn: number) => mm === vma.mm && vpn >= vma.start && vpn < vma.end;
  if (kind === 'pte') return holds(first, second);
  if (kind === 'page') return isMapped(machine, first, holds);
  if (kind === 'slot') return isNamed(machine, first, second, holds);
  return kind === 'av' && vma.anonVma === first;
}

/** Its areas and their nodes, tables, entries, pages, slots. */
function isOfSpace(machine: Machine, mm: number, key: string): boolean {
  const { kind, numbers } = parseKey(key);
  const [first = -1, second = -1] = numbers;
  const { tables, avcs, mapleNodes } = machine.s;
  const spaceOf = (vma: number | undefined) => (vma === undefined ? null : machine.vmaById.get(vma)?.mm);
  if (kind === 'pte') return first === mm;
  if (kind === 'page') return isTableOf(machine, mm, first) || isMapped(machine, first, (owner) => owner === mm);
  if (kind === 'slot') return isNamed(machine, first, second, (owner) => owner === mm);
  if (kind === 'vma') return spaceOf(first) === mm;
  if (kind === 'avc') return spaceOf(avcs.vma[machine.avcRow.get(first) ?? -1]) === mm;
  if (kind === 'table') return tables.mm[machine.tableRow.get(first) ?? -1] === mm;
  return kind === 'node' && mapleNodes.mm[mapleNodes.node.indexOf(first)] === mm;
}

const isTableOf = (machine: Machine, mm: number, pfn: number) => machine.s.tables.mm[machine.tableRow.get(pfn) ?? -1] === mm;

function isNamed(machine: Machine, area: number, offset: number, by: (mm: number | null, vpn: number) => boolean): boolean {
  const { tablePfn, vpn } = machine.s.ptes;
  return entriesOfSlot(machine, area, offset).some((row) => by(machine.mmOfTable(tablePfn[row]!), vpn[row]!));
}

function isMapped(machine: Machine, pfn: number, by: (mm: number | null, vpn: number) => boolean): boolean {
  const { tablePfn, vpn } = machine.s.ptes;
  return machine.leavesOfFrame(pfn).some((row) => by(machine.mmOfTable(tablePfn[row]!), vpn[row]!));
}
