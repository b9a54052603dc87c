// What a view that is put away does: nothing, until it is seen again.
import { effect, signal } from '@preact/signals';
import { expect, test } from 'vitest';
import { whileSeen } from '../src/views/seen';

test('what is put away stays as it was, and catches up when it is seen', () => {
  const newest = signal('a');
  const isSeen = signal(true);
  const heard: string[] = [];
  const own = whileSeen(newest, () => isSeen.value);
  const stop = effect(() => void heard.push(own.value));
  newest.value = 'b';
  isSeen.value = false;
  newest.value = 'c';
  newest.value = 'd';
  expect(heard).toEqual(['a', 'b']);
  isSeen.value = true;
  expect(heard).toEqual(['a', 'b', 'd']);
  stop();
});

test('what was never seen is as it stood at first', () => {
  const newest = signal(1);
  const own = whileSeen(newest, () => false);
  newest.value = 2;
  expect(own.value).toBe(1);
});
