// Pressure: what a log says of free pages step by step, how zones, signs and bars are laid out, what they say, and that the drawing and
// the text of the real engine agree.
import { describe, expect, test } from 'vitest';
import { extentOf, type Mark } from '../src/draw/mark';
import { decodeSnapshot } from '../src/engine/generated/snapshot';
import { layoutPressure } from '../src/layout/pressure';
import { reasonText } from '../src/model/event_text';
import { Machine } from '../src/model/machine';
import { type PressureStep, pressureOf, pressureSteps } from '../src/model/pressure';
import { pressureContent } from '../src/views/pressure/pressure_marks';
import { kPressureWords, pressureWords } from '../src/views/pressure/words';
import { encodeSnapshot, machineRows } from './fixture';
import { Player } from './story_player';

const zone = (place: number, freePages: number) => ({ zone: place, freePages, watermarkMin: 100, watermarkLow: 125, watermarkHigh: 150 });

function machineWith(free: number, pressure: object = {}, weights = [60, 140]): Machine {
  const rows = {
    ...machineRows('before'),
    zones: [zone(0, 3000), zone(1, free)],
    lru: [40, 10, 5, 2, 0].map((count, list) => ({ list, count })),
    pressure: [{ swappiness: 60, reason: 0, ...pressure }],
    scan: [
      { cost: 12, weight: weights[0]! },
      { cost: 0, weight: weights[1]! },
    ],
  };
  return new Machine(decodeSnapshot(encodeSnapshot(rows as Parameters<typeof encodeSnapshot>[0])));
}

describe('what is read', () => {
  test('zones from the highest, each against its watermarks', () => {
    const levels = [99, 124, 149, 150].map((free) => pressureOf(machineWith(free)).zones[0]!.level);
    expect(levels).toEqual(['belowMin', 'belowLow', 'belowHigh', 'aboveHigh']);
    expect(pressureOf(machineWith(99)).zones.map(({ name, place }) => [name, place])).toEqual([
      ['DMA32', 1],
      ['DMA', 0],
    ]);
  });

  test('shares of the looks, with what they come from; nothing to weigh is no share', () => {
    expect(pressureOf(machineWith(200)).sides).toEqual([
      { kind: 'anon', inactive: 40, active: 10, swappiness: 60, cost: 12, share: 0.3 },
      { kind: 'file', inactive: 5, active: 2, swappiness: 140, cost: 0, share: 0.7 },
    ]);
    const none = pressureOf(machineWith(200, {}, [0, 0]));
    expect(none.sides.map(({ share }) => share)).toEqual([0, 0]);
    expect([15, 16].map((kswapdFailures) => pressureOf(machineWith(200, { kswapdFailures })).isHopeless)).toEqual([false, true]);
  });

  test('a command that says nothing of free pages left them as they were', () => {
    expect(pressureSteps([{ free: [3, 9] }, { kswapd: 2 }, { free: [3, 4], direct: 1 }, { free: [0, 0] }], 3)).toEqual([
      { free: [3, 9], kswapd: 0, direct: 0 },
      { free: [3, 9], kswapd: 2, direct: 0 },
      { free: [3, 4], kswapd: 0, direct: 1 },
    ]);
  });
});

describe('where it stands', () => {
  test('wide: plots below each other, signs under them, bars beside', () => {
    expect(layoutPressure(2, { width: 1000, height: 500 })).toEqual({
      zones: [
        { x: 0, y: 0, w: 620, h: 232 },
        { x: 0, y: 232, w: 620, h: 232 },
      ],
      awake: { x: 0, y: 464, w: 620, h: 36 },
      scan: { x: 644, y: 0, w: 356, h: 500 },
      gutters: { left: 52, right: 78 },
    });
  });

  test('narrow: all of it below each other; low: a plot keeps what it needs', () => {
    const { zones, awake, scan } = layoutPressure(1, { width: 360, height: 400 });
    expect([zones[0], awake, scan]).toEqual([
      { x: 0, y: 0, w: 360, h: 130 },
      { x: 0, y: 130, w: 360, h: 36 },
      { x: 0, y: 190, w: 360, h: 0 },
    ]);
    expect(layoutPressure(3, { width: 900, height: 200 }).zones.map(({ y, h }) => [y, h])).toEqual([
      [0, 130],
      [130, 130],
      [260, 130],
    ]);
  });
});

const kSteps: PressureStep[] = [
  { free: [3000, 2900], kswapd: 0, direct: 0 },
  { free: [3000, 180], kswapd: 0, direct: 0 },
  { free: [3000, 151], kswapd: 1, direct: 0 },
  { free: [3000, 99], kswapd: 2, direct: 3 },
];

const drawn = (steps: readonly PressureStep[], width = 1000, at: number | null = 3) =>
  pressureContent({
    pressure: pressureOf(machineWith(99)),
    steps,
    at,
    reason: 'some of both',
    room: { width, height: 500 },
    say: pressureWords('en'),
  });
const like = (marks: readonly Mark[], start: string) => marks.filter(({ key }) => key.startsWith(start));

describe('what is drawn', () => {
  test('watermarks have half of the height, so that what lies near them is told apart', () => {
    const { marks, about } = drawn(kSteps);
    const columns = like(marks, 'free:DMA32#');
    expect(columns.map(({ y, h, walked }) => [Math.round(y), Math.round(h), walked ?? false])).toEqual([
      [28, 180, false],
      [131, 77, false],
      [143, 65, false],
      [166, 42, true],
    ]);
    const lines = ['high', 'low', 'min'].map((line) => Math.round(marks.find(({ key }) => key === `free:DMA32/${line}`)!.y));
    expect(lines).toEqual([144, 154, 165]);
    const names = like(marks, 'free:DMA32/').filter(({ key }) => key.endsWith('/name'));
    expect(names.map(({ y, words }) => [Math.round(y), words![0]!.text])).toEqual([
      [136, 'high 150'],
      [149, 'low 125'],
      [162, 'min 100'],
    ]);
    expect(about).toEqual(['free:DMA32#3', 'scan:anon', 'scan:file']);
    expect(columns.map(({ act }) => act)).toEqual(['go:0', 'go:1', 'go:2', 'go:3']);
    expect(columns[3]!.label).toBe('after command 4: 99 pages free in DMA32');
  });

  test('who was awake stands below the command in which it was', () => {
    const { marks } = drawn(kSteps);
    const columns = like(marks, 'free:DMA32#');
    expect(like(marks, 'kswapd#').map(({ x, label }) => [x, label])).toEqual([
      [columns[2]!.x, 'kswapd ran in command 3, 1 ×'],
      [columns[3]!.x, 'kswapd ran in command 4, 2 ×'],
    ]);
    expect(like(marks, 'direct#').map(({ x }) => x)).toEqual([columns[3]!.x]);
  });

  test('two bars as long as their shares, with what they come from', () => {
    const bars = drawn(kSteps).marks.filter(({ key }) => key === 'scan:anon' || key === 'scan:file');
    expect(bars.map(({ w, label }) => [w, label])).toEqual([
      [107, 'anonymous pages: 30 %; swappiness 60 of 200, cost 12: 40 inactive, 10 active'],
      [249, 'pages of files: 70 %; swappiness 140 of 200, cost 0: 5 inactive, 2 active'],
    ]);
  });

  test('100,000 commands stay a few hundred marks, and the one moment that was short of memory is seen', () => {
    const steps = Array.from({ length: 100_000 }, (_, at): PressureStep => ({ free: [3000, at === 777 ? 3 : 2900], kswapd: 0, direct: 0 }));
    const { marks } = drawn(steps, 1000, 777);
    expect(marks.length).toBeLessThan(400);
    const walked = like(marks, 'free:DMA32#').filter((mark) => mark.walked);
    expect(walked.map(({ label }) => label)).toEqual([expect.stringMatching(/at least 3 pages free/)]);
  });

  test('at the width of a phone nothing lies outside of it', () => {
    const { x, w } = extentOf(drawn(kSteps, 340));
    expect([x, w <= 340]).toEqual([0, true]);
  });
});

test('both languages fill the same holes', () => {
  const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort();
  for (const [word, text] of Object.entries(kPressureWords.en)) {
    expect([word, holes(kPressureWords.zh[word as keyof typeof kPressureWords.zh])]).toEqual([word, holes(text)]);
  }
});

const kMachines: Record<string, string[]> = {
  'a machine as it opens': ['print 1'],
  'no swap, pages of one process': ['a = mmap 8M', 'write $a n=2048'],
  'memory that ran short': [
    'boot mem=64M',
    'mkswap sda 64M',
    'swapon sda',
    'sysctl vm.swappiness 100',
    'a = mmap 96M',
    'write $a n=2000',
    'write $a+8M n=14000',
    'read $a n=20',
  ],
};

describe('drawing and text agree', () => {
  test.each(Object.entries(kMachines))('%s', (_, lines) => {
    const player = new Player();
    for (const line of lines) player.run(line);
    const text = player.show('pressure');
    const { status, machine } = player.moment();
    const { zones, sides, reason } = pressureOf(machine);
    const told = [...text.matchAll(/^(DMA|DMA32|Normal) +(\d+) +(\d+) +(\d+) +(\d+) +(below min|below low|below high|above high)/gm)];
    expect(zones.map(({ name, free, min, low, high }) => [name, free, min, low, high].join(' ')).reverse()).toEqual(
      told.map((row) => row.slice(1, 6).join(' ')),
    );
    const bars = [...text.matchAll(/^(?:anonymous|of files) +(\d+) +(\d+) +(\d+) +(\d+) +(\d+) +%/gm)];
    expect(sides.map((side) => [side.inactive, side.active, side.swappiness, side.cost, Math.round(side.share * 100)].join(' '))).toEqual(
      bars.map((row) => row.slice(1).join(' ')),
    );
    expect(text).toContain(`reclaim would look at: ${reasonText(reason)}`);
    const steps = pressureSteps(status.commands, status.head);
    const after = [...text.matchAll(/^ +(\d+) +(\d+) +(\d+) +(\d+)$/gm)].map((row) => row.slice(1).map(Number));
    expect(steps.map(({ free, kswapd, direct }, at) => [at + 1, free.reduce((sum, pages) => sum + pages, 0), kswapd, direct])).toEqual(
      after,
    );
    const wasShort = lines[0]!.startsWith('boot');
    expect(steps.some(({ kswapd }) => kswapd > 0)).toBe(wasShort);
  });
});
