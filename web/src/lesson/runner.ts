// The lesson that is open: which step, what was answered, what is still missing. All that it does to the machine it types into the
// shell, where the learner sees it; what is right and what is reached the engine says.
import { computed, signal } from '@preact/signals';
import type { Language } from '../base/i18n';
import { isFailure, type Lesson, type LessonState, type LessonStep } from '../engine/protocol';
import { type Given, judge } from './answers';
import { cardMomentOf, goalOf } from './goal';
import { type Asker, askerOf, type Beside, type LessonHost, type Problem, type Said } from './host';
import { type LessonProgress, newStep, readProgress, type StepProgress, withKept, writeProgress } from './progress';
import { Wishes } from './wishes';

export class LessonRunner {
  readonly lesson = signal<Lesson | null>(null);
  readonly problem = signal<Problem | null>(null);
  readonly index = signal(0);
  readonly state = signal<LessonState | null>(null);
  /** The learner's machine is not one that the step can begin on. */
  readonly unfit = signal(false);
  readonly said = signal<Said | null>(null);
  /** Of the machine's log, when it was looked at last. */
  readonly commands = signal(0);
  /** The option that was chosen and waits for the machine's answer. */
  readonly chosen = signal<number | null>(null);
  private readonly progress = signal<LessonProgress>({ step: 0, machine: '', steps: {} });
  private language: Language = 'en';
  private readonly wishes = new Wishes(() => this.rest());
  readonly busy = this.wishes.busy;
  /** The machine has changed while there was no time to look. */
  private stale = false;

  readonly step = computed<LessonStep | null>(() => this.lesson.value?.steps[this.index.value] ?? null);
  readonly here = computed<StepProgress>(() => (this.step.value && this.progress.value.steps[this.step.value.id]) || newStep());
  readonly doneSteps = computed<ReadonlySet<string>>(
    () => new Set(Object.entries(this.progress.value.steps).flatMap(([id, one]) => (one.done ? [id] : []))),
  );
  /** The prediction that waits for an answer; as many as there are when all are answered. */
  readonly asked = computed(() => this.here.value.answers.length);
  readonly showsGoals = computed(() => (this.step.value?.predictions.length ?? 0) <= this.asked.value);

  constructor(private readonly host: LessonHost) {}

  /** Opens a lesson at a step (0-based), or where the learner left it. */
  async open(id: string, language: Language, step: number | null, byAddress = false): Promise<void> {
    const asker = askerOf(this.host, byAddress);
    const name = `open ${id} ${step} ${asker.gone}`;
    await this.wishes.act({ name, still: asker.isHere, work: () => this.enter(id, language, step, asker) });
  }

  /** Other words for the same lesson. */
  async speak(language: Language): Promise<void> {
    const id = this.lesson.value?.id;
    if (id === undefined || language === this.language) return;
    await this.read(id, language, () => this.lesson.value?.id === id);
  }

  /** The engine was started anew: it is given the lesson again. */
  async reopen(): Promise<void> {
    const id = this.lesson.value?.id;
    if (id !== undefined && (await this.read(id, this.language, () => this.lesson.value?.id === id))) await this.refresh();
  }

  close(): void {
    this.lesson.value = null;
    this.problem.value = null;
    this.state.value = null;
    this.said.value = null;
    this.chosen.value = null;
    this.wishes.forget();
    this.host.closed();
  }

  next = (): Promise<{ id: string; title: string }[]> => this.host.next(this.lesson.value?.id ?? '', this.language);

  openNext = (id: string): Promise<void> => this.open(id, this.language, null);

  /** Figures of a step, as they were when they became known. */
  valuesOf(step: string): Readonly<Record<string, string>> {
    return this.progress.value.steps[step]?.values ?? {};
  }

  /** Types what leads to the start of this step, and its setup. */
  async restart(): Promise<void> {
    if (this.step.value) await this.wishes.act({ name: 'restart', still: this.samePlace(), work: () => this.beginAnew() });
  }

  async go(index: number, byAddress = false): Promise<void> {
    const lesson = this.lesson.value;
    if (!lesson || index < 0 || index >= lesson.steps.length) return;
    const [asker, same] = [askerOf(this.host, byAddress), this.samePlace()];
    // Where an address leads, the page may stand already: the way there and back was gone while lines were typed.
    const work = async () => (byAddress && index === this.index.value ? undefined : this.show(lesson, index, asker));
    await this.wishes.act({ name: `go ${index}`, still: () => same() && asker.isHere(), work });
  }

  async choose(choice: number): Promise<void> {
    const plan = this.step.value?.predictions[this.asked.value];
    if (plan?.options[choice] !== undefined) await this.answerWith({ choice });
  }

  /** A number that was typed, in decimal, or the key of what was pointed at. */
  async give(text: string): Promise<void> {
    const plan = this.step.value?.predictions[this.asked.value];
    if (plan && plan.asks !== 'choice') await this.answerWith({ text });
  }

  /** What a text names as an answer to the open question; '' when it is none. */
  async find(text: string): Promise<string> {
    return this.host.point(this.index.value, this.asked.value, text);
  }

  private async answerWith(given: Given): Promise<void> {
    const asked = this.asked.value;
    const same = this.samePlace();
    const choose = () => (this.chosen.value = 'choice' in given ? given.choice : 0);
    await this.wishes.act({
      name: `answer ${asked}`,
      waits: choose,
      still: () => same() && this.asked.value === asked,
      work: () => {
        choose();
        return this.answer(given);
      },
    });
  }

  hint(): void {
    const step = this.step.value;
    const { hints } = this.here.value;
    if (!step || hints >= step.hints.length) return;
    this.note({ hints: hints + 1 });
    this.said.value = { kind: 'hint', text: step.hints[hints]! };
  }

  /** A machine on which the step's goals are reached. */
  async goal(): Promise<Beside | null> {
    const step = this.step.value;
    return step && goalOf(this.host, step, this.index.value, this.here.value.from);
  }

  /** The machine at the moment that the lesson's card shows, whether or not the learner came by. */
  async cardMoment(): Promise<Beside | null> {
    return this.lesson.value && cardMomentOf(this.host, this.lesson.value);
  }

  async solve(): Promise<void> {
    const step = this.step.value;
    if (!step || step.solution.length === 0) return;
    const work = async () => {
      this.note({ helped: true });
      const state = await this.typeAndLook(step.solution);
      if (state) this.take(state);
    };
    const same = this.samePlace();
    await this.wishes.act({ name: 'solve', still: () => same() && !this.here.value.reached, work });
  }

  /** The machine has changed: how do the goals stand now? */
  async refresh(): Promise<void> {
    if (!this.lesson.value) return;
    this.stale = this.busy.value;
    if (this.stale) return;
    const index = this.index.value;
    const state = await this.host.look(index);
    if (!isFailure(state) && index === this.index.value && !this.busy.value) this.take(state);
  }

  /** Something else wrote to what is kept of the lesson. */
  reread(): void {
    const { lesson, step } = { lesson: this.lesson.value, step: this.step.value };
    if (lesson && step) this.progress.value = withKept(this.host.store, lesson.id, this.progress.value, step.id);
  }

  /** The page may go at once: what the machine is now belongs to the step, whether or not there was time to look at it. */
  keep(): void {
    if (this.isBegun() && !this.busy.value) this.note({});
  }

  /** Nothing is being typed, and nothing waits. */
  private async rest(): Promise<void> {
    this.chosen.value = null;
    if (this.stale) await this.refresh();
  }

  /** For as long as the step is shown that was shown when this was asked. */
  private samePlace(): () => boolean {
    const [lesson, index] = [this.lesson.value?.id, this.index.value];
    return () => lesson !== undefined && this.lesson.value?.id === lesson && this.index.value === index;
  }

  private async enter(id: string, language: Language, step: number | null, asker: Asker): Promise<void> {
    if (!(await this.read(id, language, asker.isHere))) return;
    const lesson = this.lesson.value!;
    this.progress.value = readProgress(this.host.store, id);
    const { machine } = this.progress.value;
    const left = this.progress.value.step;
    this.index.value = Math.max(0, Math.min(step ?? left, lesson.steps.length - 1));
    this.host.moved(id, this.index.value + 1, asker);
    const goesOn = this.index.value === left && machine !== '' && machine === this.host.machine() && this.isBegun();
    if (!goesOn) return this.beginAnew();
    this.host.takesOver();
    this.host.front(this.step.value!.front);
    const state = await this.host.look(this.index.value);
    if (!isFailure(state)) this.take(state);
  }

  private async show(lesson: Lesson, index: number, asker: Asker): Promise<void> {
    this.index.value = index;
    this.unfit.value = false;
    this.host.moved(lesson.id, index + 1, asker);
    const step = this.step.value!;
    if (step.fresh) return this.beginAnew();
    const state = await this.host.look(index);
    if (!isFailure(state) && state.fits) return this.begin(step.setup);
    this.state.value = isFailure(state) ? null : state;
    this.unfit.value = true;
  }

  private async answer(given: Given): Promise<void> {
    const asked = this.asked.value;
    const prediction = this.step.value!.predictions[asked]!;
    const state = await this.typeAndLook(prediction.reveal);
    const revealed = state?.predictions[asked];
    if (!revealed) return;
    const judged = judge(prediction, revealed, given);
    const { choice, right } = judged;
    const { answers, values } = this.here.value;
    this.note({ answers: [...answers, judged], values: { ...values, ...revealed.values } });
    const answer = prediction.asks === 'number' ? judged.answer : prediction.options[right];
    const kind = right < 0 ? 'none' : right === choice ? 'right' : 'wrong';
    this.said.value = { kind, answer: answer ?? '', why: prediction.whys[choice] ?? '' };
    this.chosen.value = null;
    this.take(state);
  }

  private async read(id: string, language: Language, still: () => boolean): Promise<boolean> {
    const texts = await this.host.texts(id, language);
    const lesson = texts && still() ? await this.host.open(texts) : null;
    if (!still()) return false;
    this.problem.value = !lesson ? { kind: 'unknown', id } : isFailure(lesson) ? { kind: 'malformed', message: lesson.error } : null;
    if (!lesson || isFailure(lesson)) return false;
    this.lesson.value = lesson;
    this.language = language;
    return true;
  }

  private isBegun(): boolean {
    return this.step.value !== null && this.progress.value.steps[this.step.value.id] !== undefined;
  }

  private async beginAnew(): Promise<void> {
    const step = this.step.value;
    if (!step) return;
    this.host.takesOver();
    await this.begin([...step.start.trimEnd().split('\n'), ...step.setup]);
  }

  private async begin(lines: readonly string[]): Promise<void> {
    this.unfit.value = false;
    this.note({ ...newStep(), done: this.here.value.done });
    const state = await this.typeAndLook(lines);
    this.host.front(this.step.value?.front ?? '');
    if (!state) return;
    this.note({ values: { ...state.values } });
    this.said.value = { kind: 'ready' };
    this.take(state);
  }

  private async typeAndLook(lines: readonly string[]): Promise<LessonState | null> {
    const state = await this.host.type(lines, this.index.value);
    return isFailure(state) ? null : state;
  }

  /** A step is done once all its goals are reached at the same moment; without goals, once everything is answered. */
  private take(state: LessonState): void {
    const before = this.state.value;
    this.state.value = state;
    this.commands.value = this.host.commands();
    if (!this.lesson.value) return;
    if (this.isBegun()) this.note({});
    if (!this.showsGoals.value || this.here.value.reached || this.unfit.value) return;
    if (this.here.value.from < 0) this.note({ from: this.host.commands() });
    const met = state.goals.filter((goal) => goal.met).length;
    if (met === state.goals.length) {
      this.note({ reached: true, done: true, took: this.host.commands() - this.here.value.from });
      if (state.goals.length > 0) this.said.value = { kind: 'done' };
    } else if (before && before.goals.filter((goal) => goal.met).length !== met) {
      this.said.value = { kind: 'goals', met, count: state.goals.length };
    }
  }

  /** Changes the progress of the step that is shown, and keeps it. */
  private note(change: Partial<StepProgress>): void {
    const { lesson, step } = { lesson: this.lesson.value, step: this.step.value };
    if (!lesson || !step) return;
    const steps = { ...this.progress.value.steps, [step.id]: { ...this.here.value, ...change } };
    this.progress.value = { step: this.index.value, machine: this.host.machine(), steps };
    writeProgress(this.host.store, lesson.id, this.progress.value);
  }
}
