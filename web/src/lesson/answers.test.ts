import { expect, test } from 'vitest';
import { FakeHost, opened } from '../../tests/lesson_fixture';
import type { LessonPrediction, LessonState } from '../engine/protocol';
import { judge, readNumber } from './answers';

test('numbers as people type them', () => {
  expect(['12', ' 1,000 ', '1 000', '0x1F', '007', "1'000"].map(readNumber)).toEqual(['12', '1000', '1000', '31', '7', '1000']);
  expect(['', 'a', '-1', '1.5', '0x', '1e3', '9'.repeat(21)].map(readNumber)).toEqual(Array(7).fill(null));
});

const plan = { asks: 'number', options: [], whys: ['one', 'all', 'other'] } as unknown as LessonPrediction;
const revealed: LessonState['predictions'][number] = { right: [], answer: '3', wrong: ['1', '16'], values: {} };

test('an expected wrong answer has its sentence, every other one the last, the right one none', () => {
  expect(judge(plan, revealed, { text: '16' })).toEqual({ choice: 1, right: 3, text: '16', answer: '3' });
  expect(judge(plan, revealed, { text: '99' })).toMatchObject({ choice: 2, right: 3 });
  expect(judge(plan, revealed, { text: '3' })).toMatchObject({ choice: 3, right: 3 });
  expect(judge(plan, { ...revealed, answer: '' }, { text: '3' })).toMatchObject({ right: -1 });
});

/** The fixture's first question, to be typed or pointed at. */
class AskingHost extends FakeHost {
  constructor(
    private readonly asks: 'number' | 'thing',
    private readonly answer: string,
  ) {
    super();
  }
  override async open(texts: { behaviour: string; prose: string }) {
    const lesson = structuredClone(await super.open(texts));
    if ('steps' in lesson) Object.assign(lesson.steps[0]!.predictions[0]!, { asks: this.asks, options: [], whys: ['stack', 'other'] });
    return lesson;
  }
  override async look(step: number) {
    const state = structuredClone(await super.look(step));
    if (step === 0) Object.assign(state.predictions[0]!, { right: [], answer: this.answer, wrong: ['page:7'] });
    return state;
  }
}

test('a typed answer is judged once the machine has shown it, and kept', async () => {
  const { host, runner } = await opened(new AskingHost('number', '16'));
  await runner.choose(0);
  expect(runner.here.value.answers).toEqual([]);
  await runner.give('12');
  expect(host.typed.at(-1)).toBe('read $a');
  expect(runner.here.value.answers).toEqual([{ choice: 1, right: 2, text: '12', answer: '16' }]);
  expect(runner.said.value).toEqual({ kind: 'wrong', answer: '16', why: 'other' });
  const again = await opened(host, 0);
  expect(again.runner.here.value.answers).toEqual([{ choice: 1, right: 2, text: '12', answer: '16' }]);
});

test('a thing is found by its name, and judged by its key', async () => {
  const { runner } = await opened(new AskingHost('thing', 'page:5'));
  expect(await runner.find('nothing')).toBe('');
  expect(await runner.find('7')).toBe('page:7');
  await runner.give('page:7');
  expect(runner.said.value).toEqual({ kind: 'wrong', answer: '', why: 'stack' });
});

test('the view of a step comes to the front once it is set up', async () => {
  const { host, runner } = await opened();
  expect(host.fronts).toEqual(['memory']);
  host.typed.push('write $a');
  await runner.go(1);
  expect(host.fronts).toEqual(['memory', '']);
});

test('commands are counted from when the goals are shown', async () => {
  const { host, runner } = await opened();
  await runner.choose(1);
  expect(runner.here.value.from).toBe(-1);
  await runner.choose(0);
  expect(runner.here.value.from).toBe(5);
  host.typed.push('munmap', 'write $a');
  await runner.refresh();
  expect(runner.here.value).toMatchObject({ reached: true, took: 2, helped: false });
});

test("what the page typed does not count as the learner's", async () => {
  const { runner } = await opened();
  await runner.choose(1);
  await runner.choose(0);
  await runner.solve();
  expect(runner.here.value).toMatchObject({ reached: true, helped: true });
});
