// A time plot: one column a step, from the first to the newest, on a scale that begins at nothing, and lines to be measured against, with
// their names on the right. Where there are more steps than columns, a column stands for several, and shows the largest, or the smallest.
// A scale may have a knee: what lies below it has half of the height, so that lines far below the columns are told apart. Scales and
// ticks are d3-scale's, axes are marks, so a canvas and a picture that is taken away have them too. Pure: what is measured is the
// caller's business.
import { type ScaleLinear, scaleLinear } from 'd3-scale';
import type { Mark } from './mark';
import { type Ink, kSmall, widthOf } from './shape';

export interface PlotLine {
  key: string;
  text: string;
  value: number;
}

export interface Plot {
  key: string;
  tone: Ink;
  /** One a step. */
  values: readonly number[];
  /** The step that is looked at. */
  at: number | null;
  lines: readonly PlotLine[];
  /** Half of the height is for values below it. */
  knee?: number;
  /** Of several steps in one column, the one that it shows; the largest where it is left out. */
  shows?: 'largest' | 'smallest';
  format(value: number): string;
  /** Of a column, from the first of its steps to the last, with its value: its name for people who do not see it. */
  labelOf(from: number, to: number, value: number): string;
  /** What a click on a column does, by the last of its steps. */
  actOf?(to: number): string;
}

export interface PlotRoom {
  x: number;
  y: number;
  width: number;
  height: number;
  /** For the names of ticks and of lines, where several plots stand below each other; else as wide as these are. */
  gutters?: { left: number; right: number };
}

const kNarrowest = 3;
const kWidest = 24;
const kFoot = 24;
const kTicks = 4;
const kAir = 8;
/** From the name of one line to the next, px. */
const kNameDown = 13;

export interface Column {
  /** Steps: from the first to the last. */
  from: number;
  to: number;
  x: number;
  w: number;
}

/** Equal groups of neighbours, as many as have room. */
export function plotColumns(steps: number, width: number): Column[] {
  const count = Math.min(steps, Math.max(1, Math.floor(width / kNarrowest)));
  const across = Math.min(kWidest, width / Math.max(1, count));
  return Array.from({ length: count }, (_, column) => {
    const from = Math.floor((steps * column) / count);
    const to = Math.floor((steps * (column + 1)) / count) - 1;
    return { from, to, x: column * across, w: Math.max(1, across - 1) };
  });
}

function scaleOf({ values, lines, knee }: Plot, height: number): { scale: ScaleLinear<number, number>; ticks: number[] } {
  const most = Math.max(1, ...values, ...lines.map(({ value }) => value));
  const range = [height - kFoot, kAir];
  if (knee === undefined || most <= 2 * knee) {
    const scale = scaleLinear([0, most], range).nice(kTicks);
    return { scale, ticks: scale.ticks(kTicks) };
  }
  const upper = scaleLinear([knee, most], [0, 1]).ticks(2);
  return {
    scale: scaleLinear([0, knee, most], [range[0]!, (range[0]! + range[1]!) / 2, range[1]!]),
    ticks: [0, ...upper.filter((tick) => tick >= 2 * knee)],
  };
}

/** As wide as the widest of the texts. */
const roomFor = (texts: readonly string[], mono: boolean) =>
  texts.length === 0 ? 0 : Math.ceil(Math.max(...texts.map((text) => widthOf(text, kSmall, mono)))) + kAir;

/** Names of lines, the highest first, none of them on another. */
function lineNames({ key, lines }: Plot, yOf: (value: number) => number, x: number, w: number): Mark[] {
  let free = -Infinity;
  return [...lines]
    .sort((a, b) => b.value - a.value)
    .map((line): Mark => {
      const y = Math.max(free, yOf(line.value) - 8);
      free = y + kNameDown;
      return { key: `${key}/${line.key}/name`, kind: 'note', x, y, w, h: 16, words: [{ text: line.text, small: true }] };
    });
}

export function plotMarks(plot: Plot, { x, y, width, height, gutters }: PlotRoom): Mark[] {
  const { key, lines, format, values } = plot;
  const { scale, ticks } = scaleOf(plot, height);
  const names = gutters?.left ?? roomFor(ticks.map(format), true);
  const beside =
    gutters?.right ??
    roomFor(
      lines.map(({ text }) => text),
      false,
    );
  const left = x + names;
  const room = width - names - beside;
  const columns = plotColumns(values.length, room);
  const bottom = scale(0);
  const pick = plot.shows === 'smallest' ? Math.min : Math.max;
  return [
    ...ticks.map((tick): Mark => {
      const words = [{ text: format(tick), at: 'end' as const, small: true, mono: true }];
      return { key: `${key}/${tick}`, kind: 'note', x, y: y + scale(tick) - 8, w: names - kAir / 2, h: 16, words };
    }),
    ...columns.map(({ from, to, x: across, w }, column): Mark => {
      const value = pick(...values.slice(from, to + 1));
      const top = Math.min(scale(value), bottom - (value > 0 ? 1 : 0));
      const isLooked = plot.at !== null && from <= plot.at && plot.at <= to;
      return {
        // A column keeps its steps while there is one each; groups are told apart by their place.
        key: columns.length === values.length ? `${key}#${from}` : `${key}#${column}/${columns.length}`,
        kind: 'slot',
        x: left + across,
        y: y + top,
        w,
        h: bottom - top,
        tone: plot.tone,
        label: plot.labelOf(from, to, value),
        ...(plot.actOf ? { act: plot.actOf(to) } : {}),
        ...(isLooked ? { walked: true } : {}),
      };
    }),
    { key: `${key}/foot`, kind: 'axis', x: left, y: y + bottom, w: room, h: kFoot, ticks: columns.map((column) => column.x) },
    ...lines.map((line): Mark => {
      return { key: `${key}/${line.key}`, kind: 'axis', x: left, y: y + scale(line.value), w: room, h: 16, label: line.text };
    }),
    ...lineNames(plot, (value) => y + scale(value), left + room + kAir / 2, beside - kAir / 2),
  ];
}
