// The lines of the reverse mapping: page to tree, tree to its nodes, a node to the one below it, an area's chain, an area's process, the
// parents of trees, and the copy.
import type { Link } from '../../draw/mark';
import type { PlacedArea, PlacedAvc, PlacedPage, PlacedTree } from '../../layout/rmap_parts';
import { anonVmaKey, avcKey, mmKey, pageKey, vmaKey } from '../../model/keys';
import { ownerOf } from '../../model/owner';
import { copiedFrom, type LaidOut } from './rmap_scene';

export function rmapLinks(scene: LaidOut): Link[] {
  const { layout } = scene;
  return [
    ...parentLinks(scene),
    ...layout.trees.flatMap((tree) => treeLinks(scene, tree)),
    ...layout.areas.flatMap((area) => chainLinks(scene, area)),
    ...layout.spaces.flatMap(({ mm, pid, areas }) =>
      areas.map(
        (id): Link => ({
          key: `space:${id}`,
          kind: 'child',
          from: { mark: vmaKey(id), side: 'right' },
          to: { mark: mmKey(mm), side: 'left' },
          bend: 'across',
          tone: ownerOf(pid).tone,
        }),
      ),
    ),
    ...layout.pages.map((page) => mappingLink(scene, page)),
    ...layout.pages.flatMap((page) => copyLink(scene, page)),
  ];
}

/** Where lines of parents leave and arrive at the top of a tree, beside those of pages. */
const kParting = 30;
const parting = (tree: PlacedTree | undefined, part: number) => (tree && tree.w > kParting ? { dx: tree.w * part } : {});

function mappingLink({ layout, strength }: LaidOut, page: PlacedPage): Link {
  const { pfn, anonVma } = page.walk;
  const tree = layout.trees.find((one) => one.id === anonVma)!;
  const isCause = strength(pageKey(pfn)) === 'cause';
  const common = { key: `mapping:${pfn}`, kind: 'maps' as const, keys: pageKey(pfn), changed: isCause ? ('direct' as const) : undefined };
  const to = anonVmaKey(tree.id);
  if (!layout.isWide) {
    return { ...common, from: { mark: pageKey(pfn), side: 'bottom' }, to: { mark: to, side: 'top' }, bend: 'down' };
  }
  const isBeside = tree === layout.trees[0];
  const level = tree.y + tree.h / 2 - page.y;
  const isLevel = level > 0 && level < page.h;
  if (isBeside) {
    const dy = isLevel ? { dy: level } : {};
    return { ...common, from: { mark: pageKey(pfn), side: 'right', ...dy }, to: { mark: to, side: 'left' }, bend: 'across' };
  }
  const { x, y } = layout.pageLane;
  return {
    ...common,
    from: { mark: pageKey(pfn), side: 'right' },
    to: { mark: to, side: 'top' },
    bend: 'lanes',
    lanes: [x, y],
  };
}

function copyLink(scene: LaidOut, page: PlacedPage): Link[] {
  const old = copiedFrom(scene, page.walk);
  if (old === null || !scene.layout.pages.some((one) => one.walk.pfn === old)) return [];
  const { isWide } = scene.layout;
  return [
    {
      key: `copy:${page.walk.pfn}`,
      kind: 'copy',
      from: { mark: pageKey(old), side: isWide ? 'bottom' : 'right' },
      to: { mark: pageKey(page.walk.pfn), side: isWide ? 'top' : 'left' },
      bend: 'straight',
      ...(isWide ? { words: scene.t('rmap.copiedWhole') } : {}),
    },
  ];
}

function parentLinks({ layout, strength }: LaidOut): Link[] {
  const trees = new Map(layout.trees.map((tree) => [tree.id, tree]));
  return layout.parents.map(({ child, parent, lane }): Link => {
    const changed = strength(anonVmaKey(child));
    return {
      key: `parent:${child}`,
      kind: 'parent',
      from: { mark: anonVmaKey(parent), side: 'top', ...parting(trees.get(parent), 0.75) },
      to: { mark: anonVmaKey(child), side: 'top', ...parting(trees.get(child), 0.25) },
      bend: 'lanes',
      lanes: [layout.lanes.y - lane * layout.lanes.step],
      changed: changed === 'along' ? undefined : changed,
    };
  });
}

/** From a tree to its first node, and on to those below; without room for that one line behind all of them. */
function treeLinks({ layout }: LaidOut, tree: PlacedTree): Link[] {
  const own = layout.avcs.filter((avc) => avc.tree === tree.id);
  const last = own.reduce<PlacedAvc | null>((low, avc) => (low === null || avc.y > low.y ? avc : low), null);
  if (!last) return [];
  const isWalked = layout.pages.some((page) => page.walk.anonVma === tree.id);
  const tone = isWalked ? { tone: 'anon' as const } : { quiet: true };
  const top = layout.hasBranches ? (own.find((avc) => avc.isTop) ?? own[0]!) : last;
  const down: Link = {
    key: `tree:${tree.id}`,
    kind: 'child',
    from: { mark: anonVmaKey(tree.id), side: 'bottom' },
    to: { mark: avcKey(top.id), side: 'top' },
    bend: 'straight',
    ...tone,
  };
  if (!layout.hasBranches) return [down];
  return [down, ...own.flatMap((avc) => branchLink(avc, tone))];
}

function branchLink(avc: PlacedAvc, tone: Partial<Link>): Link[] {
  if (!avc.parent) return [];
  const bow = 9 + 5 * Math.min(3, avc.parent.rows - 1);
  return [
    {
      key: `branch:${avc.id}`,
      kind: 'child',
      from: { mark: avcKey(avc.parent.avc), side: 'left' },
      to: { mark: avcKey(avc.id), side: 'left' },
      bend: 'lanes',
      lanes: [avc.x - bow],
      ...tone,
    },
  ];
}

/** An area's own list, node by node and then to the area. */
function chainLinks({ layout, strength }: LaidOut, { vma }: PlacedArea): Link[] {
  const own = layout.avcs.filter((avc) => avc.vma === vma.id);
  return own.map((avc, at): Link => {
    const next = own[at + 1];
    const changed = strength(avcKey(avc.id));
    return {
      key: `chain:${avc.id}`,
      kind: 'chain',
      from: { mark: avcKey(avc.id), side: 'right' },
      to: { mark: next ? avcKey(next.id) : vmaKey(vma.id), side: 'left' },
      bend: 'straight',
      changed: changed === 'along' ? undefined : changed,
    };
  });
}
