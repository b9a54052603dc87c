// What single bits mean: of page-table entries, of areas, of struct page.

import { kPteBits, kVmFlags } from '../engine/generated/names';

export type BitId = (typeof kPteBits)[number][0];

export interface Bit {
  id: BitId;
  /** Position in the 64-bit entry. */
  bit: number;
  on: boolean;
}

/** A guard marker: it stands for no page. What is not present has other bits than these. */
export const isGuard = (lo: number, hi: number): boolean => lo >>> 0 === 0xfffff600 && hi >>> 0 === 0xffffffff;

/** swp_entry_t: the slot that an entry names which is not present (engine/pgtable/absent.h); null: it names none. */
export function swapEntry(lo: number, hi: number): { area: number; offset: number } | null {
  const area = hi >>> 27;
  return isPresent(lo) || area >= 28 ? null : { area, offset: (~hi & 0x7ffffff) * 2 ** 23 + (~lo >>> 9) };
}

/** What an entry points to, in short: a frame, a slot of swap; '–': nothing, it is a marker. */
export function targetText({ lo, hi, pfn }: { lo: number; hi: number; pfn: number }): string {
  const slot = swapEntry(lo, hi);
  if (slot) return `swap ${slot.area}:${slot.offset}`;
  return isPresent(lo) ? `0x${pfn.toString(16)}` : '–';
}

export function decodeEntry(lo: number, hi: number): Bit[] {
  if (!isPresent(lo)) return kPteBits.map(([id, bit]) => ({ id, bit, on: false }));
  return kPteBits.map(([id, bit]) => ({ id, bit, on: bit < 32 ? ((lo >>> bit) & 1) === 1 : ((hi >>> (bit - 32)) & 1) === 1 }));
}

/** P, or the PROT_NONE bit where P is clear. */
export const isPresent = (lo: number): boolean => (lo & 0x101) !== 0;
/** Of PROT_NONE: the frame's number is stored inverted (L1TF). */
export const isInverted = (lo: number): boolean => isPresent(lo) && (lo & 1) === 0;
export const isWritable = (lo: number): boolean => (lo & 2) !== 0;
/** A: the processor used it since the kernel last looked. */
export const isAccessed = (lo: number): boolean => (lo & 0x20) !== 0;

export function entryHex(lo: number, hi: number): string {
  return `0x${(hi >>> 0).toString(16).padStart(8, '0')}${(lo >>> 0).toString(16).padStart(8, '0')}`;
}

/** "rw-p", as in /proc/PID/maps. */
export function permText(flags: number): string {
  return (flags & 1 ? 'r' : '-') + (flags & 2 ? 'w' : '-') + (flags & 4 ? 'x' : '-') + (flags & 0x80 ? 's' : 'p');
}

/** Two letters a flag, as VmFlags in smaps has them; access rights and the MAY flags, the low eight, which permText tells, are left out. */
export function vmFlagLetters(flags: number, flagsHi: number): string {
  const isOn = (bit: number) => (((bit < 32 ? flags >>> bit : flagsHi >>> (bit - 32)) & 1) as 0 | 1) === 1;
  return kVmFlags
    .filter(([, bit]) => bit >= 8 && isOn(bit))
    .map(([letters]) => letters)
    .join(' ');
}
