import { describe, expect, test } from 'vitest';
import { kEnglishWords, translator } from '../src/base/i18n';
import { layoutLogMap, placeAt, placeOf } from '../src/layout/log_map';
import { layoutTables } from '../src/layout/tables';
import { eventCells, layoutTimeline } from '../src/layout/timeline';
import { kNoChange } from '../src/model/diff';
import { pageKey, pteKey } from '../src/model/keys';
import { strengthsOf } from '../src/model/strength';
import { walkOf } from '../src/model/walk';
import { tableContent } from '../src/views/tables/table_small';
import { nearest } from '../src/widgets/arrows';
import { kArea, kCopy, kOld, machine } from './fixture';

describe('page tables', () => {
  const room = { width: 960, height: 500 };
  const walked = { mm: 2, vpn: kArea, ...room, changed: new Set<number>() };
  const layout = layoutTables(machine(), walked);

  test('one card a level, empty ranges folded to their count', () => {
    expect(layout.cards.map((card) => [card.level, card.pfn, card.walked])).toEqual([
      [4, 0x110, true],
      [3, 0x111, true],
      [2, 0x112, true],
      [1, 0x113, true],
    ]);
    expect(layout.cards[0]!.rows.map((row) => (row.kind === 'entry' ? row.index : `${row.count} ${row.kind}`))).toEqual([
      '255 empty',
      255,
      '256 empty',
    ]);
    expect(layout.cards[1]!.rows.map((row) => (row.kind === 'entry' ? row.index : row.count))).toEqual([511, 511]);
    expect(layout.foldedEntries).toBe(4 * 511);
  });

  test('cards stand side by side and links lead from an entry to its table', () => {
    const [pgd, pud] = layout.cards;
    expect(pgd!.x).toBe(0);
    expect(pud!.x).toBe(pgd!.w + 44);
    expect(layout.links).toHaveLength(3);
    expect(layout.links[0]).toMatchObject({ from: { pfn: 0x110 }, dy: 28 + 22 + 9.5, to: { pfn: 0x111 }, walked: true });
  });

  test('columns come closer before they no longer fit', () => {
    const widthAt = (width: number) => layoutTables(machine(), { ...walked, width }).width;
    expect(widthAt(1100)).toBe(4 * 170 + 14 + 3 * 44);
    expect(widthAt(684)).toBeLessThanOrEqual(684 - 104);
    expect(widthAt(300)).toBe(4 * 112 + 14 + 3 * 16);
  });

  test('without an address nothing is walked', () => {
    const plain = layoutTables(machine(), { ...walked, vpn: null });
    expect(plain.cards.some((card) => card.walked)).toBe(false);
  });

  test('a folded table hides what hangs from it behind one count, which unfolds it', () => {
    const folded = layoutTables(machine(), { ...walked, folded: new Set([0x111]) });
    expect(folded.cards.map((card) => card.pfn)).toEqual([0x110, 0x111]);
    expect(folded.stubs).toMatchObject([{ parent: 0x111, tables: 1, isFolded: true }]);
  });

  test('the copy grows out of the old page, and a line says what was copied', () => {
    const now = machine();
    const old = new Map([[pteKey(2, kArea), { lo: 0x25, hi: 0, pfn: kOld }]]);
    const change = { ...kNoChange, keys: new Set([pteKey(2, kArea), pageKey(kCopy)]), oldEntries: old };
    const focus = { pid: 2, vpn: kArea, pfns: [kCopy] };
    const content = tableContent({
      machine: now,
      walk: walkOf(now, 2, kArea),
      change,
      strength: strengthsOf(now, change, focus),
      t: translator(kEnglishWords),
      options: walked,
    });
    const byKey = new Map(content.marks.map((mark) => [mark.key, mark]));
    expect(byKey.get(pageKey(kCopy))).toMatchObject({ kind: 'frame', from: pageKey(kOld), changed: 'cause' });
    // In a low room the copy and its entry are seen, not what was copied.
    expect(content.about!.slice(0, 3)).toEqual([pageKey(kCopy), expect.stringMatching(/^row:/), pageKey(kOld)]);
    expect(byKey.get(pageKey(kOld))).toMatchObject({ kind: 'frame', quiet: true });
    expect(content.links.find((link) => link.kind === 'copy')).toMatchObject({
      from: { mark: pageKey(kOld) },
      to: { mark: pageKey(kCopy) },
    });
    expect(byKey.get('said')!.words!.map((word) => word.text)).toEqual(['4096 bytes', 'copied']);
    expect(content.links.filter((link) => link.stretch).map((link) => link.stretch)).toEqual([
      [0, 4],
      [1, 4],
      [2, 4],
      [3, 4],
    ]);
    for (const link of content.links) expect([byKey.has(link.from.mark), byKey.has(link.to.mark)]).toEqual([true, true]);
    expect(new Set(content.marks.map((mark) => mark.key)).size).toBe(content.marks.length);
  });
});

describe('timeline', () => {
  test('few commands have room, many get a window around the looked-at one', () => {
    expect(layoutTimeline(3, 3, 840)).toEqual({
      stops: [{ command: 0 }, { command: 1 }, { command: 2 }],
      before: 0,
      after: 0,
    });
    const many = layoutTimeline(1000, 500, 840);
    expect(many.stops.map((stop) => stop.command)).toEqual([495, 496, 497, 498, 499, 500, 501, 502, 503, 504]);
    expect([many.before, many.after]).toEqual([495, 495]);
  });

  test('events share cells when there are many', () => {
    expect(eventCells(3, 10)).toEqual([
      { from: 0, to: 1 },
      { from: 1, to: 2 },
      { from: 2, to: 3 },
    ]);
    expect(eventCells(1000, 4).map((cell) => cell.to)).toEqual([250, 500, 750, 1000]);
  });
});

test('arrow keys go to the nearest thing in their direction', () => {
  const points = [
    { x: 0, y: 0 },
    { x: 10, y: 1 },
    { x: 8, y: 30 },
    { x: 0, y: 12 },
  ];
  expect(nearest(points, 0, [1, 0])).toBe(1);
  expect(nearest(points, 0, [0, 1])).toBe(3);
  expect(nearest(points, 0, [-1, 0])).toBeNull();
});

describe('the map of the log', () => {
  const ok = { kind: 'ok', events: 9 } as const;
  const marks = (log: Parameters<typeof layoutLogMap>[0], width: number) => layoutLogMap(log, width).map(({ kind, x, w }) => [kind, x, w]);

  test('a cell a command: lanes of what it did, longer the more there was, a refusal, a hole, a dot for none', () => {
    const log = [ok, { ...ok, faults: 1, frames: 8 }, { ...ok, kind: 'signal' as const }, { ...ok, tables: 1, kept: 20000 }];
    expect(marks(log, 400)).toEqual([
      ['quiet', 48, 3],
      ['faults', 144, 12],
      ['frames', 135, 30],
      ['refused', 246, 7],
      ['tables', 344, 12],
      ['hole', 300, 99],
    ]);
  });

  test('where there is no room a cell stands for several, and what is rare shows', () => {
    const log = [ok, { ...ok, copies: 3 }, { ...ok, kind: 'errno' as const }, ok];
    expect(marks(log, 12)).toEqual([
      ['copies', 0, 5],
      ['refused', 6, 5],
    ]);
    const long = Array.from({ length: 20_000 }, (_, i) => (i === 12_345 ? { ...ok, faults: 1 } : ok));
    expect(layoutLogMap(long, 600).length).toBe(100);
    expect(marks(long, 600).filter(([kind]) => kind === 'faults')).toEqual([['faults', 366, 5]]);
  });

  test('a place is a moment: an event where a command has room, else all of the command; never beyond what is undone', () => {
    const log = Array.from({ length: 4 }, () => ok);
    expect([-5, 0, 55, 99, 150, 399, 500].map((x) => placeAt(x, log, 4, 400))).toEqual([
      { command: 0, events: 0 },
      { command: 0, events: 0 },
      { command: 0, events: 5 },
      { command: 0, events: null },
      { command: 1, events: 5 },
      { command: 3, events: null },
      { command: 3, events: null },
    ]);
    expect(placeAt(350, log, 2, 400)).toEqual({ command: 1, events: null });
    expect(placeAt(9, log, 4, 40)).toEqual({ command: 0, events: null });
    expect(placeAt(10, log, 4, 40)).toEqual({ command: 1, events: null });
    expect(placeOf({ command: 2, event: 3 }, 9, 4, 400)).toBeCloseTo(133.33);
    expect(placeOf({ command: 2, event: null }, 9, 4, 400)).toBe(200);
  });
});
