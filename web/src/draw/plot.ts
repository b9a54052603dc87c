// A time plot: one column a step, from the first to the newest, on a scale that begins at nothing, and lines to be measured against. Where
// there are more steps than columns, a column stands for several, and shows the largest. Ticks are d3-scale's, axes are marks, so a
// canvas and a picture that is taken away have them too. Pure: what is measured is the caller's business.
import { scaleLinear } from 'd3-scale';
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
  format(value: number): string;
  /** Of a column, from the first of its steps to the last, with its largest value: its name for people who do not see it. */
  labelOf(from: number, to: number, value: number): string;
}

export interface PlotRoom {
  x: number;
  y: number;
  width: number;
  height: number;
}

const kNarrowest = 3;
const kWidest = 24;
const kFoot = 24;
const kTicks = 4;
const kAir = 8;

interface Column {
  from: number;
  to: number;
  value: number;
}

/** Equal groups of neighbours. */
function columnsOf(values: readonly number[], most: number): Column[] {
  const count = Math.min(values.length, Math.max(1, most));
  return Array.from({ length: count }, (_, column) => {
    const from = Math.floor((values.length * column) / count);
    const to = Math.floor((values.length * (column + 1)) / count) - 1;
    return { from, to, value: Math.max(...values.slice(from, to + 1)) };
  });
}

export function plotMarks(plot: Plot, { x, y, width, height }: PlotRoom): Mark[] {
  const { key, lines, format } = plot;
  const scale = scaleLinear([0, Math.max(1, ...plot.values, ...lines.map(({ value }) => value))], [height - kFoot, kAir]).nice(kTicks);
  const ticks = scale.ticks(kTicks);
  const names = Math.ceil(Math.max(...ticks.map((tick) => widthOf(format(tick), kSmall, true)))) + kAir;
  const left = x + names;
  const room = width - names;
  const columns = columnsOf(plot.values, Math.floor(room / kNarrowest));
  const step = Math.min(kWidest, room / Math.max(1, columns.length));
  const bottom = scale(0);
  return [
    ...ticks.map((tick): Mark => {
      const words = [{ text: format(tick), at: 'end' as const, small: true, mono: true }];
      return { key: `${key}/${tick}`, kind: 'note', x, y: y + scale(tick) - 8, w: names - kAir / 2, h: 16, words };
    }),
    ...columns.map(({ from, to, value }, column): Mark => {
      const top = Math.min(scale(value), bottom - (value > 0 ? 1 : 0));
      const isLooked = plot.at !== null && from <= plot.at && plot.at <= to;
      return {
        // A column keeps its steps while there is one each; groups are told apart by their place.
        key: columns.length === plot.values.length ? `${key}#${from}` : `${key}#${column}/${columns.length}`,
        kind: 'slot',
        x: left + column * step,
        y: y + top,
        w: Math.max(1, step - 1),
        h: bottom - top,
        tone: plot.tone,
        label: plot.labelOf(from, to, value),
        ...(isLooked ? { walked: true } : {}),
      };
    }),
    { key: `${key}/foot`, kind: 'axis', x: left, y: y + bottom, w: room, h: kFoot, ticks: columns.map((_, column) => column * step) },
    ...lines.map((line): Mark => {
      const words = [{ text: line.text, at: 'end' as const, small: true }];
      return { key: `${key}/${line.key}`, kind: 'axis', x: left, y: y + scale(line.value), w: room, h: 16, label: line.text, words };
    }),
  ];
}
