// The whole machine: a card for each block of 1,024 frames, drawn frame by frame, and one for neighbours that are all alike.
import { hex } from '../../base/hex';
import type { Box, Mark } from '../../draw/mark';
import { runsOf } from '../../draw/slot_grid';
import { type BlockRun, kBlockFrames, kMapSide, kOwners, type MemoryLayout } from '../../layout/memory';
import { changedFrame } from '../../model/changed';
import { type MemoryScene, toneOf } from './memory_scene';

/** Frames a side of a card's map, and px a frame. */
const kSide = 32;

type Card = BlockRun & Box;

export function blockCards(scene: MemoryScene, { cards, grid }: MemoryLayout): Mark[] {
  return cards.flatMap((card) => {
    const isCurrent = grid.start >= card.start && grid.start < card.end;
    const isChanged = changedFrame(scene.change, card.start, card.end) !== null;
    const body = card.owner ? alike(scene, card) : mapOf(scene, card);
    const text = hex(card.start);
    const label: Mark = {
      key: `from:${card.start}`,
      kind: 'note',
      x: card.x,
      y: card.y + card.h + 3,
      w: card.w,
      h: 14,
      words: [{ text, mono: true, small: true, ...(isCurrent ? { ink: 'sel' as const } : {}) }],
    };
    return [{ ...body, walked: isCurrent, ...(isChanged ? { changed: 'along' as const } : {}) }, label];
  });
}

const rangeOf = (card: Card) => ({ from: hex(card.start), to: hex(card.end - 1) });

function alike({ t }: MemoryScene, card: Card): Mark {
  const owner = card.owner as 'hole' | 'reserved' | 'free';
  const name = t(`memory.short.${owner}`);
  const second = owner === 'free' ? t('memory.largest', { count: card.blocks }) : t('memory.group', { count: card.blocks });
  const what = t('memory.alike', { count: card.blocks, what: name });
  return {
    key: `block:${card.start}`,
    kind: 'list',
    ...placeOf(card),
    tone: toneOf(owner),
    label: t('memory.card', { ...rangeOf(card), what }),
    act: `block:${card.start}`,
    words: [
      { text: name, bold: true },
      { text: second, line: 1, small: true },
    ],
  };
}

const placeOf = ({ x, y, w, h }: Box) => ({ x, y, w, h });

function mapOf(scene: MemoryScene, card: Card): Mark {
  const { map, t, only } = scene;
  const isOne = card.blocks === 1;
  const owners = isOne ? null : shares(scene, card);
  const ownerAt = (at: number) => (owners ? owners[at]! : (map.owner[card.start + at] ?? 0));
  const count = isOne ? card.end - card.start : kSide * kSide;
  const runs = runsOf(count, (at) => {
    const owner = kOwners[ownerAt(at)]!;
    return owner === 'hole' || (only !== null && owner !== only) ? null : toneOf(owner);
  });
  const what = isOne ? t('memory.mixed') : t('memory.group', { count: card.blocks });
  return {
    key: `block:${card.start}`,
    kind: 'cells',
    ...placeOf(card),
    cells: { columns: kSide, cell: kMapSide / kSide, runs },
    label: t('memory.card', { ...rangeOf(card), what }),
    act: `block:${card.start}`,
  };
}

/** Of several blocks the owners in order, as many squares as their part of the frames. */
function shares({ map }: MemoryScene, card: Card): Uint8Array {
  const counts = new Float64Array(kOwners.length);
  for (let pfn = card.start; pfn < card.end; ++pfn) ++counts[map.owner[pfn]!]!;
  const squares = new Uint8Array(kBlockFrames);
  let [sum, from] = [0, 0];
  counts.forEach((count, owner) => {
    sum += count;
    const to = Math.round((squares.length * sum) / (card.end - card.start));
    squares.fill(owner, from, to);
    from = to;
  });
  return squares;
}
