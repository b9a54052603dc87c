// One page's life as rows: commands, and below each what happened to the page and where it was then. The engine says both
// (wasm-bindings/pagewalk_life.d.ts); here they are put in order and folded.
import type { EventRecord } from '../engine/generated/events';
import type { Life, LifeMove, LifeStep } from '../engine/protocol';

export type LifeRow =
  | { kind: 'command'; command: number; steps: number; isOpen: boolean }
  | { kind: 'step'; step: LifeStep }
  | { kind: 'move'; move: LifeMove; before: LifeMove | null };

export const recordOf = ({ arg, ...rest }: LifeStep): EventRecord => ({ ...rest, arg: arg.map(Number), argHex: arg });

/** Of a command that is not opened what it did to the page's place is seen, and nothing of how. */
export function lifeRows({ steps, moves }: Life, isOpen: (command: number) => boolean): LifeRow[] {
  const rows: LifeRow[] = [];
  const commands = [...new Set([...steps, ...moves].map(({ command }) => command))].sort((a, b) => a - b);
  let before: LifeMove | null = null;
  for (const command of commands) {
    const mine = steps.filter((one) => one.command === command);
    const opened = isOpen(command);
    rows.push({ kind: 'command', command, steps: mine.length, isOpen: opened });
    const inside: { at: number; row: LifeRow }[] = opened ? mine.map((step) => ({ at: step.seq, row: { kind: 'step', step } })) : [];
    for (const move of moves.filter((one) => one.command === command)) {
      if (!opened && !isTelling(move, before)) continue;
      // What is seen when n events have happened stands behind the n-th.
      inside.push({ at: move.seq - 0.5, row: { kind: 'move', move, before } });
      before = move;
    }
    rows.push(...inside.sort((a, b) => a.at - b.at).map(({ row }) => row));
  }
  return rows;
}

/** It moved, or is shared by more or fewer: flags alone are no news from afar. */
const isTelling = (now: LifeMove, before: LifeMove | null): boolean => !before || placeOf(now) !== placeOf(before);

/** What of a place is no flag. */
const placeOf = ({ where, pfn, slot, isMapped, isWritable, mapcount, swapCount }: LifeMove): string =>
  [where, pfn, slot, isMapped, isWritable, mapcount, swapCount].join(' ');

/** Whether anything but flags is different. */
export const isSamePlace = (a: LifeMove, b: LifeMove): boolean => placeOf(a) === placeOf(b);

/** The frame's flags that came, and those that went. */
export function flagChanges(now: LifeMove, before: LifeMove | null, names: readonly (readonly [number, string])[]): string[] {
  if (!before || before.pfn !== now.pfn || now.pfn === null) return [];
  return names.filter(([bit]) => ((now.flags ^ before.flags) & bit) !== 0).map(([bit, name]) => `${now.flags & bit ? '+' : '−'}${name}`);
}

/** A stretch of rows through which one lane of the picture says the same. `to` is the row behind its last. */
export interface Band {
  lane: 'entry' | 'frame' | 'slot';
  from: number;
  to: number;
  move: LifeMove;
}

/** What a lane says of a place; null: nothing. */
const kLanes = {
  entry: ({ where, isMapped, isWritable, slot }) =>
    isMapped ? (where === 'zero' ? 'zero' : isWritable ? 'rw' : 'r') : where === 'swap' ? `swap ${slot}` : null,
  frame: ({ pfn, mapcount }) => (pfn === null ? null : `${pfn} ${mapcount}`),
  slot: ({ slot, where, swapCount }) => (slot === null ? null : `${slot} ${where} ${swapCount}`),
} as const satisfies Record<Band['lane'], (move: LifeMove) => string | null>;

export function bandsOf(rows: readonly LifeRow[]): Band[] {
  const bands: Band[] = [];
  for (const lane of ['entry', 'frame', 'slot'] as const) {
    let open: { said: string; band: Band } | null = null;
    rows.forEach((row, at) => {
      if (row.kind !== 'move') return;
      const said: string | null = kLanes[lane](row.move);
      if (open?.said === said) return;
      if (open) open.band.to = at;
      open = said === null ? null : { said, band: { lane, from: at, to: rows.length, move: row.move } };
      if (open) bands.push(open.band);
    });
  }
  return bands;
}
