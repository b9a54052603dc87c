// A lesson to be read by who plays nothing: its own way through, with every answer and figure that the machine gives on it.
import type { EngineView } from '../engine/client';
import { type Failure, isFailure, type Lesson, type LessonPrediction, type LessonState, type LessonStep } from '../engine/protocol';
import type { LessonTexts } from './catalog';

/** What a reading needs of an engine. */
export interface ReadingEngine {
  open(texts: LessonTexts): Promise<Lesson | Failure>;
  look(step: number): Promise<LessonState | Failure>;
  run(lines: readonly string[]): Promise<EngineView>;
  /** A view as text, at the place that the machine's last command leads to. */
  text(front: string, view: EngineView): Promise<string>;
}

export interface ReadPrediction {
  plan: LessonPrediction;
  /** The row of the right option; -1 of what is typed or pointed at. */
  right: number;
  /** Of what is typed a number, of what is pointed at a key; and the wrong ones to expect, in the order of their sentences. */
  answer: string;
  wrong: readonly string[];
}

export interface ReadStep {
  step: LessonStep;
  /** Every figure that its prose shows. */
  values: Readonly<Record<string, string>>;
  predictions: readonly ReadPrediction[];
  /** The view that stands in front, and the machine at the step's end. */
  front: string;
  view: EngineView;
  /** The view as text. */
  twin: string;
}

export interface Reading {
  lesson: Lesson;
  steps: readonly ReadStep[];
}

function readPrediction(plan: LessonPrediction, { right, answer, wrong }: LessonState['predictions'][number]): ReadPrediction {
  return { plan, right: right.indexOf(true), answer, wrong };
}

async function playStep(engine: ReadingEngine, step: LessonStep, at: number, front: string): Promise<ReadStep | Failure> {
  let view = await engine.run([...(step.fresh ? step.start.trimEnd().split('\n') : []), ...step.setup]);
  const begun = await engine.look(at);
  if (isFailure(begun)) return begun;
  let values = begun.values;
  const predictions: ReadPrediction[] = [];
  for (const [i, plan] of step.predictions.entries()) {
    view = await engine.run(plan.reveal);
    const state = await engine.look(at);
    if (isFailure(state)) return state;
    const revealed = state.predictions[i]!;
    values = { ...values, ...revealed.values };
    predictions.push(readPrediction(plan, revealed));
  }
  if (step.solution.length > 0) view = await engine.run(step.solution);
  return { step, values, predictions, front, view, twin: await engine.text(front, view) };
}

export async function readThrough(engine: ReadingEngine, texts: LessonTexts): Promise<Reading | Failure> {
  const lesson = await engine.open(texts);
  if (isFailure(lesson)) return lesson;
  const steps: ReadStep[] = [];
  let front = 'spaces';
  for (const [at, step] of lesson.steps.entries()) {
    front = step.front || front;
    const read = await playStep(engine, step, at, front);
    if (isFailure(read)) return read;
    steps.push(read);
  }
  return { lesson, steps };
}
