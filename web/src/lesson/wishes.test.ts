// What is pressed while something else is being done.
import { expect, test } from 'vitest';
import { FakeHost, opened } from '../../tests/lesson_fixture';
import { LessonRunner } from './runner';

test('while lines are being typed nothing else is; the last wish is done afterwards', async () => {
  const { host, runner } = await opened();
  const first = runner.choose(0);
  await Promise.all([first, runner.choose(1), runner.solve(), runner.restart(), runner.go(1)]);
  expect(host.typed).toEqual(['boot', 'a = mmap 16K', 'read $a']);
  expect(runner.here.value.answers).toEqual([]);
  expect(runner.index.value).toBe(1);
  expect(runner.unfit.value).toBe(true);
});

test('an answer that is given while the setup is typed is not lost', async () => {
  const host = new FakeHost();
  const runner = new LessonRunner(host);
  let pressed = false;
  const type = host.type.bind(host);
  host.type = async (lines, step) => {
    if (!pressed) {
      pressed = true;
      await runner.choose(1);
      expect(runner.chosen.value).toBe(1);
    }
    return type(lines, step);
  };
  await runner.open('small', 'en', null);
  expect(host.typed).toEqual(['boot', 'a = mmap 16K', 'read $a']);
  expect(runner.here.value.answers).toEqual([{ choice: 1, right: 1 }]);
  expect(runner.chosen.value).toBeNull();
});

test('an option that is pressed twice answers one question', async () => {
  const { host, runner } = await opened();
  await Promise.all([runner.choose(0), runner.choose(0)]);
  expect(host.typed).toEqual(['boot', 'a = mmap 16K', 'read $a']);
  expect(runner.here.value.answers).toEqual([{ choice: 0, right: 1 }]);
});

test('what is pressed a second time while it is being done is done once', async () => {
  const { host, runner } = await opened();
  await Promise.all([runner.restart(), runner.restart()]);
  expect(host.typed).toEqual(['boot', 'a = mmap 16K']);
  await runner.choose(1);
  const second = runner.choose(0);
  expect(runner.chosen.value).toBe(0);
  await Promise.all([second, runner.choose(1)]);
  expect(runner.here.value.answers.at(-1)).toEqual({ choice: 0, right: 0 });
  await Promise.all([runner.solve(), runner.solve()]);
  expect(host.typed.filter((line) => line === 'write $a')).toHaveLength(1);
  await Promise.all([runner.go(1), runner.go(1)]);
  expect(runner.index.value).toBe(1);
});

test('a wish is forgotten when the place it was made at is gone, or what it was for has come about', async () => {
  const { host, runner } = await opened();
  await runner.choose(1);
  host.typed.push('write $a');
  await Promise.all([runner.choose(0), runner.solve()]);
  expect(runner.here.value.reached).toBe(true);
  expect(host.typed.filter((line) => line === 'write $a')).toHaveLength(1);
  await Promise.all([runner.open('small', 'en', 1), runner.go(0)]);
  expect(runner.index.value).toBe(1);
});

test('a wish for a lesson that was closed meanwhile is forgotten', async () => {
  const { host, runner } = await opened();
  const first = runner.choose(0);
  const wish = runner.go(1);
  runner.close();
  await Promise.all([first, wish]);
  expect(host.shown.at(-1)).toEqual(['', 0]);
  expect(runner.busy.value).toBe(false);
});

test('what happens to the machine while lines are typed is looked at afterwards', async () => {
  const { host, runner } = await opened();
  await runner.choose(1);
  const look = host.look.bind(host);
  host.look = async (step) => {
    const state = await look(step);
    host.look = look;
    host.typed.push('write $a');
    void runner.refresh();
    return state;
  };
  await runner.choose(0);
  expect(runner.here.value.reached).toBe(true);
});

test('a wish carries who asked: what an address asked for and something else replaced leaves no trace', async () => {
  const { host, runner } = await opened();
  await Promise.all([runner.restart(), runner.go(0, true), runner.go(1)]);
  expect(host.shown).toEqual([
    ['small', 1],
    ['small', 2],
  ]);
  expect(host.followed).toEqual([]);
  await runner.go(0, true);
  expect(host.followed).toEqual([1]);
});

test('back and forward again while lines are typed end where the page stands', async () => {
  const { host, runner } = await opened();
  await Promise.all([runner.go(1), runner.go(0, true), runner.go(1, true)]);
  expect(runner.index.value).toBe(1);
  await Promise.all([runner.restart(), runner.go(0, true), runner.go(1, true)]);
  expect(runner.index.value).toBe(1);
  expect(host.followed).toEqual([]);
});

test('what was asked for before somebody went to another address is not done', async () => {
  const { host, runner } = await opened();
  const first = runner.choose(0);
  const wish = runner.go(1);
  ++host.goneElsewhere;
  await Promise.all([first, wish]);
  expect(runner.index.value).toBe(0);
  const typed = host.typed.length;
  const opening = runner.open('other', 'en', 1);
  ++host.goneElsewhere;
  await opening;
  expect(runner.index.value).toBe(0);
  expect(host.typed).toHaveLength(typed);
});

test('there and back to the address of a lesson that is on its way opens it', async () => {
  const host = new FakeHost();
  const runner = new LessonRunner(host);
  const first = runner.open('small', 'en', 0, true);
  ++host.goneElsewhere;
  const second = runner.open('other', 'en', 0, true);
  ++host.goneElsewhere;
  await Promise.all([first, second, runner.open('small', 'en', 0, true)]);
  expect(host.shown).toEqual([['small', 1]]);
  expect(host.typed).toEqual(['boot', 'a = mmap 16K']);
});

test('other words that come late do not bring the lesson of before back', async () => {
  const { host, runner } = await opened();
  let come: () => void = () => undefined;
  const texts = host.texts.bind(host);
  host.texts = async (id, language) => {
    if (language === 'zh') await new Promise<void>((resolve) => (come = resolve));
    return texts(id, language);
  };
  const words = runner.speak('zh');
  runner.close();
  come();
  await words;
  expect(runner.lesson.value).toBeNull();
});
