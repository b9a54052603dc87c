import { expect, test } from 'vitest';
import { compareDrawings } from './compare';
import type { Content, Mark } from './mark';

const slot = (key: string, more: Partial<Mark> = {}): Mark => ({ key, kind: 'slot', x: 0, y: 0, w: 8, h: 8, label: key, ...more });
const drawing = (...marks: Mark[]): Content => ({ marks, links: [] });
const markedIn = ({ marks }: Content) => marks.filter(({ changed }) => changed).map(({ key }) => key);

test('what is in one drawing alone, and what looks different, is marked in both', () => {
  const now = drawing(slot('same'), slot('gone'), slot('page', { ghost: true }));
  const goal = drawing(slot('same', { x: 90, w: 20 }), slot('page', { tone: 'anon' }), slot('new'));
  const compared = compareDrawings(now, goal);
  expect(compared.missing.map(({ key }) => key)).toEqual(['new']);
  expect(compared.extra.map(({ key }) => key)).toEqual(['gone']);
  expect(compared.other).toEqual([goal.marks[1]]);
  expect(markedIn(compared.now)).toEqual(['gone', 'page']);
  expect(markedIn(compared.goal)).toEqual(['page', 'new']);
});

test('where things lie, what only holds the drawing together, and what changed before says nothing', () => {
  const now = drawing(slot('same', { changed: 'cause' }), slot('axis', { kind: 'axis', label: '1' }));
  const goal = drawing(slot('same', { y: 40 }), slot('note', { kind: 'note' }), slot('axis', { kind: 'axis', label: '2' }));
  const { missing, extra, other, ...both } = compareDrawings(now, goal);
  expect([...missing, ...extra, ...other]).toEqual([]);
  expect([...markedIn(both.now), ...markedIn(both.goal)]).toEqual([]);
});

test('parts of what is cut differently are compared as a whole', () => {
  const cut = (whole: string, ...parts: number[]) =>
    drawing(...parts.map((part, i) => slot(`${whole}/${i * (8 / parts.length)}`, { part })));
  const differing = (now: Content, goal: Content) => {
    const { missing, extra, other } = compareDrawings(now, goal);
    return missing.length + extra.length + other.length;
  };
  expect(differing(cut('pages:1', 0, 0.5), cut('pages:1', 0, 0, 0, 1))).toBe(0);
  expect(differing(cut('pages:1', 0, 0), cut('pages:1', 0, 0, 0, 1))).toBeGreaterThan(0);
  expect(differing(cut('pages:1', 0, 0.5), cut('pages:1', 0, 1))).toBe(1);
  expect(differing(cut('pages:1', 0, 0.5), cut('pages:2', 0, 0.5))).toBe(4);
});
