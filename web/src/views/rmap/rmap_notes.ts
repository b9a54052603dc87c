// Beside or below the pages, in words: what a walk visits, and who holds the references.
import { hex } from '../../base/hex';
import type { Translate } from '../../base/i18n';
import type { Mark } from '../../draw/mark';
import { kSmall, widthOf } from '../../draw/shape';
import { pageKey } from '../../model/keys';
import type { PageWalk, RefHolder } from '../../model/rmap';
import type { LaidOut } from './rmap_scene';

const kLine = 16;
/** Entries that are named one by one. */
const kNamed = 3;

export function holderText(t: Translate, holder: RefHolder): string {
  if (holder.kind === 'pte') return t('rmap.holder.ptePid', { pid: holder.pid ?? '–' });
  if (holder.kind === 'batch') return t('rmap.holder.batch', { cpu: holder.cpu ?? 0, batch: holder.batch ?? '' });
  return holder.kind === 'other' ? t('rmap.holder.other', { count: holder.count }) : t(`rmap.holder.${holder.kind}`);
}

/** What is no entry first: that is what surprises. */
function holderParts(t: Translate, holders: readonly RefHolder[]): string[] {
  const ptes = holders.filter((holder) => holder.kind === 'pte');
  const rest = holders.filter((holder) => holder.kind !== 'pte').map((holder) => holderText(t, holder));
  const named = ptes.length <= kNamed ? ptes.map((holder) => holderText(t, holder)) : [t.n('pte', ptes.length)];
  return [...rest, ...named].map((part, at) => (at === 0 ? part : `+ ${part}`));
}

/** As many parts on a line as there is room for. */
export function linesOf(parts: readonly string[], room: number): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const longer = lines.length > 0 ? `${lines.at(-1)} ${part}` : '';
    if (longer && widthOf(longer, kSmall, false) <= room) lines[lines.length - 1] = longer;
    else lines.push(part);
  }
  return lines;
}

function noteWords(scene: LaidOut, walk: PageWalk, room: number, most: number): Mark['words'] {
  const { t } = scene;
  const vain = walk.visits.filter((visit) => !visit.found).length;
  const visited = t('rmap.visited', { visits: walk.visits.length, vain });
  const lines = linesOf(holderParts(t, walk.holders), room).slice(0, most - 1);
  return [
    { text: t('rmap.holders', { pfn: hex(walk.pfn), count: walk.refcount }), bold: true, ink: 'ink' },
    ...lines.map((text, at) => ({ text, line: at + 1, small: true })),
    { text: visited, line: lines.length + 1, small: true, ink: vain > 0 ? ('bad' as const) : ('dim' as const) },
  ];
}

export function noteMarks(scene: LaidOut): Mark[] {
  const { notes, pages } = scene.layout;
  let y = notes.y;
  return pages.map(({ walk }): Mark => {
    const words = noteWords(scene, walk, notes.w, notes.lines) ?? [];
    const h = words.length * kLine;
    const mark: Mark = {
      key: `note:${walk.pfn}`,
      kind: 'note',
      x: notes.x,
      y,
      w: notes.w,
      h,
      from: pageKey(walk.pfn),
      words,
      label: words.map((word) => word.text).join(' · '),
    };
    y += h + 10;
    return mark;
  });
}
