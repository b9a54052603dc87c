// The runner against an engine made by hand: a machine is the list of lines that were typed.
import { expect, test } from 'vitest';
import type { Lesson, LessonState } from '../engine/protocol';
import type { TextStore } from './progress';
import { type LessonHost, LessonRunner } from './runner';

const lesson: Lesson = {
  id: 'small',
  title: 'Small',
  summary: 'About.',
  track: 1,
  minutes: 5,
  questions: ['Q1'],
  steps: [
    {
      id: 'write',
      title: 'Write',
      body: 'Frame {frame}.',
      fresh: true,
      start: 'boot\n',
      setup: ['a = mmap 16K'],
      predictions: [
        { id: 'read', question: 'What?', after: 'So.', reveal: ['read $a'], options: ['one', 'two'] },
        { id: 'more', question: 'And?', after: 'So.', reveal: ['fork'], options: ['three', 'four'] },
      ],
      goals: [
        { id: 'done', text: 'Write.', condition: 'written', kept: false },
        { id: 'alive', text: 'Live.', condition: 'alive', kept: true },
      ],
      hints: ['vague', 'plain'],
      solution: ['write $a'],
      done: 'Well.',
    },
    {
      id: 'look',
      title: 'Look',
      body: '',
      fresh: false,
      start: 'boot\na = mmap 16K\nread $a\nfork\nwrite $a\n',
      setup: ['f = print 1'],
      predictions: [{ id: 'last', question: 'What?', after: 'So.', reveal: ['rmap $a'], options: ['five', 'six'] }],
      goals: [],
      hints: [],
      solution: [],
      done: '',
    },
  ],
};

class FakeHost implements LessonHost {
  typed: string[] = [];
  shown: [string, number][] = [];
  saved = new Map<string, string>();
  languages: string[] = [];
  store: TextStore = {
    getItem: (key) => this.saved.get(key) ?? null,
    setItem: (key, value) => void this.saved.set(key, value),
  };

  async texts(id: string, language: 'en' | 'zh') {
    this.languages.push(language);
    return id === 'missing' ? null : { behaviourName: '', behaviour: id, proseName: '', prose: language };
  }

  async open(texts: { behaviour: string; prose: string }) {
    if (texts.behaviour === 'broken') return { error: 'lesson.txt:3: reason' };
    return { ...lesson, title: texts.prose };
  }

  async look(step: number): Promise<LessonState> {
    const has = (line: string) => this.typed.includes(line);
    const goal = (met: boolean) => ({ met, problem: '', missing: met ? [] : [{ what: 'x', now: '1', wanted: '== 2' }] });
    if (step === 1) return { fits: has('write $a'), values: {}, predictions: [{ right: [false, false], values: {} }], goals: [] };
    return {
      fits: true,
      values: { frame: has('a = mmap 16K') ? '0x1' : '' },
      predictions: [
        { right: [false, true], values: { zero: '0x2' } },
        { right: [true, false], values: {} },
      ],
      goals: [goal(has('write $a')), goal(!has('exit'))],
    };
  }

  async type(lines: readonly string[]) {
    if (lines[0]?.startsWith('boot')) this.typed = [];
    this.typed.push(...lines);
  }

  machine() {
    return this.typed.join(';');
  }

  moved(id: string, step: number) {
    this.shown.push([id, step]);
  }
}

async function opened(host = new FakeHost(), step: number | null = null) {
  const runner = new LessonRunner(host);
  await runner.open('small', 'en', step);
  return { host, runner };
}

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
  expect(runner.said.value).toEqual({ kind: 'wrong', answer: 'two' });
  await runner.choose(0);
  expect(runner.said.value).toEqual({ kind: 'right', answer: 'three' });
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
  await host.type(['write $a']);
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
  host.type = async (lines) => {
    if (!pressed) {
      pressed = true;
      await runner.choose(1);
      expect(runner.chosen.value).toBe(1);
    }
    await type(lines);
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

test('a wish for a lesson that was closed meanwhile is forgotten', async () => {
  const { host, runner } = await opened();
  const first = runner.choose(0);
  const wish = runner.go(1);
  runner.close();
  await Promise.all([first, wish]);
  expect(host.shown.at(-1)).toEqual(['small', 0]);
  expect(runner.busy.value).toBe(false);
});

test('what happens to the machine while lines are typed is looked at afterwards', async () => {
  const { host, runner } = await opened();
  await runner.choose(1);
  const second = runner.choose(0);
  const look = host.look.bind(host);
  host.look = async (step) => {
    const state = await look(step);
    host.look = look;
    host.typed.push('write $a');
    void runner.refresh();
    return state;
  };
  await second;
  expect(runner.here.value.reached).toBe(true);
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
  expect(runner.said.value).toEqual({ kind: 'none', answer: '' });
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
