import { expect, test } from 'vitest';
import { FakeHost, opened } from '../../tests/lesson_fixture';
import { newStep, readProgress, writeProgress } from './progress';
import { LessonRunner } from './runner';

test('a lesson begins by booting and typing the setup', async () => {
  const { host, runner } = await opened();
  expect(host.typed).toEqual(['boot', 'a = mmap 16K']);
  expect(host.shown).toEqual([['small', 1]]);
  expect(runner.here.value.values).toEqual({ frame: '0x1' });
  expect(runner.showsGoals.value).toBe(false);
});

test('an answer is given before it is shown, and the engine says what is right', async () => {
  const { host, runner } = await opened();
  await runner.choose(0);
  expect(host.typed.at(-1)).toBe('read $a');
  expect(runner.here.value.answers).toEqual([{ choice: 0, right: 1 }]);
  expect(runner.here.value.values).toEqual({ frame: '0x1', zero: '0x2' });
  expect(runner.said.value).toEqual({ kind: 'wrong', answer: 'two', why: 'no' });
  await runner.choose(0);
  expect(runner.said.value).toEqual({ kind: 'right', answer: 'three', why: 'no' });
  expect(runner.showsGoals.value).toBe(true);
  await runner.choose(1);
  expect(runner.here.value.answers).toHaveLength(2);
});

test('an option that is not there does nothing', async () => {
  const { host, runner } = await opened();
  await runner.choose(7);
  expect(runner.here.value.answers).toEqual([]);
  expect(host.typed).toHaveLength(2);
});

test('goals count only once the questions are answered, all at the same moment, and stay reached', async () => {
  const { host, runner } = await opened();
  host.typed.push('write $a');
  await runner.refresh();
  expect(runner.here.value.reached).toBe(false);
  await runner.choose(1);
  host.typed.push('exit');
  await runner.choose(0);
  expect(runner.here.value.reached).toBe(false);
  host.typed = host.typed.filter((line) => line !== 'exit');
  await runner.refresh();
  expect(runner.here.value.reached).toBe(true);
  expect(runner.said.value).toEqual({ kind: 'done' });
  host.typed.push('exit');
  await runner.refresh();
  expect(runner.here.value.reached).toBe(true);
  expect(runner.doneSteps.value.has('write')).toBe(true);
});

test('hints come one by one, and the solution is typed', async () => {
  const { host, runner } = await opened();
  await runner.choose(1);
  await runner.choose(0);
  runner.hint();
  expect(runner.said.value).toEqual({ kind: 'hint', text: 'vague' });
  runner.hint();
  runner.hint();
  expect(runner.here.value.hints).toBe(2);
  await runner.solve();
  expect(host.typed.at(-1)).toBe('write $a');
  expect(runner.here.value.reached).toBe(true);
});

test('the next step goes on with the machine when it fits, and offers to set it up when not', async () => {
  const { host, runner } = await opened();
  await runner.go(1);
  expect(runner.unfit.value).toBe(true);
  expect(host.typed).toEqual(['boot', 'a = mmap 16K']);
  await runner.restart();
  expect(runner.unfit.value).toBe(false);
  expect(host.typed).toEqual(['boot', 'a = mmap 16K', 'read $a', 'fork', 'write $a', 'f = print 1']);
  await runner.go(0);
  await runner.choose(1);
  await runner.choose(0);
  await runner.solve();
  await runner.go(1);
  expect(runner.unfit.value).toBe(false);
  expect(host.typed.at(-1)).toBe('f = print 1');
});

test('a step without goals is done when all is answered, and an answer that nothing confirms is said so', async () => {
  const { runner } = await opened(new FakeHost(), 1);
  await runner.choose(1);
  expect(runner.said.value).toEqual({ kind: 'none', answer: '', why: 'yes' });
  expect(runner.here.value.answers).toEqual([{ choice: 1, right: -1 }]);
  expect(runner.doneSteps.value.has('look')).toBe(true);
});

test('a deep link types what leads to its step; a step that is not there is the last', async () => {
  const { host } = await opened(new FakeHost(), 1);
  expect(host.typed).toEqual(['boot', 'a = mmap 16K', 'read $a', 'fork', 'write $a', 'f = print 1']);
  const { runner } = await opened(new FakeHost(), 99);
  expect(runner.index.value).toBe(1);
});

test('a learner who comes back goes on where the machine still is, and begins the step anew where it is not', async () => {
  const { host, runner } = await opened();
  await runner.choose(0);
  const typed = [...host.typed];
  const again = new LessonRunner(host);
  await again.open('small', 'en', null);
  expect(host.typed).toEqual(typed);
  expect(again.here.value.answers).toHaveLength(1);
  host.typed.push('munmap $a 16K');
  const third = new LessonRunner(host);
  await third.open('small', 'en', null);
  expect(host.typed).toEqual(['boot', 'a = mmap 16K']);
  expect(third.here.value.answers).toHaveLength(0);
});

test('a page that goes before it could look at what was typed last still keeps the place', async () => {
  const { host, runner } = await opened();
  await runner.choose(0);
  host.typed.push('munmap $a 16K');
  runner.keep();
  const again = new LessonRunner(host);
  await again.open('small', 'en', null);
  expect(again.here.value.answers).toHaveLength(1);
});

test('another language brings other words and loses nothing', async () => {
  const { host, runner } = await opened();
  await runner.choose(0);
  await runner.speak('zh');
  await runner.speak('zh');
  expect(runner.lesson.value?.title).toBe('zh');
  expect(runner.here.value.answers).toHaveLength(1);
  expect(host.languages).toEqual(['en', 'zh']);
});

test('a lesson that is not there or cannot be read is a problem that is shown', async () => {
  const runner = new LessonRunner(new FakeHost());
  await runner.open('missing', 'en', null);
  expect(runner.problem.value).toEqual({ kind: 'unknown', id: 'missing' });
  await runner.open('broken', 'en', null);
  expect(runner.problem.value).toEqual({ kind: 'malformed', message: 'lesson.txt:3: reason' });
  runner.close();
  expect(runner.problem.value).toBeNull();
});

test("the machine is the lesson's from the first line on, or where it still stands as it was left", async () => {
  const { host } = await opened();
  expect(host.takeovers).toBe(1);
  const again = new LessonRunner(host);
  await again.open('small', 'en', null);
  expect(host.takeovers).toBe(2);
  await again.restart();
  expect(host.takeovers).toBe(3);
});

test('progress that came from a file is not written over; the step that is shown goes on as it is', async () => {
  const { host, runner } = await opened();
  const done = { ...newStep(), done: true, reached: true };
  writeProgress(host.store, 'small', { step: 0, machine: '', steps: { write: done, look: done } });
  runner.reread();
  expect([...runner.doneSteps.value]).toEqual(['write', 'look']);
  expect(runner.here.value.reached).toBe(false);
  await runner.choose(0);
  const { steps } = readProgress(host.store, 'small');
  expect([steps.look?.done, steps.write?.done, steps.write?.answers.length]).toEqual([true, true, 1]);
});
