// Physical memory as blocks of 1,024 frames, the largest the buddy allocator keeps. A block in which all frames are alike is folded to
// a bar; every other one is drawn frame by frame, 64 to a row, so that a free block of order 6 and up fills whole rows.
import { kPageOwners } from '../engine/generated/names';
import type { Machine } from '../model/machine';

export const kBlockFrames = 1024;
export const kPerRow = 64;

/** What is no frame of memory, what is drawn from lists, and every type of frame that the engine has. */
export const kOwners = ['hole', 'reserved', 'free', 'pcp', 'table', 'anon', 'zero', 'kernel', 'shmem'] as const;
export type Owner = (typeof kOwners)[number];
/** Position in kOwners of every frame type in the snapshot. */
const kOwnerOfType: Readonly<Record<number, number>> = Object.fromEntries(
  Object.entries(kPageOwners).map(([type, name]) => [type, kOwners.indexOf(name as Owner)]),
);

export interface FrameMap {
  /** By frame number: index in kOwners. */
  owner: Uint8Array;
  /** By frame number: 1 + order of the free block it belongs to, 0 if none. */
  order: Uint8Array;
}

export function frameMap(machine: Machine): FrameMap {
  const { machine: info, reserved, freeBlocks, frames } = machine.s;
  const end = info.endPfn[0] ?? 0;
  const map = { owner: new Uint8Array(end), order: new Uint8Array(end) };
  for (let i = 0; i < reserved.rows; ++i) map.owner.fill(1, reserved.startPfn[i], reserved.endPfn[i]);
  for (let i = 0; i < freeBlocks.rows; ++i) {
    const from = freeBlocks.pfn[i]!;
    const order = freeBlocks.order[i]!;
    map.owner.fill(2, from, from + 2 ** order);
    map.order.fill(order + 1, from, from + 2 ** order);
  }
  for (let i = 0; i < frames.rows; ++i) map.owner[frames.pfn[i]!] = kOwnerOfType[frames.type[i]!] ?? 7;
  return map;
}

export type MemorySection =
  | { kind: 'grid'; start: number; end: number; y: number; h: number }
  | { kind: 'bar'; start: number; end: number; y: number; h: number; owner: Owner; blocks: number };

export interface MemoryLayout {
  sections: MemorySection[];
  cell: number;
  width: number;
  height: number;
}

export function layoutMemory(map: FrameMap, width: number, barHeight = 22, gap = 8): MemoryLayout {
  const cell = Math.max(4, Math.floor(width / kPerRow));
  const sections: MemorySection[] = [];
  let y = 0;
  for (let start = 0; start < map.owner.length; start += kBlockFrames) {
    const end = Math.min(start + kBlockFrames, map.owner.length);
    const owner = soleOwner(map, start, end);
    const last = sections.at(-1);
    if (owner !== null && last?.kind === 'bar' && last.owner === owner) {
      last.end = end;
      last.blocks += 1;
      continue;
    }
    const h = owner === null ? Math.ceil((end - start) / kPerRow) * cell : barHeight;
    sections.push(owner === null ? { kind: 'grid', start, end, y, h } : { kind: 'bar', start, end, y, h, owner, blocks: 1 });
    y += h + gap;
  }
  return { sections, cell, width: cell * kPerRow, height: Math.max(0, y - gap) };
}

/** The owner of a block whose frames all are alike: reserved, a hole, or one free block of the highest order. */
function soleOwner(map: FrameMap, start: number, end: number): Owner | null {
  const owner = map.owner[start]!;
  const order = map.order[start]!;
  if (owner > 2 || (owner === 2 && order !== 11)) return null;
  for (let pfn = start; pfn < end; ++pfn) if (map.owner[pfn] !== owner || map.order[pfn] !== order) return null;
  return kOwners[owner]!;
}

/** Frame under a point, or null. */
export function frameAt(layout: MemoryLayout, x: number, y: number): number | null {
  const section = layout.sections.find((one) => y >= one.y && y < one.y + one.h);
  if (section?.kind !== 'grid' || x < 0 || x >= layout.width) return null;
  const pfn = section.start + Math.floor((y - section.y) / layout.cell) * kPerRow + Math.floor(x / layout.cell);
  return pfn < section.end ? pfn : null;
}

/** Where a frame is drawn, or null when it is folded into a bar. */
export function placeOf(layout: MemoryLayout, pfn: number): { x: number; y: number } | null {
  const section = layout.sections.find((one) => pfn >= one.start && pfn < one.end);
  if (section?.kind !== 'grid') return null;
  const at = pfn - section.start;
  return { x: (at % kPerRow) * layout.cell, y: section.y + Math.floor(at / kPerRow) * layout.cell };
}
