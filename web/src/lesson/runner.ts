// The lesson that is open: which step, what was answered, what is still missing. All that it does to the machine it types into the
// shell, where the learner sees it; what is right and what is reached the engine says.
import { computed, signal } from '@preact/signals';
import type { Language } from '../base/i18n';
import { type Failure, isFailure, type Lesson, type LessonState, type LessonStep } from '../engine/protocol';
import type { LessonTexts } from './catalog';
import { type LessonProgress, newStep, readProgress, type StepProgress, type TextStore, writeProgress } from './progress';

export interface LessonHost {
  texts(id: string, language: Language): Promise<LessonTexts | null>;
  open(texts: LessonTexts): Promise<Lesson | Failure>;
  look(step: number): Promise<LessonState | Failure>;
  /** Types lines into the shell and runs them; ends when the last one has run. */
  type(lines: readonly string[]): Promise<void>;
  /** The state hash at the head. */
  machine(): string;
  store: TextStore | null;
  /** The step that is shown has changed (1-based), or the lesson was closed (0). */
  moved(id: string, step: number): void;
}

export type Problem = { kind: 'unknown'; id: string } | { kind: 'malformed'; message: string };
/** What screen readers are told. */
export type Said =
  | { kind: 'right' | 'wrong' | 'none'; answer: string }
  | { kind: 'done' | 'ready' }
  | { kind: 'hint'; text: string }
  | { kind: 'goals'; met: number; count: number };

export class LessonRunner {
  readonly lesson = signal<Lesson | null>(null);
  readonly problem = signal<Problem | null>(null);
  readonly index = signal(0);
  readonly state = signal<LessonState | null>(null);
  readonly busy = signal(false);
  /** The learner's machine is not one that the step can begin on. */
  readonly unfit = signal(false);
  readonly said = signal<Said | null>(null);
  private readonly progress = signal<LessonProgress>({ step: 0, machine: '', steps: {} });
  private language: Language = 'en';

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
  async open(id: string, language: Language, step: number | null): Promise<void> {
    if (this.busy.value || !(await this.read(id, language))) return;
    const lesson = this.lesson.value!;
    this.progress.value = readProgress(this.host.store, id);
    const { machine } = this.progress.value;
    const left = this.progress.value.step;
    this.index.value = Math.max(0, Math.min(step ?? left, lesson.steps.length - 1));
    this.host.moved(id, this.index.value + 1);
    const goesOn = this.index.value === left && machine !== '' && machine === this.host.machine() && this.isBegun();
    if (goesOn) await this.refresh();
    else await this.restart();
  }

  /** Other words for the same lesson. */
  async speak(language: Language): Promise<void> {
    const id = this.lesson.value?.id;
    if (id === undefined || language === this.language) return;
    await this.read(id, language);
  }

  /** The engine was started anew: it is given the lesson again. */
  async reopen(): Promise<void> {
    const id = this.lesson.value?.id;
    if (id !== undefined && (await this.read(id, this.language))) await this.refresh();
  }

  close(): void {
    const id = this.lesson.value?.id ?? '';
    this.lesson.value = null;
    this.problem.value = null;
    this.state.value = null;
    this.said.value = null;
    this.host.moved(id, 0);
  }

  /** Types what leads to the start of this step, and its setup. */
  async restart(): Promise<void> {
    const step = this.step.value;
    if (!step || this.busy.value) return;
    await this.begin([...step.start.trimEnd().split('\n'), ...step.setup]);
  }

  async go(index: number): Promise<void> {
    const lesson = this.lesson.value;
    if (this.busy.value || !lesson || index < 0 || index >= lesson.steps.length) return;
    this.index.value = index;
    this.unfit.value = false;
    this.host.moved(lesson.id, index + 1);
    const step = this.step.value!;
    if (step.fresh) return this.restart();
    const state = await this.host.look(index);
    if (!isFailure(state) && state.fits) return this.begin(step.setup);
    this.state.value = isFailure(state) ? null : state;
    this.unfit.value = true;
  }

  async choose(choice: number): Promise<void> {
    const asked = this.asked.value;
    const prediction = this.step.value?.predictions[asked];
    if (this.busy.value || !prediction || !prediction.options[choice]) return;
    const state = await this.typeAndLook(prediction.reveal);
    const revealed = state?.predictions[asked];
    if (!revealed) return;
    const right = revealed.right.indexOf(true);
    const { answers, values } = this.here.value;
    this.note({ answers: [...answers, { choice, right }], values: { ...values, ...revealed.values } });
    this.said.value = { kind: right < 0 ? 'none' : right === choice ? 'right' : 'wrong', answer: prediction.options[right] ?? '' };
    this.take(state);
  }

  hint(): void {
    const step = this.step.value;
    const { hints } = this.here.value;
    if (!step || hints >= step.hints.length) return;
    this.note({ hints: hints + 1 });
    this.said.value = { kind: 'hint', text: step.hints[hints]! };
  }

  async solve(): Promise<void> {
    const step = this.step.value;
    if (this.busy.value || !step || step.solution.length === 0) return;
    const state = await this.typeAndLook(step.solution);
    if (state) this.take(state);
  }

  /** The machine has changed: how do the goals stand now? */
  async refresh(): Promise<void> {
    if (this.busy.value || !this.lesson.value) return;
    const index = this.index.value;
    const state = await this.host.look(index);
    if (!isFailure(state) && index === this.index.value && !this.busy.value) this.take(state);
  }

  private async read(id: string, language: Language): Promise<boolean> {
    const texts = await this.host.texts(id, language);
    const lesson = texts && (await this.host.open(texts));
    this.problem.value = !lesson ? { kind: 'unknown', id } : isFailure(lesson) ? { kind: 'malformed', message: lesson.error } : null;
    if (!lesson || isFailure(lesson)) return false;
    this.lesson.value = lesson;
    this.language = language;
    return true;
  }

  private isBegun(): boolean {
    return this.step.value !== null && this.progress.value.steps[this.step.value.id] !== undefined;
  }

  private async begin(lines: readonly string[]): Promise<void> {
    this.unfit.value = false;
    this.note({ ...newStep(), done: this.here.value.done });
    const state = await this.typeAndLook(lines);
    if (!state) return;
    this.note({ values: { ...state.values } });
    this.said.value = { kind: 'ready' };
    this.take(state);
  }

  private async typeAndLook(lines: readonly string[]): Promise<LessonState | null> {
    this.busy.value = true;
    await this.host.type(lines);
    const state = await this.host.look(this.index.value);
    this.busy.value = false;
    return isFailure(state) ? null : state;
  }

  /** A step is done once all its goals are reached at the same moment; without goals, once everything is answered. */
  private take(state: LessonState): void {
    const before = this.state.value;
    this.state.value = state;
    if (!this.lesson.value) return;
    if (this.isBegun()) this.note({});
    if (!this.showsGoals.value || this.here.value.reached || this.unfit.value) return;
    const met = state.goals.filter((goal) => goal.met).length;
    if (met === state.goals.length) {
      this.note({ reached: true, done: true });
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
