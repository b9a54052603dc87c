// Types of the wasm module (pagewalk.mjs) and of the JSON texts that its one class returns.
//
// Methods that return `Json<T>` return a string; JSON.parse gives a T or a Failure. Nothing throws for bad input. Lone surrogates
// are corrupted on the way into wasm: pass `text.toWellFormed()`.
//
// The machine has a *head* (after the last command of the log that is not undone) and a *looked-at moment*: the head, or a moment
// inside a command after seekEvent(). snapshot, show, evaluate, hash and events speak of the looked-at moment; exec, undo, redo, seek and
// the last step of a load return to the head.

import type { Lesson, LessonPrediction, LessonState, LessonStep } from './pagewalk_lesson';
import type { Life } from './pagewalk_life';

export type { Lesson, LessonPrediction, LessonState, LessonStep, Life };

export type Json<T> = string & { readonly __json?: T };

/** Answer to bad input, or to a call that makes no sense now. */
export interface Failure {
  error: string;
}

export type OutcomeKind = 'ok' | 'errno' | 'signal' | 'syntax' | 'assert';

/** What one command did. */
export interface Outcome {
  /** As typed, trimmed. */
  command: string;
  kind: OutcomeKind;
  /** What a terminal prints, without a final newline; of a syntax error, message and caret line too. */
  out: string;
  /** The acting process. */
  pid: number;
  /** The value returned, "0x…" or decimal as the C call would be read; absent when there is none. */
  ret?: string;
  /** kind errno: "ENOMEM", and which check refused. */
  errno?: string;
  check?: string;
  /** kind signal: "SIGSEGV", "SEGV_MAPERR", "0x…". */
  signal?: string;
  code?: string;
  at?: string;
  minflt: number;
  majflt: number;
  /** It belongs to the log now. */
  logged: boolean;
  /** The `= RESULT` of a C form is not what came out. */
  differs?: boolean;
  /** kind syntax: byte offset of the caret in the line that was given. */
  column?: number;
  /** Events it emitted, stored or only counted. */
  events: number;
}

export interface ExecAnswer {
  outcomes: Outcome[];
  log: LogChange;
}

/** What a line did to the log: commands before `from` stand as they were. */
export interface LogChange {
  from: number;
  commands: CommandInfo[];
  /** How many of the log's commands are applied now. */
  head: number;
  /** Tells sessions apart: `boot` begins another, and undoing it comes back to the one before. */
  session: number;
  /** The full boot line. */
  boot: string;
}

export interface CommandInfo {
  text: string;
  kind: OutcomeKind;
  /** Events it emitted; more than events() returns when over the limit of stored events. */
  events: number;
  /** So many of them are kept; absent: all. */
  kept?: number;
  /** What they come to, kept or not; absent: none. Faults that were resolved, pages copied, frames allocated, new page tables. */
  faults?: number;
  copies?: number;
  frames?: number;
  tables?: number;
  /** How often kswapd ran, and how often whoever allocates took pages away itself. */
  kswapd?: number;
  direct?: number;
  /** Free pages of each zone that exists when it ended, lowest first; absent: as after the command before. */
  free?: number[];
}

export interface Status {
  /** The log from its start, undone commands at the end included. */
  commands: CommandInfo[];
  /** How many of them are applied. */
  head: number;
  /** The looked-at moment: `command` commands were begun, and of the last one `event` events have happened; null: all. */
  cursor: { command: number; event: number | null };
  /**
   * Whose events events() returns: a command of the log by its index, or the last one that ran without changing anything.
   * `check`: which check refused it, in English; '' when none did.
   */
  eventsOf: { command: number | null; text: string; stored: number; total: number; check: string };
  /** State hash of the looked-at moment, 16 hex digits. */
  hash: string;
  /** The hash at the head. */
  headHash: string;
  /** As in LogChange. */
  session: number;
  /** The full boot line. */
  boot: string;
  canUndo: boolean;
  canRedo: boolean;
  /** The process that runs commands without a prefix. */
  current: number;
  /** Names of the session at the looked-at moment, addresses as "0x…". */
  names: Record<string, string>;
  /** Counts up whenever the engine's behaviour changes; part of a link. */
  model: number;
}

export interface Completion {
  /** Byte offset in the line (UTF-8) from which a candidate replaces up to the cursor. */
  from: number;
  candidates: { text: string; hint: string }[];
}

export type Evaluation =
  | { ok: true; type: 'number' | 'boolean' | 'string' | 'none'; value: number | string | boolean | null; text: string }
  | { ok: false; message: string; column: number };

export interface LoadBegun {
  /** Commands in the script. */
  count: number;
}

export interface LoadProgress {
  done: number;
  count: number;
  finished: boolean;
  /**
   * Outcomes since the last call that did not end with kind ok, or that differ from the result that the line promised: index in the
   * script, line, index in the log (null: not logged), outcome.
   */
  failures: { index: number; line: number; command: number | null; outcome: Outcome }[];
  /** What the last dozen commands of the script printed, as far as they belong to the log, by their index in it. */
  said: { command: number; out: string }[];
}

export interface ScriptRun {
  text: string;
  /** 0; 1 an assert failed; 2 the script cannot be parsed. */
  exit: number;
  /** exit 2: why. */
  message?: string;
}

export interface ShowAnswer {
  text: string;
}

export class Pagewalk {
  constructor();
  /** Frees the C++ object. */
  delete(): void;

  /** Runs a line (several commands between `;`). Returns to the head first. */
  exec(line: string): Json<ExecAnswer | Failure>;
  complete(line: string, cursorBytes: number): Json<Completion>;
  status(): Json<Status>;

  /** Layout: generated/snapshot.ts. A view of wasm memory: copy (`slice()`) before any other call. */
  snapshot(): Uint8Array;
  /** 48-byte records of the looked-at command, all of them, also those after the looked-at event. Copy as above. */
  events(): Uint8Array;
  /** Those of any command of the log, by its index. Copy as above. */
  eventsOf(command: number): Uint8Array;

  undo(): Json<Status | Failure>;
  redo(): Json<Status | Failure>;
  /** Moves the head to after `commands` commands, and looks there. */
  seek(commands: number): Json<Status | Failure>;
  /**
   * Looks at the machine after the first `events` events of command `command` (0-based); the head stays. With `events` < 0: after
   * the whole command.
   */
  seekEvent(command: number, events: number): Json<Status | Failure>;

  /**
   * The text twin of a view ("spaces", "tables", "tree", "rmap", "memory", "what", "merge", "rbtree", "limits", "swap", "life") or of
   * "walk", "page", "ps", "tlb".
   * pid 0: the current process; addr "" or "0x…"; pfn < 0: none.
   */
  show(view: string, pid: number, addr: string, pfn: number): Json<ShowAnswer | Failure>;
  evaluate(expression: string): Json<Evaluation>;
  /** pid 0: the current process; addr "0x…". Runs the log again as far as it does not know it yet. */
  life(pid: number, addr: string): Json<Life | Failure>;
  hash(): string;
  /** The whole log from its full boot line, undone commands dropped: what a link carries. */
  script(): string;

  /** What the reader of logs asks (pagewalk_import.d.ts): the call's line in a log is a line of a script … */
  hasCall(name: string): boolean;
  /** … and why a line is no command; empty: it is one. */
  refusal(line: string): string;

  /**
   * Replaces machine and log by those of a script, in steps: loadBegin parses it all (a Failure leaves everything as it was), loadStep
   * runs up to `maxCommands`, loadCancel drops it. Until the last step is done the old machine stays in place.
   */
  loadBegin(script: string): Json<LoadBegun | Failure>;
  loadStep(maxCommands: number): Json<LoadProgress | Failure>;
  loadCancel(): Json<Status | Failure>;

  /**
   * Reads a lesson: its behaviour file and its prose in one language. A Failure says "FILE:LINE: reason" and leaves the lesson that was
   * open. The names are those that errors carry.
   */
  lessonOpen(behaviourName: string, behaviour: string, proseName: string, prose: string): Json<Lesson | Failure>;
  /** The same, without opening it: for lists. */
  lessonRead(behaviourName: string, behaviour: string, proseName: string, prose: string): Json<Lesson | Failure>;
  /** What `text` names (`pte(1, $a)`, `vma(1, $a)`, `frame(1, $a)`) as an answer to that prediction: its key, "" when it names none. */
  lessonPoint(step: number, prediction: number, text: string): Json<{ key: string } | Failure>;
  /** How things stand for step `step` of the open lesson. */
  lessonLook(step: number): Json<LessonState | Failure>;

  /** The text that `pagewalk run --json` prints for the script, on a machine of its own. */
  runJson(script: string): Json<ScriptRun>;
  /** The transcript that `pagewalk run` prints, on a machine of its own. */
  runText(script: string): Json<ScriptRun>;
}

export interface PagewalkModule {
  Pagewalk: typeof Pagewalk;
}

export interface ModuleOptions {
  wasmBinary?: ArrayBuffer | Uint8Array;
  /** Instead of fetching and compiling it: `done` takes the instance, some time later. */
  instantiateWasm?(imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void): object;
  onAbort?(what: unknown): void;
}

declare const createPagewalk: (options?: ModuleOptions) => Promise<PagewalkModule>;
export default createPagewalk;
