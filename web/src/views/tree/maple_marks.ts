// The maple tree as marks: nodes with their slots, which are things of their own, so that a slot that gets another node is seen to go
// there, and a node that is split is seen to become two.
import type { Translate } from '../../base/i18n';
import type { Content, Link, Mark, Word } from '../../draw/mark';
import { kNormal, kSmall, widthOf } from '../../draw/shape';
import {
  kSlotRow,
  layoutMaple,
  type MapleLayout,
  type MapleOptions,
  type MoreCard,
  type NodeCard,
  type SlotPlace,
} from '../../layout/maple';
import { nodeKey, vmaKey } from '../../model/keys';
import type { Machine, Vma } from '../../model/machine';
import { kAreaSlot, kNodeSlot, type MapleNode, type MapleTree, mapleOf, slotAt, wayTo } from '../../model/maple';
import type { StrengthOf } from '../../model/strength';
import { toneOf } from '../tone';
import { slotLabel, wordsOf } from './maple_words';

export interface MapleScene {
  machine: Machine;
  before: Machine | null;
  mm: number;
  /** Areas that stand out; the others stand back. Without it, all. */
  fits?: (vma: Vma) => boolean;
  vpn: number | null;
  changed: ReadonlySet<string>;
  strength: StrengthOf;
  t: Translate;
  options: Omit<MapleOptions, 'wanted' | 'middle'>;
}

/** Leaves that a picture is about; a step that changes more of them shows the first. */
const kMostWanted = 6;
const kMostGone = 64;
const kToggle = 16;

export function mapleContent(scene: MapleScene): Content {
  const tree = mapleOf(scene.machine, scene.mm);
  const old = scene.before && mapleOf(scene.before, scene.mm);
  if (!tree) return { marks: [], links: [] };
  const way = scene.vpn === null ? [] : wayTo(tree, scene.vpn);
  const middle = way.length > 0 ? slotAt(scene.machine, way.at(-1)!, scene.vpn!) : undefined;
  const wanted = wantedOf(scene, tree, old, way);
  const layout = layoutMaple(tree, { ...scene.options, wanted, middle });
  const picture: Picture = { scene, tree, old, way: new Set(way), middle, layout };
  const cards = layout.cards.flatMap((card) => cardMarks(picture, card));
  const about = layout.cards.filter((card) => card.node === wanted[0]).flatMap((card) => aboutOf(picture, card));
  return {
    marks: [...cards, ...layout.more.map((more) => moreMark(picture, more))],
    links: [...layout.cards.flatMap((card) => linkTo(picture, card)), ...layout.more.map(linkToMore)],
    about,
    gone: goneOf(picture),
    travel: `${scene.mm}/${scene.vpn}`,
  };
}

interface Picture {
  scene: MapleScene;
  tree: MapleTree;
  /** As it was before the step. */
  old: MapleTree | null;
  way: ReadonlySet<MapleNode>;
  middle: number | undefined;
  layout: MapleLayout;
}

/** The leaf that is looked at, then those that are new, then those that changed. */
function wantedOf({ changed }: MapleScene, tree: MapleTree, old: MapleTree | null, way: readonly MapleNode[]): MapleNode[] {
  const leaves = [...tree.byId.values()].filter((node) => node.isLeaf);
  const fresh = old ? leaves.filter((node) => !old.byId.has(node.id)) : [];
  const touched = leaves.filter((node) => changed.has(nodeKey(node.id)));
  const first = way.at(-1) ?? touched[0] ?? leaves[0];
  const all = new Set([...(first ? [first] : []), ...fresh.slice(0, kMostWanted), ...touched]);
  return [...all].slice(0, kMostWanted);
}

const isFresh = ({ old }: Picture, node: MapleNode) => old !== null && !old.byId.has(node.id);

/** The node of a tree on the same level, counted from the leaves, where a page was spoken about. */
function counterpart(tree: MapleTree, levels: number, node: MapleNode): MapleNode {
  const way = wayTo(tree, node.start);
  return way[Math.max(0, way.length - (levels - node.depth))] ?? tree.root;
}

/** A slot is known by what it holds, a gap by where it begins. */
function slotKey(machine: Machine, mm: number, row: number): string {
  const { kind, target, startVpn } = machine.s.mapleSlots;
  if (kind[row] === kAreaSlot) return `slot:${vmaKey(target[row]!)}`;
  return kind[row] === kNodeSlot ? `slot:${nodeKey(target[row]!)}` : `gap:${mm}/${startVpn[row]}`;
}

function cardMarks(picture: Picture, card: NodeCard): Mark[] {
  const { scene, layout } = picture;
  const from = nodeKey(card.node.id);
  const marks = [nodeMark(picture, card), ...card.slots.map((slot) => slotMark(picture, card, slot))];
  if (!layout.isNarrow && layout.cards.length > 1) marks.push(toggle(picture, card));
  if (card.freeY !== null) {
    const text = scene.t('tree.free', { count: card.node.room - card.node.slots.length });
    const word: Word = { text, at: 'middle', small: true, ink: 'faint' };
    marks.push({ key: `free:${card.node.id}`, kind: 'note', ...rowPlace(card, card.freeY), from, into: from, words: [word] });
  }
  card.folds.forEach(({ count, y }, at) => {
    const text = scene.t('tree.moreSlots', { count });
    const words: Word[] = [{ text, at: 'middle', small: true }];
    const mark = { key: `rows:${card.node.id}/${at}`, kind: 'fold' as const, ...rowPlace(card, y), from, into: from, words };
    marks.push({ ...mark, act: `full:${card.node.id}`, open: false, label: text });
  });
  return marks;
}

const rowPlace = (card: NodeCard, y: number) => ({ x: card.x + 4, y: card.y + y, w: card.w - 8, h: kSlotRow - 2 });

function nodeMark(picture: Picture, card: NodeCard): Mark {
  const { scene, old, tree, way } = picture;
  const { node } = card;
  const key = nodeKey(node.id);
  const slots = scene.t('tree.slots', { used: node.slots.length, all: node.room });
  const mark: Mark = {
    key,
    kind: 'node',
    x: card.x,
    y: card.y,
    w: card.w,
    h: card.h,
    keys: key,
    label: `${scene.t('tree.node', { node: node.id })}, ${scene.t(node.isLeaf ? 'tree.leaf' : 'tree.inner')}, ${slots}`,
    headed: card.isHeaded,
    walked: way.has(node),
    changed: isFresh(picture, node) ? 'direct' : scene.strength(key),
    words: card.isHeaded ? headOf(picture, card, slots) : [],
  };
  if (old && isFresh(picture, node)) return { ...mark, from: nodeKey(counterpart(old, tree.levels, node).id) };
  return node.parent ? { ...mark, from: nodeKey(node.parent.id) } : mark;
}

/** What fits: its type while it is open, what hangs from it while it is not; how full it is. */
function headOf({ scene: { t }, layout }: Picture, { node, isOpen, w }: NodeCard, slots: string): Word[] {
  const right = layout.isNarrow || layout.cards.length === 1 ? w - 9 : w - 9 - kToggle - 5;
  const full: Word = { text: slots, at: 'end', x: right, small: true, ink: 'dim' };
  const short: Word = { text: `${node.slots.length}/${node.room}`, at: 'end', x: right, small: true, ink: 'dim' };
  const title = isOpen ? t(node.isLeaf ? 'tree.leaf' : 'tree.inner') : t.n('area', node.areas);
  const room = right - 9 - widthOf(title, kNormal, false) * 1.1 - 6;
  const fill = [full, short].find(({ text }) => widthOf(text, kSmall, false) <= room);
  if (!layout.isNarrow || isOpen) return [{ text: title, bold: true }, ...(fill ? [fill] : [])];
  return [{ ...(widthOf(slots, kSmall, false) <= right - 8 ? full : short), at: 'start', x: 8 }];
}

function toggle({ scene: { t } }: Picture, { node, isOpen, x, y, w }: NodeCard): Mark {
  return {
    key: `toggle:${node.id}`,
    kind: 'fold',
    x: x + w - kToggle - 6,
    y: y + 4,
    w: kToggle,
    h: kToggle,
    from: nodeKey(node.id),
    into: nodeKey(node.id),
    act: `${isOpen ? 'close' : 'open'}:${node.id}`,
    open: isOpen,
    label: t(isOpen ? 'tree.closeNode' : 'tree.openNode', { node: node.id }),
    words: [{ text: isOpen ? '−' : '+', at: 'middle', bold: true }],
  };
}

function slotMark(picture: Picture, card: NodeCard, slot: SlotPlace): Mark {
  const { scene, middle } = picture;
  const { kind, target } = scene.machine.s.mapleSlots;
  const is = kind[slot.row]!;
  const home = nodeKey(card.node.id);
  const mark: Mark = {
    key: slotKey(scene.machine, scene.mm, slot.row),
    kind: !card.isOpen ? 'slot' : is === kAreaSlot ? 'area' : is === kNodeSlot ? 'entry' : 'slot',
    x: card.x + slot.x,
    y: card.y + slot.y,
    w: slot.w,
    h: slot.h,
    from: originOf(picture, card, slot.row),
    into: home,
    words: card.isOpen ? wordsOf(scene, slot) : [],
  };
  if (is === kAreaSlot) {
    const key = vmaKey(target[slot.row]!);
    const tone = toneOf(scene.machine.pidOf(scene.mm));
    const strength = scene.strength(key);
    // A cell is too small for the corner of what moved along.
    const changed = card.isOpen || strength !== 'along' ? strength : undefined;
    const vma = scene.machine.vmaById.get(target[slot.row]!);
    const quiet = vma !== undefined && scene.fits?.(vma) === false;
    return {
      ...mark,
      ...(quiet ? { quiet } : {}),
      keys: key,
      label: slotLabel(scene, slot.row),
      tone,
      walked: slot.row === middle,
      changed,
    };
  }
  if (is !== kNodeSlot) return { ...mark, quiet: true };
  const child = picture.tree.byId.get(target[slot.row]!);
  const walked = child !== undefined && picture.way.has(child);
  return {
    ...mark,
    keys: nodeKey(target[slot.row]!),
    label: slotLabel(scene, slot.row),
    walked,
    ...(card.isOpen ? {} : { tone: 'table' as const }),
  };
}

/** What stood before where a new slot begins: an area that was split, the gap that an area was put into. */
function originOf({ scene: { before, machine, mm, changed }, old }: Picture, { node }: NodeCard, row: number): string {
  const home = nodeKey(node.id);
  if (!before || !old || !changed.has(home)) return home;
  const start = machine.s.mapleSlots.startVpn[row]!;
  const leaf = wayTo(old, start).at(-1)!;
  const there = slotAt(before, leaf, start);
  const key = there === undefined ? home : slotKey(before, mm, there);
  return key === slotKey(machine, mm, row) ? home : key;
}

function moreMark({ scene: { t } }: Picture, more: MoreCard): Mark {
  const text = more.isAll ? t('tree.allBelow', { nodes: t.n('node', more.nodes) }) : t('tree.moreAlike', { count: more.nodes });
  const home = nodeKey(more.parent.id);
  return {
    key: more.key,
    kind: 'fold',
    x: more.x,
    y: more.y,
    w: more.w,
    h: more.h,
    from: home,
    into: home,
    act: `all:${more.parent.id}`,
    open: false,
    label: `${text}, ${t.n('area', more.areas)}`,
    words: [{ text, at: 'middle', small: true }],
  };
}

/** From the slot's row in an open node, from the border of a closed one. */
function linkTo({ scene, way, layout }: Picture, card: NodeCard): Link[] {
  const parent = card.node.parent;
  const home = layout.cards.find((one) => one.node === parent);
  if (!parent || !home) return [];
  const { kind, target } = scene.machine.s.mapleSlots;
  const slot = home.isOpen ? home.slots.find((one) => kind[one.row] === kNodeSlot && target[one.row] === card.node.id) : undefined;
  const walked = way.has(card.node);
  const count = way.size - 1 - layout.above;
  const key = nodeKey(card.node.id);
  return [
    {
      key: `link:${key}`,
      kind: walked ? 'walk' : 'child',
      from: slot ? { mark: slotKey(scene.machine, scene.mm, slot.row), side: 'right' } : { mark: nodeKey(parent.id), side: 'right' },
      to: { mark: key, side: 'left', dy: Math.min(12, card.h / 2) },
      bend: 'across',
      ...(walked ? { stretch: [parent.depth - layout.above, count] as const } : {}),
    },
  ];
}

const linkToMore = (more: MoreCard): Link => ({
  key: `link:${more.key}`,
  kind: 'child',
  from: { mark: nodeKey(more.parent.id), side: 'right' },
  to: { mark: more.key, side: 'left' },
  bend: 'across',
  quiet: true,
});

function aboutOf({ scene, middle }: Picture, card: NodeCard): string[] {
  const slot = card.slots.find((one) => one.row === middle);
  return [nodeKey(card.node.id), ...(slot ? [slotKey(scene.machine, scene.mm, slot.row)] : [])];
}

/** What is no longer there went to where its first page is spoken about now. */
function goneOf({ scene: { machine, before, mm, changed }, tree, old }: Picture): Map<string, string> {
  const gone = new Map<string, string>();
  if (!before || !old) return gone;
  const touched = [...old.byId.values()].filter((node) => !tree.byId.has(node.id) || changed.has(nodeKey(node.id)));
  for (const node of touched.slice(0, kMostGone)) {
    gone.set(nodeKey(node.id), nodeKey(counterpart(tree, old.levels, node).id));
    if (!node.isLeaf) continue;
    for (const row of node.slots) {
      const start = before.s.mapleSlots.startVpn[row]!;
      const there = slotAt(machine, wayTo(tree, start).at(-1)!, start);
      if (there !== undefined) gone.set(slotKey(before, mm, row), slotKey(machine, mm, there));
    }
  }
  return gone;
}
