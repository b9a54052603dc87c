// What the marks of the reverse mapping are made from, and the few questions that several of them ask.
import type { Translate } from '../../base/i18n';
import type { RmapLayout } from '../../layout/rmap_parts';
import type { Change } from '../../model/diff';
import type { Focus } from '../../model/focus';
import { pageKey, pteKey, vmaKey } from '../../model/keys';
import type { Machine, Vma } from '../../model/machine';
import type { Unfolded } from '../../model/pick_family';
import { areaCopied, type PageWalk, type Visit } from '../../model/rmap';
import type { StrengthOf } from '../../model/strength';

export interface RmapScene {
  machine: Machine;
  walks: readonly PageWalk[];
  change: Change;
  strength: StrengthOf;
  focus: Focus;
  unfolded: Unfolded;
  /** Areas that are asked for; without it, all. */
  only?: (vma: Vma) => boolean;
  t: Translate;
  width: number;
  height: number;
}

export interface LaidOut extends RmapScene {
  layout: RmapLayout;
}

/** The page that this one was copied from in the step looked at. */
export function copiedFrom({ machine, change }: RmapScene, { pfn, visits }: PageWalk): number | null {
  for (const { found, vma, vpn } of visits) {
    const old = found ? change.oldEntries.get(pteKey(vma.mm, vpn)) : undefined;
    const isCopy = old !== undefined && (old.lo & 1) !== 0 && old.pfn !== pfn && old.pfn !== machine.s.machine.zeroPfn[0];
    if (isCopy) return old.pfn;
  }
  return null;
}

/** A child's area grows out of its parent's. */
export function areaSource(machine: Machine, vma: Vma): { from?: string } {
  const parent = areaCopied(machine, vma);
  return parent ? { from: vmaKey(parent.id) } : {};
}

/** What was found at an area: in as many words as there is room for. */
export function verdictTexts(t: Translate, pfn: number, visit: Visit, isAlone: boolean, hexOf: (pfn: number) => string): string[] {
  const page = isAlone ? '' : ` ${hexOf(pfn)}`;
  if (visit.found) return isAlone ? [t('rmap.mapsIt'), '✓'] : [t('rmap.found', { pfn: hexOf(pfn) }), `✓${page}`, '✓'];
  const long = visit.otherPfn === null ? t('rmap.vainEmpty', { page }) : t('rmap.vain', { page, other: hexOf(visit.otherPfn) });
  return [long, t('rmap.vainShort', { page }), ...(isAlone ? [] : [`✗${page}`]), '✗'];
}

export const sourceOfPage = (scene: RmapScene, walk: PageWalk): { from?: string } => {
  const old = copiedFrom(scene, walk);
  if (old !== null) return { from: pageKey(old) };
  const [first] = walk.visits;
  return first ? { from: vmaKey(first.vma.id) } : {};
};
