// What the colours and signs of slots and clusters mean.
import type { Mark } from '../../draw/mark';
import { kSmall, widthOf } from '../../draw/shape';
import type { ClusterList, Slot } from '../../model/swap';
import { clusterRound, clusterTone, lookOf, type SwapScene } from './swap_scene';

const kOne: Slot = { area: 0, offset: 0, place: 'device', count: 1, isShmem: false, isZero: false, pfn: null };
const kSlots = [
  ['legend.shadow', { ...kOne, place: 'shadow' }],
  ['legend.device', kOne],
  ['legend.cached', { ...kOne, place: 'cached' }],
  ['legend.alone', { ...kOne, place: 'alone' }],
  ['legend.shmem', { ...kOne, isShmem: true }],
  ['legend.zero', { ...kOne, isZero: true }],
  ['legend.header', { ...kOne, place: 'header' }],
  ['legend.free', { ...kOne, place: 'free' }],
] as const satisfies readonly (readonly [string, Slot])[];
const kLists = ['nonfull', 'frag', 'full'] as const satisfies readonly ClusterList[];

export function legendMarks({ say, room }: SwapScene, top: number, isFolded: boolean): Mark[] {
  const slots = kSlots.map(([word, slot]) => ({ text: say(word), look: lookOf(slot) }));
  const lists = kLists.map((list) => ({
    text: say(`list.${list}`),
    look: { tone: clusterTone(list), round: clusterRound(list), part: list === 'full' ? 1 : 0.5 },
  }));
  let [x, y] = [0, top];
  return [...(isFolded ? lists : []), ...slots].flatMap(({ text, look }, at): Mark[] => {
    const w = widthOf(text, kSmall, false) + 10;
    if (x > 0 && x + 18 + w > room.width) [x, y] = [0, y + 22];
    const swatch: Mark = { key: `swatch:${at}`, kind: 'slot', x, y: y + 3, w: 13, h: 13, ...look };
    const name: Mark = { key: `legend:${at}`, kind: 'note', x: x + 18, y, w, h: 20, words: [{ text, small: true }] };
    x += 18 + w + 8;
    return [swatch, name];
  });
}
