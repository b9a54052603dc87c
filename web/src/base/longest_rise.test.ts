import { expect, test } from 'vitest';
import { longestRise } from './longest_rise';

test.each([
  [[], []],
  [[5], [0]],
  [
    [0, 1, 2, 3],
    [0, 1, 2, 3],
  ],
  // The first goes to the end, and a block of two to the front: all others stay.
  [
    [1, 2, 3, 4, 0],
    [0, 1, 2, 3],
  ],
  [
    [4, 5, 0, 1, 2, 3],
    [2, 3, 4, 5],
  ],
  [[3, 2, 1, 0], [3]],
  [
    [2, 0, 4, 1, 3, 6, 5],
    [1, 3, 4, 6],
  ],
])('%j rises at %j', (values, places) => {
  expect(longestRise(values)).toEqual(places);
});
