// The visual language: how each kind of mark looks, one function a kind. web/README.md shows them side by side.
//   process  pill in its colour, a number in it; past the sixth a dashed border
//   area     soft box with square corners, its owner's colour on the left     table   sheet with a head line
//   entry    row of a sheet                                                   frame   full box: what it holds
//   anonVma  box with a double border                                         avc     circle
//   file     box with a folded corner                                         slot    small square
//   list     box with a bar on its left                                       node    box of a tree, round corners
//   fold     dashed pill: a click unfolds                                     note    text alone
//   axis     line with ticks      break    where a scale leaves something out      bracket  a range that is meant
//   cells    many small squares in one mark
import type { Kind, Mark } from '../mark';
import type { Ink, Shape } from '../shape';
import { axisLook, bracketLook, breakLook } from './axis';
import { boxOf, cornerOf, haloOf, hatchOf } from './box';
import { cellsLook, slotLook } from './cells';
import { kLine, wordsIn } from './words';

export { kLine } from './words';

type Look = (mark: Mark) => Shape[];

const process: Look = (mark) => {
  const tone = mark.tone ?? 'p1';
  const r = Math.min(13, mark.h / 2);
  const box = boxOf(mark, { r, fill: tone, fillOpacity: 0.12, stroke: tone, width: 1.6 });
  return [box, ...haloOf(mark, r), ...wordsIn(mark, { ink: tone, bold: true }), ...cornerOf(mark)];
};

const area: Look = (mark) => {
  const stroke: Ink = mark.walked ? 'sel' : mark.ghost || mark.quiet ? 'edge' : 'area';
  const box = boxOf(mark, { r: 3, fill: mark.quiet ? 'panel' : 'area', stroke, width: 1.4 });
  const bar: Shape[] = mark.tone ? [{ is: 'rect', x: 0, y: 0, w: 3.5, h: mark.h, fill: mark.tone }] : [];
  const hatch: Shape[] = mark.readOnly ? [{ is: 'path', d: hatchOf(mark.w, mark.h), stroke: 'edge', width: 0.5 }] : [];
  const words = wordsIn(mark, { ink: mark.ghost || mark.quiet ? 'dim' : 'area-ink' }, mark.headed ? 3 : undefined);
  return [box, ...hatch, ...bar, ...haloOf(mark, 3), ...words, ...cornerOf(mark)];
};

export const kTableHead = 24;

const table: Look = (mark) => {
  const stroke: Ink = mark.walked ? 'edge' : 'line';
  const box = boxOf(mark, { r: 7, fill: 'panel', stroke, width: 1.4 });
  const rule: Shape = { is: 'path', d: `M1 ${kTableHead}H${mark.w - 1}`, stroke: 'line', width: 1 };
  return [box, rule, ...haloOf(mark, 7), ...wordsIn(mark, { ink: 'ink', inset: 9 }, (kTableHead - kLine) / 2), ...cornerOf(mark)];
};

const entry: Look = (mark) => {
  const hot = mark.changed === 'cause' || mark.changed === 'direct';
  const fill: Ink = hot ? 'hot' : mark.walked ? 'table' : 'raise';
  const box = boxOf(mark, {
    r: 4,
    fill,
    fillOpacity: hot || mark.walked ? 0.2 : 0.6,
    stroke: mark.walked ? 'table' : 'line',
    width: mark.walked ? 1.6 : 1,
  });
  return [box, ...wordsIn(mark, { ink: 'ink', inset: 7 }), ...cornerOf(mark)];
};

const frame: Look = (mark) => {
  const tone = mark.tone ?? 'anon';
  const hollow = mark.quiet || mark.ghost;
  const box = boxOf(mark, { r: 7, fill: hollow ? 'panel' : tone, stroke: tone, width: 1.8 });
  const hatch: Shape[] = mark.readOnly && !hollow ? [{ is: 'path', d: hatchOf(mark.w, mark.h), stroke: 'panel', width: 1.2 }] : [];
  return [box, ...hatch, ...haloOf(mark, 7), ...wordsIn(mark, { ink: hollow ? 'ink' : 'on-fill', bold: true }), ...cornerOf(mark)];
};

/** Narrower than this there is room for a number alone. */
const kSlim = 44;

const innerOf = ({ w, h }: Mark, r: number): Shape[] =>
  w < kSlim ? [] : [{ is: 'rect', x: 3, y: 3, w: w - 6, h: h - 6, r: r - 2.5, stroke: 'anon', width: 0.8 }];

const anonVma: Look = (mark) => {
  const r = Math.min(8, mark.w / 4);
  const box = boxOf(mark, { r, fill: 'raise', stroke: 'anon', width: 1.4 });
  const inset = mark.w < kSlim ? 2 : 10;
  return [box, ...innerOf(mark, r), ...haloOf(mark, r), ...wordsIn(mark, { ink: 'ink', inset }), ...cornerOf(mark)];
};

const kDot = 7;

const avc: Look = (mark) => {
  const r = Math.min(mark.w, mark.h) / 2;
  const hot = mark.changed === 'cause' || mark.changed === 'direct';
  const stroke: Ink = hot ? 'hot' : (mark.tone ?? 'edge');
  const circle: Shape = {
    is: 'circle',
    cx: mark.w / 2,
    cy: mark.h / 2,
    r,
    // Too small for a border that says anything: a dot.
    fill: r < kDot && !mark.ghost ? stroke : 'panel',
    stroke,
    width: hot ? 2.4 : 1.4,
    ...(mark.ghost ? { dash: '3 3' } : {}),
  };
  return [circle, ...wordsIn(mark, { ink: 'dim', inset: 0 })];
};

const file: Look = (mark) => {
  const fold = 12;
  const box = boxOf(mark, { r: 2, fill: 'raise', stroke: mark.tone ?? 'edge', width: 1.4 });
  const corner: Shape = { is: 'path', d: `M${mark.w - fold} 0V${fold}H${mark.w}`, stroke: mark.tone ?? 'edge', fill: 'panel', width: 1.2 };
  return [box, corner, ...haloOf(mark, 2), ...wordsIn(mark, { ink: 'ink' })];
};

const list: Look = (mark) => {
  const box = boxOf(mark, { r: 3, fill: 'raise', stroke: 'line' });
  const bar: Shape = { is: 'rect', x: 0, y: 0, w: 4, h: mark.h, fill: mark.tone ?? 'edge' };
  const words = wordsIn(mark, { ink: 'ink', inset: 11 }, mark.headed ? (kTableHead - kLine) / 2 : undefined);
  return [box, bar, ...haloOf(mark, 3), ...words, ...cornerOf(mark)];
};

const node: Look = (mark) => {
  const box = boxOf(mark, {
    r: 9,
    fill: 'raise',
    stroke: mark.walked ? 'sel' : mark.quiet ? 'line' : (mark.tone ?? 'edge'),
    width: mark.walked ? 2 : 1.4,
  });
  const rule: Shape[] = mark.headed ? [{ is: 'path', d: `M1 ${kTableHead}H${mark.w - 1}`, stroke: 'line', width: 1 }] : [];
  const words = wordsIn(mark, { ink: mark.quiet ? 'dim' : 'ink' }, mark.headed ? (kTableHead - kLine) / 2 : undefined);
  return [box, ...rule, ...haloOf(mark, 9), ...words, ...cornerOf(mark)];
};

const fold: Look = (mark) => {
  const ink: Ink = mark.dead ? 'bad' : mark.act ? 'dim' : 'faint';
  const box: Shape[] = mark.act
    ? [
        {
          is: 'rect',
          x: 0,
          y: 0,
          w: mark.w,
          h: mark.h,
          r: mark.h / 2,
          fill: 'panel',
          fillOpacity: 0.01,
          stroke: 'edge',
          width: 1,
          dash: '4 3',
        },
      ]
    : [];
  return [...box, ...wordsIn(mark, { ink, inset: 4 })];
};

/** Text alone; what acts has a body that can be hit. */
const note: Look = (mark) => {
  const body: Shape[] = mark.act ? [{ is: 'rect', x: -3, y: 0, w: mark.w, h: mark.h, r: 4, fill: 'panel', fillOpacity: 0.01 }] : [];
  return [...body, ...wordsIn(mark, { ink: mark.dead ? 'bad' : 'dim', inset: 0 })];
};

const kLooks: Record<Kind, Look> = {
  process,
  area,
  table,
  entry,
  frame,
  anonVma,
  avc,
  file,
  slot: slotLook,
  list,
  node,
  fold,
  note,
  axis: axisLook,
  break: breakLook,
  bracket: bracketLook,
  cells: cellsLook,
};

export const kKinds = Object.keys(kLooks) as Kind[];

/** What a mark is made of, from its own upper left corner. The first shape is its outline: it shows that a mark is lit. */
export const lookOf = (mark: Mark): Shape[] => kLooks[mark.kind](mark);
