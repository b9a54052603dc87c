// What stands in a slot of a maple node: its index, its pivot, and the area, gap or node.
import { lastAddrBefore, sizeOfPages } from '../../base/hex';
import type { Translate } from '../../base/i18n';
import type { Word } from '../../draw/mark';
import type { SlotPlace } from '../../layout/maple';
import { areaName } from '../../model/area_name';
import { permText } from '../../model/bits';
import type { Machine } from '../../model/machine';
import { kAreaSlot, kNodeSlot } from '../../model/maple';

interface Told {
  machine: Machine;
  t: Translate;
}

const pivotOf = (machine: Machine, row: number) => lastAddrBefore(machine.s.mapleSlots.endVpn[row]!);

function contentOf({ machine, t }: Told, row: number): string {
  const { kind, target, startVpn, endVpn, gapPages } = machine.s.mapleSlots;
  const vma = kind[row] === kAreaSlot ? machine.vmaById.get(target[row]!) : undefined;
  if (vma) return `${permText(vma.flags)} ${areaName(vma)}`;
  if (kind[row] === kNodeSlot) return t('tree.gapUpTo', { size: sizeOfPages(gapPages[row]!) });
  return `${t('tree.gap')} ${sizeOfPages(endVpn[row]! - startVpn[row]!)}`;
}

export function slotLabel(scene: Told, row: number): string {
  const { slot, kind, gapPages } = scene.machine.s.mapleSlots;
  const isNode = kind[row] === kNodeSlot;
  const content = isNode ? scene.t('tree.gapBelow', { size: sizeOfPages(gapPages[row]!) }) : contentOf(scene, row);
  return scene.t('tree.slot', { slot: slot[row]!, pivot: pivotOf(scene.machine, row), content });
}

/** Index, pivot (the last address of the slot, as the node stores it), content. */
export function wordsOf(scene: Told, { row, w }: SlotPlace): Word[] {
  const { slot, kind } = scene.machine.s.mapleSlots;
  const isArea = kind[row] === kAreaSlot;
  const ink = isArea ? {} : { ink: 'dim' as const };
  const index: Word = { text: String(slot[row]), mono: true, small: true, x: 7, ...ink };
  const content: Word = { text: contentOf(scene, row), at: 'end', x: w - 7, ...ink };
  if (w < 210) return [index, content];
  const pivot = pivotOf(scene.machine, row);
  const shown = pivot === kLastAddress ? 'ULONG_MAX' : pivot;
  return [index, { text: shown, mono: true, small: true, x: 26, ...ink }, content];
}

const kLastAddress = '0xffffffffffffffff';
