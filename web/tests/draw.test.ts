import { describe, expect, test } from 'vitest';
import { crowding, fitView, keepInPane, reachView, seenTogether, zoomedView } from '../src/draw/camera';
import { toSvg } from '../src/draw/export';
import { type Folded, type FoldOptions, foldTree, isRun, itemsOf } from '../src/draw/fold';
import { lookOf } from '../src/draw/look';
import { endPoint, pathOf } from '../src/draw/look/links';
import { boundsOf, type Kind, type Link, type Mark } from '../src/draw/mark';
import { durationOf, planMotion, poseAt, restOf } from '../src/draw/motion';
import { Pace } from '../src/draw/pace';
import { kSmall } from '../src/draw/shape';
import { layoutTree } from '../src/draw/tree';

const mark = (key: string, x: number, y: number, more: Partial<Mark> = {}): Mark => ({ key, kind: 'node', x, y, w: 40, h: 20, ...more });
const posesOf = (marks: readonly Mark[]) => new Map(marks.map((one) => [one.key, restOf(one)]));

describe('motion', () => {
  const old = [mark('a', 0, 0), mark('b', 100, 0)];

  test('what stays moves, what appears grows out of where it came from, what goes shrinks into where it went', () => {
    const next = [mark('a', 0, 50), mark('c', 200, 60, { from: 'a' })];
    const plan = planMotion([mark('a', 0, 0), mark('b', 100, 0, { into: 'a' })], posesOf(old), next);
    expect(poseAt(plan, 'a', 0.5)).toEqual({ x: 0, y: 25, w: 40, h: 20, grown: 1, opacity: 1 });
    expect(poseAt(plan, 'c', 0)).toEqual({ x: 0, y: 0, w: 40, h: 20, grown: 0.3, opacity: 0 });
    expect(poseAt(plan, 'c', 1)).toEqual(restOf(next[1]!));
    expect(plan.leaving.map((one) => one.key)).toEqual(['b']);
    expect(poseAt(plan, 'b', 1)).toEqual({ x: 0, y: 50, w: 40, h: 20, grown: 0.3, opacity: 0 });
  });

  test("what grows out of something new begins where that begins; what takes another's place begins as that one stood", () => {
    const next = [
      mark('c', 200, 60, { from: 'a' }),
      mark('d', 210, 62, { from: 'c', w: 20, h: 10 }),
      mark('old b', 100, -40, { was: 'b', from: 'b' }),
    ];
    const plan = planMotion(old, posesOf(old), [mark('a', 0, 0), ...next]);
    expect(poseAt(plan, 'd', 0)).toEqual({ x: 10, y: 5, w: 20, h: 10, grown: 0.3, opacity: 0 });
    expect(poseAt(plan, 'old b', 0)).toEqual(restOf(old[1]!));
    expect(plan.leaving).toEqual([]);
  });

  test('the next picture may know better where something went', () => {
    const plan = planMotion(old, posesOf(old), [mark('a', 0, 50)], new Map([['b', 'a']]));
    expect(poseAt(plan, 'b', 1)).toEqual({ x: 0, y: 50, w: 40, h: 20, grown: 0.3, opacity: 0 });
  });

  test('steps in a hurry are shown at once; the same step in another room only where nothing moves', () => {
    const pace = new Pace();
    const room = { width: 400, height: 300 };
    const low = { width: 400, height: 200 };
    expect(pace.isHurried('first', room, false, 1000)).toBe(false);
    expect(pace.isHurried('second', room, false, 1100)).toBe(true);
    expect(pace.isHurried('third', room, false, 1300)).toBe(false);
    expect(pace.isHurried('third', low, true, 1310)).toBe(false);
    expect(pace.isHurried('third', room, false, 2000)).toBe(true);
    expect(pace.isHurried('third', room, false, 2001)).toBe(false);
  });

  test('a motion that is interrupted goes on from where things are', () => {
    const first = planMotion(old, posesOf(old), [mark('a', 0, 80)]);
    const halfway = new Map(['a', 'b'].map((key) => [key, poseAt(first, key, 0.5)]));
    const second = planMotion([mark('a', 0, 80)], halfway, [mark('a', 40, 40)]);
    expect(poseAt(second, 'a', 0)).toMatchObject({ x: 0, y: 40 });
    expect(poseAt(second, 'a', 0.5)).toMatchObject({ x: 20, y: 40 });
  });

  test('a picture that knows where marks of the one before went comes before what they said', () => {
    const next = [mark('a', 0, 50), mark('c', 200, 60)];
    const plan = planMotion([mark('a', 0, 0), mark('b', 100, 0, { into: 'a' })], posesOf(old), next, new Map([['b', 'c']]));
    expect(poseAt(plan, 'b', 1)).toMatchObject({ x: 200, y: 60, opacity: 0 });
  });

  test('a size changes by and by, and what does not move takes no time', () => {
    const plan = planMotion(old, posesOf(old), [mark('a', 0, 0, { w: 80 }), mark('b', 100, 0)]);
    expect(poseAt(plan, 'a', 0.25)).toMatchObject({ w: 50 });
    expect(plan.moving).toEqual(['a']);
    expect(durationOf(plan)).toBe(280);
    expect(durationOf(planMotion(old, posesOf(old), old))).toBe(0);
    const many = Array.from({ length: 500 }, (_, i) => mark(`m${i}`, i, 0));
    expect(durationOf(planMotion([], new Map(), many))).toBe(150);
  });
});

describe('camera', () => {
  const size = { width: 420, height: 220 };
  const limits = { least: 1, most: 2 };

  test('all of it in the middle, as large as the limit allows; the beginning when it cannot be read smaller', () => {
    expect(fitView({ x: 0, y: 0, w: 250, h: 100 }, size, limits)).toEqual({ k: 1.6, x: 10, y: 30 });
    expect(fitView({ x: 0, y: 0, w: 20, h: 10 }, size, limits)).toEqual({ k: 2, x: 190, y: 100 });
    expect(fitView({ x: -50, y: 0, w: 900, h: 100 }, size, limits)).toEqual({ k: 1, x: 60, y: 60 });
  });

  test('moves no farther than it must', () => {
    const view = { k: 1, x: 0, y: 0 };
    expect(reachView(view, { x: 20, y: 20, w: 100, h: 50 }, size)).toEqual(view);
    expect(reachView(view, { x: 600, y: 20, w: 100, h: 50 }, size)).toEqual({ k: 1, x: -290, y: 0 });
    expect(reachView(view, { x: -30, y: 0, w: 2000, h: 20 }, size)).toEqual({ k: 1, x: 40, y: 10 });
  });
  test('of what does not fit at once the first is seen, with as much of the rest as fits', () => {
    const size = { width: 320, height: 220 };
    const [first, near, far] = [
      { x: 0, y: 1000, w: 100, h: 40 },
      { x: 0, y: 900, w: 60, h: 20 },
      { x: 0, y: 0, w: 100, h: 40 },
    ];
    expect(seenTogether([first, far, near], 1, size)).toEqual({ x: 0, y: 900, w: 100, h: 140 });
    expect(seenTogether([{ ...first, w: 900 }, near], 1, size)).toEqual({ ...first, w: 900 });
    expect(seenTogether([], 1, size)).toBeNull();
  });

  test('content stays in the pane, and a zoom keeps the middle', () => {
    expect(keepInPane({ k: 1, x: 900, y: -900 }, { x: 0, y: 0, w: 100, h: 100 }, size)).toEqual({ k: 1, x: 310, y: 10 });
    expect(keepInPane({ k: 1, x: -5000, y: 0 }, { x: 0, y: 0, w: 1000, h: 100 }, size)).toEqual({ k: 1, x: -590, y: 10 });
    expect(zoomedView({ k: 1, x: 0, y: 0 }, 2, size)).toEqual({ k: 2, x: -210, y: -110 });
    expect(crowding({ x: 0, y: 0, w: 840, h: 220 }, { k: 1, x: 0, y: 0 }, size)).toBe(2);
  });
});

describe('a tree', () => {
  interface Item {
    name: string;
    h: number;
    below?: Item[];
  }

  test('levels start where the widest of the level before ends, neighbours never overlap', () => {
    const root: Item = {
      name: 'r',
      h: 20,
      below: [
        { name: 'a', h: 60 },
        { name: 'b', h: 20, below: [{ name: 'c', h: 100 }] },
      ],
    };
    const nodes = layoutTree<Item>(root, {
      childrenOf: (item) => item.below ?? [],
      sizeOf: (item) => [item.h, 50],
      gap: 10,
      levelGap: 30,
    });
    expect(nodes.map(({ item, depth, level, parent }) => [item.name, depth, level, parent?.item.name ?? null])).toEqual([
      ['r', 0, 0, null],
      ['a', 1, 80, 'r'],
      ['b', 1, 80, 'r'],
      ['c', 2, 160, 'b'],
    ]);
    const at = Object.fromEntries(nodes.map((node) => [node.item.name, node.breadth]));
    expect(at.b! - (at.a! + 60)).toBe(10);
    expect(at.c! + 50).toBe(at.b! + 10);
    expect(Math.min(...Object.values(at))).toBe(0);
  });
});

describe('folding', () => {
  interface Item {
    name: string;
    below: Item[];
    parent: Item | null;
  }
  const item = (name: string, below: Item[] = []): Item => {
    const made: Item = { name, below, parent: null };
    for (const child of below) child.parent = made;
    return made;
  };
  const leaves = (name: string, count: number) => Array.from({ length: count }, (_, i) => item(`${name}${i}`));
  const countOf = (one: Item): number => 1 + one.below.reduce((sum, child) => sum + countOf(child), 0);
  const fold = (root: Item, wanted: Item[], most: number, more: Partial<FoldOptions<Item>> = {}) =>
    foldTree(root, { childrenOf: (one) => one.below, parentOf: (one) => one.parent, countOf, wanted, most: () => most, ...more });
  const shown = (one: Folded<Item>): unknown =>
    isRun(one)
      ? `${one.run.length} of ${one.of.name}: ${one.count}`
      : one.children.length === 0
        ? one.item.name
        : [one.item.name, ...one.children.map(shown)];

  test('what is wanted with all above it; neighbours that are left out are counted, those below them too', () => {
    const a = item('a', leaves('a', 30));
    const root = item('root', [a, item('b', leaves('b', 3)), item('c', leaves('c', 2))]);
    expect(shown(fold(root, [a.below[10]!], 0))).toEqual(['root', ['a', '10 of a: 10', 'a10', '19 of a: 19'], '2 of root: 7']);
    expect(shown(fold(root, [], 1))).toEqual(['root', ['a', 'a0', '29 of a: 29'], '2 of root: 7']);
  });

  test('of the others those that lie nearest; a count of one would say less than the thing itself', () => {
    const root = item('root', leaves('x', 6));
    expect(shown(fold(root, [root.below[4]!], 2))).toEqual(['root', '3 of root: 3', 'x3', 'x4', 'x5']);
    expect(shown(fold(root, [root.below[1]!], 4))).toEqual(['root', 'x0', 'x1', 'x2', 'x3', 'x4', 'x5']);
  });

  test('what is not alike is not counted together, and what is asked for whole is whole', () => {
    const root = item('root', [...leaves('x', 3), ...leaves('y', 2)]);
    expect(shown(fold(root, [], 0, { likenessOf: (one) => one.name[0]! }))).toEqual(['root', '3 of root: 3', '2 of root: 2']);
    expect([...itemsOf(fold(root, [], 0, { most: () => Number.POSITIVE_INFINITY }))]).toHaveLength(6);
  });
});

describe('looks', () => {
  const kinds: Kind[] = ['process', 'area', 'table', 'entry', 'frame', 'anonVma', 'avc', 'file', 'slot', 'list', 'node', 'fold', 'note'];

  test('every kind has one of its own', () => {
    const looks = kinds.map((kind) => JSON.stringify(lookOf(mark('k', 0, 0, { kind, act: 'x', words: [{ text: '7' }] }))));
    expect(new Set(looks).size).toBe(kinds.length);
  });

  test('no text is smaller than can be read, and none that does not fit is squeezed in', () => {
    for (const kind of kinds) {
      for (const shape of lookOf(mark('k', 0, 0, { kind, words: [{ text: 'ab', small: true }] }))) {
        if (shape.is === 'text') expect(shape.size).toBeGreaterThanOrEqual(kSmall);
      }
    }
    const texts = lookOf(mark('k', 0, 0, { words: [{ text: 'far too long for this box' }] })).filter((shape) => shape.is === 'text');
    expect(texts).toEqual([]);
  });

  test('a node with a head has a line below its words', () => {
    const headed = lookOf(mark('k', 0, 0, { w: 90, h: 80, headed: true, words: [{ text: 'ab' }] }));
    expect(headed.find((shape) => shape.is === 'path')).toMatchObject({ d: 'M1 24H89' });
    expect(headed.find((shape) => shape.is === 'text')!.y).toBeLessThan(24);
  });

  test('words of a mark that has others below them stand at its top', () => {
    const top = (headed: boolean) =>
      lookOf(mark('k', 0, 0, { kind: 'area', h: 90, headed, words: [{ text: 'a' }] })).flatMap((shape) =>
        shape.is === 'text' ? [shape.y] : [],
      )[0]!;
    expect(top(false)).toBeGreaterThan(45);
    expect(top(true)).toBeLessThan(20);
  });

  test('a chain node too small for a border that says anything is a dot, or hollow where the walk was in vain', () => {
    const fill = (w: number, ghost: boolean) => {
      const [circle] = lookOf(mark('k', 0, 0, { kind: 'avc', w, h: w, tone: 'good', ghost }));
      return circle!.is === 'circle' ? circle!.fill : null;
    };
    expect([fill(30, false), fill(10, false), fill(10, true)]).toEqual(['panel', 'good', 'panel']);
  });

  test('three strengths of change look different from one another and from none', () => {
    for (const kind of ['entry', 'frame', 'area', 'table', 'node', 'process'] as const) {
      const looks = [undefined, 'along', 'direct', 'cause'].map((changed) =>
        JSON.stringify(lookOf(mark('k', 0, 0, { kind, changed: changed as Mark['changed'] }))),
      );
      expect(new Set(looks).size, kind).toBe(4);
    }
  });
});

describe('the picture as a file', () => {
  const a = mark('a', 10, 10, { words: [{ text: '<a & "b">' }], w: 90 });
  const b = mark('b', 200, 10);
  const link: Link = { key: 'l', kind: 'child', from: { mark: 'a', side: 'right' }, to: { mark: 'b', side: 'left' }, bend: 'straight' };

  test('links run from border to border', () => {
    expect(endPoint(link.from, a)).toEqual([100, 20]);
    expect(endPoint({ mark: 'b', side: 'top' }, b)).toEqual([220, 10]);
    expect(pathOf(link, [100, 20], [200, 20])).toBe('M100 20L200 20');
    expect(boundsOf([a, b])).toEqual({ x: 10, y: 10, w: 230, h: 20 });
  });

  test('what somebody wrote stays text', () => {
    const text = toSvg({ marks: [a, b], links: [link] }, { title: 'T\u0000</title>', caption: ['one <line>'] });
    expect(text).toContain('&lt;a &amp; &quot;b&quot;&gt;');
    expect(text).toContain('<title>T\ufffd&lt;/title&gt;</title>');
    expect(text).toContain('one &lt;line&gt;');
    expect(text).toContain('d="M100 20L200 20"');
    expect(text).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="512" height="70"/);
  });
});
