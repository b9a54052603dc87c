// Marks and links: what a scene shows. Plain data, in the coordinates of the whole drawing; how each kind looks is look/'s business, and
// who appears, moves and goes is found out by key.
import type { Ink } from './shape';

export type Kind =
  | 'process'
  | 'area'
  | 'table'
  | 'entry'
  | 'frame'
  | 'anonVma'
  | 'avc'
  | 'file'
  | 'slot'
  | 'list'
  | 'node'
  | 'fold'
  | 'note'
  | 'axis'
  | 'break'
  | 'bracket'
  | 'cells';

/** What a slot shows beside its colour, so that kinds are told apart without it. */
export type Sign = 'bars' | 'dot' | 'cross' | 'hollow' | 'hatched';

/** Many small squares in one mark, row by row: how many of which colour follow one another; null leaves them out. */
export interface Cells {
  columns: number;
  /** Side of a square, in px. */
  cell: number;
  runs: readonly (readonly [tone: Ink | null, count: number])[];
}

/** How strongly something changed just now: what started it, what it changed itself, what moved along. */
export type Strength = 'cause' | 'direct' | 'along';

export interface Word {
  text: string;
  /** 0 is the first line of the mark. */
  line?: number;
  at?: 'start' | 'middle' | 'end';
  /** px from the left border instead of where `at` puts it. */
  x?: number;
  mono?: boolean;
  bold?: boolean;
  small?: boolean;
  ink?: Ink;
}

export interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

export interface Mark extends Box {
  /** What stays the same thing from one picture to the next has the same key; unique in a scene. */
  key: string;
  kind: Kind;
  /** What lights it, separated by spaces, itself first (data-k). Without any it lights nothing. */
  keys?: string;
  /** Its name for people who do not see it. With a name it can be reached by the arrow keys. */
  label?: string;
  words?: readonly Word[];
  /** The colour that tells its kind or its owner. */
  tone?: Ink;
  /** Past six owners the colours come again, with another line around them: 0, 1, 2. */
  round?: number;
  /** Lies on the path that the picture is about. */
  walked?: boolean;
  /** A path ends here: there is nothing. */
  dead?: boolean;
  /** Was here, or was looked for here. */
  ghost?: boolean;
  /** Its words stand in a head line at its top: below it lie other marks. */
  headed?: boolean;
  /** Stands back behind the others. */
  quiet?: boolean;
  /** Cannot be written: hatched. */
  readOnly?: boolean;
  /** Of a slot that stands for several things: how much of it is filled, 0 to 1. */
  part?: number;
  sign?: Sign;
  cells?: Cells;
  /** Of an axis: where its ticks stand, from its left border. */
  ticks?: readonly number[];
  changed?: Strength | undefined;
  /** Key of the mark that it grows out of when it appears, and of the one that it goes into when it leaves. */
  from?: string;
  into?: string;
  /** Key of the mark that it was in the picture before: it begins just where that one stood, in its place. */
  was?: string;
  /** What a click on it does in its view: folding. It comes before what its keys do. */
  act?: string;
  /** For such a mark: open or folded. */
  open?: boolean;
}

export type Side = 'left' | 'right' | 'top' | 'bottom' | 'middle';

/** A point at the border of a mark: the middle of a side, or `dx` px from its left border, `dy` px below its top. */
export interface End {
  mark: string;
  side: Side;
  dx?: number;
  dy?: number;
}

export type LinkKind = 'child' | 'walk' | 'maps' | 'chain' | 'parent' | 'copy';

export interface Link {
  key: string;
  kind: LinkKind;
  from: End;
  to: End;
  /** Leaves and arrives sideways, upright, or goes straight; or along lanes, with corners. */
  bend: 'across' | 'down' | 'straight' | 'lanes';
  /** The lanes, level and upright ones in turn, by where they lie: the first is upright for a link that leaves sideways. */
  lanes?: readonly number[];
  keys?: string;
  tone?: Ink;
  words?: string;
  changed?: Strength | undefined;
  quiet?: boolean;
  /** On a path that is travelled: the how-manieth stretch of how many. */
  stretch?: readonly [index: number, count: number];
}

export interface Content {
  /** Later ones lie above earlier ones. */
  marks: readonly Mark[];
  links: readonly Link[];
  /** Keys of the marks that the picture is about, the most important first: as many as there is room for are brought into sight. */
  about?: readonly string[];
  /** Where marks of the picture before this one went, by key, as far as this one knows it better than they did. */
  gone?: { get(key: string): string | undefined };
  /** What path is travelled: when it changes, its links are drawn one after the other. */
  travel?: string;
}

export const kNothing: Content = { marks: [], links: [] };

/** The box around all of them; empty at the origin for none. */
export function boundsOf(boxes: Iterable<Box>): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const box of boxes) {
    left = Math.min(left, box.x);
    top = Math.min(top, box.y);
    right = Math.max(right, box.x + box.w);
    bottom = Math.max(bottom, box.y + box.h);
  }
  return left === Infinity ? { x: 0, y: 0, w: 0, h: 0 } : { x: left, y: top, w: right - left, h: bottom - top };
}

/** Around all of a picture: its marks, and the lanes that links run along. */
export function extentOf({ marks, links }: Content): Box {
  const lanes = links.flatMap(({ from, lanes: all = [] }) => {
    const isLevel = from.side !== 'top' && from.side !== 'bottom';
    return all.map((at, turn) => ((turn % 2 === 0) === isLevel ? { x: at } : { y: at }));
  });
  const bounds = boundsOf(marks);
  if (marks.length === 0) return bounds;
  return boundsOf([bounds, ...lanes.map((lane) => ({ x: bounds.x, y: bounds.y, w: 0, h: 0, ...lane }))]);
}
