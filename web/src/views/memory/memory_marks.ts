// Physical memory as marks: zones with their free lists, the whole machine as cards, the frames of the block that is looked at, what is
// said about single ones, and the legend.
import type { Content, Mark } from '../../draw/mark';
import { layoutMemory } from '../../layout/memory';
import { blockCards } from './block_cards';
import { frameMarks } from './frame_marks';
import { below } from './frame_notes';
import type { MemoryScene } from './memory_scene';
import { zoneMarks } from './zone_marks';

export function memoryContent(scene: MemoryScene): Content {
  const { machine, map, pfn, room } = scene;
  const layout = layoutMemory(map, { ...room, zones: machine.s.zones.rows, pfn });
  const frames = strongestLast(frameMarks(scene, layout));
  const marks: Mark[] = [...zoneMarks(scene, layout), ...blockCards(scene, layout), ...frames];
  const notes = below(scene, layout, marks);
  const all = [...marks, ...notes.marks];
  const cause = all.find((mark) => mark.changed === 'cause') ?? frames.find((mark) => mark.changed);
  return { marks: all, links: notes.links, about: cause ? [cause.key] : [], gone: goneFrom(scene, frames) };
}

/** What changed lies above its neighbours, the cause above all. */
function strongestLast(marks: readonly Mark[]): Mark[] {
  const rank = (mark: Mark) => (mark.changed === 'cause' ? 2 : mark.changed ? 1 : 0);
  return [0, 1, 2].flatMap((wanted) => marks.filter((mark) => rank(mark) === wanted));
}

/** Frames that were freed go onto a per-CPU list, or into the free block that they became part of. */
function goneFrom({ machine, change, map, cpu }: MemoryScene, frames: readonly Mark[]): Map<string, string> {
  const gone = new Map<string, string>();
  const blocks = new Set(frames.map((mark) => mark.key));
  for (const pfn of change.freed) {
    const order = map.order[pfn]! - 1;
    const block = `free:${Math.floor(pfn / 2 ** order) * 2 ** order}`;
    gone.set(`page:${pfn}`, order >= 0 && blocks.has(block) ? block : listOf(machine, pfn, cpu));
  }
  return gone;
}

function listOf(machine: MemoryScene['machine'], pfn: number, cpu: number): string {
  const { zones } = machine.s;
  const row = zones.startPfn.findIndex((start, at) => pfn >= start && pfn < start + zones.spannedPages[at]!);
  return `list:${zones.zone[Math.max(0, row)]}/${cpu}`;
}
