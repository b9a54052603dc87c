// The frames of the block that is looked at: free blocks as one thing with their order, all that is used a slot each.
import { hex } from '../../base/hex';
import type { Translate } from '../../base/i18n';
import type { Mark, Word } from '../../draw/mark';
import { kSmall, widthOf } from '../../draw/shape';
import { type FrameMap, type FrameRun, framesIn, kOwners, type MemoryLayout, placeOf } from '../../layout/memory';
import { pageKey } from '../../model/keys';
import type { Machine } from '../../model/machine';
import { kSigns, type MemoryScene, toneOf } from './memory_scene';

export function frameMarks(scene: MemoryScene, layout: MemoryLayout): Mark[] {
  const runs = framesIn(scene.map, layout.grid);
  return [...rowLabels(layout), ...runs.map((run) => frameMark(scene, layout, run))];
}

function rowLabels({ grid }: MemoryLayout): Mark[] {
  const rows = Math.round(grid.h / grid.cell);
  const step = Math.max(1, Math.ceil(16 / grid.cell));
  const labels: Mark[] = [];
  for (let row = 0; row < rows; row += step) {
    const pfn = grid.start + row * grid.columns;
    const words: Word[] = [{ text: hex(pfn), mono: true, small: true, at: 'end' }];
    labels.push({ key: `row:${pfn}`, kind: 'note', x: 0, y: grid.y + row * grid.cell + grid.cell / 2 - 8, w: grid.x - 8, h: 16, words });
  }
  return labels;
}

function frameMark(scene: MemoryScene, { grid }: MemoryLayout, run: FrameRun): Mark {
  const { machine, map, only, strength, t } = scene;
  const { owner, start } = run;
  const key = pageKey(start);
  const isOne = run.order === null && run.owner !== 'reserved' && run.owner !== 'hole';
  const sign = kSigns[owner];
  return {
    key: keyOf(run),
    kind: 'slot',
    ...placeOf(grid, run),
    tone: toneOf(owner),
    ...(isOne ? { keys: key } : {}),
    ...(sign ? { sign } : {}),
    ...(owner === 'hole' ? { ghost: true } : {}),
    ...(only !== null && owner !== only ? { quiet: true } : {}),
    changed: isOne ? strength(key) : undefined,
    label: isOne ? describe(machine, map, start, t) : describeRun(run, t),
    ...(run.order === null ? {} : { words: orderWords(run, grid.columns, grid.cell, t) }),
    ...fromOf(scene, run),
  };
}

/** A frame that is in use is another thing than the same frame on a list. */
const keyOf = ({ owner, start }: FrameRun) => (owner === 'free' || owner === 'pcp' ? `${owner}:${start}` : pageKey(start));

/** A copy grows out of the page that it was copied from, anything else that is new out of the list that it was on. */
function fromOf({ machine, copies, cpu }: MemoryScene, { start, owner }: FrameRun): { from?: string } {
  if (owner === 'free' || owner === 'pcp' || owner === 'reserved' || owner === 'hole') return {};
  const source = copies.get(start);
  if (source !== undefined) return { from: pageKey(source) };
  const row = machine.rowOfFrame(start);
  return row === undefined ? {} : { from: `list:${machine.s.frames.zone[row]}/${cpu}` };
}

function orderWords(run: FrameRun, columns: number, cell: number, t: Translate): Word[] {
  const [w, h] = [Math.min(run.count, columns) * cell - 1, Math.max(1, run.count / columns) * cell - 1];
  if (h < 12) return [];
  const long = t('memory.freeBlock', { order: run.order!, count: run.count });
  const text = widthOf(long, kSmall, false) < w - 10 ? long : String(run.order);
  return widthOf(text, kSmall, false) < w - 4 ? [{ text, small: true, at: 'middle', ink: 'dim' }] : [];
}

function describeRun(run: FrameRun, t: Translate): string {
  if (run.order !== null) return t('memory.frameFree', { pfn: hex(run.start), order: run.order });
  return t('memory.run', { from: hex(run.start), to: hex(run.start + run.count - 1), owner: t(`owner.${run.owner}`) });
}

export function describe(machine: Machine, map: FrameMap, pfn: number, t: Translate): string {
  const order = map.order[pfn]!;
  if (order > 0) return t('memory.frameFree', { pfn: hex(pfn), order: order - 1 });
  const text = t('memory.frame', { pfn: hex(pfn), owner: t(`owner.${kOwners[map.owner[pfn]!]!}`) });
  const row = machine.rowOfFrame(pfn);
  if (row === undefined || machine.s.frames.type[row] !== 4) return text;
  const { mapcount, refcount } = machine.s.frames;
  return `${text} · ${t('rmap.mapcount', { count: mapcount[row]! })} · ${t('rmap.refs', { count: refcount[row]! })}`;
}
