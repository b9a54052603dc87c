// Reverse mapping as marks: the pages, the family of anon_vmas, chain nodes where an area is on a tree, the areas with what a walk finds
// there, and the processes.
import { addrOfVpn, hex } from '../../base/hex';
import type { Content, Mark, Word } from '../../draw/mark';
import { fitting, kNormal, kSmall, widthOf } from '../../draw/shape';
import { layoutRmap } from '../../layout/rmap';
import type { PlacedArea, PlacedAvc, PlacedFold, PlacedPage, PlacedSpace, PlacedTree, PlacedVisit } from '../../layout/rmap_parts';
import { permText } from '../../model/bits';
import { contentOf } from '../../model/content';
import { anonVmaKey, avcKey, mmKey, pageKey, pteKey, vmaKey } from '../../model/keys';
import { ownerOf } from '../../model/owner';
import { areaCopied } from '../../model/rmap';
import { rmapLinks } from './rmap_links';
import { noteMarks } from './rmap_notes';
import { areaSource, copiedFrom, type LaidOut, type RmapScene, sourceOfPage, verdictTexts } from './rmap_scene';
import { smallRmap } from './rmap_small';

/** Rooms in which a picture of few words is drawn: narrow ones, unless they are high as on a phone, and flat ones. */
const isSmall = ({ width, height }: RmapScene) => height < 200 || width < 290 || (width < 340 && height < 340);
/** A drawing of few areas is made for so much room, and then grows with its pane. */
const kPlain = { width: 780, height: 440, most: 1.4, areas: 6 };

export function rmapContent(scene: RmapScene): Content {
  if (isSmall(scene)) return smallRmap({ ...scene, walks: walksAmong(scene) });
  const areas = new Set(scene.walks.flatMap((walk) => walk.visits.map((visit) => visit.vma.id))).size;
  const wanted = Math.min(scene.width / kPlain.width, scene.height / kPlain.height, kPlain.most);
  const grown = areas <= kPlain.areas ? Math.max(1, wanted) : 1;
  const room = { width: scene.width / grown, height: scene.height / grown };
  const { focus, unfolded, only } = scene;
  const layout = layoutRmap(scene.machine, scene.walks, { ...room, focus, unfolded, ...(only ? { only } : {}) });
  if (!layout) return { marks: [], links: [] };
  const all: LaidOut = { ...scene, layout };
  return {
    marks: [
      ...layout.areas.flatMap((area) => [areaMark(all, area), ...area.visits.map((visit) => visitMark(all, area, visit))]),
      ...layout.folds.map((fold) => foldMark(all, fold)),
      ...fewerMark(all),
      ...layout.spaces.map((space) => spaceMark(all, space)),
      ...layout.trees.map((tree) => treeMark(all, tree)),
      ...hiddenTreesMark(all),
      ...layout.avcs.map((avc) => avcMark(all, avc)),
      ...layout.pages.map((page) => pageMark(all, page)),
      ...noteMarks(all),
    ],
    links: rmapLinks(all),
    about: aboutOf(all),
  };
}

const walksAmong = ({ walks, only }: RmapScene) =>
  only ? walks.map((walk) => ({ ...walk, visits: walk.visits.filter(({ vma }) => only(vma)) })) : walks;

/** The area whose entry the last step is about, with its process; the pages; the area of the process in focus. */
function aboutOf({ layout, machine, focus, strength }: LaidOut): string[] {
  const mm = machine.mmOf(focus.pid);
  const visited = layout.areas.filter((area) => area.visits.length > 0);
  const isCause = (key: string) => strength(key) === 'cause';
  const made = visited.find(({ visits }) => visits.some(({ visit }) => visit.found && isCause(pteKey(visit.vma.mm, visit.vpn))));
  const own = visited.find((area) => area.vma.mm === mm);
  const pages = layout.pages.map(({ walk }) => pageKey(walk.pfn));
  return [...(made ? [vmaKey(made.vma.id), mmKey(made.vma.mm)] : []), ...pages, ...(own ? [vmaKey(own.vma.id)] : [])];
}

function pageMark(scene: LaidOut, page: PlacedPage): Mark {
  const { machine, layout, strength, t } = scene;
  const { pfn, mapcount, refcount, index } = page.walk;
  const { x, y, w, h } = page;
  const content = layout.isWide ? contentOf(machine, pfn) : null;
  const isCopy = copiedFrom(scene, page.walk) !== null;
  const lines = [
    ...(content ? [content] : []),
    t('rmap.index', { index: index.toString(16) }),
    `${isCopy ? `${t('rmap.copied')} · ` : ''}${t('rmap.mapcount', { count: mapcount })}`,
  ];
  return {
    key: pageKey(pfn),
    kind: 'frame',
    x,
    y,
    w,
    h,
    keys: pageKey(pfn),
    label: t('rmap.page', { pfn: hex(pfn), mapcount, refcount }),
    tone: 'anon',
    changed: strength(pageKey(pfn)),
    ...sourceOfPage(scene, page.walk),
    words: [
      { text: hex(pfn), at: 'middle', mono: true },
      ...lines.map((text, at): Word => ({ text, line: at + 1, at: 'middle', small: true, bold: false })),
    ],
  };
}

/** Bold letters are wider than `widthOf` takes them for. */
const kBold = kNormal * 1.12;

function treeMark({ machine, layout, strength, t }: LaidOut, tree: PlacedTree): Mark {
  const { anonVmas } = machine.s;
  const { id, row, x, y, w, h } = tree;
  const parent = anonVmas.parent[row]!;
  const isRoot = anonVmas.root[row] === id;
  const above = isRoot ? t('rmap.root') : t('rmap.parent', { id: parent });
  const title = t('rmap.tree', { id });
  const counts = t('rmap.children', { count: anonVmas.numChildren[row]!, active: anonVmas.numActiveVmas[row]! });
  const isSlim = w < 44;
  const room = w - (isSlim ? 0 : 18);
  const names = [title, `av ${id}`, String(id)];
  // Numbers that would touch one another: every second one.
  const isCrowded = isSlim && widthOf(String(id), kSmall, false) > w - 4 && layout.trees.indexOf(tree) % 2 === 1;
  const name = isCrowded ? '' : fitting(names, room, isSlim ? kSmall : kBold);
  const short = isRoot ? above : `↰ ${parent}`;
  const isWhole = widthOf(title, kNormal, false) + widthOf(short, kSmall, false) + 8 <= room && widthOf(counts, kSmall, false) <= room;
  const second = isWhole ? counts : fitting([above, short], room, kSmall);
  const isShown = layout.parents.some((line) => line.child === id);
  return {
    key: anonVmaKey(id),
    kind: 'anonVma',
    x,
    y,
    w,
    h,
    keys: anonVmaKey(id),
    label: `${title}, ${above}, ${counts}, ${t('rmap.refs', { count: anonVmas.refcount[row]! })}`,
    changed: strength(anonVmaKey(id)),
    ...(isShown ? { from: anonVmaKey(parent) } : {}),
    words: [
      { text: name, bold: !isSlim, small: isSlim, at: isSlim ? 'middle' : 'start' },
      ...(isWhole ? [{ text: short, at: 'end' as const, small: true, ink: 'dim' as const }] : []),
      ...(!isSlim && second ? [{ text: second, line: 1, small: true, ink: 'dim' as const }] : []),
    ],
  };
}

function hiddenTreesMark({ layout, t }: LaidOut): Mark[] {
  if (!layout.hiddenTrees) return [];
  const { count, ...box } = layout.hiddenTrees;
  return [
    {
      key: 'trees:hidden',
      kind: 'fold',
      ...box,
      label: t('rmap.moreTrees', { count }),
      words: [{ text: `+${count}`, at: 'middle', small: true }],
    },
  ];
}

/** A fork's new node grows out of the parent's on the same tree; the first one on a tree out of the tree. */
function avcMark({ machine, layout, strength, t }: LaidOut, avc: PlacedAvc): Mark {
  const { id, vma, tree, x, y, w, h } = avc;
  const visits = layout.areas.flatMap((area) => area.visits).filter(({ visit }) => visit.avc === id);
  const isFound = visits.some(({ visit }) => visit.found);
  const area = machine.vmaById.get(vma);
  const parent = area ? areaCopied(machine, area) : null;
  const source = parent && layout.avcs.find((one) => one.tree === tree && one.vma === parent.id);
  const name = fitting([`avc ${id}`, String(id)], w - 2, kSmall);
  return {
    key: avcKey(id),
    kind: 'avc',
    x,
    y,
    w,
    h,
    keys: avcKey(id),
    label: t('rmap.avc', { id, vma, anonVma: tree }),
    changed: strength(avcKey(id)),
    tone: isFound ? 'good' : visits.length > 0 ? 'bad' : 'edge',
    ghost: visits.length > 0 && !isFound,
    from: source ? avcKey(source.id) : anonVmaKey(tree),
    ...(name && w >= 16 ? { words: [{ text: name, at: 'middle' as const, small: true }] } : {}),
  };
}

function areaMark({ machine, layout, strength, t }: LaidOut, area: PlacedArea): Mark {
  const { vma, pid, mode, x, y, w, h } = area;
  const { tone, round } = ownerOf(pid);
  const range = `${vma.start.toString(16)}–${(vma.end - 1).toString(16).slice(-3)}`;
  const whose = `pid ${pid ?? '–'}`;
  // An area that was moved keeps its page offset, so that the pages' index need not change.
  const isMoved = vma.pgoff !== vma.start;
  const offsets = `${vma.pgoff.toString(16)}–${(vma.pgoff + vma.end - vma.start - 1).toString(16).slice(-3)}`;
  const pgoff = t(isMoved ? 'rmap.pgoffMoved' : 'rmap.pgoff', { range: offsets });
  const names = { range: `${addrOfVpn(vma.start)}-${addrOfVpn(vma.end)}`, pid: pid ?? '–', count: t.n('avc', vma.avcCount) };
  const from = layout.isWide ? 8 : 18 + widthOf(whose, kNormal, false);
  // In a row of one line the verdicts stand beside it.
  const end = mode === 'line' ? Math.min(w, ...area.visits.map((visit) => visit.x - x)) : w;
  const isClear = from + widthOf(range, kSmall, true) <= end;
  const words: Word[] = isClear ? [{ text: range, mono: true, small: true, ...(layout.isWide ? {} : { x: from }) }] : [];
  if (!layout.isWide) words.unshift({ text: whose, bold: true, ink: tone });
  if (mode !== 'line') words.push({ text: permText(vma.flags), mono: true, small: true, ink: 'dim', at: 'end' });
  if (mode === 'full') words.push({ text: pgoff, line: 1, mono: true, small: true, ink: isMoved ? 'sel' : 'dim' });
  return {
    key: vmaKey(vma.id),
    kind: 'area',
    x,
    y,
    w,
    h,
    keys: vmaKey(vma.id),
    label: `${t('rmap.vma', names)}, ${pgoff}`,
    tone,
    round,
    headed: mode !== 'line',
    changed: strength(vmaKey(vma.id)),
    ...areaSource(machine, vma),
    words,
  };
}

/** The entry that a walk looks at. */
function visitMark({ layout, strength, t }: LaidOut, area: PlacedArea, { pfn, visit, x, y, w, h }: PlacedVisit): Mark {
  const key = pteKey(visit.vma.mm, visit.vpn);
  const texts = verdictTexts(t, pfn, visit, layout.pages.length === 1, hex);
  return {
    key: `visit:${pfn}/${area.vma.id}`,
    kind: 'entry',
    x,
    y,
    w,
    h,
    keys: key,
    label: `${addrOfVpn(visit.vpn)}: ${texts[0]}`,
    ghost: !visit.found,
    changed: visit.found ? strength(key) : undefined,
    from: vmaKey(area.vma.id),
    words: [{ text: fitting(texts, w - 9, kSmall), small: true, bold: visit.found, ink: visit.found ? 'good' : 'bad' }],
  };
}

/** In place of areas that are not drawn: how many, and what the walk finds there. */
function foldMark({ machine, walks, t }: LaidOut, { mm, areas, x, y, w, h }: PlacedFold): Mark {
  const ids = new Set(areas.map((area) => area.id));
  const visits = (walks[0]?.visits ?? []).filter((visit) => ids.has(visit.vma.id));
  const found = visits.filter((visit) => visit.found).length;
  const areAlike = (found === 0 || found === visits.length) && (visits.length === 0 || visits.length === areas.length);
  const count = areas.length;
  const more =
    mm !== null
      ? t('rmap.moreOfProcess', { count, pid: machine.pidOf(mm) ?? '–' })
      : areAlike
        ? t('rmap.moreAlike', { count })
        : t('rmap.more', { count, found, vain: visits.length - found });
  const verdict = mm === null && areAlike && visits.length > 0 ? `${found > 0 ? '✓' : '✗'} ` : '';
  const text = `${verdict}${more}`;
  const act = mm === null ? 'more' : `space:${mm}`;
  return {
    key: `fold:${mm ?? 'all'}`,
    kind: 'fold',
    x,
    y,
    w,
    h,
    act,
    open: false,
    label: text,
    words: [{ text, at: 'middle', small: true }],
  };
}

function fewerMark({ layout, unfolded, t }: LaidOut): Mark[] {
  if (unfolded.batches === 0 && unfolded.spaces.size === 0) return [];
  const text = t('rmap.fewer');
  return [
    {
      key: 'fold:fewer',
      kind: 'fold',
      ...layout.foot,
      w: 130,
      h: 20,
      act: 'fewer',
      open: true,
      label: text,
      words: [{ text, at: 'middle', small: true }],
    },
  ];
}

function spaceMark({ machine, strength }: LaidOut, { mm, pid, x, y, w, h }: PlacedSpace): Mark {
  const { tone, round } = ownerOf(pid);
  const [task] = machine.tasksOf(mm);
  const parent = task === undefined ? null : machine.mmOf(task.parent);
  const text = `pid ${pid ?? '–'}`;
  return {
    key: mmKey(mm),
    kind: 'process',
    x,
    y,
    w,
    h,
    keys: mmKey(mm),
    label: text,
    tone,
    round,
    changed: strength(mmKey(mm)),
    ...(parent !== null && parent !== mm ? { from: mmKey(parent) } : {}),
    words: [{ text, at: 'middle' }],
  };
}
