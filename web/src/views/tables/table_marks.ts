// The page-table tree as marks: sheets with their entries, the way of the walk, the frame that it ends in and, after a copy, the one
// that it came from.
import { hex } from '../../base/hex';
import type { Content, Link, Mark } from '../../draw/mark';
import { kRow, layoutTables, type TableCard, type TableRow, type TablesLayout } from '../../layout/tables';
import { isPresent, isWritable, targetText } from '../../model/bits';
import { entryKey, pageKey, tableKey, targetKey } from '../../model/keys';
import { levelName, type Machine } from '../../model/machine';

import { endOfWalk, kNothingMore, rowKey, type TableScene } from './table_frames';

const kToggle = 18;

export function treeContent(scene: TableScene): Content {
  const layout = layoutTables(scene.machine, scene.options);
  const sheets = layout.cards.flatMap((card) => [sheet(scene, card), ...card.rows.map((row) => rowMark(scene, card, row))]);
  const folds = layout.cards.filter((card) => card.below > 0).map((card) => toggle(scene, card));
  const end = endOfWalk(scene, layout);
  const path = layout.links.filter((link) => link.walked).length + (end.links.length > 0 ? 1 : 0);
  const links = layout.links.map(({ from, dy, to, walked }): Link => {
    const level = scene.machine.levels - from.level;
    return {
      key: `link:${from.pfn}-${to.pfn}`,
      kind: walked ? 'walk' : 'child',
      from: { mark: tableKey(from.pfn), side: 'right', dy },
      to: { mark: tableKey(to.pfn), side: 'left', dy: kRow / 2 + 2 },
      bend: 'across',
      ...(walked ? { stretch: [level, path] as const } : {}),
    };
  });
  const last = layout.cards.filter((card) => card.walked).at(-1);
  const stop = last?.rows.find((row) => row.walked);
  // The frame that is reached now and its entry come before the frame of before.
  const reached = end.links.filter((link) => link.kind === 'walk').map((link) => link.to.mark);
  const about = [...new Set([...reached, ...(last && stop ? [rowKey(last, stop)] : []), ...end.marks.map((mark) => mark.key)])];
  const root = rootOf(layout);
  return {
    marks: [...root.marks, ...sheets, ...folds, ...layout.stubs.map((stub) => stubMark(scene, stub)), ...end.marks],
    links: [
      ...root.links,
      ...links,
      ...end.links.map((link) => ({ ...link, ...(link.kind === 'walk' ? { stretch: [path - 1, path] as const } : {}) })),
    ],
    about,
    ...(scene.walk ? { travel: `${scene.walk.mm}/${scene.walk.vpn}` } : {}),
  };
}

/** The register that the walk begins with. */
function rootOf({ cards: [top] }: TablesLayout): Content {
  if (!top) return kNothingMore;
  const register: Mark = { key: 'cr3', kind: 'note', x: top.x + 8, y: top.y - 36, w: 28, h: 16, words: [{ text: 'CR3', mono: true }] };
  const link: Link = {
    key: 'link:cr3',
    kind: top.walked ? 'walk' : 'child',
    from: { mark: 'cr3', side: 'bottom', dy: 17 },
    to: { mark: tableKey(top.pfn), side: 'left', dx: 22, dy: 0 },
    bend: 'straight',
  };
  return { marks: [register], links: [link] };
}

const parentEntry = (machine: Machine, card: TableCard): string | undefined => {
  const { ptes } = machine.s;
  const row = ptes.pfn.findIndex((pfn, at) => pfn === card.pfn && ptes.level[at] === card.level + 1);
  return row < 0 ? undefined : tableKey(ptes.tablePfn[row]!);
};

function sheet({ machine, strength }: TableScene, card: TableCard): Mark {
  const name = levelName(card.level, machine.levels);
  const key = tableKey(card.pfn);
  const from = parentEntry(machine, card);
  return {
    key,
    kind: 'table',
    x: card.x,
    y: card.y,
    w: card.w,
    h: card.h,
    keys: `${key} ${pageKey(card.pfn)}`,
    label: `${name} ${hex(card.pfn)}`,
    walked: card.walked,
    changed: strength(key),
    words: [
      { text: name, bold: true },
      {
        text: hex(card.pfn),
        at: 'end',
        mono: true,
        small: true,
        ink: 'dim',
        ...(card.below > 0 ? { x: card.w - 30 } : {}),
      },
    ],
    ...(from ? { from } : {}),
  };
}

function rowMark(scene: TableScene, card: TableCard, row: TableRow): Mark {
  const place = { x: card.x + 5, y: card.y + row.y, w: card.w - 10, h: kRow - 3, from: tableKey(card.pfn) };
  if (row.kind === 'entry') return { ...place, ...entryMark(scene, card, row) };
  const text = scene.t(row.kind === 'empty' ? 'tables.emptyRun' : 'tables.foldedRun', { count: row.count });
  const mark: Mark = {
    ...place,
    key: rowKey(card, row),
    kind: 'fold',
    dead: row.walked,
    words: [{ text, at: 'middle', small: true }],
  };
  if (row.kind === 'empty') return mark;
  return { ...mark, act: `rows:${card.pfn}`, open: false, label: text };
}

function entryMark(
  { machine, t, strength }: TableScene,
  card: TableCard,
  row: TableRow & { kind: 'entry' },
): Omit<Mark, 'x' | 'y' | 'w' | 'h'> {
  const entry = machine.pte(row.pte);
  const key = entryKey(machine, row.pte);
  const text = targetText(entry);
  const target = targetKey(entry);
  const isLeaf = card.level === 1;
  const label = t('tables.entry', {
    index: row.index,
    level: levelName(card.level, machine.levels),
    table: hex(card.pfn),
    target: isPresent(entry.lo) ? t('tables.entryTarget', { pfn: text }) : text,
  });
  const rights = !isPresent(entry.lo) ? '' : isWritable(entry.lo) ? 'rw' : 'ro';
  return {
    key: rowKey(card, row),
    kind: 'entry',
    keys: isLeaf && target ? `${key} ${target}` : key,
    label,
    walked: row.walked,
    changed: isLeaf || strength(key) !== 'cause' ? strength(key) : 'direct',
    words: [
      { text: String(row.index), mono: true, ink: 'dim' },
      { text: `→ ${text}`, mono: true, x: 33 },
      ...(isLeaf ? [{ text: rights, mono: true, small: true, ink: 'dim' as const, at: 'end' as const }] : []),
    ],
  };
}

function toggle({ t }: TableScene, card: TableCard): Mark {
  return {
    key: `toggle:${card.pfn}`,
    kind: 'fold',
    x: card.x + card.w - kToggle - 6,
    y: card.y + 4,
    w: kToggle,
    h: kToggle,
    from: tableKey(card.pfn),
    act: `fold:${card.pfn}`,
    open: !card.isFolded,
    label: t(card.isFolded ? 'tables.unfold' : 'tables.fold', { table: hex(card.pfn) }),
    words: [{ text: card.isFolded ? '+' : '−', at: 'middle', bold: true }],
  };
}

function stubMark({ t }: TableScene, stub: TablesLayout['stubs'][number]): Mark {
  const text = t('tables.moreTables', { count: stub.tables });
  return {
    key: `stub:${stub.parent}`,
    kind: 'fold',
    x: stub.x,
    y: stub.y,
    w: stub.w,
    h: stub.h,
    from: tableKey(stub.parent),
    act: stub.isFolded ? `fold:${stub.parent}` : `tables:${stub.parent}`,
    open: false,
    label: text,
    words: [{ text, at: 'middle', small: true }],
  };
}
