// What a walk ends in: the frame, and after a copy the one that it came from; and what every mark of the tables needs to know.
import { hex } from '../../base/hex';
import type { Translate } from '../../base/i18n';
import type { Content, Link, Mark } from '../../draw/mark';
import { fitting, kSmall } from '../../draw/shape';
import { kFrame, kFrameGap, kRow, type TableCard, type TableRow, type TablesLayout, type TablesOptions } from '../../layout/tables';
import { isPresent, targetText } from '../../model/bits';
import { contentOf } from '../../model/content';
import type { Change } from '../../model/diff';
import { pageKey, pteKey, targetKey } from '../../model/keys';
import type { Machine, Pte } from '../../model/machine';
import type { StrengthOf } from '../../model/strength';
import type { Walk } from '../../model/walk';

export interface TableScene {
  machine: Machine;
  walk: Walk | null;
  change: Change;
  strength: StrengthOf;
  t: Translate;
  options: TablesOptions;
}

export const rowKey = (card: TableCard, row: TableRow): string =>
  row.kind === 'entry' ? `row:${card.pfn}/${row.index}` : `${row.kind}:${card.pfn}/${row.kind === 'empty' ? row.from : row.y}`;

/** Words under a thing, a line each. */
export const said = (text: string, { x, y, w }: { x: number; y: number; w: number }, ink: 'hot' | 'bad' = 'bad'): Mark => ({
  key: 'said',
  kind: 'note',
  x,
  y,
  w,
  h: 16 * text.split('\n').length,
  words: text.split('\n').map((part, line) => ({ text: part, line, at: 'middle', small: true, ink })),
});

export const kNothingMore: Content = { marks: [], links: [] };

/** The frame at the end of the walk, and the one that stood there before, from which it was copied. */
export function endOfWalk(scene: TableScene, layout: TablesLayout): Content {
  const { machine, walk } = scene;
  const leaf = walk?.leaf;
  const card = leaf && layout.cards.find((one) => one.pfn === leaf.table);
  const row = card?.rows.find((one) => one.kind === 'entry' && one.pte === leaf?.row);
  if (!walk || !leaf || !card || !row) return kNothingMore;
  const middle = card.y + row.y + (kRow - 3) / 2;
  const x = layout.width + kFrameGap;
  const old = scene.change.oldEntries.get(pteKey(walk.mm, walk.vpn));
  const isMoved = old !== undefined && old.pfn !== leaf.pfn && (old.lo & leaf.lo & 1) !== 0;
  const now = targetMark(scene, leaf, x, middle - kFrame.h / 2, isMoved ? pageKey(old.pfn) : rowKey(card, row));
  if (!now) return kNothingMore;
  const link: Link = {
    key: `link:${card.pfn}-frame`,
    kind: 'walk',
    from: { mark: rowKey(card, row), side: 'right' },
    to: { mark: now.key, side: 'left' },
    bend: 'across',
  };
  if (!isMoved) return { marks: [now], links: [link] };
  const then: Mark = { ...frameMark(scene, old.pfn, x, now.y + kFrame.h + 34, rowKey(card, row)), quiet: true };
  const isCopied = old.pfn !== machine.s.machine.zeroPfn[0];
  const copy: Link = {
    key: 'link:copy',
    kind: 'copy',
    from: { mark: then.key, side: 'top' },
    to: { mark: now.key, side: 'bottom' },
    bend: 'straight',
  };
  const words = scene.t(isCopied ? 'tables.copied' : 'tables.zeroed');
  const below = said(words, { x: then.x, y: then.y + then.h + 4, w: then.w }, 'hot');
  return { marks: [then, now, below], links: [link, copy] };
}

/** What a lowest entry leads to: a frame, or the slot of swap that the page went to, which grows out of the page; null: a marker. */
export function targetMark(scene: TableScene, leaf: Pte, x: number, y: number, from: string): Mark | null {
  const key = targetKey(leaf);
  if (!key || isPresent(leaf.lo)) return key && frameMark(scene, leaf.pfn, x, y, from);
  const old = scene.walk && scene.change.oldEntries.get(pteKey(scene.walk.mm, scene.walk.vpn));
  const words: Mark['words'] = [{ text: targetText(leaf), at: 'middle', mono: true, bold: true }];
  const place = { x, y, ...kFrame, from: old && isPresent(old.lo) ? pageKey(old.pfn) : from };
  return {
    key,
    kind: 'slot',
    ...place,
    keys: key,
    label: targetText(leaf),
    tone: 'anon',
    sign: 'hollow',
    changed: scene.strength(key),
    words,
  };
}

function frameMark({ machine, strength, t }: TableScene, pfn: number, x: number, y: number, from: string): Mark {
  const content = contentOf(machine, pfn);
  const isZero = pfn === machine.s.machine.zeroPfn[0];
  const ink = isZero ? { ink: 'panel' as const } : {};
  const second = isZero ? t('tables.zeroPage') : content && fitting(shorter(content), kFrame.w - 10, kSmall);
  return {
    key: pageKey(pfn),
    kind: 'frame',
    x,
    y,
    ...kFrame,
    keys: pageKey(pfn),
    label: second ? `${hex(pfn)}, ${isZero ? second : content}` : hex(pfn),
    changed: strength(pageKey(pfn)),
    tone: isZero ? 'own-zero' : 'anon',
    from,
    words: [
      { text: hex(pfn), at: 'middle', mono: true, bold: true, ...ink },
      ...(second ? [{ text: second, at: 'middle' as const, line: 1, small: true, bold: false, ...ink }] : []),
    ],
  };
}

/** The whole, and from the longest on what is left with its end cut off. */
const shorter = (text: string): string[] => [text, ...Array.from(text, (_, at) => `${text.slice(0, text.length - 1 - at)}…`)];
