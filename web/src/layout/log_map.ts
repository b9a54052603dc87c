// The whole log compressed to a width: cells of one command or several, the marks of what they did, and the moment at a place.
import { scaleLinear } from 'd3-scale';
import type { CommandInfo } from '../engine/protocol';
import { eventCells } from './timeline';

/** What is counted of a command, from the top lane to the lowest. */
export const kLanes = ['faults', 'copies', 'frames', 'tables'] as const;
export type Lane = (typeof kLanes)[number];

export interface MapMark {
  key: string;
  /** A lane; refused: something did not succeed; hole: events that were not kept; quiet: none of these. */
  kind: Lane | 'refused' | 'hole' | 'quiet';
  x: number;
  w: number;
}

/** A moment: in front of event `events` of a command, which is 0-based; null: after all of it. */
export interface Place {
  command: number;
  events: number | null;
}

type Told = Pick<CommandInfo, 'kind' | 'events' | 'kept' | Lane>;

const kCellWidth = 6;
/** From this width on a command has room for its events, and for marks that are longer the more there was. */
const kWide = 24;

export function layoutLogMap(commands: readonly Told[], width: number): MapMark[] {
  const scale = scaleLinear([0, commands.length], [0, width]);
  return eventCells(commands.length, Math.floor(width / kCellWidth)).flatMap(({ from, to }) => {
    const x = Math.round(scale(from));
    return marksOf(commands.slice(from, to), from, x, Math.round(scale(to)) - x);
  });
}

/** What is rare shows in a cell of several commands, too. */
function marksOf(commands: readonly Told[], from: number, x: number, cell: number): MapMark[] {
  const mark = (kind: MapMark['kind'], length: number): MapMark => {
    const w = Math.min(length, cell - 1);
    return { key: `${from} ${kind}`, kind, x: x + Math.floor((cell - w) / 2), w };
  };
  const marks = kLanes
    .map((lane) => ({ lane, count: commands.reduce((sum, one) => sum + (one[lane] ?? 0), 0) }))
    .filter(({ count }) => count > 0)
    .map(({ lane, count }) => mark(lane, lengthOf(count, cell)));
  if (commands.some(({ kind }) => kind !== 'ok')) marks.push(mark('refused', 7));
  if (commands.some(({ kept }) => kept !== undefined)) marks.push(mark('hole', cell));
  return marks.length > 0 ? marks : [mark('quiet', 3)];
}

const lengthOf = (count: number, cell: number) => (cell < kWide ? cell : Math.min(cell * 0.6, Math.round(12 + 6 * Math.log2(count))));

/** The moment at a place of the map: a command, and where there is room one of its events. What was undone is not among them. */
export function placeAt(x: number, commands: readonly Pick<CommandInfo, 'events'>[], head: number, width: number): Place {
  const at = scaleLinear([0, width], [0, commands.length])(x);
  const command = Math.floor(at);
  if (command >= head) return { command: head - 1, events: null };
  if (command < 0) return { command: 0, events: 0 };
  const { events } = commands[command]!;
  const before = Math.floor((at - command) * (events + 1));
  return { command, events: width / commands.length < kWide || before >= events ? null : before };
}

/** Where on the map a moment stands. */
export function placeOf(cursor: { command: number; event: number | null }, events: number, count: number, width: number): number {
  const inside = cursor.event === null ? 0 : 1 - cursor.event / Math.max(1, events);
  return scaleLinear([0, count], [0, width])(cursor.command - inside);
}
