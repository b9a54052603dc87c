// How far a learner has come: kept in the browser, one entry a lesson. What is read back is checked, since a visitor can edit it.
export interface AnswerGiven {
  choice: number;
  /** -1: on the learner's machine none of the options was right. */
  right: number;
  /** What was typed, in decimal, or the key of what was pointed at; and what the machine says. */
  text?: string;
  answer?: string;
}

export interface StepProgress {
  answers: AnswerGiven[];
  /** Figures that the prose shows, as they were when they became known. */
  values: Record<string, string>;
  hints: number;
  /** All goals were reached since the step was begun. */
  reached: boolean;
  /** … or some time before. */
  done: boolean;
  /** Commands of the log when the goals were shown, -1 before; and how many more it took to reach them. */
  from: number;
  took: number;
  /** The page typed the solution. */
  helped: boolean;
}

export interface LessonProgress {
  step: number;
  /** Names the machine on which the step was begun and went on; another machine begins it anew. */
  machine: string;
  /** By the step's id. */
  steps: Record<string, StepProgress>;
}

export interface TextStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

const keyOf = (id: string) => `pagewalk.lesson.${id}`;

export const newStep = (): StepProgress => ({
  answers: [],
  values: {},
  hints: 0,
  reached: false,
  from: -1,
  took: 0,
  helped: false,
  done: false,
});
export const newProgress = (): LessonProgress => ({ step: 0, machine: '', steps: {} });

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0 && (value as number) < 1000;

function readStep(value: unknown): StepProgress | null {
  if (!isRecord(value) || !Array.isArray(value.answers) || !isRecord(value.values) || !isCount(value.hints)) return null;
  const answers: AnswerGiven[] = [];
  for (const one of value.answers as unknown[]) {
    if (!isRecord(one) || !isCount(one.choice) || !(isCount(one.right) || one.right === -1)) return null;
    const answer: AnswerGiven = { choice: one.choice, right: one.right as number };
    if (typeof one.text === 'string' && typeof one.answer === 'string') Object.assign(answer, { text: one.text, answer: one.answer });
    answers.push(answer);
  }
  const values: Record<string, string> = {};
  for (const [name, text] of Object.entries(value.values)) if (typeof text === 'string') values[name] = text;
  const count = (name: string, none: number) => (Number.isInteger(value[name]) ? (value[name] as number) : none);
  const is = (name: string) => value[name] === true;
  const { hints } = value;
  return {
    answers,
    values,
    hints,
    reached: is('reached'),
    from: count('from', -1),
    took: count('took', 0),
    helped: is('helped'),
    done: is('done'),
  };
}

/** Of a step that cannot be read nothing is kept. Null: it is no progress at all. */
export function parseProgress(saved: unknown): LessonProgress | null {
  if (!isRecord(saved) || !isRecord(saved.steps)) return null;
  const progress = newProgress();
  if (isCount(saved.step)) progress.step = saved.step;
  if (typeof saved.machine === 'string') progress.machine = saved.machine;
  for (const [step, value] of Object.entries(saved.steps)) {
    const read = readStep(value);
    if (read) progress.steps[step] = read;
  }
  return progress;
}

export function readProgress(store: TextStore | null, id: string): LessonProgress {
  try {
    return parseProgress(JSON.parse(store?.getItem(keyOf(id)) ?? 'null')) ?? newProgress();
  } catch {
    // Not JSON: a fresh start.
    return newProgress();
  }
}

/** With the steps that are kept; the one that is shown stays as it is, but that it was done some time before. */
export function withKept(store: TextStore | null, id: string, progress: LessonProgress, shown: string): LessonProgress {
  const { steps } = readProgress(store, id);
  const here = progress.steps[shown] ?? newStep();
  const isDone = here.done || (steps[shown]?.done ?? false);
  return { ...progress, steps: { ...progress.steps, ...steps, [shown]: { ...here, done: isDone } } };
}

export function writeProgress(store: TextStore | null, id: string, progress: LessonProgress): void {
  try {
    store?.setItem(keyOf(id), JSON.stringify(progress));
  } catch {
    // Storage may be full or forbidden: then progress lasts for this visit.
  }
}
