// Slots one by one: free ones too, so that a slot which is filled or emptied is seen to be.
import type { Mark, Word } from '../../draw/mark';
import { kSmall, widthOf } from '../../draw/shape';
import { kRoomyCell, type SlotsBox, slotPlace } from '../../layout/swap';
import { keyOfSlot, type Slot, type SwapArea, slotsOf } from '../../model/swap';
import { kMemory } from './chain_marks';
import { describe, lookOf, type SwapScene } from './swap_scene';

export function slotsMarks(scene: SwapScene, area: SwapArea, box: SlotsBox): Mark[] {
  const slots = slotsOf(scene.machine, area, box.cluster);
  return [...clusterLabel(scene, area, box), ...rowLabels(box), ...slots.map((slot, at) => slotMark(scene, box, slot, at))];
}

function clusterLabel(scene: SwapScene, { area, clusters }: SwapArea, { label, cluster, isOpened }: SlotsBox): Mark[] {
  if (!label) return [];
  const { list, count } = scene.swap.clusterOf(area, cluster);
  const text = scene.say('cluster', { cluster, list, count });
  const [x, w] = [isOpened ? 48 : 0, widthOf(text, kSmall, false) + 20];
  const name: Mark = { key: `cluster-name:${area}/${cluster}`, kind: 'note', ...label, x, w, words: [{ text, small: true, bold: true }] };
  const turns = isOpened ? ([-1, 1] as const).filter((by) => cluster + by >= 0 && cluster + by < clusters) : [];
  return [...turns.map((by) => turnMark(scene, `cluster:${area}/${cluster + by}`, by, label.y)), name];
}

/** To the cluster before the opened one, or behind it. */
function turnMark({ say }: SwapScene, act: string, by: -1 | 1, y: number): Mark {
  const words: Word[] = [{ text: by < 0 ? '‹' : '›', at: 'middle', bold: true }];
  const place = { x: by < 0 ? 0 : 23, y, w: 20, h: 17 };
  return { key: `turn:${by}`, kind: 'fold', ...place, words, act, label: say(by < 0 ? 'earlier' : 'later') };
}

/** The number that a row begins with, where the slots themselves have no room for theirs. */
function rowLabels({ area, cluster, columns, cell, count, x, y }: SlotsBox): Mark[] {
  if (x === 0) return [];
  const labels: Mark[] = [];
  const step = Math.max(1, Math.ceil(14 / cell.h));
  for (let row = 0; row * columns < count; row += step) {
    const offset = cluster * 512 + row * columns;
    const words: Word[] = [{ text: String(offset), mono: true, small: true, at: 'end', ink: 'dim' }];
    labels.push({ key: `row:${area}/${offset}`, kind: 'note', x: 0, y: y + row * cell.h + cell.h / 2 - 8, w: x - 2, h: 16, words });
  }
  return labels;
}

function slotMark(scene: SwapScene, box: SlotsBox, slot: Slot, at: number): Mark {
  const { strength, say, slot: looked } = scene;
  const place = slotPlace(box, at);
  const label = describe(slot, say);
  const isRoomy = box.cell === kRoomyCell;
  const words = isRoomy ? roomyWords(scene, slot) : lookOf(slot).sign ? [] : countWord(slot, place.w);
  if (slot.place === 'free') return { key: `free:${slot.area}/${slot.offset}`, kind: 'slot', ...place, tone: 'own-free', label, words };
  const key = keyOfSlot(slot);
  const isLooked = looked?.area === slot.area && looked.offset === slot.offset;
  const look = isRoomy ? { tone: lookOf(slot).tone } : lookOf(slot);
  return { key, kind: 'slot', ...place, ...look, keys: key, label, words, walked: isLooked, changed: strength(key), from: kMemory };
}

/** How many entries name it, where that is more than one and neither a sign nor too little room stands in the way. */
function countWord({ count, isShmem }: Slot, w: number): Word[] {
  const text = String(count);
  if (count < 2 || isShmem || widthOf(text, kSmall, false) > w - 4) return [];
  return [{ text, small: true, bold: true, at: 'middle' }];
}

/** Its number and count, and below them in words what a sign says in smaller slots. */
function roomyWords({ say }: SwapScene, slot: Slot): Word[] {
  const { place, offset, count, isShmem, isZero } = slot;
  const ink = place === 'header' || place === 'free' ? { ink: 'ink' as const } : isZero ? { ink: 'panel' as const } : {};
  const many = count > 1 && !isShmem ? ` ×${count}` : '';
  return [
    { text: `${offset}${many}`, mono: true, small: true, bold: many !== '', at: 'middle', ...ink },
    { text: say(`short.${place}`), small: true, at: 'middle', line: 1, ...ink },
  ];
}
