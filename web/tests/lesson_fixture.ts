// A lesson of two steps, and an engine made by hand for it: a machine is the list of lines that were typed.
import type { Lesson, LessonPrediction, LessonState } from '../src/engine/protocol';
import type { Asker, Beside, LessonHost } from '../src/lesson/host';
import type { TextStore } from '../src/lesson/progress';
import { LessonRunner } from '../src/lesson/runner';

const choice: Pick<LessonPrediction, 'asks' | 'thing' | 'whys'> = { asks: 'choice', thing: 'area', whys: ['no', 'yes'] };

const lesson: Lesson = {
  id: 'small',
  title: 'Small',
  summary: 'About.',
  track: 1,
  minutes: 5,
  language: 'en',
  needs: [],
  words: [],
  homes: [],
  card: null,
  questions: ['Q1'],
  steps: [
    {
      id: 'write',
      title: 'Write',
      body: 'Frame {frame}.',
      fresh: true,
      front: 'memory',
      puzzle: false,
      start: 'boot\n',
      setup: ['a = mmap 16K'],
      predictions: [
        { id: 'read', question: 'What?', after: 'So.', reveal: ['read $a'], ...choice, options: ['one', 'two'] },
        { id: 'more', question: 'And?', after: 'So.', reveal: ['fork'], ...choice, options: ['three', 'four'] },
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
      front: '',
      puzzle: true,
      start: 'boot\na = mmap 16K\nread $a\nfork\nwrite $a\n',
      setup: ['f = print 1'],
      predictions: [{ id: 'last', question: 'What?', after: 'So.', reveal: ['rmap $a'], ...choice, options: ['five', 'six'] }],
      goals: [],
      hints: [],
      solution: [],
      done: '',
    },
  ],
};

export class FakeHost implements LessonHost {
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
    const goal = (met: boolean) => ({ met, problem: '', parts: [{ what: 'x', now: met ? '2' : '1', wanted: '== 2', met }] });
    if (step === 1)
      return { fits: has('write $a'), values: {}, predictions: [{ right: [false, false], answer: '', wrong: [], values: {} }], goals: [] };
    return {
      fits: true,
      values: { frame: has('a = mmap 16K') ? '0x1' : '' },
      predictions: [
        { right: [false, true], answer: '', wrong: [], values: { zero: '0x2' } },
        { right: [true, false], answer: '', wrong: [], values: {} },
      ],
      goals: [goal(has('write $a')), goal(!has('exit'))],
    };
  }

  async type(lines: readonly string[], step: number) {
    if (lines[0]?.startsWith('boot')) this.typed = [];
    this.typed.push(...lines);
    return this.look(step);
  }

  machine() {
    return this.typed.join(';');
  }

  async point(_step: number, _prediction: number, text: string) {
    return text === 'nothing' ? '' : `page:${text}`;
  }

  commands() {
    return this.script().split('\n').length;
  }

  fronts: string[] = [];
  front(view: string) {
    this.fronts.push(view);
  }

  async next(id: string) {
    return [{ id: `${id}-next`, title: 'Next' }];
  }

  /** Scripts that were played beside, and where each leads. */
  played: string[] = [];
  besides = new Map<string, Beside>();
  async beside(script: string) {
    this.played.push(script);
    return this.besides.get(script) ?? null;
  }

  script() {
    return `${this.typed.join('\n')}\n`;
  }

  takeovers = 0;
  takesOver() {
    this.takeovers += 1;
  }

  /** How often somebody went to another address. */
  goneElsewhere = 0;
  gone() {
    return this.goneElsewhere;
  }

  /** Steps that were gone to by addresses. */
  followed: number[] = [];
  moved(id: string, step: number, { byAddress }: Asker) {
    this.shown.push([id, step]);
    if (byAddress) this.followed.push(step);
  }

  closed() {
    this.shown.push(['', 0]);
  }
}

export async function opened(host = new FakeHost(), step: number | null = null) {
  const runner = new LessonRunner(host);
  await runner.open('small', 'en', step);
  return { host, runner };
}
