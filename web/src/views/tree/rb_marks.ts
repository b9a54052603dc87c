// The red-black tree as marks. A node is known by its area, so a rotation is seen as one: nodes go to their new places, and links that hang
// elsewhere than before are marked, as are colours that changed.
import { addrOfVpn, sizeOfPages } from '../../base/hex';
import type { Translate } from '../../base/i18n';
import type { Content, Link, Mark, Word } from '../../draw/mark';
import { widthOf } from '../../draw/shape';
import { layoutRbTree, type PlacedNode, type RbLayout, type RbOptions, type RbRun, rbTreeOf } from '../../layout/rbtree';
import { areaName } from '../../model/area_name';
import { permText } from '../../model/bits';
import { vmaKey } from '../../model/keys';
import type { Machine, Vma } from '../../model/machine';
import type { StrengthOf } from '../../model/strength';

export interface RbScene {
  machine: Machine;
  before: Machine | null;
  mm: number;
  /** Areas that stand out; the others stand back. Without it, all. */
  fits?: (vma: Vma) => boolean;
  strength: StrengthOf;
  t: Translate;
  options: RbOptions;
}

export interface RbContent extends Content {
  layout: RbLayout;
}

const kBadge = 15;
const kFold = 16;

/** How an area hung in the tree before the step. */
interface Hung {
  red: boolean;
  parent: number | null;
}

export function rbContent(scene: RbScene): RbContent {
  const layout = layoutRbTree(scene.machine.vmasOf.get(scene.mm) ?? [], scene.options);
  const old = hungBefore(scene, layout);
  const nodes = layout.nodes.flatMap((node) => nodeMarks(scene, layout, node, old.get(node.vma.id)));
  const count = layout.nodes.filter((node) => node.walked).length - 1;
  let stretch = 0;
  const links = layout.nodes.flatMap((node): Link[] => {
    if (node.parent === null) return [];
    const then = old.get(node.vma.id);
    return [
      {
        key: `link:${rbKey(node.vma.id)}`,
        kind: node.walked ? 'walk' : 'child',
        from: { mark: rbKey(node.parent), side: 'bottom' },
        to: { mark: rbKey(node.vma.id), side: 'top' },
        bend: layout.isNarrow ? 'straight' : 'down',
        changed: then && then.parent !== node.parent ? 'direct' : undefined,
        ...(node.walked ? { stretch: [stretch++, count] as const } : {}),
      },
    ];
  });
  const caption = captionOf(layout);
  const about = layout.nodes.filter((node) => node.vma === layout.found || node.parent === null).map((node) => rbKey(node.vma.id));
  return {
    marks: [...nodes, ...layout.runs.map((run) => runMark(scene, run)), ...caption],
    links: [...links, ...layout.runs.map(runLink)],
    about: [...about.slice(-1), ...caption.map((mark) => mark.key)],
    travel: `${scene.mm}/${scene.options.vpn}`,
    layout,
  };
}

const rbKey = (vma: number) => `rb:${vma}`;

function hungBefore({ before, mm }: RbScene, { nodes }: RbLayout): Map<number, Hung> {
  const areas = before?.vmasOf.get(mm);
  if (!areas) return new Map();
  const tree = rbTreeOf(areas);
  const drawn = new Set(nodes.map((node) => node.vma.id));
  const hung = new Map<number, Hung>();
  for (const { vma, red, parent } of tree.nodes) {
    if (drawn.has(vma.id)) hung.set(vma.id, { red, parent: tree.nodes[parent]?.vma.id ?? null });
  }
  return hung;
}

/** A new area grows out of the one that it was cut from, else out of the node that it hangs from. */
function originOf({ before, mm }: RbScene, vma: Vma, parent: number | null): string | undefined {
  const cut = before?.vmaAt(mm, vma.start);
  if (cut && cut.id !== vma.id) return rbKey(cut.id);
  return parent === null ? undefined : rbKey(parent);
}

function nodeMarks(scene: RbScene, layout: RbLayout, node: PlacedNode, then: Hung | undefined): Mark[] {
  const { vma, red, x, y, w, h } = node;
  const key = rbKey(vma.id);
  const strength = scene.strength(vmaKey(vma.id));
  const from = originOf(scene, vma, node.parent);
  const isFound = layout.found === vma;
  const place = { x, y, w, h, ...(from ? { from } : {}), ...(node.parent === null ? {} : { into: rbKey(node.parent) }) };
  const quiet = scene.fits?.(vma) === false;
  const shared = { ...place, ...(quiet ? { quiet } : {}), keys: vmaKey(vma.id), label: labelOf(scene, node), walked: node.walked };
  const isRecoloured = then !== undefined && then.red !== red;
  if (layout.isNarrow) {
    const changed = strength ?? (isRecoloured ? 'direct' : undefined);
    return [{ ...shared, key, kind: 'slot', ...colourOf(red), changed }];
  }
  const badge: Mark = {
    key: `colour:${vma.id}`,
    kind: 'slot',
    x: x + 8,
    y: y + 5,
    w: kBadge,
    h: kBadge,
    from: key,
    into: key,
    ...colourOf(red),
    changed: isRecoloured ? 'direct' : undefined,
  };
  const box: Mark = {
    ...shared,
    key,
    kind: isFound ? 'area' : 'node',
    ...(isFound ? {} : { tone: red ? ('bad' as const) : ('edge' as const) }),
    changed: strength,
    words: [
      { text: vma.start.toString(16), mono: true, small: true, x: 29 },
      { text: `${permText(vma.flags)} ${areaName(vma)}`, line: 1, small: true, x: 9 },
      {
        text: scene.t('tree.rbGap', { size: sizeOfPages(node.gap) }),
        line: 2,
        small: true,
        x: 9,
        ...(isFound ? {} : { ink: 'dim' as const }),
      },
    ],
  };
  return [box, badge, ...closerOf(scene, node)];
}

/** The letter says what the colour says. */
const colourOf = (red: boolean): Pick<Mark, 'tone' | 'words'> => ({
  tone: red ? 'bad' : 'own-black',
  words: [{ text: red ? 'R' : 'B', at: 'middle', bold: true, small: true, ink: red ? 'panel' : 'own-black-ink' }],
});

function labelOf({ t }: RbScene, { vma, red, gap }: PlacedNode): string {
  return t('tree.rbNode', {
    colour: t(red ? 'tree.red' : 'tree.black'),
    range: `${addrOfVpn(vma.start)}-${addrOfVpn(vma.end)}`,
    perm: permText(vma.flags),
    size: areaName(vma),
    gap: sizeOfPages(gap),
  });
}

/** What was unfolded can be folded again. */
function closerOf({ t, options }: RbScene, { vma, x, y, w }: PlacedNode): Mark[] {
  if (!options.unfolded.has(vma.id)) return [];
  const key = rbKey(vma.id);
  const words: Word[] = [{ text: '−', at: 'middle', bold: true }];
  const place = { x: x + w - kFold - 5, y: y + 5, w: kFold, h: kFold, from: key, into: key };
  return [{ ...place, key: `fold:${vma.id}`, kind: 'fold', act: `below:${vma.id}`, open: true, label: t('tree.foldBelow'), words }];
}

function runMark({ t }: RbScene, { parent, count, ...place }: RbRun): Mark {
  const home = rbKey(parent);
  return {
    ...place,
    key: `run:${parent}`,
    kind: 'fold',
    from: home,
    into: home,
    act: `below:${parent}`,
    open: false,
    label: t('tree.allBelow', { nodes: t.n('node', count) }),
    words: [{ text: `+${count}`, at: 'middle', small: true }],
  };
}

const runLink = ({ parent }: RbRun): Link => ({
  key: `link:run:${parent}`,
  kind: 'child',
  from: { mark: rbKey(parent), side: 'bottom' },
  to: { mark: `run:${parent}`, side: 'top' },
  bend: 'straight',
  quiet: true,
});

/** In a small room nodes have no words: the one that was found has them below the tree. */
function captionOf({ isNarrow, found, nodes }: RbLayout): Mark[] {
  if (!isNarrow || !found) return [];
  const text = `${found.start.toString(16)} ${permText(found.flags)} ${areaName(found)}`;
  const w = widthOf(text, 11, true) + 4;
  const middle = (Math.min(...nodes.map(({ x }) => x)) + Math.max(...nodes.map(({ x, w: width }) => x + width))) / 2;
  const y = Math.max(...nodes.map((node) => node.y + node.h)) + 8;
  const words: Word[] = [{ text, at: 'middle', mono: true, small: true, ink: 'ink' }];
  return [{ key: 'found', kind: 'note', x: middle - w / 2, y, w, h: 16, words }];
}
