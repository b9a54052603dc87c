// What page and worker say to each other. Requests are answered in order; a view follows when nothing is waiting behind it, so that a
// paste of many lines is drawn once.
import type {
  CommandInfo,
  Completion,
  Evaluation,
  ExecAnswer,
  Failure,
  Lesson,
  LessonPrediction,
  LessonState,
  LessonStep,
  Life,
  LoadProgress,
  LogChange,
  Outcome,
  ShowAnswer,
  Status,
} from '../../../wasm-bindings/pagewalk';
import type { Imported } from '../../../wasm-bindings/pagewalk_import';
import type { LifeMove, LifeStep } from '../../../wasm-bindings/pagewalk_life';

export type {
  CommandInfo,
  Completion,
  Evaluation,
  ExecAnswer,
  Failure,
  Lesson,
  LessonPrediction,
  LessonState,
  LessonStep,
  Life,
  LifeMove,
  LifeStep,
  LoadProgress,
  LogChange,
  Outcome,
  ShowAnswer,
  Status,
};

export interface LoadResult {
  status: Status;
  /** Commands that did not succeed, or differ from what their line promised: the first of them. */
  failures: LoadProgress['failures'];
  /** How many there were. */
  failed: number;
  /** What the last commands printed, by their index in the log. */
  said: LoadProgress['said'];
}

/** A text that came in from outside: a script, or what another program printed. */
export interface TextFile {
  name: string;
  text: string;
  /** In place of the text: a file too large to be one, which is read piece by piece. */
  file?: Blob;
}

/** How far a load is: what is read, then what runs. `count` 0: that is not known yet. */
export interface Progress {
  of: 'bytes' | 'commands';
  done: number;
  count: number;
}

/** `kind` unknown: it was read as a script. */
export type OpenResult = LoadResult & Pick<Imported, 'kind' | 'notes' | 'unlisted'>;
export type OpenFailure = Failure & { kind?: Imported['kind'] };

/** Method: [what it takes, what it answers]. */
export interface Methods {
  exec: [{ line: string }, ExecAnswer | Failure];
  complete: [{ line: string; cursor: number }, Completion];
  undo: [Record<never, never>, Status | Failure];
  redo: [Record<never, never>, Status | Failure];
  seek: [{ commands: number }, Status | Failure];
  seekEvent: [{ command: number; events: number }, Status | Failure];
  show: [{ view: string; pid: number; addr: string; pfn: number }, ShowAnswer | Failure];
  evaluate: [{ expression: string }, Evaluation];
  life: [{ pid: number; addr: string }, Life | Failure];
  script: [Record<never, never>, string];
  load: [{ script: string }, LoadResult | Failure];
  open: [{ files: readonly TextFile[] }, OpenResult | OpenFailure];
  lessonOpen: [{ behaviourName: string; behaviour: string; proseName: string; prose: string }, Lesson | Failure];
  lessonLook: [{ step: number }, LessonState | Failure];
  lessonPoint: [{ step: number; prediction: number; text: string }, { key: string } | Failure];
}

export type MethodName = keyof Methods;

export type Request = { [M in MethodName]: { kind: 'call'; id: number; method: M; args: Methods[M][0] } }[MethodName];

/** What a worker begins with: the engine's module, compiled by the page. */
export interface ModuleMessage {
  kind: 'module';
  module: WebAssembly.Module;
}

/** The looked-at moment: where it is, the machine then and before its command, and the command's events. */
export interface RawView {
  status: Status;
  /** null: the machine has become too large to be drawn. */
  snapshot: ArrayBuffer | null;
  before: ArrayBuffer | null;
  events: ArrayBuffer;
  /** Events of the few commands in front of it, newest first. */
  earlier: ArrayBuffer[];
}

export type Reply =
  | { kind: 'ready'; model: number }
  /** The engine threw or aborted: its memory is in no known state, and it answers nothing more. */
  | { kind: 'failed'; message: string }
  | { kind: 'answer'; id: number; value: unknown }
  | { kind: 'progress'; id: number; now: Progress }
  | { kind: 'view'; view: RawView };

export function isFailure(value: unknown): value is Failure {
  return typeof value === 'object' && value !== null && typeof (value as { error?: unknown }).error === 'string';
}
