// What a lesson needs of the page, what it says, and what a learner asks of it.
import type { Language } from '../base/i18n';
import type { Failure, Lesson, LessonState } from '../engine/protocol';
import type { Seen } from '../model/seen';
import type { LessonTexts } from './catalog';
import type { TextStore } from './progress';

export interface LessonHost {
  texts(id: string, language: Language): Promise<LessonTexts | null>;
  open(texts: LessonTexts): Promise<Lesson | Failure>;
  look(step: number): Promise<LessonState | Failure>;
  /** The key of what a text names as an answer to a prediction of the open lesson; '' when it names nothing of the kind. */
  point(step: number, prediction: number, text: string): Promise<string>;
  /**
   * Types lines into the shell, runs them, and looks how the step stands then. Nothing comes in between: what is asked about the last
   * command is answered by the last of these lines, whatever the learner types meanwhile.
   */
  type(lines: readonly string[], step: number): Promise<LessonState | Failure>;
  /** The machine is the lesson's from here on. */
  takesOver(): void;
  /** Plays a script on a machine beside the learner's. Null: it cannot be played, or is too large to be drawn. */
  beside(script: string, step: number, view: string): Promise<Beside | null>;
  /** The log of the learner's machine, from its boot line. */
  script(): string;
  /** Names the machine at the head by what led there: `''` before there is one. */
  machine(): string;
  /** How many commands the machine's log has. */
  commands(): number;
  /** The view that the step wants in front; '' leaves that to others. */
  front(view: string): void;
  /** The lessons that come after one. */
  next(id: string, language: Language): Promise<{ id: string; title: string }[]>;
  store: TextStore | null;
  /** How often somebody has gone to another address. */
  gone(): number;
  /** The step that is shown has changed (1-based). */
  moved(id: string, step: number, asker: Asker): void;
  closed(): void;
}

/** Who asked for a step: something in the page, or an address that is followed. */
export interface Asker {
  readonly byAddress: boolean;
  /** How often somebody had gone to another address by then. */
  readonly gone: number;
  /** Nobody has again; else this is wanted no longer. */
  isHere(this: void): boolean;
}

export function askerOf(host: Pick<LessonHost, 'gone'>, byAddress: boolean): Asker {
  const gone = host.gone();
  return { byAddress, gone, isHere: () => host.gone() === gone };
}

/** A machine that is not the learner's: how a step stands there, and the text twin of a view of it. */
export interface Beside {
  seen: Seen;
  state: LessonState;
  text: string;
}

export type Problem = { kind: 'unknown'; id: string } | { kind: 'malformed'; message: string };
/** What screen readers are told. */
export type Said =
  | { kind: 'right' | 'wrong' | 'none'; answer: string; why: string }
  | { kind: 'done' | 'ready' }
  | { kind: 'hint'; text: string }
  | { kind: 'goals'; met: number; count: number };
/** What the learner asked for. While something else is being typed it waits, and is done afterwards if it still makes sense then. */
export interface Wish {
  /** Who asks for what is being done already has pressed twice, and is not heard a second time. */
  name: string;
  waits?(): void;
  still(): boolean;
  work(): Promise<void>;
}
