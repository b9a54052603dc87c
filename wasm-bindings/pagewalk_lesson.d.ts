// A lesson as the engine reads it, and how things stand in one of its steps (pagewalk.d.ts).

/** One language of a lesson. Texts are Markdown of a small kind; {NAME} stands for a value. */
export interface Lesson {
  id: string;
  title: string;
  summary: string;
  track: number;
  /** Computed from what is read, asked and done, in this language. */
  minutes: number;
  /** Of its prose: "en", "zh". */
  language: string;
  questions: string[];
  /** The lessons that it builds on. */
  needs: string[];
  /** Ids of the glossary: those it needs, and then those it explains. */
  words: string[];
  steps: LessonStep[];
  /** What to try on one's own Linux. Untried: nobody has run it on one. */
  homes: { text: string; untried: boolean }[];
  /** A drawing and a figure, at the moment that the script leads to; a draft may have none. */
  card: { view: string; step: string; value: string; text: string; script: string } | null;
}

export interface LessonStep {
  id: string;
  title: string;
  body: string;
  /** It begins on a machine booted anew. */
  fresh: boolean;
  /** The script, from its boot line, that leads to where the step begins; its own setup left out. */
  start: string;
  /** Commands to type for the learner when the step begins. */
  setup: string[];
  /** The view that stands in front; "": the one that does. */
  front: string;
  /** It closes the lesson. */
  puzzle: boolean;
  predictions: LessonPrediction[];
  goals: { id: string; text: string; condition: string; kept: boolean }[];
  hints: string[];
  solution: string[];
  /** Empty in a step without goals. */
  done: string;
}

export interface LessonPrediction {
  id: string;
  question: string;
  after: string;
  reveal: string[];
  /** How the answer is given: one of the options, a number, a thing that is pointed at. */
  asks: 'choice' | 'number' | 'thing';
  /** What is pointed at. */
  thing: 'area' | 'entry' | 'frame' | 'anon-vma';
  options: string[];
  /** What is said to who gave that answer, by option; or by wrong answer to expect, and last to all others. A draft may have none. */
  whys: string[];
}

/** How things stand at the head for a step. What may be shown when is the page's business. */
export interface LessonState {
  /** The machine is one that the step can begin on. */
  fits: boolean;
  /** An empty text: it cannot be evaluated now. */
  values: Record<string, string>;
  /** `right`: of options. `answer`, `wrong`: of what is typed a number in decimal, of what is pointed at a key (model/keys.ts). */
  predictions: { right: boolean[]; answer: string; wrong: string[]; values: Record<string, string> }[];
  /** `problem`: why the condition cannot be evaluated now; `parts`: its comparisons, those that hold too. */
  goals: { met: boolean; problem: string; parts: { what: string; now: string; wanted: string; met: boolean }[] }[];
}
