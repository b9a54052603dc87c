import { expect, test } from 'vitest';
import { Turns } from './turns';

function steps() {
  const said: string[] = [];
  const slow =
    (name: string, answer = name) =>
    async () => {
      said.push(`${name}:`);
      await new Promise((resolve) => setTimeout(resolve, name.length));
      said.push(name);
      return answer;
    };
  return { said, slow };
}

test('jobs do not mix: each begins when the one before has ended', async () => {
  const { said, slow } = steps();
  const turns = new Turns(() => said.push('idle'));
  const all = [turns.take(slow('long one')), turns.take(slow('b'))];
  expect(turns.busy).toBe(true);
  expect(await Promise.all(all)).toEqual(['long one', 'b']);
  expect(said).toEqual(['long one:', 'long one', 'b:', 'b', 'idle']);
  expect(turns.busy).toBe(false);
});

test('a job that is asked for while another is at work waits for it', async () => {
  const { said, slow } = steps();
  const turns = new Turns(() => said.push('idle'));
  const first = turns.take(slow('first'));
  await Promise.resolve();
  const second = turns.take(slow('2'));
  await first;
  expect(turns.busy).toBe(true);
  await second;
  expect(said).toEqual(['first:', 'first', '2:', '2', 'idle']);
});

test('a failure is told to whoever asked, and the next one goes on', async () => {
  const { said, slow } = steps();
  const turns = new Turns(() => said.push('idle'));
  const failing = turns.take(() => Promise.reject(new Error('no')));
  const next = turns.take(slow('next'));
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('next');
  expect(said).toEqual(['next:', 'next', 'idle']);
});

test('who waits for idleness goes on when the last one has ended, whoever asked for it', async () => {
  const { said, slow } = steps();
  const turns = new Turns(() => said.push('idle'));
  await turns.idle();
  void turns.take(slow('one')).then(() => turns.take(slow('another')));
  void turns.take(slow('two'));
  await turns.idle();
  expect(said.filter((what) => what !== 'idle')).toEqual(['one:', 'one', 'two:', 'two', 'another:', 'another']);
  expect(turns.busy).toBe(false);
});
