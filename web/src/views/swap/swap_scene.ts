// What the drawing of swap is made of, and how slots and clusters look: the colour says what a slot holds, the sign where its page is.
import { hex } from '../../base/hex';
import type { Sign } from '../../draw/mark';
import type { Ink } from '../../draw/shape';
import type { Change } from '../../model/diff';
import type { Machine } from '../../model/machine';
import type { StrengthOf } from '../../model/strength';
import type { ClusterList, Slot, SlotName, SlotPlace, Swap } from '../../model/swap';
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
