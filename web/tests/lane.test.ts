// Lists whose items move, and figures over time, as marks: where they stand, how they are folded, how one picture becomes the next.
import { easeCubicInOut } from 'd3-ease';
import { describe, expect, test } from 'vitest';
import { toSvg } from '../src/draw/export';
import { type Item, itemsOf, type Lane, layoutLane } from '../src/draw/lane';
import type { Mark } from '../src/draw/mark';
import { planMotion, poseAt, restOf } from '../src/draw/motion';
import { plotMarks } from '../src/draw/plot';

const item = (key: string): Item => ({ key, kind: 'slot', tone: 'anon' });
const lane = (key: string, keys: readonly string[]): Lane => ({
  key,
  title: key,
  label: `${key}, ${keys.length}`,
  items: itemsOf(keys.map(item)),
});
const names = (count: number) => Array.from({ length: count }, (_, at) => `p${at}`);
const foldText = (count: number) => `${count} more`;
const kRoom = { x: 0, y: 0, width: 200, item: { w: 26, h: 20 }, gap: 4, mostRows: 1, foldText };

describe('a lane', () => {
  test('items stand in their order, row by row, below the head of their list', () => {
    const { marks, height, hidden } = layoutLane(lane('active', names(8)), { ...kRoom, x: 100, y: 50, mostRows: 2 });
    expect(marks.map(({ key, x, y, w, h }) => [key, x, y, w, h])).toEqual([
      ['active', 100, 50, 200, 78],
      ['p0', 110, 74, 26, 20],
      ['p1', 140, 74, 26, 20],
      ['p2', 170, 74, 26, 20],
      ['p3', 200, 74, 26, 20],
      ['p4', 230, 74, 26, 20],
      ['p5', 260, 74, 26, 20],
      ['p6', 110, 98, 26, 20],
      ['p7', 140, 98, 26, 20],
    ]);
    expect(height).toBe(78);
    expect(names(8).map((key) => hidden.get(key))).toEqual(names(8).map(() => undefined));
    expect(layoutLane(lane('active', []), kRoom)).toMatchObject({ height: 54, marks: [{ key: 'active' }] });
    expect(layoutLane(lane('active', names(3)), { ...kRoom, mostRows: 0 })).toMatchObject({ height: 24, marks: [{ key: 'active' }] });
  });

  test('what has no room is folded between the ends, and counted', () => {
    const { marks, hidden } = layoutLane(lane('inactive', names(100)), kRoom);
    expect(marks.map(({ key, x, w }) => [key, x, w])).toEqual([
      ['inactive', 0, 200],
      ['p0', 10, 26],
      ['p1', 40, 26],
      ['fold:inactive/p1', 70, 86],
      ['p99', 160, 26],
    ]);
    expect(marks[3]).toMatchObject({ kind: 'fold', act: 'unfold:inactive', open: false, label: '97 more' });
    expect(names(100).filter((key) => hidden.get(key) !== undefined)).toHaveLength(97);
    expect(hidden.get('p50')).toBe('fold:inactive/p1');
    expect(layoutLane(lane('inactive', names(100)), { ...kRoom, mostRows: Infinity }).marks).toHaveLength(101);
  });

  test('what is wanted stays in its place, with a fold on either side; all that are folded are counted once', () => {
    const { marks } = layoutLane(lane('inactive', names(1000)), { ...kRoom, width: 400, wanted: ['p500'] });
    const keys = marks.map(({ key }) => key);
    expect(keys).toContain('p500');
    expect(keys.indexOf('p500')).toBe(keys.indexOf('fold:inactive/p500') - 1);
    const folded = marks.filter(({ kind }) => kind === 'fold').reduce((sum, { label }) => sum + Number.parseInt(label!, 10), 0);
    expect(folded + marks.filter(({ kind }) => kind === 'slot').length).toBe(1000);
    expect(Math.max(...marks.map(({ x, w }) => x + w))).toBeLessThanOrEqual(400);
  });

  test('an item that goes to another list is on its way at 80 ms; one that is folded goes into the fold', () => {
    const at = (active: readonly string[], inactive: readonly string[]) => {
      const lanes = [layoutLane(lane('active', active), kRoom), layoutLane(lane('inactive', inactive), { ...kRoom, y: 100 })];
      return {
        marks: lanes.flatMap(({ marks }) => marks),
        gone: { get: (key: string) => lanes.map(({ hidden }) => hidden.get(key)).find(Boolean) },
      };
    };
    const before = at(['a', 'b'], ['c']);
    const after = at(['b'], ['a', 'c']);
    const poses = new Map(before.marks.map((mark) => [mark.key, restOf(mark)]));
    const plan = planMotion(before.marks, poses, after.marks, after.gone);
    const { x, y } = poseAt(plan, 'a', easeCubicInOut(80 / 280));
    expect([x, Math.round(y)]).toEqual([10, 33]);
    expect(poseAt(plan, 'a', 1)).toMatchObject({ x: 10, y: 124 });
    expect(poseAt(plan, 'b', easeCubicInOut(80 / 280)).x).toBeLessThan(40);
    const full = at(['b'], ['a', 'c', ...names(40)]);
    const folding = planMotion(
      at(['b', 'p20'], []).marks,
      new Map(at(['b', 'p20'], []).marks.map((one) => [one.key, restOf(one)])),
      full.marks,
      full.gone,
    );
    expect(poseAt(folding, 'p20', 1)).toMatchObject({ opacity: 0, y: 124 });
  });

  test('as a picture it has its list, its items and its fold', () => {
    const { marks } = layoutLane(lane('inactive', names(100)), kRoom);
    const svg = toSvg({ marks, links: [] }, { title: 'T' });
    expect(svg).toContain('>97 more</text>');
    expect(svg).toContain('<title>inactive, 100</title>');
    expect(svg.match(/translate\((?:10|40|160) 24\)/g)).toHaveLength(3);
  });
});

describe('a time plot', () => {
  const plot = {
    key: 'free',
    tone: 'anon' as const,
    at: 2,
    format: String,
    labelOf: (from: number, to: number, value: number) => `${from}-${to}: ${value}`,
  };
  const low = { key: 'low', text: 'low', value: 50 };
  const room = { x: 10, y: 0, width: 200, height: 132 };
  const columns = (marks: readonly Mark[]) => marks.filter(({ kind }) => kind === 'slot');

  test('columns stand on one scale from nothing on, with ticks, and lines to be measured against', () => {
    const marks = plotMarks({ ...plot, values: [100, 50, 0], lines: [low] }, room);
    expect(columns(marks).map(({ key, x, y, w, h, walked }) => [key, Math.round(x), y, w, h, walked ?? false])).toEqual([
      ['free#0', 39, 8, 23, 100, false],
      ['free#1', 63, 58, 23, 50, false],
      ['free#2', 87, 108, 23, 0, true],
    ]);
    expect(
      marks.filter(({ kind, key }) => kind === 'note' && !key.endsWith('name')).map(({ words, y }) => [words![0]!.text, Math.round(y)]),
    ).toEqual([
      ['0', 100],
      ['20', 80],
      ['40', 60],
      ['60', 40],
      ['80', 20],
      ['100', 0],
    ]);
    expect(marks.filter(({ kind }) => kind === 'axis').map(({ key, y }) => [key, y])).toEqual([
      ['free/foot', 108],
      ['free/low', 58],
    ]);
  });

  test('of more steps than columns, a column has the largest of its steps', () => {
    const values = Array.from({ length: 6000 }, (_, at) => (at === 3001 ? 900 : 1));
    const all = columns(plotMarks({ ...plot, values, lines: [], at: 3001 }, room));
    expect(all.length).toBeLessThan(70);
    expect(all.filter(({ walked }) => walked).map(({ label }) => label)).toEqual([expect.stringMatching(/: 900$/)]);
    expect(Math.max(...all.map(({ x, w }) => x + w))).toBeLessThanOrEqual(210);
  });

  test('a new step comes beside the others, which stay; nothing at all is a scale without columns', () => {
    const before = plotMarks({ ...plot, values: [100, 50], lines: [low] }, room);
    const after = plotMarks({ ...plot, values: [100, 50, 75], lines: [low] }, room);
    const plan = planMotion(before, new Map(before.map((mark) => [mark.key, restOf(mark)])), after);
    expect(plan.moving.filter((key) => key.startsWith('free#'))).toEqual(['free#2']);
    expect(columns(plotMarks({ ...plot, values: [], lines: [], at: null }, room))).toEqual([]);
  });
});
