// What the drawing of memory is made of, and how each kind of frame looks.
import type { Translate } from '../../base/i18n';
import type { Sign } from '../../draw/mark';
import type { Ink } from '../../draw/shape';
import type { FrameMap, Owner } from '../../layout/memory';
import type { Change } from '../../model/diff';
import type { Machine } from '../../model/machine';
import type { StrengthOf } from '../../model/strength';

export interface MemoryScene {
  machine: Machine;
  map: FrameMap;
  change: Change;
  strength: StrengthOf;
  /** Frames that hold a copy, and of which. */
  copies: ReadonlyMap<number, number>;
  /** The frame that is looked at. */
  pfn: number;
  /** The processor of the process that is looked at: its lists give and take. */
  cpu: number;
  /** The only kind that stands out; null: all. */
  only: Owner | null;
  room: { width: number; height: number };
  t: Translate;
}

export const toneOf = (owner: Owner): Ink => `own-${owner}`;

/** Beside its colour each kind has a sign, so that greys are told apart. */
export const kSigns: Readonly<Partial<Record<Owner, Sign>>> = {
  table: 'bars',
  zero: 'dot',
  kernel: 'hatched',
  shmem: 'cross',
  pcp: 'hollow',
};
