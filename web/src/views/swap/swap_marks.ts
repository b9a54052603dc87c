// Swap as marks: on top one slot with who names it and where its page is, below it the areas with their slots or clusters, and the legend.
import { type Content, kNothing, type Mark } from '../../draw/mark';
import { layoutSwap } from '../../layout/swap';
import { areaMarks } from './area_marks';
import { chainContent, kChainHeight, kMemory } from './chain_marks';
import { legendMarks } from './legend_marks';
import type { SwapScene } from './swap_scene';

export function swapContent(scene: SwapScene): Content {
  const { swap, room, opened } = scene;
  if (swap.areas.length === 0) return kNothing;
  const layout = layoutSwap(swap.areas, { ...room, top: kChainHeight, opened });
  const chain = chainContent(scene);
  const areas = strongestLast(layout.areas.flatMap((box, at) => areaMarks(scene, swap.areas[at]!, box)));
  const legend = legendMarks(scene, layout.end + 12, layout.isFolded);
  const marks = [...chain.marks, ...areas, ...legend];
  return { marks, links: chain.links, about: aboutOf(areas), gone: emptied(scene, marks) };
}

const rankOf = ({ changed }: Mark) => (changed === 'cause' ? 2 : changed ? 1 : 0);

/** What changed lies above its neighbours, the cause above all. */
function strongestLast(marks: readonly Mark[]): Mark[] {
  return [0, 1, 2].flatMap((wanted) => marks.filter((mark) => rankOf(mark) === wanted));
}

function aboutOf(marks: readonly Mark[]): string[] {
  const isSlot = ({ key }: Mark) => key.startsWith('slot:');
  const found = marks.filter((mark) => isSlot(mark) && (mark.changed || mark.walked)).sort((a, b) => rankOf(b) - rankOf(a));
  return found.slice(0, 1).map(({ key }) => key);
}

/** Slots that were given back: their pages are in memory. */
function emptied({ change }: SwapScene, marks: readonly Mark[]): Map<string, string> {
  const there = new Set(marks.map(({ key }) => key));
  return new Map([...change.keys].filter((key) => key.startsWith('slot:') && !there.has(key)).map((key) => [key, kMemory]));
}
