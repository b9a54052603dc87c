// How the areas around a change were before the command, and what ranges it asked about.
import { addrOfVpn } from '../../base/hex';
import type { Mark } from '../../draw/mark';
import type { Lane, SpacesLayout } from '../../layout/spaces';
import { vmaKey } from '../../model/keys';
import type { Step } from '../../model/merge';
import { areaLabel, areaWords, ownerOf, type SpaceScene, wordOf } from './area_marks';

const kMostAsked = 6;

export function askedRanges({ merges, machine, picked }: SpaceScene): (Step & { kind: 'question' })[] {
  const steps = merges?.steps ?? [];
  return steps
    .filter((step) => step.kind === 'question')
    .filter((step) => picked.mms.includes(machine.mmOf(step.event.pid) ?? -1))
    .slice(0, kMostAsked);
}

/** The lane above: areas as they were, those that are gone with a dashed border. */
export function beforeMarks(scene: SpaceScene, layout: SpacesLayout, lane: Lane, pid: number | null): Mark[] {
  const note: Mark = {
    key: `before:${lane.mm}`,
    kind: 'note',
    x: 0,
    y: lane.y + 10,
    w: layout.left - 14,
    h: 20,
    words: [{ text: scene.t('merge.before'), at: 'middle', small: true }],
  };
  const areas = lane.areas.map(({ vma, x, y, w, h }): Mark => {
    const isGone = lane.before!.find((side) => side.vma.id === vma.id)?.change === 'gone';
    return {
      key: `was:${vma.id}`,
      kind: 'area',
      keys: vmaKey(vma.id),
      label: `${scene.t('merge.before')}: ${areaLabel(scene, vma, pid, isGone ? 'gone' : null)}`,
      x,
      y,
      w,
      h,
      quiet: true,
      ghost: isGone,
      tone: ownerOf(pid).tone,
      words: areaWords(vma, w, isGone ? wordOf(scene, vma) : ''),
      from: vmaKey(vma.id),
      was: vmaKey(vma.id),
    };
  });
  return [note, ...areas];
}

/** The ranges that the command asked about, between before and now. */
export function askedMarks(scene: SpaceScene, { axis, left }: SpacesLayout, lane: Lane): Mark[] {
  return askedRanges(scene)
    .filter((step) => scene.machine.mmOf(step.event.pid) === lane.mm)
    .map((step, at) => {
      const [from, to] = [axis.x(step.start), axis.x(step.end)];
      return {
        key: `asked:${step.at}`,
        kind: 'bracket',
        x: left + from,
        y: lane.y + lane.h + 4 + (at % 2) * 2,
        w: Math.max(6, to - from - 3),
        h: 6,
        label: `${addrOfVpn(step.start)}-${addrOfVpn(step.end)}`,
      };
    });
}
