// Names of things that several views draw: the same key lights the same thing everywhere. A key is text: it can stand in an attribute.
import { hex } from '../base/hex';
import { NONE } from '../engine/generated/snapshot';
import { swapEntry } from './bits';
import type { Machine, Pte } from './machine';
import { entriesOfSlot } from './slot_entries';
import { rowInRuns } from './slot_runs';

export type Key = `${'page' | 'pte' | 'vma' | 'av' | 'avc' | 'table' | 'mm' | 'node' | 'slot' | 'event' | 'word'}:${string}`;

export const pageKey = (pfn: number): Key => `page:${pfn}`;
export const pteKey = (mm: number, vpn: number): Key => `pte:${mm}/${vpn}`;
export const vmaKey = (id: number): Key => `vma:${id}`;
export const anonVmaKey = (id: number): Key => `av:${id}`;
export const avcKey = (id: number): Key => `avc:${id}`;
export const tableKey = (pfn: number): Key => `table:${pfn}`;
export const mmKey = (mm: number): Key => `mm:${mm}`;
export const nodeKey = (node: number): Key => `node:${node}`;
/** A slot of a swap area. */
export const slotKey = (area: number, offset: number): Key => `slot:${area}/${offset}`;
/** A kind of event and a word of the glossary: no drawing has them, but a card tells of them. */
export const eventKey = (id: string): Key => `event:${id}`;
export const wordKey = (term: string): Key => `word:${term}`;

export function parseKey(key: string): { kind: string; numbers: number[] } {
  const [kind = '', rest = ''] = key.split(':');
  return { kind, numbers: rest.split('/').map(Number) };
}

/** Everything that is this thing or stands for it elsewhere: a page and its entries, an area and its nodes, an anon_vma and its pages. */
export function standsFor(machine: Machine, key: string): Set<string> {
  const { kind, numbers } = parseKey(key);
  const lit = new Set<string>([key]);
  const [first = 0, second = 0] = numbers;
  if (kind === 'page') lightPage(machine, first, lit);
  if (kind === 'page' || kind === 'slot') lightOther(machine, key, lit);
  if (kind === 'slot') for (const row of entriesOfSlot(machine, first, second)) lit.add(entryKey(machine, row));
  if (kind === 'pte') {
    const entry = machine.leafOf(first, second);
    const target = entry && targetKey(entry);
    if (target) lit.add(target);
    if (target) lightOther(machine, target, lit);
  }
  if (kind === 'vma') lightVma(machine, first, lit);
  if (kind === 'av') lightAnonVma(machine, first, lit);
  if (kind === 'avc') lightAvc(machine, first, lit);
  if (kind === 'table') lit.add(pageKey(first));
  return lit;
}

function lightPage(machine: Machine, pfn: number, lit: Set<string>): void {
  for (const row of machine.leavesOfFrame(pfn)) {
    const mm = machine.mmOfTable(machine.s.ptes.tablePfn[row]!);
    if (mm !== null) lit.add(pteKey(mm, machine.s.ptes.vpn[row]!));
  }
  if (machine.tableRow.has(pfn)) lit.add(tableKey(pfn));
}

/** The slot that keeps a place for a page of the swap cache, or the page that is in memory for a slot. */
function lightOther(machine: Machine, key: string, lit: Set<string>): void {
  const { kind, numbers } = parseKey(key);
  const { area, offset, pfn } = machine.s.swapSlots;
  const row = kind === 'page' ? pfn.indexOf(numbers[0]!) : (rowInRuns(machine.s, numbers[0]!, numbers[1]!) ?? -1);
  if (row >= 0 && pfn[row] !== NONE) lit.add(kind === 'page' ? slotKey(area[row]!, offset[row]!) : pageKey(pfn[row]!));
}

/** What a lowest entry names: a frame, or a slot; null: it is a marker. */
export function targetKey({ lo, hi, pfn }: Pick<Pte, 'lo' | 'hi' | 'pfn'>): Key | null {
  const slot = swapEntry(lo, hi);
  return slot ? slotKey(slot.area, slot.offset) : pfn === NONE ? null : pageKey(pfn);
}

function lightVma(machine: Machine, id: number, lit: Set<string>): void {
  machine.s.avcs.vma.forEach((vma, row) => {
    if (vma === id) lit.add(avcKey(machine.s.avcs.avc[row]!));
  });
}

function lightAnonVma(machine: Machine, id: number, lit: Set<string>): void {
  const { frames, avcs } = machine.s;
  frames.anonVma.forEach((anonVma, row) => {
    if (anonVma === id) lit.add(pageKey(frames.pfn[row]!));
  });
  for (const row of machine.avcsOfTree.get(id) ?? []) lit.add(avcKey(avcs.avc[row]!));
  for (const vma of machine.vmas) if (vma.anonVma === id) lit.add(vmaKey(vma.id));
}

function lightAvc(machine: Machine, id: number, lit: Set<string>): void {
  const row = machine.avcRow.get(id);
  if (row === undefined) return;
  lit.add(vmaKey(machine.s.avcs.vma[row]!));
  lit.add(anonVmaKey(machine.s.avcs.anonVma[row]!));
}

/** The machine has the thing. */
export function isIn(machine: Machine, key: string): boolean {
  const { kind, numbers } = parseKey(key);
  const [first = -1, second = -1] = numbers;
  const { mapleNodes, machine: facts } = machine.s;
  if (kind === 'page') return first >= 0 && first < facts.memPages[0]!;
  if (kind === 'pte') return machine.mmRow.has(first) && machine.vmaAt(first, second) !== null;
  if (kind === 'mm') return machine.mmRow.has(first);
  if (kind === 'vma') return machine.vmaById.has(first);
  if (kind === 'av') return machine.avcsOfTree.has(first);
  if (kind === 'avc') return machine.avcRow.has(first);
  if (kind === 'table') return machine.tableRow.has(first);
  if (kind === 'slot') return rowInRuns(machine.s, first, second) !== undefined;
  return kind === 'node' && mapleNodes.node.includes(first);
}

/** The command that asks the shell about a thing; a click types it. Null: the shell has none for it. */
export function commandFor(machine: Machine, key: string, current: number): string | null {
  const { kind, numbers } = parseKey(key);
  const [first = 0, second = 0] = numbers;
  if (kind === 'page') return machine.anonVmaOfFrame(first) === null ? `page pfn ${hex(first)}` : `rmap pfn ${hex(first)}`;
  if (kind === 'pte') return asTask(machine, first, current, `walk 0x${second.toString(16)}000`);
  if (kind === 'table') return `page pfn ${hex(first)}`;
  if (kind === 'slot') return 'show swap';
  if (kind === 'mm' || kind === 'node') return kind === 'mm' ? catMaps(machine, first) : 'show tree';
  if (kind === 'vma') {
    const vma = machine.vmaById.get(first);
    return vma ? catMaps(machine, vma.mm) : null;
  }
  if (kind !== 'av' && kind !== 'avc') return null;
  const page = kind === 'av' ? machine.s.frames.pfn[machine.s.frames.anonVma.indexOf(first)] : undefined;
  return page === undefined ? 'show rmap' : `rmap pfn ${hex(page)}`;
}

function catMaps(machine: Machine, mm: number): string | null {
  const pid = machine.pidOf(mm);
  return pid === null ? null : `cat /proc/${pid}/maps`;
}

function asTask(machine: Machine, mm: number, current: number, command: string): string | null {
  if (machine.mmOf(current) === mm) return command;
  const pid = machine.pidOf(mm);
  return pid === null ? null : `@${pid} ${command}`;
}

export const entryKey = (machine: Machine, row: number): Key => {
  const { ptes } = machine.s;
  const mm = machine.mmOfTable(ptes.tablePfn[row]!) ?? 0;
  return ptes.level[row] === 1 ? pteKey(mm, ptes.vpn[row]!) : tableKey(ptes.pfn[row]!);
};

export function spaceKey(machine: Machine, pid: number): Key | null {
  const mm = machine.mmOf(pid);
  return mm === null ? null : mmKey(mm);
}

/** A page is named by its entry, where there is one, else by its area. */
export function addressKey(machine: Machine, mm: number | null, vpn: number): Key | null {
  const vma = mm === null ? undefined : machine.vmaAt(mm, vpn);
  if (mm === null || !vma) return null;
  return machine.leafOf(mm, vpn) ? pteKey(mm, vpn) : vmaKey(vma.id);
}
