import { expect, test, vi } from 'vitest';
import { nextTurn, Slices } from './slices';

/** Turns that are let through one by one. */
function byHand() {
  const waiting: (() => void)[] = [];
  const turn = () => new Promise<void>((resolve) => void waiting.push(resolve));
  const letThrough = async () => {
    waiting.shift()?.();
    for (let i = 0; i < 5; ++i) await Promise.resolve();
  };
  return { turn, letThrough };
}

test('a turn comes behind the tasks that wait already', async () => {
  const said: string[] = [];
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    said.push('key');
    port1.close();
  };
  port2.postMessage(null);
  await nextTurn();
  said.push('turn');
  expect(said).toEqual(['key', 'turn']);
});

test('each job has a turn of its own, in the order in which they came', async () => {
  const { turn, letThrough } = byHand();
  const done: string[] = [];
  const slices = new Slices(turn);
  slices.add(() => {
    done.push('first');
    slices.add(() => done.push('third'));
  });
  slices.add(() => done.push('second'));
  expect(done).toEqual([]);
  await letThrough();
  expect(done).toEqual(['first']);
  await letThrough();
  expect(done).toEqual(['first', 'second']);
  await letThrough();
  expect(done).toEqual(['first', 'second', 'third']);
});

test('a job that is taken back is not done, and one that was done cannot be', async () => {
  const { turn, letThrough } = byHand();
  const done: string[] = [];
  const slices = new Slices(turn);
  const takeBack = slices.add(() => done.push('old'));
  takeBack();
  const late = slices.add(() => done.push('new'));
  await letThrough();
  await letThrough();
  late();
  expect(done).toEqual(['new']);
  slices.add(() => done.push('after'));
  await letThrough();
  expect(done).toEqual(['new', 'after']);
});

test('a job that fails is told of, and is not in the way of the next', async () => {
  const { turn, letThrough } = byHand();
  const report = vi.fn();
  vi.stubGlobal('reportError', report);
  const done: string[] = [];
  const slices = new Slices(turn);
  slices.add(() => {
    throw new Error('broken');
  });
  slices.add(() => done.push('next'));
  await letThrough();
  await letThrough();
  expect(report).toHaveBeenCalledWith(new Error('broken'));
  expect(done).toEqual(['next']);
  vi.unstubAllGlobals();
});
