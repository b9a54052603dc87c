import { expect, test } from 'vitest';
import { FakeHost, opened } from '../../tests/lesson_fixture';
import type { LessonState } from '../engine/protocol';
import { kNoChange } from '../model/diff';
import { kNoStrength } from '../model/strength';
import { mayShowGoal } from './goal';
import type { Beside } from './host';

const goal = (met: boolean): LessonState['goals'][number] => ({ met, problem: '', parts: [] });
const beside = (met: boolean, text: string): Beside => ({
  seen: {
    machine: null as never,
    before: null,
    focus: { pid: 1, vpn: null, pfns: [] },
    change: kNoChange,
    strength: kNoStrength,
    merges: null,
  },
  state: { fits: true, values: {}, predictions: [], goals: [goal(met)] },
  text,
});

const kLessons = 'boot\na = mmap 16K\nread $a\nfork\nwrite $a\n';

async function atGoals(host = new FakeHost()) {
  const all = await opened(host, 0);
  await all.runner.choose(0);
  await all.runner.choose(0);
  return all;
}

test("the goal is the learner's own machine, taken on from where the goals were shown", async () => {
  const { host, runner } = await atGoals();
  host.typed.push('mmap 4K');
  host.besides.set(kLessons, beside(true, 'own'));
  expect((await runner.goal())?.text).toBe('own');
  expect(host.played).toEqual([kLessons]);
});

test("where the solution leads elsewhere from there, the lesson's own way is played", async () => {
  const host = new FakeHost();
  const { runner } = await atGoals(host);
  const script = host.script.bind(host);
  host.script = () => script().replace('fork', 'fork; exit');
  host.besides.set(kLessons.replace('fork', 'fork; exit'), beside(false, 'own'));
  host.besides.set(kLessons, beside(true, 'lesson'));
  expect((await runner.goal())?.text).toBe('lesson');
  expect(host.played).toHaveLength(2);
});

test('where neither can be played there is no goal to show', async () => {
  const { runner } = await atGoals();
  expect(await runner.goal()).toBeNull();
});

test('a puzzle shows its goal to who has taken all hints', async () => {
  const { runner } = await atGoals();
  const step = runner.step.value!;
  const puzzle = { ...step, puzzle: true };
  expect([mayShowGoal(step, runner.here.value), mayShowGoal(puzzle, runner.here.value)]).toEqual([true, false]);
  runner.hint();
  expect(mayShowGoal(puzzle, runner.here.value)).toBe(false);
  runner.hint();
  expect(mayShowGoal(puzzle, runner.here.value)).toBe(true);
  expect(mayShowGoal({ ...step, solution: [] }, runner.here.value)).toBe(false);
});
