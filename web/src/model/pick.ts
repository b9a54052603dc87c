// What is drawn when there is too much: the processes, areas and chain nodes that the last step is about, and some of the rest. The text
// twins show everything.
import type { Change } from './diff';
import type { Focus } from './focus';
import { parseKey, vmaKey } from './keys';
import type { Machine, Vma } from './machine';

const kMaxSpaces = 32;
/** Of one space, and of all together. */
const kMaxAreas = 1200;
const kMaxAllAreas = 4000;

/** Up to `limit` of `items`: the wanted ones in their order first, then the oldest, then the newest. The order of `items` is kept. */
export function choose<T>(items: readonly T[], wanted: Iterable<T>, limit: number): T[] {
  if (items.length <= limit) return [...items];
  const known = new Set(items);
  const picked = new Set<T>();
  for (const one of wanted) {
    if (picked.size >= limit * 0.75) break;
    if (known.has(one)) picked.add(one);
  }
  for (const one of items.slice(0, Math.ceil((limit - picked.size) / 2))) picked.add(one);
  for (let at = items.length - 1; at >= 0 && picked.size < limit; --at) picked.add(items[at]!);
  return items.filter((one) => picked.has(one));
}

/** Address spaces that the change is about. */
function* changedSpaces(machine: Machine, change: Change): Generator<number> {
  for (const key of change.keys) {
    const { kind, numbers } = parseKey(key);
    if (kind === 'mm' || kind === 'pte') yield numbers[0]!;
    const mm = kind === 'vma' ? machine.vmaById.get(numbers[0]!)?.mm : undefined;
    if (mm !== undefined) yield mm;
  }
}

export function* chain<T>(...parts: Iterable<T>[]): Generator<T> {
  for (const part of parts) yield* part;
}

export interface PickedSpaces {
  mms: number[];
  areasOf: Map<number, Vma[]>;
  hiddenSpaces: number;
  hiddenAreas: number;
}

/** Who has an address space, each by its first thread. */
export const ownersIn = (machine: Machine): number[] =>
  machine.tasks.filter(({ mm, pid }) => mm !== null && machine.pidOf(mm) === pid).map(({ pid }) => pid);

/** The one that the eye is on first, where they stand one below the other without a common scale. */
export function focusFirst(machine: Machine, focus: Focus, mms: readonly number[]): number[] {
  const first = machine.mmOf(focus.pid);
  return [...mms].sort((a, b) => Number(b === first) - Number(a === first));
}

export function pickSpaces(machine: Machine, focus: Focus, change: Change): PickedSpaces {
  const pids = new Map(machine.tasks.map((task) => [task.mm, task.pid]));
  const all = Array.from(machine.s.mms.mm).sort((a, b) => (pids.get(a) ?? 0) - (pids.get(b) ?? 0));
  const first = machine.mmOf(focus.pid);
  const mms = choose(all, chain(first === null ? [] : [first], changedSpaces(machine, change)), kMaxSpaces);
  const most = Math.min(kMaxAreas, Math.floor(kMaxAllAreas / Math.max(1, mms.length)));
  const areasOf = new Map(mms.map((mm) => [mm, areasNear(machine.vmasOf.get(mm) ?? [], middleOf(machine, mm, focus, change), most)]));
  const hiddenAreas = mms.reduce((sum, mm) => sum + (machine.vmasOf.get(mm)?.length ?? 0) - areasOf.get(mm)!.length, 0);
  return { mms, areasOf, hiddenSpaces: all.length - mms.length, hiddenAreas };
}

/** Where the eye goes in an address space: the walked page, or elsewhere than there the first area that changed. */
function middleOf(machine: Machine, mm: number, focus: Focus, change: Change): number | null {
  if (machine.mmOf(focus.pid) === mm) return focus.vpn;
  return machine.vmasOf.get(mm)?.find((vma) => change.keys.has(vmaKey(vma.id)))?.start ?? focus.vpn;
}

/** Areas around an address; they are in the order of their addresses. */
function areasNear(areas: readonly Vma[], vpn: number | null, most: number): Vma[] {
  if (areas.length <= most) return [...areas];
  const found = vpn === null ? 0 : areas.findIndex((area) => area.end > vpn);
  const from = Math.max(0, Math.min(areas.length - most, (found < 0 ? areas.length : found) - most / 2));
  return areas.slice(from, from + most);
}
