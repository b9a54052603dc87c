// The picture of each kind of mark that web/README.md shows: as it is, and with the three strengths of a change. Written anew by
// UPDATE_MARKS=1 npx vitest run tests/marks.test.ts
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { toSvg } from '../src/draw/export';
import { kKinds } from '../src/draw/look';
import type { Kind, Mark } from '../src/draw/mark';

const kTokens = readFileSync(new URL('../src/app/styles/tokens.css', import.meta.url), 'utf8');
const kReadme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const kLight = kTokens.slice(kTokens.indexOf("[data-theme='light']")).split('}')[0]!;
const inkOf = (ink: string) => new RegExp(`--${ink}: (#[0-9a-f]{6})`).exec(kLight)?.[1] ?? '#000000';
const theme = { inkOf, sans: 'sans-serif', mono: 'monospace' };

type Sample = Pick<Mark, 'w' | 'h'> & Partial<Mark>;

const words = (...texts: string[]) => texts.map((text, line) => ({ text, line }));
const middle = (text: string) => [{ text, at: 'middle' as const }];

const kSamples: Readonly<Record<Kind, Sample>> = {
  process: { w: 60, h: 26, tone: 'p2', words: middle('pid 2') },
  area: {
    w: 110,
    h: 40,
    tone: 'p1',
    words: [
      { text: '64 KiB', bold: true },
      { text: 'rw-p', line: 1, mono: true, small: true },
    ],
  },
  table: {
    w: 110,
    h: 62,
    words: [
      { text: 'PTE', bold: true },
      { text: '0x3e0a', at: 'end', mono: true, small: true },
    ],
  },
  entry: { w: 130, h: 22, words: [{ text: '495 → 0x3e06', mono: true }] },
  frame: { w: 84, h: 46, words: [...middle('0x3e06'), { text: '"hello"', at: 'middle', line: 1, small: true }] },
  anonVma: { w: 90, h: 40, words: middle('anon_vma 2') },
  avc: { w: 20, h: 20 },
  file: { w: 80, h: 40, words: words('libc.so') },
  slot: { w: 10, h: 10, tone: 'anon' },
  list: { w: 110, h: 24, words: words('order 9') },
  node: { w: 110, h: 54, headed: true, words: words('node 1') },
  fold: { w: 110, h: 24, act: 'open', words: middle('27 more alike') },
  note: { w: 160, h: 16, words: words('2 visited, 0 in vain') },
  axis: { w: 160, h: 24, ticks: [1, 80], words: [{ text: '0x7ffff7fef000', x: 2, mono: true, small: true }] },
  break: { w: 46, h: 40, words: middle('15 GiB') },
  bracket: { w: 110, h: 14 },
  cells: {
    w: 96,
    h: 24,
    cells: {
      columns: 8,
      cell: 10,
      runs: [
        ['anon', 5],
        [null, 2],
        ['table', 9],
      ],
    },
  },
};

/** Kinds of which a part of a picture is, and never a thing that changes. */
const kStill: readonly Kind[] = ['fold', 'note', 'axis', 'break', 'bracket', 'cells'];

function pictureOf(kind: Kind): string {
  const states = kStill.includes(kind) ? [undefined] : ([undefined, 'along', 'direct', 'cause'] as const);
  const marks = states.map(
    (changed, at): Mark => ({ key: `${at}`, kind, x: at * (kSamples[kind].w + 22), y: 0, ...kSamples[kind], changed }),
  );
  return `${toSvg({ marks, links: [] }, { title: kind, theme })}\n`;
}

test.each(kKinds)('the picture of %s is what is drawn today, and the README shows it', (kind) => {
  const file = new URL(`../pictures/marks/${kind}.svg`, import.meta.url);
  if (process.env.UPDATE_MARKS) writeFileSync(file, pictureOf(kind));
  expect(readFileSync(file, 'utf8')).toBe(pictureOf(kind));
  expect(kReadme).toContain(`(pictures/marks/${kind}.svg)`);
});
