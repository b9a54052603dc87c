// What the drawing of swap is made of, and how slots and clusters look: the colour says what a slot holds, the sign where its page is.
import { hex } from '../../base/hex';
import type { Sign } from '../../draw/mark';
import type { Ink } from '../../draw/shape';
import type { Change } from '../../model/diff';
import { pageKey, pteKey } from '../../model/keys';
import type { Machine } from '../../model/machine';
import type { Seen } from '../../model/seen';
import { kClusterSlots } from '../../model/slot_runs';
import type { StrengthOf } from '../../model/strength';
import { type ClusterList, lookedSlot, type Slot, type SlotName, type SlotPlace, type Swap, swapOf } from '../../model/swap';
import type { SwapSay } from './words';

export interface SwapScene {
  machine: Machine;
  swap: Swap;
  change: Change;
  strength: StrengthOf;
  /** The slot that the picture is about. */
  slot: SlotName | null;
  /** Where areas are folded, the cluster whose slots are seen. */
  opened: { area: number; cluster: number } | null;
  room: { width: number; height: number };
  say: SwapSay;
}

/** What of a machine is drawn: the slot of what is chosen or in focus, and its cluster, unless somebody opened another. */
export function sceneOf(
  { machine, change, strength, focus: { pid, vpn, pfns } }: Pick<Seen, 'machine' | 'change' | 'strength' | 'focus'>,
  { chosen, opened, swap = swapOf(machine) }: { chosen: string | null; opened: SwapScene['opened']; swap?: Swap },
): Omit<SwapScene, 'room' | 'say'> {
  const mm = machine.mmOf(pid);
  const wanted = [chosen, mm === null || vpn === null ? null : pteKey(mm, vpn), ...pfns.map(pageKey)].filter((key) => key !== null);
  const slot = lookedSlot(machine, change, wanted);
  const [first] = swap.areas;
  const own = slot
    ? { area: slot.area, cluster: Math.floor(slot.offset / kClusterSlots) }
    : first
      ? { area: first.area, cluster: 0 }
      : null;
  return { machine, swap, change, strength, slot, opened: opened ?? own };
}

/** "0:5", as everywhere. */
export const slotName = ({ area, offset }: SlotName): string => `${area}:${offset}`;

const kSigns: Readonly<Partial<Record<SlotPlace, Sign>>> = { header: 'hatched', device: 'bars', cached: 'dot', alone: 'hollow' };

export interface SlotLook {
  tone: Ink;
  sign?: Sign;
}

export function lookOf({ place, isShmem, isZero }: Slot): SlotLook {
  const sign = kSigns[place];
  const held: Ink = isZero ? 'own-zero' : isShmem ? 'own-shmem' : 'own-anon';
  const tone = place === 'free' ? 'own-free' : place === 'header' ? 'own-reserved' : held;
  return sign ? { tone, sign } : { tone };
}

/** Clusters that the allocator left half full have a broken border. */
export const clusterTone = (list: ClusterList): Ink => (list === 'free' ? 'own-free' : 'own-anon');
export const clusterRound = (list: ClusterList): number => (list === 'frag' ? 1 : 0);

/** A slot in a sentence. */
export function describe(slot: Slot, say: SwapSay): string {
  const name = say('slot', { slot: slotName(slot) });
  const place = say(`place.${slot.place}`, { pfn: hex(slot.pfn ?? 0) });
  if (slot.place === 'free' || slot.place === 'header') return `${name}: ${place}`;
  const who = slot.isShmem
    ? say('object')
    : slot.count === 0
      ? ''
      : slot.count === 1
        ? say('namedOne')
        : say('named', { count: slot.count });
  return `${name}: ${[who, place, slot.isZero ? say('zeros') : ''].filter(Boolean).join('; ')}`;
}
