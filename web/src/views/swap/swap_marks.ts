// Swap as marks: on top one slot with who names it and where its page is, below it the areas with their slots or clusters, and the legend.
import { type Content, kNothing, type Mark } from '../../draw/mark';
import { layoutSwap } from '../../layout/swap';
import { areaMarks } from './area_marks';
import { chainContent, kChainHeight, kMemory } from './chain_marks';
import { legendMarks } from './legend_marks';
import type { SwapScene } from './swap_scene';

/** Of a phone, px. */
const kSlim = 500;
const kLow = 260;

export function swapContent(scene: SwapScene): Content {
  const { swap, room, opened } = scene;
  if (swap.areas.length === 0) return kNothing;
  const layout = layoutSwap(swap.areas, { ...room, top: kChainHeight, opened });
  const chain = chainContent(scene);
  const areas = strongestLast(layout.areas.flatMap((box, at) => areaMarks(scene, swap.areas[at]!, box)));
  const legend = legendMarks(scene, layout.end + 12, layout.isFolded);
  const marks = [...chain.marks, ...areas, ...legend];
  return {
    marks,
    links: chain.links,
    about: aboutOf(areas, chain.marks, room.width < kSlim && room.height < kLow),
    gone: emptied(scene, marks),
  };
}

const rankOf = ({ changed }: Mark) => (changed === 'cause' ? 2 : changed ? 1 : 0);

/** What changed lies above its neighbours, the cause above all. */
function strongestLast(marks: readonly Mark[]): Mark[] {
  return [0, 1, 2].flatMap((wanted) => marks.filter((mark) => rankOf(mark) === wanted));
}

/** The slot among the others, and the one with its entries and its page; in a low room these first. */
function aboutOf(areas: readonly Mark[], chain: readonly Mark[], isLow: boolean): string[] {
  const isSlot = ({ key, changed, walked }: Mark) => key.startsWith('slot:') && (changed || walked);
  const found = areas
    .filter(isSlot)
    .sort((a, b) => rankOf(b) - rankOf(a))
    .slice(0, 1);
  const around = chain.filter(({ kind }) => kind !== 'note');
  return (isLow ? [...around, ...found] : [...found, ...around]).map(({ key }) => key);
}

/** Slots that were given back: their pages are in memory. */
function emptied({ change }: SwapScene, marks: readonly Mark[]): Map<string, string> {
  const there = new Set(marks.map(({ key }) => key));
  return new Map([...change.keys].filter((key) => key.startsWith('slot:') && !there.has(key)).map((key) => [key, kMemory]));
}
