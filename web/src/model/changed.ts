// Which pages and frames are among the keys of a change, as numbers in order: read once, for the many parts of a drawing that ask.
import { lowerBound } from '../base/lower_bound';
import type { Change } from './diff';

interface Places {
  /** First pages of entries, by address space. */
  pages: ReadonlyMap<number, Float64Array>;
  frames: Float64Array;
}

const known = new WeakMap<Change['keys'], Places>();

function read(keys: Change['keys']): Places {
  const pages = new Map<number, number[]>();
  const frames: number[] = [];
  for (const key of keys) {
    if (key.startsWith('page:')) frames.push(Number(key.slice(5)));
    if (!key.startsWith('pte:')) continue;
    const slash = key.indexOf('/');
    const mm = Number(key.slice(4, slash));
    const found = pages.get(mm);
    const vpn = Number(key.slice(slash + 1));
    if (found) found.push(vpn);
    else pages.set(mm, [vpn]);
  }
  const inOrder = (numbers: readonly number[]) => Float64Array.from(numbers).sort();
  return { pages: new Map([...pages].map(([mm, found]) => [mm, inOrder(found)])), frames: inOrder(frames) };
}

function placesOf({ keys }: Change): Places {
  const places = known.get(keys) ?? read(keys);
  known.set(keys, places);
  return places;
}

function firstIn(numbers: Float64Array | undefined, from: number, to: number): number | null {
  const first = numbers?.[lowerBound(numbers, 0, numbers.length, from)];
  return first !== undefined && first < to ? first : null;
}

/** The first page in [from, to) whose entry changed. */
export const changedPage = (change: Change, mm: number, from: number, to: number): number | null =>
  firstIn(placesOf(change).pages.get(mm), from, to);

/** The first frame in [from, to) that changed. */
export const changedFrame = (change: Change, from: number, to: number): number | null => firstIn(placesOf(change).frames, from, to);
